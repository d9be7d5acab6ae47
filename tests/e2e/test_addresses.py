"""Where an address leads: aliases in all their kinds, alias domains, and the ways to write an address."""
import smtplib

import pytest
from harness.api import Refused
from harness.mail import message
from harness.waiting import wait_for


def deliver(mail, recipient, sender="someone@sender.test"):
    sent = message(sender, recipient)
    mail.receive(sent)
    return sent["Subject"]


def every_item(api, path, **query):
    """All items of a list, page by page."""
    items, cursor = [], ""
    while cursor is not None:
        page = api.raw("GET", path, params={"limit": 200, **query, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page.get("next_cursor")
    return items


def answer(mail, recipient, sender="someone@sender.test"):
    """What a stranger hears after RCPT."""
    with mail.stranger() as smtp:
        smtp.ehlo()
        assert smtp.mail(sender)[0] == 250
        return smtp.rcpt(recipient)[0]


def test_alias_with_several_destinations(server, api, mail, domain, anna, bert):
    outside = f"alias-{domain}@world.test"
    api.create_alias(f"all@{domain}", anna, bert, outside)
    subject = deliver(mail, f"all@{domain}")
    mail.wait_for(anna, subject)
    mail.wait_for(bert, subject)
    assert subject.encode() in server.sink.wait_for(outside).content


def test_alias_that_is_switched_off(api, mail, domain, anna):
    alias = api.create_alias(f"sales@{domain}", anna)
    assert answer(mail, f"sales@{domain}") == 250
    api.call("PATCH", f"aliases/{alias['id']}", {"active": False})
    assert answer(mail, f"sales@{domain}") == 550


def test_catch_all_takes_what_nobody_else_has(api, mail, domain, anna, bert):
    api.create_alias(f"@{domain}", anna)
    subject = deliver(mail, f"whatever@{domain}")
    mail.wait_for(anna, subject)
    subject = deliver(mail, bert)
    mail.wait_for(bert, subject)
    assert subject not in mail.subjects(anna)


def test_alias_domain(api, mail, domain, anna, bert):
    other = f"also-{domain}"
    api.call("POST", "alias-domains", {"name": other, "target_domain": domain})
    alias = api.create_alias(f"team@{domain}", bert)
    local_part = anna.split("@")[0]
    mail.wait_for(anna, deliver(mail, f"{local_part}@{other}"))
    assert answer(mail, f"nobody@{other}") == 550
    assert answer(mail, f"team@{other}") == 550
    api.call("POST", f"aliases/{alias['id']}/expand")
    mail.wait_for(bert, deliver(mail, f"team@{other}"))
    api.call("PATCH", f"alias-domains/{other}", {"active": False})
    assert answer(mail, f"{local_part}@{other}") in (454, 550)


def test_catch_all_of_an_alias_domain(api, mail, domain, anna):
    other = f"also-{domain}"
    api.call("POST", "alias-domains", {"name": other, "target_domain": domain})
    assert answer(mail, f"whatever@{other}") == 550
    api.create_alias(f"@{other}", anna)
    mail.wait_for(anna, deliver(mail, f"whatever@{other}"))
    assert answer(mail, f"whatever@{domain}") == 550


def test_plus_address_and_upper_case(api, mail, domain, anna):
    local_part = anna.split("@")[0]
    for recipient in (f"{local_part}+shop@{domain}", f"{local_part.upper()}@{domain.upper()}"):
        mail.wait_for(anna, deliver(mail, recipient))
    api.create_alias(f"info@{domain}", anna)
    mail.wait_for(anna, deliver(mail, f"Info+tag@{domain}"))


def test_domain_with_letters_beyond_ascii(api, mail):
    made = api.create_domain("poçt-bakı.test")
    assert made["name"].startswith("xn--")
    assert made["display_name"] == "poçt-bakı.test"
    address = f"anna@{made['name']}"
    api.create_mailbox("anna@poçt-bakı.test")
    mail.wait_for(address, deliver(mail, address))


def test_discard_takes_and_forgets(server, api, mail, domain, anna):
    api.create_alias(f"noreply@{domain}", delivery="discard")
    api.create_alias(f"both@{domain}", anna)
    sent = message("someone@sender.test", f"noreply@{domain}")
    assert mail.receive(sent) == {}
    wait_for(server.is_queue_empty, "the queue is empty")
    assert mail.messages(anna) == []


def test_internal_alias_is_for_the_own_domain_only(api, mail, domain, anna, bert):
    api.create_alias(f"staff@{domain}", bert, internal=True)
    assert answer(mail, f"staff@{domain}") in (550, 554)
    assert answer(mail, f"staff@{domain}", sender=anna) in (550, 553, 554)
    sent = message(anna, f"staff@{domain}")
    mail.submit(anna, sent)
    mail.wait_for(bert, sent["Subject"])
    api.create_domain(f"foreign-{domain}")
    api.create_mailbox(f"carl@foreign-{domain}")
    with mail.submission(f"carl@foreign-{domain}") as smtp:
        smtp.mail(f"carl@foreign-{domain}")
        assert smtp.rcpt(f"staff@{domain}")[0] in (550, 554)


def test_sending_as_an_alias(api, mail, domain, anna, bert):
    alias = f"sales@{domain}"
    made = api.create_alias(alias, anna)

    def may_send():
        with mail.submission(anna) as smtp:
            smtp.mail(alias)
            return smtp.rcpt(bert)[0]

    assert may_send() == 250
    api.call("PATCH", f"aliases/{made['id']}", {"sender_allowed": False})
    assert may_send() == 553


def test_recipient_who_wants_tls(api, mail, anna):
    api.change_mailbox(anna, tls_enforce_in=True)
    code = answer(mail, anna)
    assert 400 <= code < 600
    with mail.stranger() as smtp:
        smtp.starttls(context=mail.tls)
        smtp.ehlo()
        smtp.mail("someone@sender.test")
        assert smtp.rcpt(anna)[0] == 250


def test_aliases_that_lead_in_a_circle(server, api, mail, domain, anna):
    api.create_alias(f"one@{domain}", f"two@{domain}")
    with pytest.raises(Refused) as refused:
        api.create_alias(f"two@{domain}", f"one@{domain}")
    assert refused.value.code == "alias.destination_loops"
    api.create_alias(f"two@{domain}", f"three@{domain}")
    api.create_alias(f"three@{domain}", f"one@{domain}")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver(mail, f"one@{domain}")
    mail.wait_for(anna, deliver(mail, anna))
    assert server.is_queue_empty()


def test_alias_with_the_address_of_its_own_domain_catch_all(server, api, mail, domain, anna):
    """A catch-all whose destination is a mailbox does not take that mailbox's own mail twice."""
    api.create_alias(f"@{domain}", anna)
    subject = deliver(mail, anna)
    mail.wait_for(anna, subject)
    wait_for(server.is_queue_empty, "the queue is empty")
    assert mail.subjects(anna) == [subject]


def test_ten_thousand_destinations(server, api, mail, domain, anna):
    members = [f"{anna.split('@')[0]}+{number}@{domain}" for number in range(9999)]
    api.create_alias(f"everybody@{domain}", *members, anna, delivery="forward")
    assert answer(mail, f"everybody@{domain}") == 250


def test_mail_to_an_alias_with_very_many_mailboxes_reaches_each(server, api, mail, request):
    members = request.config.getoption("--alias-members")
    server.run("bench", "seed", "--instance", server.directory, "--domains", 1, "--mailboxes", members, "--aliases", 1)
    mailboxes = every_item(api, "mailboxes", domain="d001.bench.example")
    addresses = [each["address"] for each in mailboxes]
    assert len(addresses) == members
    api.create_alias("everybody@d001.bench.example", *addresses, delivery="forward")
    subject = deliver(mail, "everybody@d001.bench.example")

    def stores_with_the_message():
        new = (server.directory / "mail/d001.bench.example").glob("*/Maildir/new/*")
        return [file.parents[2].name for file in new if subject.encode() in file.read_bytes()]

    wait_for(server.is_queue_empty, "the queue is empty", 60 + members / 10, 1)
    reached = stores_with_the_message()
    assert len(reached) == members and len(set(reached)) == members


def test_disabled_domain_takes_nothing_and_comes_back(api, mail, domain, anna):
    assert answer(mail, anna) == 250
    api.change_domain(domain, active=False)
    assert answer(mail, anna) in (454, 550)
    with pytest.raises(Exception):
        mail.imap(anna)
    api.change_domain(domain, active=True)
    mail.wait_for(anna, deliver(mail, anna))
