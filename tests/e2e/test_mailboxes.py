"""A mailbox from its creation to its end: who may sign in by which way, what stays and what goes."""
import base64
import hashlib
import imaplib
import poplib
import smtplib
import uuid

import pytest
from harness.api import PASSWORD
from harness.mail import message
from harness.sieve import Sieve, SieveRefused
from harness.waiting import wait_for

NEW_PASSWORD = "Another-Lantern-2203-Pier"


def deliver(mail, recipient):
    sent = message("someone@sender.test", recipient)
    mail.receive(sent)
    mail.wait_for(recipient, sent["Subject"])
    return sent["Subject"]


def may(sign_in):
    """Whether a way of signing in works; only the server's refusal counts as no."""
    try:
        sign_in()
    except (imaplib.IMAP4.error, poplib.error_proto, smtplib.SMTPAuthenticationError, SieveRefused):
        return False
    return True


def test_no_login_still_takes_mail(api, mail, anna, bert):
    api.change_mailbox(anna, state="no_login")
    sent = message("someone@sender.test", anna)
    assert mail.receive(sent) == {}
    assert not may(lambda: mail.imap(anna))
    api.change_mailbox(anna, state="active")
    mail.wait_for(anna, sent["Subject"])


def test_inactive_takes_no_mail(api, mail, anna):
    api.change_mailbox(anna, state="inactive")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        mail.receive(message("someone@sender.test", anna))
    assert refused.value.recipients[anna][0] == 550
    api.change_mailbox(anna, state="active")
    deliver(mail, anna)


@pytest.mark.parametrize("switch, sign_in", [
    ("imap_access", lambda mail, user: mail.imap(user).logout()),
    ("pop3_access", lambda mail, user: mail.pop3(user).quit()),
    ("smtp_access", lambda mail, user: mail.submission(user).quit()),
    ("sieve_access", lambda mail, user: Sieve(mail, user).close()),
])
def test_protocol_switch_counts_at_the_next_sign_in(api, mail, anna, switch, sign_in):
    assert may(lambda: sign_in(mail, anna))
    api.change_mailbox(anna, **{switch: False})
    assert not may(lambda: sign_in(mail, anna))
    api.change_mailbox(anna, **{switch: True})
    assert may(lambda: sign_in(mail, anna))


def test_switching_imap_off_ends_open_sessions(api, mail, anna):
    client = mail.imap(anna)
    client.noop()
    api.change_mailbox(anna, imap_access=False)

    def ended():
        try:
            return client.noop()[0] != "OK"
        except (imaplib.IMAP4.abort, OSError):
            return True

    wait_for(ended, "the session ends")


def is_open(client):
    try:
        return client.noop()[0] == "OK"
    except (imaplib.IMAP4.abort, OSError):
        return False


def test_the_values_that_it_has_end_no_session(server, api, mail, anna):
    """And each protocol's sessions end by themselves."""
    hashed = "{SSHA512}" + base64.b64encode(hashlib.sha512(PASSWORD.encode() + b"salt").digest() + b"salt").decode()
    api.change_mailbox(anna, password=hashed)
    imap, pop3 = mail.imap(anna), mail.pop3(anna)
    changed = api.mailbox(anna)["password_changed"]
    api.change_mailbox(anna, password=hashed)
    api.change_mailbox(anna, password=PASSWORD, imap_access=True, quota=100 * 2**20, state="active")
    same = {"items": [anna], "attr": {"name": "", "quota": "100", "active": "1", "password": PASSWORD, "password2": PASSWORD}}
    answer = api.session.post(f"{server.line['api_url']}/api/v1/edit/mailbox", json=same, timeout=60)
    assert answer.json()[0]["type"] == "success"
    api.change_mailbox(anna, pop3_access=False, sieve_access=False)

    def pop3_ended():
        try:
            return not pop3.noop().startswith(b"+OK")
        except (poplib.error_proto, OSError):
            return True

    wait_for(pop3_ended, "the POP3 session ends")
    assert is_open(imap), "all that was looked at before left it open"
    assert api.mailbox(anna)["password_changed"] == changed
    # The last of two passwords within one second ends what the first one opened.
    api.change_mailbox(anna, password=NEW_PASSWORD)
    second = mail.imap(anna, NEW_PASSWORD)
    api.change_mailbox(anna, password=NEW_PASSWORD + "2")
    wait_for(lambda: not is_open(second), "the session of the first password ends")
    wait_for(lambda: not is_open(imap), "the oldest session ends")


def test_password_change(api, mail, anna):
    assert may(lambda: mail.imap(anna))
    api.change_mailbox(anna, password=NEW_PASSWORD)
    assert may(lambda: mail.imap(anna, NEW_PASSWORD))
    assert not may(lambda: mail.imap(anna))
    assert may(lambda: mail.submission(anna, NEW_PASSWORD))


def test_deleted_and_created_again_shows_nothing_old(api, mail, anna):
    deliver(mail, anna)
    with mail.imap(anna) as client:
        client.create("Secret plans")
    api.delete_mailbox(anna)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail.receive(message("someone@sender.test", anna))
    api.create_mailbox(anna)
    assert mail.messages(anna) == []
    with mail.imap(anna) as client:
        assert not any(b"Secret plans" in each for each in client.list()[1])


def test_deleted_mailbox_leaves_no_mail_on_the_disk(server, api, mail, anna):
    deliver(mail, anna)
    stores = server.directory / "mail" / anna.split("@")[1]
    assert list(stores.glob("*/Maildir"))
    api.delete_mailbox(anna)
    wait_for(lambda: not list(stores.glob("*/Maildir")), "the mail is gone")


def test_renamed_mailbox_keeps_its_mail(api, mail, domain, anna):
    subject = deliver(mail, anna)
    api.call("POST", f"mailboxes/{anna}/rename", {"local_part": "anne"})
    renamed = f"anne@{domain}"
    assert mail.subjects(renamed) == [subject]
    assert not may(lambda: mail.imap(anna))
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    mail.wait_for(renamed, sent["Subject"])


def test_script_files_a_message(mail, anna):
    with Sieve(mail, anna) as sieve:
        sieve.put("rules", 'require ["fileinto", "mailbox"];\r\n'
                           'if header :contains "Subject" "invoice" { fileinto :create "Invoices"; }\r\n')
        sieve.activate("rules")
    sent = message("someone@sender.test", anna, subject=f"Your invoice {uuid.uuid4().hex}")
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"], "Invoices")
    deliver(mail, anna)
    assert sent["Subject"] not in mail.subjects(anna)


def test_script_with_a_mistake_is_refused(mail, anna):
    with Sieve(mail, anna) as sieve:
        with pytest.raises(SieveRefused):
            sieve.put("rules", "this is no script")


def test_scripts_have_limits(mail, anna):
    with Sieve(mail, anna) as sieve:
        with pytest.raises(SieveRefused) as refused:
            for number in range(12):
                sieve.put(f"script{number}", "# " + "x" * 999_000 + "\r\nkeep;\r\n")
        assert "QUOTA" in str(refused.value)


def test_who_has_a_script_that_fails_is_told(mail, anna):
    with Sieve(mail, anna) as sieve:
        sieve.put("main", 'require "fileinto"; fileinto "Not there";')
        sieve.activate("main")
    subject = deliver(mail, anna)
    notice = mail.wait_for(anna, "Your mail filter failed", deadline=60)
    assert "Not there" in notice.get_content()
    assert subject in mail.subjects(anna)


def test_who_signed_in_is_told_that_a_mailbox_is_full(api, mail, domain):
    full, boss = f"full@{domain}", f"boss@{domain}"
    api.create_mailbox(full, quota=200_000)
    api.create_mailbox(boss)
    body = ("x" * 70 + "\r\n") * 2100
    sent = message(boss, full, body=body)
    mail.submit(boss, sent)
    mail.wait_for(full, sent["Subject"])
    wait_for(lambda: api.mailbox(full)["bytes_used"] > 140_000, "the usage is known")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        mail.submit(boss, message(boss, full, body=body))
    code, words = refused.value.recipients[full]
    assert code in (452, 552) and b"full" in words
    assert mail.subjects(full) == [sent["Subject"]]


def test_usage_and_last_sign_in_are_shown(api, mail, anna):
    deliver(mail, anna)
    mail.pop3(anna).quit()

    def shown():
        seen = api.mailbox(anna)
        return seen["message_count"] == 1 and seen["bytes_used"] > 300 and seen["last_imap_login"] \
            and seen["last_pop3_login"]

    wait_for(shown, "usage and sign-ins are in the API", 40)
    assert api.mailbox(anna)["last_smtp_login"] is None
    mail.submission(anna).quit()
    wait_for(lambda: api.mailbox(anna)["last_smtp_login"], "the submission is in the API", 40)
