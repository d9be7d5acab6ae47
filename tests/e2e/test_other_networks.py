"""Strangers who really come from elsewhere: over IPv6, and from another machine, which a network namespace stands for."""
import json
import os
import smtplib
import subprocess

import pytest
from harness.server import Server

HOST, GUEST = "10.231.77.1", "10.231.77.2"
HOST_SIX, GUEST_SIX = "fd31:77::1", "fd31:77::2"

# What a program on the other machine does: prints the answers to RCPT, or the error of the connection.
CLIENT = """
import json, smtplib, sys
address, port, sender, recipient = sys.argv[1:]
try:
    with smtplib.SMTP(address, int(port), local_hostname="mail.sender.test", timeout=30) as smtp:
        smtp.ehlo()
        smtp.mail(sender)
        print(json.dumps(smtp.rcpt(recipient)[0]))
except OSError as problem:
    print(json.dumps(type(problem).__name__))
"""


def ip(*words):
    subprocess.run(["/usr/sbin/ip", *words], check=True, capture_output=True, timeout=30)


@pytest.fixture(scope="module")
def elsewhere():
    """A network namespace with a cable to this one."""
    if os.geteuid() != 0:
        pytest.skip("only root makes network namespaces")
    name = f"ma-{os.getpid()}"
    ours, theirs = f"mah{os.getpid() % 100000}", f"mag{os.getpid() % 100000}"
    ip("netns", "add", name)
    try:
        ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        for address, six, inside, link in ((HOST, HOST_SIX, (), ours), (GUEST, GUEST_SIX, ("-n", name), theirs)):
            ip(*inside, "address", "add", f"{address}/24", "dev", link)
            ip(*inside, "-6", "address", "add", f"{six}/64", "dev", link, "nodad")
            ip(*inside, "link", "set", link, "up")
        yield name
    finally:
        ip("netns", "delete", name)


@pytest.fixture(scope="module")
def open_server(program, elsewhere):
    """A server that listens to the other machine, too."""
    running = Server(program, listen=("127.0.0.1", "::1", HOST, HOST_SIX))
    running.api.create_domain("near.test")
    running.api.create_mailbox("anna@near.test")
    yield running
    running.stop()


def from_elsewhere(elsewhere, address, port, sender, recipient):
    done = subprocess.run(["/usr/sbin/ip", "netns", "exec", elsewhere, "/usr/bin/python3", "-c", CLIENT,
                           address, str(port), sender, recipient],
                          capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("address", [HOST, HOST_SIX])
@pytest.mark.parametrize("sender", ["someone@sender.test", "anna@near.test"])
def test_another_machine_cannot_relay(open_server, elsewhere, address, sender):
    port = open_server.line["smtp"]["port"]
    assert from_elsewhere(elsewhere, address, port, sender, "else@world.test") == 454
    assert from_elsewhere(elsewhere, address, port, "someone@sender.test", "anna@near.test") == 250
    assert from_elsewhere(elsewhere, address, port, "someone@sender.test", "nobody@near.test") == 550


@pytest.mark.parametrize("address", [HOST, HOST_SIX])
def test_another_machine_cannot_submit_without_signing_in(open_server, elsewhere, address):
    port = open_server.line["submission"]["port"]
    assert from_elsewhere(elsewhere, address, port, "anna@near.test", "else@world.test") in (503, 530)


def test_this_machine_cannot_relay_over_ipv6(open_server):
    with smtplib.SMTP("::1", open_server.line["smtp"]["port"], timeout=60) as smtp:
        smtp.ehlo()
        smtp.mail("someone@sender.test")
        assert smtp.rcpt("else@world.test")[0] == 454
        assert smtp.rcpt("anna@near.test")[0] == 250


@pytest.mark.parametrize("offset", [70, 71, 72, 73, 74])
def test_what_the_programs_say_to_each_other_is_not_for_another_machine(open_server, elsewhere, offset):
    port = open_server.base_port + offset
    assert from_elsewhere(elsewhere, HOST, port, "x", "x") == "ConnectionRefusedError"
