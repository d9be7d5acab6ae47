"""What an operator watches: the machine, its services, their logs."""
import json
import os
import signal
import smtplib

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
    wait_for(server.is_redis_there, "Redis after its sudden end")


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


class Stream:
    """Server-sent events as a browser reads them."""

    def __init__(self, client, topics, **options):
        headers = options.pop("headers", {})
        self.response = client.session.get(f"{client.url}/api/v2/events?topics={topics}", stream=True,
                                           timeout=(10, 40), headers=headers, **options)
        self.lines = self.response.iter_lines(decode_unicode=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.response.close()

    def next(self):
        """The next event; None at the end of the stream."""
        event = {}
        for line in self.lines:
            if not line and "data" in event:
                return event
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value
        return None

    def find(self, condition):
        while (event := self.next()) is not None:
            if condition(event):
                return event
        raise AssertionError("the stream ended first")


def sign_in(server):
    client = Api(server.line["api_url"], None)
    answer = client.raw("POST", "session", json=server.line["admin"])
    assert answer.status_code == 201, answer.text
    client.session.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return client


def test_events_of_the_machine_and_its_services(server):
    with Stream(server.reader, "system,services") as stream:
        response = stream.response
        assert response.status_code == 200 and response.headers["Content-Type"] == "text/event-stream"
        assert "Content-Encoding" not in response.headers
        sample = stream.find(lambda event: event["event"] == "system" and event["data"]["processor_percent"] is not None)
        assert 0 < sample["data"]["memory_percent"] < 100
        listed = stream.find(lambda event: event["event"] == "services")
        assert len(listed["data"]["items"]) == 7


def test_events_over_https_with_a_session(server):
    client = Api(f"https://127.0.0.1:{server.base_port + 44}", None)
    client.session.verify = server.line["ca_file"]
    assert client.raw("POST", "session", json=server.line["admin"]).status_code == 201
    with Stream(client, "services") as stream:
        assert stream.next()["event"] == "services"


def test_events_of_changes_resume_without_a_gap(server, api):
    with Stream(api, "changes") as stream:
        # The first one that arrives shows that the stream stands at the end of the trail.
        names = iter(f"live{number}.test" for number in range(100))
        wait_for(lambda: api.create_domain(next(names)) and True, "a change")
        seen = stream.find(lambda event: event["event"] == "changes" and event["data"]["action"] == "domain.created")
        assert seen["data"]["kind"] == "domain" and seen["data"]["object"] == "live0.test"
        last = seen["id"]
    api.create_domain("missed.test")
    with Stream(api, "changes", headers={"Last-Event-ID": last}) as stream:
        again = stream.find(lambda event: event["data"].get("object") == "missed.test")
        assert again["data"]["seq"] > seen["data"]["seq"]


def test_log_followed_live_from_a_page_on(server, api, anna, bert):
    after = api.call("GET", "services/postfix/logs?lines=1")["after"]
    server.mail.submit(bert, message(bert, anna))
    with Stream(api, f"logs:postfix:{after}") as stream:
        seen = stream.find(lambda event: any("status=sent" in line["message"] for line in event["data"]["lines"]))
        assert seen["event"] == "logs:postfix" and seen["data"]["service"] == "postfix"
        assert seen["id"].startswith("postfix:")


def test_events_end_with_their_session(server):
    client = sign_in(server)
    with Stream(client, "system") as stream:
        assert stream.next()["event"] == "system"
        client.call("DELETE", "session")
        while stream.next() is not None:
            pass
    assert client.raw("GET", "events?topics=system").status_code == 401


def test_what_is_refused_of_events(server, api):
    for client, path, status, code in (
            (Api(server.line["api_url"], None), "events?topics=system", 401, "session.required"),
            (api, "events", 422, "events.no_topics"),
            (api, "events?topics=logs:sshd", 422, "events.unknown_topic")):
        with pytest.raises(Refused) as refused:
            client.call("GET", path)
        assert (refused.value.status, refused.value.code) == (status, code), path


def test_events_of_one_account_are_bounded(server):
    client = sign_in(server)
    open_streams = []
    try:
        for _ in range(30):
            open_streams.append(Stream(client, "system"))
        statuses = [stream.response.status_code for stream in open_streams]
    finally:
        for stream in open_streams:
            stream.response.close()
    assert statuses[0] == 200 and statuses[-1] == 429
    # Closed ones make room again.
    wait_for(lambda: client.raw("GET", "system").status_code == 200 and try_stream(client), "room for a stream")


def try_stream(client):
    with Stream(client, "system") as stream:
        return stream.response.status_code == 200


def test_events_end_when_the_api_stops(server, api):
    with Stream(api, "system") as stream:
        assert stream.next()["event"] == "system"
        assert server.supervisor("restart", "api").returncode == 0
        while stream.next() is not None:
            pass
    wait_for(server.is_healthy, "the API's new start", deadline=60)


def mail_counts(api, span="hour"):
    return api.call("GET", f"metrics?range={span}")["mail"]


def test_metrics_count_what_became_of_mail(server, api, anna, bert):
    hour = wait_for(lambda: api.call("GET", "metrics")["points"], "the first sample", deadline=30)
    assert hour[-1]["memory_percent"] > 0
    before = mail_counts(api)
    server.mail.receive(message("stranger@sender.test", anna), [anna])
    server.mail.submit(bert, message(bert, "x@world.test"))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.mail.receive(message("stranger@sender.test", f"nobody@{anna.split('@')[1]}"))
    expected = {"received": 1, "submitted": 1, "delivered": 1, "sent": 1, "rejected": 1}

    def counted():
        now = mail_counts(api)
        return all(now[name] - before[name] >= count for name, count in expected.items())

    wait_for(counted, f"all of {expected}, was {before}", deadline=60)
    assert mail_counts(api, "week")["received"] >= before["received"] + 1


def test_metrics_survive_the_end_of_the_api(server, api, anna):
    before = wait_for(lambda: api.call("GET", "metrics?range=day"), "a series")
    assert server.supervisor("stop", "api").returncode == 0
    # Counted although nobody looked when it came.
    server.mail.receive(message("stranger@sender.test", anna), [anna])
    assert server.supervisor("start", "api").returncode == 0
    wait_for(server.is_healthy, "the API's new start", deadline=60)
    wait_for(lambda: mail_counts(api, "day")["received"] > before["mail"]["received"], "the message", deadline=40)


def test_health_names_what_does_not_run(server, api):
    wait_for(lambda: api.call("GET", "health") == {"state": "healthy", "reasons": []}, "a healthy server", deadline=40)
    with Stream(server.reader, "health") as stream:
        assert stream.next()["data"]["state"] == "healthy"
        api.call("POST", "services/redis/stop")
        try:
            degraded = stream.next()["data"]
        finally:
            api.call("POST", "services/redis/start")
        assert degraded["state"] == "degraded"
        assert ("service.stopped", "redis") in [(reason["code"], reason["subject"]) for reason in degraded["reasons"]]
        stream.find(lambda event: event["data"]["state"] == "healthy")


def test_health_of_a_directory_that_is_gone(server, api):
    api.call("POST", "services/directory/stop")
    try:
        codes = {reason["code"] for reason in api.call("GET", "health")["reasons"]}
        assert {"service.stopped", "directory.not_answering"} <= codes
        server.api.create_domain("waits.test")
        waiting = api.call("GET", "applied?kind=domain&object=waits.test")["object"]
        assert not waiting["applied"] and "directory" in waiting["waiting_for"]
    finally:
        api.call("POST", "services/directory/start")
    wait_for(lambda: api.call("GET", "applied?kind=domain&object=waits.test")["object"]["applied"],
             "the directory has the domain")
    wait_for(lambda: api.call("GET", "health")["state"] == "healthy", "a healthy server", deadline=60)


def test_applied_of_an_object(server, api, anna):
    state = wait_for(lambda: (found := server.reader.call("GET", f"applied?kind=mailbox&object={anna}"))["object"]
                     ["applied"] and found, "the mailbox is in force")
    assert state["object"]["change"] > 0
    assert {"directory", "dkim"} <= {part["name"] for part in state["parts"]}
    with pytest.raises(Refused) as refused:
        api.call("GET", "applied?kind=mailbox")
    assert refused.value.code == "applied.query_incomplete"


def test_self_test_with_its_hops_live(server, api):
    with Stream(api, "self-test") as stream:
        started = api.raw("POST", "self-test")
        assert started.status_code == 202, started.text
        test_id = started.json()["id"]
        again = api.raw("POST", "self-test")
        assert again.status_code == 409 and again.json()["code"] == "self_test.running"
        seen = []
        done = stream.find(lambda event: seen.append(event) or event["data"]["state"] != "running")["data"]
    assert done["id"] == test_id and done["state"] == "passed", done
    assert [hop["name"] for hop in done["hops"]] == ["mailboxes", "submission", "delivery", "signing", "filtering",
                                                    "clean up"]
    running = {hop["name"] for event in seen for hop in event["data"]["hops"] if hop["state"] == "running"}
    assert "delivery" in running and "filtering" in running
    assert api.call("GET", f"self-test/{test_id}") == done
    assert api.call("GET", "self-test")["items"][0] == done
    assert api.call("GET", "domains?search=selftest-")["items"] == []


def test_what_is_refused_of_the_self_test(server, api):
    for client, method, path, status, code in (
            (server.reader, "POST", "self-test", 403, "access.denied"),
            (api, "GET", "self-test/none", 404, "self_test.not_found"),
            (api, "GET", "metrics?range=year", 422, "request.invalid_type"),
            (Api(server.line["api_url"], None), "GET", "metrics", 401, "session.required"),
            (Api(server.line["api_url"], None), "GET", "health", 401, "session.required")):
        with pytest.raises(Refused) as refused:
            client.call(method, path)
        assert (refused.value.status, refused.value.code) == (status, code), path


def ends(stream):
    while stream.next() is not None:
        pass
    return True


def test_events_end_with_their_key_and_with_their_account(server):
    person = sign_in(server)
    key = person.call("POST", "api-keys", {"access": "read_only", "description": "events", "skip_ip_check": True})
    with Stream(Api(server.line["api_url"], key["key"]), "system") as stream:
        assert stream.next()["event"] == "system"
        person.call("DELETE", f"api-keys/{key['details']['id']}")
        assert ends(stream)

    password = "Another-Quiet-Harbour-12"
    person.call("POST", "administrators", {"username": "second", "password": password})
    second = Api(server.line["api_url"], None)
    signed_in = second.raw("POST", "session", json={"username": "second", "password": password})
    assert signed_in.status_code == 201, signed_in.text
    with Stream(second, "system") as stream:
        assert stream.next()["event"] == "system"
        person.call("PATCH", "administrators/second", {"active": False})
        assert ends(stream)
    person.call("DELETE", "administrators/second")


def test_applied_of_all_after_a_restart(server, api):
    assert server.supervisor("restart", "api").returncode == 0
    wait_for(server.is_healthy, "the API's new start", deadline=60)
    wait_for(lambda: api.call("GET", "applied")["applied"], "every part tells its position", deadline=30)
