"""Input that means something to a program behind, and what must stay secret."""
import base64
import json
import pathlib
import smtplib
import stat
import subprocess

import pytest
from harness.api import PASSWORD, Refused
from harness.mail import message

# Expansions of Dovecot and shells, quoting, and the separators of its dictionaries and of SASL's plain mechanism.
PASSWORDS = ["%u%{user}%{env:PATH}%d", "$(id)`id`${HOME}", "'\"\\ ; -- {CRYPT}x", "a,b=c&d%41+e", "ə€📬 pass"]


def sign_in(mail, user, password):
    """The code that submission answers: 235 for a right password."""
    with mail.submission() as smtp:
        smtp.ehlo()
        plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        return smtp.docmd("AUTH", f"PLAIN {plain}")[0]


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_means_itself_alone(api, mail, domain, password):
    address = f"anna@{domain}"
    api.create_mailbox(address, password=password)
    assert sign_in(mail, address, password) == 235


def test_a_password_is_not_expanded(api, mail, domain):
    address = f"anna@{domain}"
    api.create_mailbox(address, password="%u-%{user}")
    # 454 where guessing is being slowed down already; the few wrong ones here are for the whole run.
    for wrong in (f"{address}-{address}", f"%u-{address}"):
        assert sign_in(mail, address, wrong) in (454, 535), wrong


@pytest.mark.parametrize("password", ["{NOSUCH}secret-secret", "{CRYPT}", "{BLF-CRYPT}$2y$99$x"])
def test_a_hash_that_is_none_is_no_password(api, domain, password):
    with pytest.raises(Refused) as refused:
        api.create_mailbox(f"anna@{domain}", password=password)
    assert refused.value.status == 422


def test_a_name_is_not_expanded(mail, anna):
    for name in ("%u", anna.replace("anna", "%{user}"), anna.replace("anna", "ann*")):
        assert sign_in(mail, name, PASSWORD) in (454, 501, 535), name
    assert sign_in(mail, anna, PASSWORD) == 235


@pytest.mark.parametrize("address", ["192.0.2.10", "IPV6:2001:db8::10", "127.0.0.1", "IPV6:::1"])
@pytest.mark.parametrize("recipient", ["else@world.test", "else%world.test@{domain}", "@{domain}:else@world.test",
                                       "else@world.test@{domain}", "world.test!else@{domain}", "\"else@world.test\"@{domain}",
                                       "else@[192.0.2.10]", "else"])
def test_no_spelling_makes_a_relay(mail, anna, address, recipient):
    domain = anna.split("@")[1]
    with mail.stranger(address) as smtp:
        assert smtp.mail("someone@sender.test")[0] == 250
        code, answer = smtp.rcpt(recipient.format(domain=domain))
    assert 400 <= code < 600, answer


def test_senders_that_are_the_own_and_those_that_are_not(api, mail, domain, anna, bert):
    other = f"alias-{domain}"
    api.call("POST", "alias-domains", {"name": other, "target_domain": domain})

    def may(sender):
        with mail.submission(anna) as smtp:
            code, _ = smtp.mail(sender)
            if code == 250:
                code, _ = smtp.rcpt(bert)
            return code == 250

    for own in (anna, anna.upper(), f"Anna+tag@{domain}", f"anna@{other}"):
        assert may(own), own
    for foreign in (bert, bert.upper(), f"bert+anna@{domain}", f"bert@{other}", f"nobody@{domain}", f"@{domain}", "anna",
                    f"anna@sub.{domain}", f"anna@{domain}.world.test", "\"anna\"@world.test", f"anna%{domain}@world.test"):
        assert not may(foreign), foreign


def text_files(directory):
    for file in directory.rglob("*"):
        if file.is_file() and not file.is_symlink():
            yield file, file.read_bytes()


def test_files_of_an_instance_are_closed(server, anna):
    def is_open(file):
        """Whether a stranger on the machine can read it: by its own mode, and through every directory above."""
        inside = [each for each in file.parents if each.is_relative_to(server.directory)]
        return file.lstat().st_mode & 0o004 and all(each.stat().st_mode & 0o001 for each in inside)

    open_files = [str(file.relative_to(server.directory)) for file in pathlib.Path(server.directory).rglob("*")
                  if stat.S_ISREG(file.lstat().st_mode) and is_open(file)]
    # What everybody may read: settings without secrets, the public half of certificates, programs, pages, and where
    # Dovecot notes that the instance is there.
    allowed = ("mailapp.toml", "tls/ca.pem", "tls/server.pem", "bin/", "config/", "overrides/", "share/",
               "data/dovecot/instances")
    assert [each for each in open_files if not each.startswith(allowed)] == []
    for file in pathlib.Path(server.directory).rglob("*"):
        mode = file.lstat().st_mode
        if not stat.S_ISLNK(mode) and not stat.S_ISSOCK(mode):
            assert not mode & 0o002, f"{file} can be written by everybody"
    for part in ("secrets", "data", "mail", "queue/private"):
        assert not pathlib.Path(server.directory, part).stat().st_mode & 0o006, part
    for key in pathlib.Path(server.directory, "tls").glob("*.key"):
        assert not key.stat().st_mode & 0o007, key


def test_secrets_are_in_no_log_and_no_process_list(server, api, mail, domain, anna):
    with mail.submission() as smtp, pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login(anna, "Mistyped-Harbour-4711")
    answer = api.raw("POST", "session", json={"username": "Wrongfield-Harbour-4711!", "password": "Mistyped-Harbour-4712"})
    assert answer.status_code in (401, 403)
    sent = message(anna, anna)
    mail.submit(anna, sent)
    mail.wait_for(anna, sent["Subject"])
    secrets = {PASSWORD, "Mistyped-Harbour-4711", "Mistyped-Harbour-4712", server.line["admin"]["password"],
               *server.line["api_keys"].values()}
    for file, content in text_files(pathlib.Path(server.directory, "secrets")):
        if file.suffix != ".json" and len(content.strip()) >= 16:
            secrets.add(content.decode().strip())
    assert len(secrets) > 8
    for file, content in text_files(pathlib.Path(server.directory, "log")):
        for secret in secrets:
            assert secret.encode() not in content, f"{file.name} holds a secret"
    listed = subprocess.run(["ps", "axeww", "-o", "args"], capture_output=True, check=True).stdout
    # The tests' own programs get some by their command lines; those of the instance never.
    ours = b"\n".join(line for line in listed.splitlines() if str(server.directory).encode() in line)
    for secret in secrets:
        assert secret.encode() not in ours, "a command line or an environment holds a secret"


def test_answers_and_errors_hold_no_secret(api, anna):
    seen = json.dumps([api.call("GET", f"mailboxes/{anna}"), api.call("GET", "api-keys"), api.call("GET", "audit")])
    for refused in (api.raw("POST", "mailboxes", json={"local_part": "x", "domain": "nowhere.test", "password": PASSWORD}),
                    api.raw("PATCH", f"mailboxes/{anna}", json={"password": PASSWORD, "nonsense": PASSWORD})):
        assert refused.status_code >= 400
        seen += refused.text
    for secret in (PASSWORD, "ARGON2", "$argon2"):
        assert secret not in seen
