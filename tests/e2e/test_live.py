"""What an operator watches: the machine, its services, their logs."""
from harness.waiting import wait_for


def test_disk_usage_by_part(server, api):
    def measured():
        return api.call("GET", "system")["disk_parts"]

    parts = wait_for(measured, "the first count of the disk usage")
    assert parts["database"] > 100_000
    assert parts["logs"] > 0
    host = api.call("GET", "system")["host"]
    assert host["hostname"] and host["uptime_seconds"] > 0 and len(host["load"]) == 3
    assert server.reader.call("GET", "system")["host"]["time_zone"] == host["time_zone"]
