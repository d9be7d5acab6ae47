"""What the world sees of outgoing mail: signatures that verify, and no client addresses."""
import base64
import email
import re
import subprocess
import uuid

import dkim
import dns.resolver
import pytest
from harness.mail import message
from harness.sieve import Sieve
from harness.sink import Sink
from harness.waiting import wait_for


def publish(server, domain):
    """Puts the records that the API shows into the DNS."""
    keys = server.api.call("GET", f"dkim/{domain}")["keys"]
    for key in keys:
        server.dns.add_text(key["record_name"], *key["record_parts"])
    return {key["algorithm"] for key in keys}


def look_up(server):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [server.dns.address]

    def text(name, timeout=5):
        answer = resolver.resolve(name.decode().rstrip("."), "TXT", lifetime=timeout)
        return b"".join(answer[0].strings)

    return text


def algorithms(server, content):
    """Of every signature of the message; each is verified."""
    verifier = dkim.DKIM(content)
    headers = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"]
    # The whole body is covered, whatever somebody appends to it (RFC 6376, section 8.2).
    assert not any(re.search(rb"(^|;)\s*l=", header) for header in headers)
    for index in range(len(headers)):
        assert dkim.DKIM(content).verify(idx=index, dnsfunc=look_up(server)), headers[index]
    return sorted(re.search(rb"\ba=([a-z0-9-]+)", value).group(1).decode() for value in headers)


def sent_to_the_world(server, sender, recipient):
    server.mail.submit(sender, message(sender, recipient))
    return server.sink.wait_for(recipient).content


def test_rsa_signature_verifies(server, domain, anna):
    assert publish(server, domain) == {"rsa"}
    content = sent_to_the_world(server, anna, f"rsa-{domain}@world.test")
    assert algorithms(server, content) == ["rsa-sha256"]
    changed = content.replace(b"Good morning", b"Bad morning")
    assert not dkim.verify(changed, dnsfunc=look_up(server))


def test_rsa_and_ed25519_signatures_verify(server, api):
    api.create_domain("both.test", dkim_ed25519=True)
    api.create_mailbox("anna@both.test")
    assert publish(server, "both.test") == {"rsa", "ed25519"}
    content = sent_to_the_world(server, "anna@both.test", "both@world.test")
    assert algorithms(server, content) == ["ed25519-sha256", "rsa-sha256"]


def test_a_domain_without_a_key_is_not_signed(server, api):
    api.create_domain("unsigned.test", dkim_bits=0)
    api.create_mailbox("anna@unsigned.test")
    content = sent_to_the_world(server, "anna@unsigned.test", "unsigned@world.test")
    assert b"DKIM-Signature" not in content


def test_the_client_of_the_sender_stays_hidden(server, domain, anna):
    content = sent_to_the_world(server, anna, f"hidden-{domain}@world.test")
    received = email.message_from_bytes(content).get_all("Received")
    assert len(received) == 1
    assert "127.0.0.1" not in received[0] and "localhost" not in received[0]
    assert server.hostname in received[0]


@pytest.fixture(scope="module")
def seven(server):
    """A mail server that takes seven bits alone: seven.test."""
    sink = Sink(server.dns.address.removesuffix(".53") + ".27", takes_eight_bit=False)
    server.dns.add_host("sink.seven.test", sink.address)
    server.dns.add("seven.test. 60 IN MX 10 sink.seven.test.")
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def vera(server):
    """Somebody whose domain's keys the world knows."""
    server.api.create_domain("way.test")
    server.api.create_mailbox("vera@way.test")
    publish(server, "way.test")
    return "vera@way.test"


def text(sender, *header, body):
    fields = [f"From: {sender}", "To: x@seven.test", f"Subject: {uuid.uuid4().hex}", *header]
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + body


MIME = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
COLOGNE = "Gr\u00fc\u00dfe aus K\u00f6ln".encode()


@pytest.mark.parametrize(("header", "body"), [
    ((), b"0123456789" * 120 + b"\r\n"),
    (MIME, COLOGNE + b"\r\n"),
    ((), COLOGNE + b" " + b"x" * 1000 + b"\r\n.\r\n.. \r\n"),
    (("X-Long: " + ", ".join(f"person-{number}@world.test" for number in range(200)),), b"Hello.\r\n"),
    ((), b" \r\n"), ((), b""), ((), b"\r\n"), ((), b"\t \r\n \r\n"), ((), b"text \r\n \r\n\r\n"), ((), b"text"),
    (("MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"),
     b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + COLOGNE + b"\r\n--b\r\nContent-Type: image/png\r\n\r\n"
     + bytes(range(128, 256)) + b"\r\n--b--\r\n"),
], ids=["long line", "eight bit", "both, no MIME", "long header", "blank", "empty", "empty line", "blanks", "blanks behind text",
        "no line end", "parts"])
def test_signatures_survive_the_way(server, seven, vera, header, body):
    to = f"way-{uuid.uuid4().hex}@seven.test"
    sent = text(vera, *header, body=body)
    with server.mail.submission(vera) as smtp:
        smtp.sendmail(vera, to, sent)
    content = seven.wait_for(to).content
    assert algorithms(server, content) == ["rsa-sha256"]
    assert content.isascii() and max(map(len, content.split(b"\r\n"))) <= 998
    got = email.message_from_bytes(content)
    assert got["Date"] and got["Message-ID"]
    before = [part.get_payload(decode=True).strip() for part in email.message_from_bytes(sent).walk() if not part.is_multipart()]
    after = [part.get_payload(decode=True).strip() for part in got.walk() if not part.is_multipart()]
    assert after == before


@pytest.mark.parametrize("sent", [
    ("X-Long: " + "x" * 1200, b"Hello.\r\n"),
    ("Content-Type: multipart/signed; boundary=b", b"--b\r\n\r\n" + b"x" * 1200 + b"\r\n--b--\r\n"),
], ids=["header", "signed part"])
def test_a_line_that_nobody_can_break_is_refused(mail, vera, sent):
    header, body = sent
    with mail.submission(vera) as smtp:
        smtp.mail(vera)
        smtp.rcpt("x@seven.test")
        code, words = smtp.data(text(vera, header, body=body))
    assert code == 554 and b"998" in words


@pytest.fixture(scope="module")
def author(server):
    """Signs as somebody outside does, with a key that the DNS has."""
    key = subprocess.run(["openssl", "genrsa", "-traditional", "1024"], capture_output=True, check=True).stdout
    public = subprocess.run(["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, capture_output=True, check=True).stdout
    server.dns.add_text("s1._domainkey.sender.test", "v=DKIM1; p=" + base64.b64encode(public).decode())

    def sign(content, canonicalize=(b"relaxed", b"relaxed")):
        return dkim.sign(content, b"s1", b"sender.test", key, canonicalize=canonicalize) + content

    return sign


DATED = ("Date: Mon, 30 Nov 2026 10:00:00 +0000", "Message-ID: <1@sender.test>")


@pytest.mark.parametrize("canonicalize", [(b"relaxed", b"relaxed"), (b"simple", b"simple")], ids=["relaxed", "simple"])
def test_what_is_passed_on_keeps_its_authors_signature(server, seven, api, vera, author, canonicalize):
    for body in (b"0123456789" * 120 + b"\r\n", COLOGNE + b"\r\n"):
        to = f"on-{uuid.uuid4().hex}@seven.test"
        alias, redirecting = f"out-{uuid.uuid4().hex}@way.test", f"re-{uuid.uuid4().hex}@way.test"
        api.create_alias(alias, to)
        api.create_mailbox(redirecting)
        with Sieve(server.mail, redirecting) as sieve:
            sieve.put("main", f'redirect "{to}";')
            sieve.activate("main")
        for recipient in (alias, redirecting):
            header = (*MIME, *DATED[:1], f"Message-ID: <{uuid.uuid4().hex}@sender.test>")
            signed = author(text("someone@sender.test", *header, body=body), canonicalize)
            with server.mail.stranger() as smtp:
                smtp.sendmail("someone@sender.test", recipient, signed, ["BODY=8BITMIME"])
        taken = wait_for(lambda to=to: len(seven.for_recipient(to)) == 2 and seven.for_recipient(to), "both leave", 60)
        for each in taken:
            assert algorithms(server, each.content) == ["rsa-sha256"]


def test_an_authors_signature_of_a_body_of_blanks_verifies_here(mail, vera, author):
    for body in (b" \r\n", b"\t\r\n \r\n"):
        subject = uuid.uuid4().hex
        sent = text("someone@sender.test", *DATED, body=body).replace(b"Subject: ", b"Subject: " + subject.encode())
        with mail.stranger() as smtp:
            smtp.sendmail("someone@sender.test", vera, author(sent))
        got = wait_for(lambda subject=subject: [each for each in mail.messages(vera) if each["Subject"].startswith(subject)],
                       "it arrives")[0]
        assert "dkim=pass" in got["Authentication-Results"]


def test_a_domain_that_is_made_again_says_which_keys_it_kept(api):
    made = api.call("POST", "domains", {"name": "again.test"})
    assert made["kept_dkim_keys"] == []
    api.call("DELETE", "domains/again.test")
    again = api.call("POST", "domains", {"name": "again.test", "dkim_selector": "s2", "dkim_ed25519": True})
    assert [key["selector"] for key in again["kept_dkim_keys"]] == ["dkim"]
    keys = api.call("GET", "dkim/again.test")["keys"]
    assert {(key["algorithm"], key["selector"]) for key in keys} == {("rsa", "dkim"), ("ed25519", "dkim-ed25519")}
