"""What an operator watches: the machine, its services, their logs."""
import os
import signal

import pytest
from harness.api import Api, Refused
from harness.mail import message
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


def service(client, name):
    return next(item for item in client.call("GET", "services")["items"] if item["name"] == name)


def test_services_of_the_instance(api):
    names = [item["name"] for item in api.call("GET", "services")["items"]]
    assert names == ["postfix", "dovecot", "rspamd", "redis", "directory", "api", "agent"]
    postfix = service(api, "postfix")
    assert postfix["state"] == "running" and postfix["memory"] > 1_000_000 and postfix["since"]
    assert postfix["actions"] == ["stop", "restart"]
    assert service(api, "api")["actions"] == []
    wait_for(lambda: service(api, "rspamd")["processor_percent"] is not None, "a second sample")


def test_service_stopped_started_and_restarted(server, api):
    before = service(api, "redis")["restarts"]
    stopped = api.call("POST", "services/redis/stop")
    assert stopped["state"] == "stopped" and stopped["actions"] == ["start"]
    assert service(api, "redis")["state"] == "stopped"
    assert api.call("POST", "services/redis/start")["state"] == "running"
    assert server.redis("PING").strip() == "PONG"
    assert api.call("POST", "services/redis/restart")["state"] == "running"
    assert service(api, "redis")["restarts"] == before + 2
    actions = [entry["action"] for entry in api.call("GET", "audit?object=redis&limit=3")["items"]]
    assert actions == ["service.restarted", "service.started", "service.stopped"]


def test_killed_service_counts_as_restarted(server, api):
    before = service(api, "redis")
    os.kill(server.pid("redis"), signal.SIGKILL)
    wait_for(lambda: service(api, "redis")["restarts"] == before["restarts"] + 1, "the supervisor's new start")
    wait_for(lambda: server.redis("PING").strip() == "PONG", "Redis after its sudden end")


def test_service_that_does_not_come_back(server, api):
    configuration = server.directory / "config/live/redis/redis.conf"
    text = configuration.read_text()
    configuration.write_text(text + "\nno-such-directive yes\n")
    try:
        with pytest.raises(Refused) as refused:
            api.call("POST", "services/redis/restart")
    finally:
        configuration.write_text(text)
    assert refused.value.status == 502 and refused.value.code == "services.did_not_start"
    assert "no-such-directive" in str(refused.value)
    assert api.call("POST", "services/redis/restart")["state"] == "running"


def test_what_is_refused_of_services(server, api):
    for client, method, path, status, code in (
            (server.reader, "POST", "services/redis/restart", 403, "access.denied"),
            (Api(server.line["api_url"], None), "GET", "services", 401, "session.required"),
            (api, "POST", "services/sshd/restart", 404, "services.not_there"),
            (api, "POST", "services/api/restart", 409, "services.not_from_here"),
            (api, "POST", "services/agent/stop", 409, "services.not_from_here"),
            (api, "GET", "services/sshd/logs", 404, "services.not_there"),
            (api, "GET", "services/postfix/logs?lines=0", 422, "logs.invalid_lines"),
            (api, "GET", "services/postfix/logs?before=../x", 422, "logs.invalid_cursor")):
        with pytest.raises(Refused) as refused:
            client.call(method, path)
        assert (refused.value.status, refused.value.code) == (status, code), path


def test_logs_by_page(server, api):
    logs = server.reader.call("GET", "services/postfix/logs?lines=3")
    assert len(logs["items"]) == 3
    for line in logs["items"]:
        assert line["time"] and line["program"].startswith("postfix/") and line["message"]
    earlier = api.call("GET", f"services/postfix/logs?lines=2&before={logs['before']}")
    ids = [int(line["id"].split("-")[1]) for line in earlier["items"] + logs["items"]]
    assert ids == sorted(set(ids)) and len(ids) == 5


def test_logs_searched_and_followed(server, api, anna, bert):
    before = api.call("GET", "services/postfix/logs?lines=1")["after"]
    server.mail.submit(bert, message(bert, anna))
    wait_for(lambda: [line for line in api.call("GET", f"services/postfix/logs?after={before}")["items"]
                      if anna in line["message"] and "status=sent" in line["message"]], "the line of the delivery")
    found = api.call("GET", f"services/postfix/logs?search={anna.upper()}")["items"]
    assert found and all(anna in line["message"] for line in found)
