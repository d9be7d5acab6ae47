"""What is taken and for whom: odd addresses, several ways to one mailbox, and clients that are no strangers."""
import base64
import email.policy
import imaplib
import socket
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.api import PASSWORD
from harness.mail import message
from harness.waiting import wait_for


def receive(mail, *recipients, headers=""):
    """A stranger's message, with these header lines before its own; gives back its subject."""
    sent = message("someone@sender.test", "undisclosed-recipients:;")
    with mail.stranger() as smtp:
        assert smtp.mail("someone@sender.test")[0] == 250
        assert [smtp.rcpt(each)[0] for each in recipients] == [250] * len(recipients)
        assert smtp.data(headers.encode() + sent.as_bytes())[0] == 250
    return sent["Subject"]


def answers(mail, *recipients):
    """What a stranger hears after each RCPT."""
    with mail.stranger() as smtp:
        assert smtp.mail("someone@sender.test")[0] == 250
        return [smtp.docmd("RCPT", f"TO:<{each}>")[0] for each in recipients]


def test_every_local_part_of_an_alias_receives(api, mail, domain, anna):
    aliases = [f"{local_part}@{domain}" for local_part in ("50%off", "a!b", "-x", "a=b", "o'brien", "r&d", "#1")]
    for alias in aliases:
        api.create_alias(alias, anna)
    for subject in [receive(mail, alias) for alias in aliases]:
        mail.wait_for(anna, subject)
    assert answers(mail, f"51%off@{domain}", f"world.test!else@{domain}", f"-y@{domain}") == [550] * 3


def test_nobody_has_a_mailbox_at_an_address_of_the_machine(server, mail, anna):
    assert answers(mail, "anna@[127.0.0.1]", "nobody@[127.0.0.1]") == [550, 550]
    assert all(400 <= code < 600 for code in answers(mail, "anna@[IPv6:::1]", "anna@127.0.0.1", "null@localhost"))
    wait_for(server.is_queue_empty, "the queue is empty")


def test_the_address_that_was_written_to_stands_on_top(api, mail, domain, anna):
    other = f"also-{domain}"
    api.call("POST", "alias-domains", {"name": other, "target_domain": domain})
    api.create_alias(f"shop@{domain}", anna)
    api.create_alias(f"@{other}", anna)
    forged = "".join(f"{name}: forged@{domain}\r\n" for name in ("X-Original-To", "Return-Path", "X-Original-To"))
    for recipient in (f"shop@{domain}", f"anna@{other}", f"whatever@{other}"):
        got = mail.wait_for(anna, receive(mail, recipient, headers=forged))
        assert got.get_all("X-Original-To") == [recipient]
        assert got.get_all("Return-Path") == ["<someone@sender.test>"]
        assert got.get_all("Delivered-To") == [anna]


def test_several_ways_to_one_mailbox_bring_one_message(server, api, mail, domain, anna, bert):
    api.create_alias(f"team@{domain}", anna, bert)
    subject = receive(mail, anna, f"anna+x@{domain}", f"team@{domain}")
    wait_for(server.is_queue_empty, "the queue is empty")
    assert mail.subjects(anna) == mail.subjects(bert) == [subject]
    again = receive(mail, anna, anna)  # the next message is another one
    mail.wait_for(anna, again)
    assert mail.subjects(anna) == [subject, again]


def test_the_servers_own_mail_reaches_whom_the_set_up_names(server, api, mail, domain, anna):
    assert api.call("PUT", "set-up", {"system_mail": anna})["system_mail"] == anna
    for recipient in ("postmaster", f"Postmaster@{server.hostname}", f"abuse@{domain}", "postmaster@[127.0.0.1]"):
        mail.wait_for(anna, receive(mail, recipient))
    assert answers(mail, f"nobody@{server.hostname}", f"www-data@{server.hostname}") == [550, 550]
    for recipient in ("root", "www-data", "root@localhost"):
        report = message(f"root@{server.hostname}", "root")
        subprocess.run(["/usr/sbin/sendmail", "-C", server.directory / "config/live/postfix", recipient],
                       input=report.as_bytes(policy=email.policy.default), check=True, timeout=30)
        mail.wait_for(anna, report["Subject"])
    api.delete_mailbox(anna)
    assert answers(mail, f"postmaster@{server.hostname}", f"postmaster@{domain}") == [550, 550]


def test_a_full_mailbox_is_told_to_the_sender_and_costs_others_nothing(server, api, mail, domain, bert):
    full, other = f"full@{domain}", f"also-{domain}"
    api.create_mailbox(full, quota=204_800)
    api.create_alias(f"to-full@{domain}", full)
    api.create_alias(f"both@{domain}", full, bert)
    api.call("POST", "alias-domains", {"name": other, "target_domain": domain})
    big = message("someone@sender.test", full, body=("x" * 70 + "\r\n") * 1111)
    for _ in range(2):
        mail.receive(big, [full])
    wait_for(lambda: api.mailbox(full)["bytes_used"] > 150_000, "the usage is known")
    size = len(big.as_bytes())
    with mail.stranger() as smtp:
        assert smtp.mail("someone@sender.test", [f"SIZE={size}"])[0] == 250
        for recipient in (full, f"full+x@{domain}", f"to-full@{domain}", f"full@{other}"):
            code, text = smtp.rcpt(recipient)
            assert code == 552 and text.startswith(b"5.2.2 "), recipient
        assert smtp.rcpt(bert)[0] == smtp.rcpt(f"both@{domain}")[0] == 250
        smtp.rset()
        # Not announced: told as soon as it is seen.
        smtp.mail("someone@sender.test")
        assert smtp.rcpt(full)[0] == 250
        assert smtp.data(big.as_bytes())[0] == 552
    mail.wait_for(full, receive(mail, full))  # a small one fits
    assert server.is_queue_empty()


def test_a_recipient_beyond_ascii_leaves_no_raw_octets(server, mail, anna):
    with mail.submission(anna) as smtp:
        smtp.mail(anna)
        smtp.sock.sendall("RCPT TO:<jörg@world.test>\r\n".encode())
        assert smtp.getreply()[0] == 553
        assert smtp.rcpt("else@world.test")[0] == 250


def test_a_tagged_alias_wins_over_the_mailbox(server, api, mail, domain, anna, bert):
    api.create_alias(f"anna+shop@{domain}", delivery="discard")
    api.create_alias(f"anna+bert@{domain}", bert)
    receive(mail, f"anna+shop@{domain}")
    other = receive(mail, f"anna+other@{domain}")
    forwarded = receive(mail, f"Anna+Bert@{domain}")
    mail.wait_for(anna, other)
    mail.wait_for(bert, forwarded)
    wait_for(server.is_queue_empty, "the queue is empty")
    assert mail.subjects(anna) == [other]


def test_wrong_recipients_do_not_end_a_submission(server, mail, domain, anna):
    wrong = (1, 4, 7, 10, 13, 16)
    recipients = [f"nobody{number}@{domain}" if number in wrong else f"ok{number}-{domain}@world.test"
                  for number in range(20)]
    with mail.submission(anna) as smtp:
        smtp.mail(anna)
        assert [smtp.rcpt(each)[0] for each in recipients] == [550 if n in wrong else 250 for n in range(20)]
        assert smtp.data(message(anna, recipients[0]).as_bytes())[0] == 250
    server.sink.wait_for(recipients[19])


def test_wrong_passwords_cost_others_of_the_same_address_nothing(mail, domain, anna):
    def fail(number):
        with pytest.raises(imaplib.IMAP4.error):
            mail.imap(f"nobody{number}@{domain}", "not the password")

    with ThreadPoolExecutor(8) as devices:
        list(devices.map(fail, range(8)))
    with mail.submission() as smtp:
        smtp.ehlo()
        plain = base64.b64encode(f"\0{anna}\0{PASSWORD}".encode()).decode()
        assert smtp.docmd("AUTH", f"PLAIN {plain}")[0] == 235


@pytest.mark.parametrize("service", ["submissions", "imaps", "pop3s"])
def test_ciphers_without_certificate_secrecy_or_integrity(mail, service):
    def connect(ciphers):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers + ":@SECLEVEL=0")
        with socket.create_connection(mail.at(service), timeout=30) as plain:
            with context.wrap_socket(plain) as secure:
                return secure.cipher()[0]

    for ciphers in ("aNULL", "ECDHE+SHA1", "ECDHE+SHA256:ECDHE+SHA384", "kRSA"):
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            connect(ciphers)
    assert "GCM" in connect("ECDHE+AESGCM")
