"""Parts that stop: mail waits or goes on, and nothing that was promised is lost."""
import concurrent.futures
import imaplib
import os
import re
import shutil
import signal
import smtplib
import socket
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


def test_what_redis_lost_delays_mail_until_it_is_back_and_lets_nothing_leave_unsigned(server, mail, domain, anna, stopped):
    def submit():
        sent = message(anna, f"lost-{domain}@world.test")
        try:
            mail.submit(anna, sent)
        except smtplib.SMTPDataError as refused:
            assert refused.smtp_code == 451
            return None
        return sent["Subject"].encode()

    stopped("api")
    server.redis("FLUSHALL")
    assert submit() is None
    told = server.run("status", "--instance", server.directory, check=False)
    assert "has not got the keys of signatures" in told.stdout
    stopped.undo()
    server.redis("FLUSHALL")
    subject = wait_for(submit, "mail is taken again")
    taken = server.sink.wait_for(f"lost-{domain}@world.test")
    assert subject in taken.content
    assert f"d={domain};".encode() in taken.content


def test_without_the_directory_mail_waits(mail, anna, stopped):
    sent = message("someone@sender.test", anna)
    unknown = message("someone@sender.test", f"nobody@{anna.split('@')[1]}")
    other = message("else@sender.test", anna)
    stopped("directory")
    assert deferred(mail, sent)
    assert deferred(mail, unknown)
    with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
        mail.imap(anna)
    # Already at STARTTLS: the directory, which looks at what is submitted, is missed before a password is said.
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        mail.submission(anna)
    assert refused.value.smtp_code == 454
    stopped.undo()
    mail.submission(anna).quit()
    assert not deferred(mail, other)
    mail.wait_for(anna, other["Subject"])
    # A process of Postfix remembers for its (short) life that it could not resolve this pair of addresses.
    wait_for(lambda: not deferred(mail, sent), "deferred mail is taken", 20, 0.5)
    mail.wait_for(anna, sent["Subject"])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail.receive(unknown)


def test_without_api_and_database_known_users_have_their_mail(server, mail, anna, bert, stopped):
    stopped("api")
    database = server.directory / "data/control/mailapp.db"
    away = database.with_suffix(".away")
    database.rename(away)
    try:
        sent = message("someone@sender.test", anna)
        mail.receive(sent)
        mail.wait_for(anna, sent["Subject"])
        sent = message(anna, bert)
        mail.submit(anna, sent)
        mail.wait_for(bert, sent["Subject"])
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            mail.receive(message("someone@sender.test", f"nobody@{anna.split('@')[1]}"))
    finally:
        away.rename(database)


def test_a_damaged_replica_and_a_database_that_is_gone(server, api, mail, anna, bert, stopped):
    """Nothing is refused for good that exists, nothing is made up, and health says what happened."""
    stopped("api")
    database = server.directory / "data/control/mailapp.db"
    away = database.with_suffix(".away")
    database.rename(away)
    replicas = server.directory / "data/directory"
    before = server.starts("directory")
    sent = message("someone@sender.test", anna)
    try:
        with open(replicas / "current/data.mdb", "r+b") as file:
            file.write(os.urandom(os.path.getsize(file.name)))

        def is_set_aside():
            assert deferred(mail, sent)  # whatever is met: later, never "unknown" and never taken
            return list(replicas.glob("damaged-*/damage.json"))
        wait_for(is_set_aside, "the damage is noticed", 60, 0.2)
        starts = server.starts("directory")
        assert starts <= before + 2, "it ends at the damage once, and not again"
        with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
            mail.imap(anna)

        # Neither the command nor the API makes a new database.
        done = server.run("up", "--instance", server.directory, check=False)
        assert done.returncode != 0 and str(database) in done.stderr and "backup" in done.stderr
        server.supervisor("start", "api")
        log = server.directory / "log/api.log"
        wait_for(lambda: "api.database_vanished" in log.read_text(), "the API says that the database is gone")
        assert deferred(mail, sent)
        assert not database.exists()
        assert server.starts("directory") == starts
    finally:
        away.rename(database)
    stopped.undo()
    wait_for(lambda: not deferred(mail, sent), "mail is taken again", 30, 0.5)
    mail.wait_for(anna, sent["Subject"])
    told = [each for each in api.call("GET", "health")["reasons"] if each["code"] == "directory.replica_rebuilt"]
    set_aside = next(replicas.glob("damaged-*"))
    assert [each["subject"] for each in told] == [str(set_aside)] and str(set_aside) in told[0]["detail"]
    assert re.search(r"at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", told[0]["detail"])
    shutil.rmtree(set_aside)
    assert "directory.replica_rebuilt" not in {each["code"] for each in api.call("GET", "health")["reasons"]}


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


@pytest.mark.parametrize("service", ["api", "directory", "redis", "rspamd", "dovecot", "postfix"])
def test_a_service_that_dies_comes_back(server, mail, anna, service):
    """Killed in its main process, so that nothing of it can put its affairs in order. It starts once, not often."""
    pid = server.pid(service)
    starts = server.starts(service)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.pid(service) not in (0, pid) and server.is_healthy(), "all is healthy again", 60)
    sent = message("someone@sender.test", anna)
    wait_for(lambda: not deferred(mail, sent), "mail is taken again")
    mail.wait_for(anna, sent["Subject"])
    assert server.starts(service) == starts + 1


def children_of(pid):
    listed = subprocess.run(["/usr/bin/pgrep", "--parent", str(pid)], capture_output=True, text=True, timeout=20, check=False)
    return [int(each) for each in listed.stdout.split()]


def is_gone(pid):
    """Also one that ended and that nobody has asked about yet."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize("service", ["dovecot", "postfix"])
def test_children_of_a_killed_main_process_hold_nothing_up(server, mail, anna, service):
    """They have clients, so they stay, and share or keep the ports: who connects would wait for them."""
    held = [mail.imap(anna), mail.submission(anna), mail.stranger(), socket.create_connection(mail.at("imap"), timeout=20)]
    pid = int((server.directory / "queue/pid/master.pid").read_text()) if service == "postfix" else server.pid("dovecot")
    starts = server.starts(service)
    children = children_of(pid)
    for child in children:
        os.kill(child, signal.SIGSTOP)  # the worst of them: they do not even notice
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.starts(service) > starts and server.is_healthy(), "all is healthy again", 60)
    assert server.starts(service) == starts + 1, "nothing was in the way of the first start"
    assert [child for child in children if not is_gone(child)] == []
    for _ in range(10):
        mail.submission(anna).quit()
        mail.imap(anna).logout()
    del held
