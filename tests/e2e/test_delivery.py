"""The way of a message in and between mailboxes."""
import email

from harness.mail import message


def test_mail_from_outside_is_in_the_inbox_with_the_results_of_authentication(mail, anna):
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    got = mail.wait_for(anna, sent["Subject"])
    assert "spf=pass" in got["Authentication-Results"]
    assert got["Delivered-To"] == anna
    assert got["Return-Path"] == "<someone@sender.test>"


def test_a_mailbox_takes_mail_when_the_answer_of_its_creation_arrives(api, mail, domain):
    for number in range(5):
        address = f"new{number}@{domain}"
        api.create_mailbox(address)
        sent = message("someone@sender.test", address)
        assert mail.receive(sent) == {}
        mail.wait_for(address, sent["Subject"])


def test_pop3_reads_and_deletes(mail, anna):
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"])
    client = mail.pop3(anna)
    lines = client.retr(1)[1]
    assert email.message_from_bytes(b"\r\n".join(lines))["Subject"] == sent["Subject"]
    client.dele(1)
    client.quit()
    assert mail.messages(anna) == []


def test_submission_between_mailboxes_with_starttls(mail, anna, bert):
    sent = message(anna, bert)
    mail.submit(anna, sent)
    got = mail.wait_for(bert, sent["Subject"])
    assert got["From"] == anna


def test_submission_between_mailboxes_with_implicit_tls(mail, anna, bert):
    sent = message(anna, bert)
    mail.submit(anna, sent, implicit_tls=True)
    mail.wait_for(bert, sent["Subject"])


def test_mail_leaves_for_other_servers(server, mail, anna):
    recipient = f"{anna.split('@')[1]}@world.test"
    sent = message(anna, recipient)
    mail.submit(anna, sent)
    taken = server.sink.wait_for(recipient)
    assert taken.sender == anna
    assert sent["Subject"].encode() in taken.content
