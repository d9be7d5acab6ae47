"""What the world sees of outgoing mail: signatures that verify, and no client addresses."""
import email
import re

import dkim
import dns.resolver
from harness.mail import message


def publish(server, domain):
    """Puts the records that the API shows into the DNS."""
    keys = server.api.call("GET", f"dkim/{domain}")["keys"]
    for key in keys:
        server.dns.add_text(key["record_name"], *key["record_parts"])
    return {key["algorithm"] for key in keys}


def look_up(server):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [server.dns.address]

    def text(name, timeout=5):
        answer = resolver.resolve(name.decode().rstrip("."), "TXT", lifetime=timeout)
        return b"".join(answer[0].strings)

    return text


def algorithms(server, content):
    """Of every signature of the message; each is verified."""
    verifier = dkim.DKIM(content)
    headers = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"]
    for index in range(len(headers)):
        assert dkim.DKIM(content).verify(idx=index, dnsfunc=look_up(server)), headers[index]
    return sorted(re.search(rb"\ba=([a-z0-9-]+)", value).group(1).decode() for value in headers)


def sent_to_the_world(server, sender, recipient):
    server.mail.submit(sender, message(sender, recipient))
    return server.sink.wait_for(recipient).content


def test_rsa_signature_verifies(server, domain, anna):
    assert publish(server, domain) == {"rsa"}
    content = sent_to_the_world(server, anna, f"rsa-{domain}@world.test")
    assert algorithms(server, content) == ["rsa-sha256"]
    changed = content.replace(b"Good morning", b"Bad morning")
    assert not dkim.verify(changed, dnsfunc=look_up(server))


def test_rsa_and_ed25519_signatures_verify(server, api):
    api.create_domain("both.test", dkim_ed25519=True)
    api.create_mailbox("anna@both.test")
    assert publish(server, "both.test") == {"rsa", "ed25519"}
    content = sent_to_the_world(server, "anna@both.test", "both@world.test")
    assert algorithms(server, content) == ["ed25519-sha256", "rsa-sha256"]


def test_a_domain_without_a_key_is_not_signed(server, api):
    api.create_domain("unsigned.test", dkim_bits=0)
    api.create_mailbox("anna@unsigned.test")
    content = sent_to_the_world(server, "anna@unsigned.test", "unsigned@world.test")
    assert b"DKIM-Signature" not in content


def test_the_client_of_the_sender_stays_hidden(server, domain, anna):
    content = sent_to_the_world(server, anna, f"hidden-{domain}@world.test")
    received = email.message_from_bytes(content).get_all("Received")
    assert len(received) == 1
    assert "127.0.0.1" not in received[0] and "localhost" not in received[0]
    assert server.hostname in received[0]
