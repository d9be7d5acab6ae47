"""The self-test that an operator runs."""
import json

HOPS = ["mailboxes", "submission", "delivery", "signing", "filtering", "clean up"]


def test_selftest_reports_every_hop_and_leaves_nothing(server, api):
    done = server.run("selftest", "--instance", server.directory, "--json", check=False)
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    assert report["passed"]
    assert [step["name"] for step in report["steps"]] == HOPS
    assert api.call("GET", "domains?search=selftest-")["items"] == []
    assert api.call("GET", "dkim?search=selftest-")["items"] == []


def test_selftest_fails_when_mail_is_not_filtered(server, api):
    done = server.supervisor("stop", "rspamd")
    assert done.returncode == 0, done.stdout
    try:
        done = server.run("selftest", "--instance", server.directory, "--json", check=False)
    finally:
        server.supervisor("start", "rspamd")
    assert done.returncode == 1
    failed = [step for step in json.loads(done.stdout)["steps"] if not step["passed"]]
    assert [step["name"] for step in failed] == ["submission"]
    assert api.call("GET", "domains?search=selftest-")["items"] == []
