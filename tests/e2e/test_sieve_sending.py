"""What Sieve scripts send: answers and redirected mail, in the name of their mailbox and of nobody else."""
import subprocess

import pytest
from harness.mail import message
from harness.sieve import Sieve
from harness.waiting import wait_for


@pytest.fixture
def script(mail):
    """Makes a script the active one of a mailbox."""
    def activate(user, text):
        with Sieve(mail, user) as sieve:
            sieve.put("main", text)
            sieve.activate("main")

    return activate


def test_a_vacation_answer_leaves_signed_and_once(server, mail, anna, script):
    script(anna, 'require "vacation"; vacation :subject "On holiday" "Back in May.";')
    stranger = f"asks-{anna.split('@')[1]}@sender.test"
    for _ in range(2):
        sent = message(stranger, anna)
        mail.receive(sent)
        mail.wait_for(anna, sent["Subject"])
        wait_for(server.is_queue_empty, "nothing is on its way")
    answers = server.sink.for_recipient(stranger)
    assert len(answers) == 1
    assert answers[0].sender == anna
    assert b"On holiday" in answers[0].content
    assert b"Auto-Submitted: auto-replied" in answers[0].content
    assert b"DKIM-Signature:" in answers[0].content
    assert f"d={anna.split('@')[1]}".encode() in answers[0].content


def test_a_vacation_answers_for_all_own_addresses_and_no_others(server, api, mail, domain, anna, bert, script):
    script(anna, 'require "vacation"; vacation "I am away.";')
    alias_domain = f"alias-{domain}"
    api.call("POST", "alias-domains", {"name": alias_domain, "target_domain": domain})
    api.create_alias(f"info@{domain}", anna)
    api.create_alias(f"team@{domain}", anna, bert)
    # From the address of the list first: what is not answered does not count as answered.
    asked = [f"team@{domain}", f"info@{domain}", f"anna@{alias_domain}", f"anna+shop@{domain}"]
    for number, address in enumerate(asked):
        stranger = f"asks{max(number, 1)}-{domain}@sender.test"
        sent = message(stranger, address)
        mail.receive(sent)
        mail.wait_for(anna, sent["Subject"])
    wait_for(server.is_queue_empty, "nothing is on its way")
    for number, address in list(enumerate(asked))[1:]:
        answers = server.sink.for_recipient(f"asks{number}-{domain}@sender.test")
        assert [answer.sender for answer in answers] == [address]


def test_redirected_mail_arrives_from_the_mailbox_that_redirects(server, mail, anna, bert, script):
    script(anna, f'redirect "{bert}";')
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    got = mail.wait_for(bert, sent["Subject"])
    assert got["Return-Path"] == f"<{anna}>"
    assert got["From"] == "someone@sender.test"
    assert mail.messages(anna) == []


def test_redirected_mail_leaves_for_other_servers(server, mail, anna, script):
    recipient = f"far-{anna.split('@')[1]}@world.test"
    script(anna, f'require "copy"; redirect :copy "{recipient}";')
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    taken = server.sink.wait_for(recipient)
    assert taken.sender == anna
    assert sent["Subject"].encode() in taken.content
    mail.wait_for(anna, sent["Subject"])


def test_a_redirect_loop_ends(server, mail, anna, bert, script):
    script(anna, f'redirect "{bert}";')
    script(bert, f'redirect "{anna}";')
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    wait_for(lambda: mail.subjects(anna) + mail.subjects(bert) == [sent["Subject"]], "it stays somewhere")
    wait_for(server.is_queue_empty, "nothing is on its way")
    assert mail.subjects(anna) + mail.subjects(bert) == [sent["Subject"]]


def test_a_redirect_to_oneself_stays(server, mail, anna, script):
    script(anna, f'redirect "{anna}";')
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"])
    wait_for(server.is_queue_empty, "nothing is on its way")
    assert mail.subjects(anna) == [sent["Subject"]]


def test_redirected_mail_that_is_refused_comes_back(server, mail, anna, script):
    nobody = f"nobody@{anna.split('@')[1]}"
    script(anna, f'if address "from" "someone@sender.test" {{ redirect "{nobody}"; }}')
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    notice = wait_for(lambda: mail.messages(anna), "the notice arrives")[0]
    assert notice.get_content_type() == "multipart/report"
    assert nobody in notice.as_string()
    assert sent["Subject"] in notice.as_string()
    wait_for(server.is_queue_empty, "nothing is on its way")


@pytest.mark.parametrize("user", ["nobody", "mailapp", "dovecot", "_rspamd"])
def test_nobody_else_on_the_machine_may_send_that_way(server, user):
    connect = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    group = "nogroup" if user == "nobody" else user
    tried = subprocess.run(["/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "/usr/bin/python3", "-c", connect,
                            str(server.directory / "run/sieve/submit.sock")],
                           capture_output=True, text=True, timeout=30, check=False)
    assert "PermissionError" in tried.stderr


def test_dovecot_does_not_warn_of_an_address_when_it_starts(server, mail, anna, script):
    script(anna, "keep;")
    logs = [path.read_text(errors="replace") for path in (server.directory / "log").iterdir() if path.is_file()]
    assert any("dovecot" in text for text in logs)
    assert not any("Missing domain" in text for text in logs)
