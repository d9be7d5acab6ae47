"""Nobody is signed for but who may be: what leaves in whose name, and with whose signature."""
import email
import re
import smtplib
import uuid

import pytest
from harness.mail import message
from harness.sieve import Sieve
from harness.waiting import wait_for
from test_signatures import algorithms, publish


@pytest.fixture(scope="module")
def tenants(server):
    """a.test with anna and carl, b.test with boss and anna's alias info; both sign."""
    for domain in ("a.test", "b.test"):
        server.api.create_domain(domain)
        server.dns.add(f"{domain}. 60 IN MX 10 sink.world.test.")
        publish(server, domain)
    for mailbox in ("anna@a.test", "carl@a.test", "boss@b.test"):
        server.api.create_mailbox(mailbox)
    server.api.create_alias("info@b.test", "anna@a.test")


@pytest.fixture
def script(mail):
    def activate(user, text):
        with Sieve(mail, user) as sieve:
            sieve.put("main", text)
            sieve.activate("main")

    return activate


def recipient():
    return f"x-{uuid.uuid4().hex}@world.test"


def domains_of_signatures(content):
    return re.findall(r"\bd=([a-z0-9.-]+)", " ".join(email.message_from_bytes(content).get_all("DKIM-Signature", [])))


def refusal_of(mail, user, content, to, sender):
    with mail.submission(user) as smtp:
        smtp.mail(sender)
        assert smtp.rcpt(to)[0] == 250
        code, words = smtp.data(content)
    assert 500 <= code < 600, (code, words)
    return words.decode()


def raw(**fields):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\nHello.\r\n").encode()


@pytest.mark.parametrize("sender", ["", "anna@a.test"])
@pytest.mark.parametrize("header", [{"From": "boss@b.test"}, {"From": "anna@a.test, boss@b.test"}, {"From": "carl@a.test"},
                                    {"From": "anna@a.test", "FROM": "boss@b.test"}, {"From": "\"Anna\" <@a.test:boss@b.test>"}])
def test_writing_as_somebody_else_is_refused(mail, tenants, sender, header):
    words = refusal_of(mail, "anna@a.test", raw(**header, Subject="x"), recipient(), sender)
    assert "From field" in words or "You may not write as" in words


def test_mail_is_signed_for_the_domain_of_its_from_field(server, mail, tenants):
    for sender, header in (("anna@a.test", "info@b.test"), ("", "info@b.test"), ("info@b.test", "anna@a.test"),
                           ("", "anna@a.test")):
        to = recipient()
        with mail.submission("anna@a.test") as smtp:
            smtp.sendmail(sender, to, message(header, to).as_bytes())
        content = server.sink.wait_for(to).content
        assert domains_of_signatures(content) == [header.split("@")[1]]
        assert algorithms(server, content) == ["rsa-sha256"]
        assert b"mailapp-sign" not in content.lower()


def test_a_stranger_gets_no_signature_over_a_redirect(server, mail, tenants, script):
    """Neither for another tenant, nor for the mailbox that redirects, whose name anybody can write."""
    to = recipient()
    script("carl@a.test", f'redirect "{to}";')
    forged = [(sender, header) for sender in ("", "someone@sender.test") for header in ("boss@b.test", "carl@a.test")]
    for number, (sender, header) in enumerate(forged):
        sent = message(header, "carl@a.test", subject=f"redirected {number}")
        sent["X-MailApp-Sign"] = "b.test 00"
        mail.receive(sent, ["carl@a.test"], sender)
    taken = wait_for(lambda: len(server.sink.for_recipient(to)) == len(forged) and server.sink.for_recipient(to),
                     "all of it is sent on", 60)
    for each in taken:
        assert domains_of_signatures(each.content) == []
        assert b"mailapp-sign" not in each.content.lower()


def test_a_script_writes_in_the_name_of_its_mailbox_alone(server, mail, tenants, script):
    to = recipient()
    for text in (f'require "enotify"; notify :from "boss@b.test" :message "A note" "mailto:{to}";',
                 f'require ["enotify", "variables"]; set "who" "boss@b.test"; notify :from "${{who}}" "mailto:{to}";'):
        script("anna@a.test", text)
        for sender in ("someone@sender.test", ""):
            sent = message("someone@sender.test", "anna@a.test")
            mail.receive(sent, ["anna@a.test"], sender)
            mail.wait_for("anna@a.test", sent["Subject"])
    # With an envelope sender its owner hears of it, and he alone.
    notices = wait_for(lambda: [each for each in mail.messages("anna@a.test")
                                if each.get_content_type() == "multipart/report"], "the owner is told")
    assert "You may not write as <boss@b.test>" in notices[0].as_string()
    script("anna@a.test", f'require "enotify"; notify :message "A note" "mailto:{to}";')
    sent = message("someone@sender.test", "anna@a.test")
    mail.receive(sent, ["anna@a.test"])
    note = server.sink.wait_for(to)
    older = recipient()
    script("anna@a.test", f'require "notify"; notify :method "mailto" :options "{older}";')
    mail.receive(message("someone@sender.test", "anna@a.test"), ["anna@a.test"])
    old_note = server.sink.wait_for(older)
    script("anna@a.test", "keep;")
    assert old_note.sender == "anna@a.test" and domains_of_signatures(old_note.content) == ["a.test"]
    assert len(server.sink.for_recipient(to)) == 1
    assert note.sender == "anna@a.test"
    assert email.message_from_bytes(note.content)["From"] == "<anna@a.test>"
    assert domains_of_signatures(note.content) == ["a.test"]
    assert mail.messages("boss@b.test") == []


def test_a_refusal_by_a_script_leaves_unsigned_in_the_name_of_the_server(server, mail, tenants, script):
    script("carl@a.test", 'require "reject"; reject "Not now.";')
    sender = f"asks-{uuid.uuid4().hex}@sender.test"
    mail.receive(message(sender, "carl@a.test"), ["carl@a.test"], sender)
    refused = server.sink.wait_for(sender)
    script("carl@a.test", "keep;")
    assert refused.sender == ""
    assert f"postmaster@{server.hostname}" in email.message_from_bytes(refused.content)["From"]
    assert domains_of_signatures(refused.content) == []


def test_an_alias_that_leads_outside_signs_nothing(server, api, mail, tenants):
    to = recipient()
    api.create_alias("outside@a.test", to)
    mail.receive(message("boss@b.test", "outside@a.test"), ["outside@a.test"], "")
    assert domains_of_signatures(server.sink.wait_for(to).content) == []


def test_a_message_without_a_header_leaves_with_one(server, mail, tenants):
    to = recipient()
    with mail.submission("anna@a.test") as smtp:
        smtp.sendmail("anna@a.test", to, b"\r\njust text\r\n")
    content = server.sink.wait_for(to).content
    fields = email.message_from_bytes(content)
    assert fields["From"] == "<anna@a.test>" or fields["From"] == "anna@a.test"
    assert fields["Date"] and fields["Message-ID"]
    assert algorithms(server, content) == ["rsa-sha256"]


def test_nobody_on_the_machine_gets_a_signature_from_the_filter(server, tenants):
    """Whoever reaches Rspamd's milter and says that anna signed in has no proof for it."""
    with smtplib.SMTP(*server.mail.at("smtp"), timeout=60) as smtp:
        smtp.ehlo()
        assert smtp.docmd("XCLIENT", "ADDR=192.0.2.10 LOGIN=anna@a.test")[0] == 220
        smtp.ehlo()
        to = recipient()
        smtp.mail("anna@a.test")
        if smtp.rcpt(to)[0] == 250:
            smtp.data(raw(From="anna@a.test", Subject="x", X_MailApp_Sign="a.test 00"))
            assert domains_of_signatures(server.sink.wait_for(to).content) == []
