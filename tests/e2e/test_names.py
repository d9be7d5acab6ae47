"""Names and passwords as people have and type them: every local part, every spelling of a domain, every normal form."""
import base64
import imaplib
import poplib
import smtplib
import unicodedata
import urllib.parse

import pytest
from harness.api import PASSWORD, Refused
from harness.mail import message
from harness.sieve import Sieve, SieveRefused
from harness.waiting import wait_for


def imap_plain(mail, user, password):
    client = imaplib.IMAP4_SSL(*mail.at("imaps"), ssl_context=mail.tls, timeout=60)
    client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    client.logout()


def submission(mail, user, password):
    with mail.submission() as smtp:
        smtp.ehlo()
        plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        code, answer = smtp.docmd("AUTH", f"PLAIN {plain}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, answer)


WAYS = {
    "LOGIN": lambda mail, user, password: mail.imap(user, password).logout(),
    "PLAIN": imap_plain,
    "POP3": lambda mail, user, password: mail.pop3(user, password).quit(),
    "ManageSieve": lambda mail, user, password: Sieve(mail, user, password).close(),
    "submission": submission,
}


def ways_in(mail, user, password=PASSWORD, ways=tuple(WAYS)):
    """The ways by which signing in works."""
    found = []
    for way in ways:
        try:
            WAYS[way](mail, user, password)
            found.append(way)
        except (imaplib.IMAP4.error, poplib.error_proto, smtplib.SMTPAuthenticationError, SieveRefused):
            pass
    return found


@pytest.mark.parametrize("local_part", ["o'b&r=e^_^n", "50%{u}%u!off", "~user/x*?", "-dash"])
def test_a_name_that_can_be_made_can_be_used(server, api, mail, domain, local_part):
    address = f"{local_part}@{domain}"
    api.create_mailbox(address)
    path = f"mailboxes/{urllib.parse.quote(address, safe='')}"
    assert api.call("PATCH", path, {"name": "changed"})["address"] == address
    assert ways_in(mail, address) == list(WAYS)
    sent = message("someone@sender.test", f"someone@{domain}")
    with mail.stranger() as smtp:
        assert smtp.mail("someone@sender.test")[0] == 250
        assert smtp.rcpt(address)[0] == 250
        assert smtp.data(sent.as_bytes())[0] == 250
    mail.wait_for(address, sent["Subject"])
    with mail.submission() as smtp:
        smtp.user, smtp.password = address, PASSWORD
        smtp.ehlo()
        assert smtp.auth("PLAIN", smtp.auth_plain)[0] == 235
        assert smtp.mail(address)[0] == 250
        assert smtp.rcpt(address)[0] == 250
    session = mail.imap(address)
    api.call("DELETE", path)
    with pytest.raises(Refused):
        api.call("GET", path)
    def ended():
        try:
            return session.noop()[0] != "OK"
        except (imaplib.IMAP4.abort, OSError):
            return True

    wait_for(ended, "the session ends")


def test_a_domain_in_every_spelling_signs_in(api, mail):
    for letters in ("exümple.test", "straß6.test"):
        ascii_form = api.create_domain(letters)["name"]
        api.create_mailbox(f"anna@{letters}")
        names = {letters, letters.upper().replace("ẞ", "ß").replace("SS", "ß"), unicodedata.normalize("NFD", letters),
                 ascii_form}
        for name in names:
            assert ways_in(mail, f"anna@{name}") == list(WAYS), name
            assert api.mailbox(f"anna@{name}")["domain"] == ascii_form
        with mail.imap(f"anna@{letters}") as client:
            client.create("Here")
        with mail.imap(f"anna@{ascii_form}") as client:
            assert client.select("Here")[0] == "OK"
    # A script has the letters as well.
    with Sieve(mail, "anna@exümple.test") as sieve:
        sieve.put("main", 'redirect "anna@straß6.test";')
        sieve.activate("main")
    sent = message("someone@sender.test", f"anna@{api.mailbox('anna@exümple.test')['domain']}")
    mail.receive(sent)
    mail.wait_for("anna@straß6.test", sent["Subject"])
    assert ways_in(mail, "anna@strass6.test", ways=("LOGIN", "submission")) == []


def test_a_password_is_the_same_in_every_form(api, mail, anna):
    for given, typed in (("M\u00fcller-Stra\u00dfe7-ok", "Mu\u0308ller-Stra\u00dfe7-ok"),
                         ("A\u030angstro\u0308m-4711-x", "\u212bngstr\u00f6m-4711-x")):
        assert given != typed
        api.change_mailbox(anna, password=given)
        assert ways_in(mail, anna, typed) == list(WAYS)
    assert ways_in(mail, anna, "Angstrom-4711-x", ways=("LOGIN",)) == []
