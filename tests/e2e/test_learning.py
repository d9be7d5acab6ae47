"""Moving a message to Junk and back teaches the filter."""
from harness.mail import message
from harness.waiting import wait_for


def learned(server):
    """How often the filter learned: spam and ham."""
    counts = server.redis("HMGET", "RS", "learns_spam", "learns_ham").split()
    return tuple(int(count) if count.isdigit() else 0 for count in counts + ["", ""])[:2]


RUBBISH = ['"Deleted Messages"', '"Deleted Items"', "Papierkorb", "Trash/2026", '"INBOX/Trash"', "Spam", '"trash/Old"']


def move(mail, user, subject, source, target):
    with mail.imap(user) as client:
        client.select(source)
        number = client.search(None, "SUBJECT", f'"{subject}"')[1][0].split()[0]
        assert client.copy(number, target)[0] == "OK"
        client.store(number, "+FLAGS", "\\Deleted")
        client.expunge()


def test_junk_and_back(server, mail, anna):
    sent = message("someone@sender.test", anna, body="Cheap watches and other bargains for you today.\r\n" * 20)
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"])
    before = learned(server)
    move(mail, anna, sent["Subject"], "INBOX", "Junk")
    wait_for(lambda: learned(server)[0] == before[0] + 1, "the filter learned spam")
    # Throwing it away, whatever the program of the mailbox calls that, teaches nothing: what comes back is the first.
    with mail.imap(anna) as client:
        for folder in RUBBISH:
            client.create(folder)
            assert client.select("Junk")[0] == "OK"
            assert client.copy("1", folder)[0] == "OK"
    move(mail, anna, sent["Subject"], "Junk", "INBOX")
    wait_for(lambda: learned(server)[1] == before[1] + 1, "the filter learned ham")


def test_junk_by_its_usual_names_teaches(server, mail, anna):
    for folder in ["Spam", "\"Arzuolunmaz po&AOc-t\"", "INBOX/Spamverdacht", "\"Courrier ind&AOk-sirable\""]:
        sent = message("someone@sender.test", anna, body=f"Cheap watches of {folder} and other bargains for you today.\r\n" * 20)
        mail.receive(sent)
        mail.wait_for(anna, sent["Subject"])
        with mail.imap(anna) as client:
            client.create(folder)
        before = learned(server)
        move(mail, anna, sent["Subject"], "INBOX", folder)
        wait_for(lambda count=before[0] + 1: learned(server)[0] == count, f"{folder} taught spam")
        move(mail, anna, sent["Subject"], folder, "INBOX")
        wait_for(lambda count=before[1] + 1: learned(server)[1] == count, f"leaving {folder} taught ham")
