"""Mail programs: one that sends, and those that read."""
import email
import email.message
import email.policy
import email.utils
import imaplib
import poplib
import smtplib
import ssl
import uuid

from .api import PASSWORD
from .waiting import wait_for


def message(sender, recipient, subject=None, body="Good morning.\r\n", **headers):
    """A message whose subject no other has."""
    made = email.message.EmailMessage(policy=email.policy.SMTP)
    made["From"] = sender
    made["To"] = recipient
    made["Subject"] = subject or f"Test {uuid.uuid4().hex}"
    made["Date"] = email.utils.formatdate()
    made["Message-ID"] = f"<{uuid.uuid4().hex}@{sender.split('@')[1]}>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made


class Clients:
    """Clients of one instance."""

    def __init__(self, line):
        self._line = line
        self.tls = ssl.create_default_context(cafile=line["ca_file"])
        self.tls.check_hostname = False  # the certificate names the host, the tests connect to an address

    def at(self, service):
        return self._line[service]["host"], self._line[service]["port"]

    # Sending.

    def stranger(self, address="192.0.2.10", name="mail.sender.test"):
        """A connection to port 25 that looks as if it came from another machine."""
        smtp = smtplib.SMTP(*self.at("smtp"), local_hostname=name, timeout=60)
        smtp.ehlo()
        code, answer = smtp.docmd("XCLIENT", f"ADDR={address} NAME={name}")
        assert code == 220, answer
        smtp.ehlo()
        return smtp

    def receive(self, content, recipients=None, sender=None):
        """Delivers a message from outside; gives back the refused recipients."""
        with self.stranger() as smtp:
            return smtp.send_message(content, sender, recipients)

    def submission(self, user=None, password=PASSWORD, implicit_tls=False):
        if implicit_tls:
            smtp = smtplib.SMTP_SSL(*self.at("submissions"), context=self.tls, timeout=60)
        else:
            smtp = smtplib.SMTP(*self.at("submission"), timeout=60)
            smtp.starttls(context=self.tls)
        if user:
            smtp.login(user, password)
        return smtp

    def submit(self, user, content, recipients=None, sender=None, implicit_tls=False):
        with self.submission(user, implicit_tls=implicit_tls) as smtp:
            return smtp.send_message(content, sender, recipients)

    # Reading.

    def imap(self, user, password=PASSWORD):
        client = imaplib.IMAP4_SSL(*self.at("imaps"), ssl_context=self.tls, timeout=60)
        client._encoding = "utf-8"  # as every mail program sends a name that is not ASCII
        client.login(f'"{user}"', password)
        return client

    def messages(self, user, folder="INBOX", password=PASSWORD):
        """Every message of a folder, parsed, in the order of arrival."""
        with self.imap(user, password) as client:
            if client.select(folder, readonly=True)[0] != "OK":
                return []
            numbers = client.search(None, "ALL")[1][0].split()
            found = [client.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]
        return [email.message_from_bytes(each, policy=email.policy.SMTP) for each in found]

    def subjects(self, user, folder="INBOX", password=PASSWORD):
        return [each["Subject"] for each in self.messages(user, folder, password)]

    def wait_for(self, user, subject, folder="INBOX", password=PASSWORD, deadline=30.0):
        """The message with this subject, as soon as it lies in the folder."""
        def find():
            return [each for each in self.messages(user, folder, password) if each["Subject"] == subject]
        return wait_for(find, f"{user} has {subject!r} in {folder}", deadline, 0.2)[0]

    def pop3(self, user, password=PASSWORD):
        client = poplib.POP3_SSL(*self.at("pop3s"), context=self.tls, timeout=60)
        client.user(user)
        client.pass_(password)
        return client
