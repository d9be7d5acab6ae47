"""Parts that stop: mail waits or goes on, and nothing that was promised is lost."""
import concurrent.futures
import imaplib
import os
import signal
import smtplib
import subprocess

import pytest
import requests
from harness.api import Refused
from harness.mail import message
from harness.waiting import wait_for


@pytest.fixture
def stopped(server):
    """Stops services for one test; they run again after it."""
    names = []

    def stop(*services):
        names.extend(services)
        done = server.supervisor("stop", *services)
        assert done.returncode == 0, done.stdout

    def start():
        while names:
            name = names.pop()
            done = server.supervisor("start", name)
            assert done.returncode == 0, done.stdout
        wait_for(server.is_healthy, "all services are healthy", 60)

    stop.undo = start
    yield stop
    start()


def deferred(mail, content):
    """Whether a stranger is told to come back later, at any point."""
    try:
        mail.receive(content)
    except smtplib.SMTPRecipientsRefused as refused:
        return all(400 <= code < 500 for code, _ in refused.recipients.values())
    except smtplib.SMTPResponseException as refused:
        return 400 <= refused.smtp_code < 500
    return False  # taken; whether it is delivered, the test sees


def test_without_rspamd_mail_waits(mail, anna, stopped):
    stopped("rspamd")
    sent = message("someone@sender.test", anna)
    assert deferred(mail, sent)
    stopped.undo()
    wait_for(lambda: not deferred(mail, sent), "mail is taken again")
    mail.wait_for(anna, sent["Subject"])


def test_without_the_directory_mail_waits(mail, anna, stopped):
    stopped("directory")
    sent = message("someone@sender.test", anna)
    unknown = message("someone@sender.test", f"nobody@{anna.split('@')[1]}")
    assert deferred(mail, sent)
    assert deferred(mail, unknown)
    with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
        mail.imap(anna)
    stopped.undo()
    wait_for(lambda: not deferred(mail, sent), "mail is taken again")
    mail.wait_for(anna, sent["Subject"])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail.receive(unknown)


def test_what_the_api_acknowledged_outlives_its_sudden_end(server, api, domain):
    def create(number):
        try:
            api.create_alias(f"n{number}@{domain}", "someone@world.test")
            return True
        except (requests.RequestException, Refused):
            return False

    pid = server.pid("api")
    acknowledged = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        running = {pool.submit(create, number): number for number in range(300)}
        for future in concurrent.futures.as_completed(running):
            if future.result():
                acknowledged.append(running[future])
                if len(acknowledged) == 40:
                    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.pid("api") not in (0, pid) and server.is_healthy(), "the api runs again", 60)
    seen, cursor = set(), ""
    while cursor is not None:
        page = api.raw("GET", "aliases", params={"domain": domain, "limit": 200,
                                                 **({"cursor": cursor} if cursor else {})}).json()
        seen |= {each["address"] for each in page["items"]}
        cursor = page.get("next_cursor")
    assert len(acknowledged) >= 40
    assert {f"n{number}@{domain}" for number in acknowledged} <= seen
    checked = subprocess.run([server.program, "audit", "verify", "--instance", server.directory],
                             capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
