"""What the server refuses, and with which words."""
import imaplib
import poplib
import smtplib
import ssl

import pytest
from harness.api import PASSWORD
from harness.mail import message
from harness.waiting import wait_for

# The string that every spam filter takes for spam.
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


def refusal(smtp, sender, recipient):
    """The answer to RCPT."""
    assert smtp.mail(sender)[0] == 250
    code, text = smtp.rcpt(recipient)
    return code, text.decode()


def test_strangers_cannot_relay(mail, anna):
    with mail.stranger() as smtp:
        code, _ = refusal(smtp, "someone@sender.test", "else@world.test")
        assert code == 454
    with mail.stranger() as smtp:
        code, _ = refusal(smtp, anna, "else@world.test")
        assert code == 454


def test_a_client_on_the_same_machine_cannot_relay(mail):
    with smtplib.SMTP(*mail.at("smtp"), timeout=60) as smtp:
        smtp.ehlo()
        code, _ = refusal(smtp, "someone@sender.test", "else@world.test")
        assert code == 454


def test_unknown_recipient(mail, domain):
    with mail.stranger() as smtp:
        code, text = refusal(smtp, "someone@sender.test", f"nobody@{domain}")
    assert code == 550
    assert text.startswith("5.1.1 ")


def test_a_sender_domain_that_does_not_exist(mail, anna):
    with mail.stranger() as smtp:
        code, _ = refusal(smtp, "someone@no-such-domain.test", anna)
    assert code == 450


def test_port_25_offers_no_sign_in(mail, anna):
    with smtplib.SMTP(*mail.at("smtp"), timeout=60) as smtp:
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert "starttls" in smtp.esmtp_features
        smtp.starttls(context=mail.tls)
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert smtp.docmd("AUTH", "PLAIN AGEAYg==")[0] in (502, 503)


def test_submission_without_tls(mail, anna):
    with smtplib.SMTP(*mail.at("submission"), timeout=60) as smtp:
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        assert smtp.docmd("AUTH", "PLAIN AGEAYg==")[0] in (503, 530, 538)
        assert smtp.mail(anna)[0] == 530


def test_submission_without_signing_in(mail, anna, bert):
    with mail.submission() as smtp:
        smtp.ehlo()
        smtp.mail(anna)
        code, _ = smtp.rcpt(bert)
    assert 500 <= code < 600


def test_imap_without_tls(mail, anna):
    client = imaplib.IMAP4(*mail.at("imap"), timeout=60)
    with pytest.raises(imaplib.IMAP4.error):
        client.login(anna, PASSWORD)
    client.starttls(mail.tls)
    client.login(anna, PASSWORD)
    client.logout()


def test_pop3_without_tls(mail, anna):
    def sign_in():
        client.user(anna)
        client.pass_(PASSWORD)

    client = poplib.POP3(*mail.at("pop3"), timeout=60)
    with pytest.raises(poplib.error_proto):
        sign_in()
    client.stls(mail.tls)
    sign_in()
    client.quit()


@pytest.mark.parametrize("service", ["imaps", "pop3s", "submissions"])
def test_old_tls(mail, service):
    def connect(version):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        with ssl.create_connection(mail.at(service), timeout=30) as plain:
            with context.wrap_socket(plain) as secure:
                return secure.version()

    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connect(ssl.TLSVersion.TLSv1_1)
    assert connect(ssl.TLSVersion.TLSv1_2) == "TLSv1.2"


def test_wrong_password(mail, anna):
    with mail.submission() as smtp:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            smtp.login(anna, "not the password")
        assert refused.value.smtp_code == 535
        smtp.login(anna, PASSWORD)


def test_sending_as_somebody_else(mail, anna, bert):
    for sender in (bert, "someone@world.test"):
        with mail.submission(anna) as smtp:
            code, _ = refusal(smtp, sender, "else@world.test")
            assert code == 553


def test_a_message_above_the_size_limit(mail, anna):
    big = message("someone@sender.test", anna, body=("x" * 70 + "\r\n") * 20000).as_bytes()
    with mail.stranger() as smtp:
        assert smtp.mail("someone@sender.test", [f"SIZE={len(big)}"])[0] == 552
    with mail.stranger() as smtp:
        assert refusal(smtp, "someone@sender.test", anna)[0] == 250
        assert smtp.data(big)[0] == 552


def test_spam_is_refused(mail, anna):
    sent = message("someone@sender.test", anna, body=GTUBE + "\r\n")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        mail.receive(sent)
    assert refused.value.smtp_code == 554


def test_what_is_probably_spam_lands_in_junk(mail, anna):
    sent = message("someone@sender.test", anna, X_Test_Score="eleven")
    mail.receive(sent)
    got = mail.wait_for(anna, sent["Subject"], "Junk")
    assert got["X-Spam-Flag"].upper() == "YES"
    assert mail.messages(anna) == []


def test_what_may_be_spam_is_taken_when_it_comes_again(mail, anna):
    sent = message("someone@sender.test", anna, X_Test_Score="seven")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        mail.receive(sent)
    assert refused.value.smtp_code == 451
    assert b"Greylisted, please try again later" in refused.value.smtp_error

    def is_taken():
        try:
            mail.receive(sent)
            return True
        except smtplib.SMTPDataError as again:
            assert again.smtp_code == 451
            return False

    wait_for(is_taken, "the message is taken", every=1)
    assert mail.wait_for(anna, sent["Subject"])["X-Spam-Flag"] is None


def test_a_forged_spam_flag_and_forged_results_are_removed(server, mail, anna):
    sent = message("someone@sender.test", anna, X_Spam_Flag="YES",
                   Authentication_Results=f"{server.hostname}; spf=pass smtp.mailfrom=forged.test")
    mail.receive(sent)
    got = mail.wait_for(anna, sent["Subject"])
    assert got["X-Spam-Flag"] is None
    assert all("forged.test" not in each for each in got.get_all("Authentication-Results"))
