"""Every part dies at random moments under load; what was acknowledged is there afterwards.

`--seed N` repeats the order and the times of the deaths, `--crash-seconds N` says for how long they go on.
"""
import collections
import imaplib
import os
import random
import signal
import smtplib
import subprocess
import threading
import time
import urllib.parse

import pytest
import requests
from harness.api import PASSWORD, Refused
from harness.mail import message
from harness.server import Server
from harness.waiting import wait_for

VICTIMS = ("api", "directory", "agent", "postfix", "postfix master", "dovecot", "rspamd", "redis")
DOMAIN = "crash.test"
READERS = [f"reader{number}@{DOMAIN}" for number in range(4)]


@pytest.fixture
def crashing(program):
    """An instance of its own: what this test leaves behind meets no other."""
    running = Server(program)
    yield running
    running.stop()


class Load:
    """Clients that go on until told to stop. What they were promised, and what they must never be told."""

    def __init__(self, server):
        self.server = server
        self.over = threading.Event()
        self.accepted = {}    # Message-ID -> recipient, after the 250 at the end of the message
        self.objects = {}     # path of the API -> what its last acknowledged change left; None: gone
        self.unanswered = {}  # sender's name -> the message whose answer was lost, to be sent again
        self.sent_again = set()  # Message-IDs
        self.uncertain = {}   # path -> the change whose answer never came
        self.wrong = []       # final refusals where only "later" is true
        self.attempts = 0
        self.threads = [threading.Thread(target=self._until_over, args=(work, number))
                        for work, count in ((self._submit, 2), (self._receive, 1), (self._manage, 2), (self._read, 1))
                        for number in range(count)]

    def _until_over(self, work, number):
        turn = 0
        while not self.over.is_set():
            self.attempts += 1
            try:
                work(number, turn)
            except (OSError, EOFError, smtplib.SMTPServerDisconnected, imaplib.IMAP4.abort,
                    requests.RequestException):
                self.over.wait(0.1)  # nobody is there: soon again
            except Exception as unexpected:  # reported by the test, which would not see the end of a thread
                self.wrong.append(f"{work.__name__}: {unexpected!r}")
                return
            turn += 1

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=120)
        assert not any(thread.is_alive() for thread in self.threads)

    def _send(self, connect, sender, recipient):
        """As mail programs and servers do: what was not answered is sent again, the same message, until it is."""
        content, recipient = self.unanswered.pop(sender, None) or (message(sender, recipient), recipient)
        try:
            with connect() as smtp:
                self.unanswered[sender] = content, recipient
                smtp.send_message(content)
                self.accepted[content["Message-ID"]] = recipient
                del self.unanswered[sender]
        except (OSError, EOFError, smtplib.SMTPServerDisconnected):
            if sender in self.unanswered:
                self.sent_again.add(content["Message-ID"])
            raise
        except smtplib.SMTPRecipientsRefused as refused:
            self._note_final(refused.recipients[recipient][0], refused)
        except smtplib.SMTPResponseException as refused:
            self._note_final(refused.smtp_code, refused)

    def _note_final(self, code, refused):
        if code >= 500:
            self.wrong.append(f"final refusal: {refused!r}")

    def _submit(self, number, turn):
        sender = READERS[number]
        self._send(lambda: self.server.mail.submission(sender), sender, READERS[turn % len(READERS)])

    def _receive(self, _, turn):
        self._send(self.server.mail.stranger, "someone@sender.test", READERS[turn % len(READERS)])

    def _read(self, _, turn):
        try:
            with self.server.mail.imap(READERS[turn % len(READERS)]) as client:
                client.select("INBOX", readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refused:
            if "AUTHENTICATIONFAILED" in str(refused):
                self.wrong.append(f"a right password is called wrong: {refused!r}")

    def _manage(self, number, turn):
        """Makes a mailbox and an alias, changes and deletes some; deleted names come back."""
        who = f"box{number}-{turn % 40}@{DOMAIN}"
        path = f"mailboxes/{who}"
        if self._now(path) is None:
            local_part, domain = who.split("@")
            self._change(path, turn, "POST", "mailboxes", {
                "local_part": local_part, "domain": domain, "password": "{PLAIN}" + PASSWORD, "name": str(turn)})
        elif turn % 3:
            self._change(path, turn, "PATCH", path, {"name": str(turn)})
        else:
            self._change(path, None, "DELETE", path)
        alias = f"alias{number}-{turn}@{DOMAIN}"
        self._change(f"aliases?search={alias}", READERS[0], "POST", "aliases",
                     {"address": alias, "destinations": [READERS[0]]})

    def _now(self, path):
        """What is there: by our own book, or by asking where an answer never came."""
        if path in self.uncertain:
            answer = self.server.api.raw("GET", path)
            if answer.status_code >= 500:
                raise requests.RequestException("later")
            assert answer.status_code in (200, 404), answer.text
            self.objects[path] = int(answer.json()["name"]) if answer.ok else None
            assert self.objects[path] in self.uncertain.pop(path), f"{path} is neither old nor new"
        return self.objects.get(path)

    def _change(self, key, result, method, path, body=None):
        self.uncertain[key] = (self.objects.get(key), result)
        try:
            self.server.api.call(method, path, body)
        except Refused as refused:
            if refused.status < 500:
                raise
            return
        self.objects[key] = result
        del self.uncertain[key]


def pid_of(server, victim):
    if victim == "postfix master":
        return int((server.directory / "queue/pid/master.pid").read_text())
    return server.pid(victim)


def kill_at_random(server, chance, seconds, victims=VICTIMS):
    """Each victim at least once; then whoever it hits."""
    deaths = []
    until = time.monotonic() + seconds
    waiting = list(victims)
    chance.shuffle(waiting)
    while time.monotonic() < until or waiting:
        victim = waiting.pop() if waiting else chance.choice(victims)
        pid = pid_of(server, victim)
        if pid:
            os.kill(pid, signal.SIGKILL)
            deaths.append(victim)
        threading.Event().wait(chance.uniform(1, seconds / len(VICTIMS)))
    return deaths


def wait_until_delivered(server, patience=120):
    """A slow machine has a long queue at the end: only a queue from which nothing goes is an error."""
    before, until = None, time.monotonic() + patience
    while queue := {each["queue_id"]: each for each in server.queue()}:
        if before is None or before - queue.keys():
            until = time.monotonic() + patience
        assert time.monotonic() < until, f"nothing leaves the queue: {list(queue.values())[:5]} ({len(queue)} messages)"
        before = queue.keys()
        threading.Event().wait(1)


def everything_in(mail, who):
    return [each["Message-ID"] for folder in ("INBOX", "Junk") for each in mail.messages(who, folder)]


def everything_listed(api, what):
    rows, cursor = [], ""
    while cursor is not None:
        page = api.call("GET", f"{what}?" + urllib.parse.urlencode(
            {"domain": DOMAIN, "limit": 200, **({"cursor": cursor} if cursor else {})}))
        rows += page["items"]
        cursor = page.get("next_cursor")
    return rows


def known_to_the_mail_path(server, table, addresses):
    """Those of the addresses for which Postfix gets an answer."""
    done = subprocess.run(
        ["/usr/sbin/postmap", "-c", str((server.directory / "config/live/postfix").resolve()), "-q", "-",
         f"socketmap:unix:{server.directory}/run/lookups/socketmap.sock:{table}"],
        input="".join(f"{each}\n" for each in addresses), capture_output=True, text=True, timeout=60, check=False)
    assert not done.stderr, done.stderr
    return {line.split("\t")[0] for line in done.stdout.splitlines()}


def count_doubles(load, there):
    """Which may be left, and why, says docs/reference/delivery.md."""
    found = collections.Counter(identity for who in there for identity in there[who] if identity in load.accepted)
    doubles = {identity for identity, times in found.items() if times > 1}
    by_sender = doubles & load.sent_again
    print(f"{len(doubles)} of {len(load.accepted)} messages twice: {len(by_sender)} sent again after a lost answer, "
          f"{len(doubles - by_sender)} delivered again after a lost answer of the store; "
          f"{len(load.sent_again)} were sent again at all")


def check_api(server, load):
    mailboxes = {f"mailboxes/{each['address']}": int(each["name"]) for each in everything_listed(server.api, "mailboxes")
                 if each["address"] not in READERS}
    aliases = {f"aliases?search={each['address']}": each["destinations"][0]
               for each in everything_listed(server.api, "aliases")}
    seen = mailboxes | aliases
    lost = {path: (expected, seen.get(path)) for path, expected in load.objects.items()
            if path not in load.uncertain and seen.get(path) != expected}
    assert not lost
    torn = {path: (choices, seen.get(path)) for path, choices in load.uncertain.items()
            if seen.get(path) not in choices}
    assert not torn


def check_directory(server, load):
    """The mail path knows what the database holds, and nothing else."""
    for what, table in (("mailboxes", "virtual-mailboxes"), ("aliases", "virtual-aliases")):
        stored = {each["address"] for each in everything_listed(server.api, what)}
        ever = {path.partition("=")[2] or path.partition("/")[2] for path in load.objects.keys() | load.uncertain
                if path.startswith(what)}
        wait_for(lambda: known_to_the_mail_path(server, table, stored | ever) == stored,  # noqa: B023
                 f"{table} equals the database", 30)


def check_audit(server):
    done = subprocess.run([server.program, "audit", "verify", "--instance", server.directory],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def check_signature(server):
    """Redis holds the keys that sign; the database has them, so they are back."""
    content = message(READERS[0], "someone@world.test")
    server.mail.submit(READERS[0], content)
    assert b"DKIM-Signature:" in server.sink.wait_for("someone@world.test").content


def test_nothing_acknowledged_is_lost(crashing, request):
    server = crashing
    seed = request.config.getoption("--seed")
    seconds = request.config.getoption("--crash-seconds")
    print(f"--seed {seed}")
    server.api.create_domain(DOMAIN, max_mailboxes=10000, max_aliases=100000)
    server.dns.add(f"{DOMAIN}. 60 IN MX 10 sink.world.test.")
    for reader in READERS:
        server.api.create_mailbox(reader)
    load = Load(server)
    load.start()
    try:
        victims = request.config.getoption("--victims").split(",") if request.config.getoption("--victims") else VICTIMS
        deaths = kill_at_random(server, random.Random(seed), seconds, victims)
    finally:
        load.stop()
    print(f"deaths: {', '.join(deaths)}; {load.attempts} attempts, {len(load.accepted)} messages accepted, "
          f"{len(load.objects)} objects")
    assert not load.wrong

    wait_for(server.is_healthy, "all services are healthy", 90, 1)
    wait_until_delivered(server)
    there = {who: everything_in(server.mail, who) for who in READERS}
    lost = {identity: who for identity, who in load.accepted.items() if identity not in there[who]}
    assert not lost
    count_doubles(load, there)
    assert len(load.accepted) > 20 and len(load.objects) > 20, "the load was real"
    check_api(server, load)
    check_directory(server, load)
    check_audit(server)
    check_signature(server)
