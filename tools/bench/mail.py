"""Messages a second from submission to mailbox, and IMAP sign-ins a second, beside a bare Postfix and Dovecot.

The same clients drive all of them in turn: some at a time, each with one connection for ten messages of 4 kB.
"""
import concurrent.futures
import contextlib
import imaplib
import itertools
import smtplib
import ssl
import time
import uuid
from dataclasses import dataclass

from bare import DOMAIN, BarePair
from table import single

CLIENTS = 8
MESSAGES_OF_A_CONNECTION = 10
PASSWORD = "Benchmark-4711-Harbour"
BODY = ("Words of a letter that is about as long as letters are. " * 72)[:4000]
OURS = "mail.bench.example"


@dataclass
class Place:
    """Where one pair of Postfix and Dovecot listens, and who has a mailbox there."""
    name: str
    submission: int
    imaps: int
    users: list
    tls: ssl.SSLContext

    def imap(self, user):
        client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps, ssl_context=self.tls, timeout=60)
        client.login(user, PASSWORD)
        return client


def _send(place, user, recipients):
    with smtplib.SMTP("127.0.0.1", place.submission, timeout=120) as smtp:
        smtp.starttls(context=place.tls)
        smtp.login(user, PASSWORD)
        for recipient in recipients:
            smtp.sendmail(user, recipient, f"From: {user}\r\nTo: {recipient}\r\nSubject: Letter {uuid.uuid4().hex}\r\n"
                          f"Message-ID: <{uuid.uuid4().hex}@bench.example>\r\nDate: {time.strftime('%a, %d %b %Y %T +0000', time.gmtime())}\r\n\r\n{BODY}\r\n")


def _delivered(readers):
    return sum(int(client.status("INBOX", "(MESSAGES)")[1][0].rsplit(b"MESSAGES ", 1)[1].rstrip(b")"))
               for client in readers)


def messages(place, count):
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(place.imap(user)) for user in place.users]
        before = _delivered(readers)
        recipients = itertools.cycle(place.users)
        batches = [[next(recipients) for _ in range(MESSAGES_OF_A_CONNECTION)]
                   for _ in range(count // MESSAGES_OF_A_CONNECTION)]
        started = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda pair: _send(place, place.users[pair[0] % len(place.users)], pair[1]),
                          enumerate(batches)))
        accepted = time.perf_counter() - started
        while (there := _delivered(readers) - before) < count:
            if time.perf_counter() - started > 300:
                raise SystemExit(f"{place.name}: {there} of {count} messages arrived")
            time.sleep(0.02)
        delivered = time.perf_counter() - started
    single(f"{place.name}: submission to mailbox, {CLIENTS} clients", count / delivered, "messages/s")
    single(f"{place.name}: accepted", count / accepted, "messages/s")


def sign_ins(place, count):
    """Whole connections: TCP, TLS, sign-in, sign-out."""
    def once(number):
        place.imap(place.users[number % len(place.users)]).logout()

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        list(pool.map(once, range(count)))
        single(f"{place.name}: IMAP sign-ins, repeated, {CLIENTS} clients", count / (time.perf_counter() - started),
               "per second")


def first_sign_ins(place, users):
    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda user: place.imap(user).logout(), users))
    single(f"{place.name}: IMAP sign-ins, the first of each user, {CLIENTS} clients",
           len(users) / (time.perf_counter() - started), "per second")


def _our_users(api, count):
    """Mailboxes of our own, whose passwords are hashed as everybody's are."""
    api.call("POST", "/api/v2/domains", {"name": OURS, "max_mailboxes": count})
    users = [f"u{number}@{OURS}" for number in range(count)]
    for user in users:
        api.call("POST", "/api/v2/mailboxes", {"local_part": user.split("@")[0], "domain": OURS,
                                               "password": PASSWORD})
    return users


def benchmark(server, api, count):
    """`server` is an instance that this run may restart; see instance.py."""
    tls = ssl.create_default_context(cafile=server.line["ca_file"])
    tls.check_hostname = False
    users = _our_users(api, 64)
    ours = Place("MailApp", server.base_port + 87, server.base_port + 93, users[:16], tls)
    first_sign_ins(ours, users)
    sign_ins(ours, count)
    messages(ours, count)
    with server.without_filter():
        messages(Place("MailApp without Rspamd", ours.submission, ours.imaps, ours.users, tls), count)
    bare_users = [f"u{number}@{DOMAIN}" for number in range(64)]
    pair = (server.base_port + 100, server.directory / "tls/server.pem", server.directory / "tls/server.key",
            bare_users, PASSWORD)
    with BarePair(*pair) as bare:
        place = Place("bare Postfix and Dovecot", bare.submission, bare.imaps, bare_users[:16], tls)
        first_sign_ins(place, bare_users)
        sign_ins(place, count)
        messages(place, count)
    with BarePair(*pair, milters=f"unix:{server.directory}/run/milter/milter.sock") as bare:
        messages(Place("bare pair with MailApp's Rspamd", bare.submission, bare.imaps, bare_users[:16], tls), count)
