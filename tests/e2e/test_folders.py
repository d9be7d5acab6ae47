"""Folders and commands as mail programs of all kinds send them."""
from harness.mail import message
from harness.sieve import Sieve

NAMES = ["example.com", "Person K.", ".hidden", "Projects/v1.2", "~old", "..", "a/../b"]


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def folders(client):
    return {line.decode().split(' "/" ')[1].strip('"') for line in ok(client.list())}


def test_dots_and_tildes_are_characters_of_a_name(mail, anna):
    with Sieve(mail, anna) as sieve:
        sieve.put("main", 'require ["fileinto", "mailbox"]; fileinto :create "v1.0";')
        sieve.activate("main")
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    with mail.imap(anna) as client:
        for name in NAMES:
            ok(client.create(f'"{name}"'))
        ok(client.create("plain"))
        ok(client.rename("plain", '"v1.2"'))
        ok(client.subscribe('"v1.2"'))
        found = folders(client)
        assert found >= {*NAMES, "v1.2"} and "plain" not in found
        assert any(b"v1.2" in line for line in ok(client.lsub()))
        ok(client.select('"~old"'))
    mail.wait_for(anna, sent["Subject"], "v1.0")
    with mail.imap(anna) as client:
        ok(client.delete('"~old"'))
        assert "~old" not in folders(client)


def test_folders_of_mail_programs_in_other_languages_have_their_use(mail, anna):
    with mail.imap(anna) as client:
        assert all(b"\\Trash" not in line or b'"/" Trash' in line for line in ok(client.list()))
        for name, use in (("Papierkorb", b"\\Trash"), ("Gesendet", b"\\Sent"), ("Zibil qutusu", b"\\Trash")):
            ok(client.create(f'"{name}"'))
            line = next(line for line in ok(client.list()) if name.encode() in line)
            assert use in line


def test_long_sets_and_what_else_clients_ask_for(mail, anna):
    numbers = ",".join(str(number) for number in range(100_001, 300_001, 2))
    with mail.imap(anna) as client:
        ok(client.append("INBOX", None, None, b"Subject: one\r\n\r\nbody\r\n"))
        ok(client.select("INBOX"))
        for command in (("FETCH", numbers, "(FLAGS)"), ("COPY", numbers, "Sent"), ("MOVE", numbers, "Sent"),
                        ("STORE", numbers, "+FLAGS", "(\\Seen)"), ("SEARCH", "UID", "1," + numbers)):
            answer = ok(client.uid(*command))
        assert answer == [b"1"]
        offered = set(ok(client.capability())[0].decode().split())
    assert {"COMPRESS=DEFLATE", "LIST-STATUS", "QRESYNC", "NOTIFY", "ID", "SPECIAL-USE", "MOVE"} <= offered


def test_twenty_connections_of_one_user(mail, anna):
    clients = [mail.imap(anna) for _ in range(20)]
    assert all(client.noop()[0] == "OK" for client in clients)
    for client in clients:
        client.logout()
