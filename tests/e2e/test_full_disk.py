"""A disk without room: said in words, no right password is called wrong, mail waits, and room alone mends all.

The instance lies on a small disk of its own, in a mount namespace that ends with the tests.
"""
import ctypes
import imaplib
import json
import os
import shutil
import smtplib
import socket
import subprocess

import pytest
from harness.api import Api, Refused
from harness.mail import message
from harness.server import Server
from harness.waiting import wait_for

DOMAIN = "full.test"


def mount(place, megabytes, like=None):
    options = f"size={megabytes}m,mode=755"
    if like:
        options = f"size={megabytes}m,mode={like.st_mode & 0o7777:o},uid={like.st_uid},gid={like.st_gid}"
    subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)


@pytest.fixture(scope="module", autouse=True)
def own_mounts():
    """What this thread and those that it starts mount is seen by nobody else, and goes with the last of them."""
    clone_newns = 0x20000
    library = ctypes.CDLL(None, use_errno=True)
    assert library.unshare(clone_newns) == 0, os.strerror(ctypes.get_errno())
    subprocess.run(["/usr/bin/mount", "--make-rprivate", "/"], check=True)


class Disk:
    """Fills what is left of the disk below a directory, to the last byte, and makes room again."""

    def __init__(self, directory):
        self._filler = directory / "filler"

    def fill(self):
        with open(self._filler, "wb", buffering=0) as file:
            for size in (2**20, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def make_room(self):
        self._filler.unlink(missing_ok=True)


class OnSmallDisk(Server):
    """An instance that lies wholly on a disk of some hundred megabytes."""

    def _write_overrides(self):
        self.directory.mkdir()
        mount(self.directory, 400)
        super()._write_overrides()

    def stop(self):
        self.run("down", "--instance", self.directory, check=False)
        subprocess.run(["/usr/bin/umount", str(self.directory)], check=True)
        super().stop()


@pytest.fixture(scope="module")
def small(program):
    instance = OnSmallDisk(program)
    instance.api.create_domain(DOMAIN)
    for number in range(8):
        instance.api.create_mailbox(f"r{number}@{DOMAIN}")
    yield instance
    instance.stop()


@pytest.fixture
def disk(small):
    disk = Disk(small.directory)
    yield disk
    disk.make_room()


def sign_in(server, password=None):
    panel = Api(server.line["api_url"], None)
    admin = server.line["admin"]
    return panel.raw("POST", "session", json={"username": admin["username"], "password": password or admin["password"]})


def reasons(server):
    return {each["code"]: each["detail"] for each in server.api.call("GET", "health")["reasons"]}


def check_changes_are_refused_in_words(server):
    for method, path, body in (("POST", "domains", {"name": "new.test"}),
                               ("PATCH", f"mailboxes/r0@{DOMAIN}", {"name": "other"}),
                               ("DELETE", f"mailboxes/r0@{DOMAIN}", None)):
        with pytest.raises(Refused) as refused:
            server.api.call(method, path, body)
        assert (refused.value.status, refused.value.code) == (507, "storage.full")
    # More wrong tries than are allowed without a wait: none of these is one.
    for _ in range(12):
        answer = sign_in(server)
        assert answer.status_code == 507 and answer.json()["code"] == "storage.full"
    assert server.api.mailbox(f"r0@{DOMAIN}")["name"] != "other"


def check_all_works(server):
    assert sign_in(server).status_code == 201
    server.api.change_mailbox(f"r0@{DOMAIN}", name="changed")
    received, submitted = message("someone@sender.test", f"r0@{DOMAIN}"), message(f"r1@{DOMAIN}", f"r0@{DOMAIN}")
    server.mail.receive(received)
    server.mail.submit(f"r1@{DOMAIN}", submitted)
    for sent in (received, submitted):
        server.mail.wait_for(f"r0@{DOMAIN}", sent["Subject"])
    wait_for(lambda: not reasons(server), "health has nothing to say", 30)
    assert server.is_healthy()


def test_with_a_full_disk_nothing_is_wrong_but_the_disk(small, disk):
    pids = {name: small.pid(name) for name in ("api", "directory", "agent", "postfix", "dovecot", "redis", "rspamd")}
    disk.fill()
    check_changes_are_refused_in_words(small)
    # Never asked before, so that nothing is remembered of their passwords.
    small.mail.imap(f"r2@{DOMAIN}").logout()
    small.mail.submission(f"r3@{DOMAIN}").quit()
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        small.mail.imap(f"r2@{DOMAIN}", "wrong")
    for send in (lambda: small.mail.receive(message("someone@sender.test", f"r0@{DOMAIN}")),
                 lambda: small.mail.submit(f"r1@{DOMAIN}", message(f"r1@{DOMAIN}", f"r0@{DOMAIN}"))):
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            send()
        assert refused.value.smtp_code == 452
    told = reasons(small)
    assert "0 % (0 MiB) is left" in told["disk.nearly_full"]
    disk.make_room()
    check_all_works(small)
    assert {name: small.pid(name) for name in pids} == pids, "nothing was started anew"


def test_a_configuration_for_which_there_is_no_room_is_taken_back(small, disk):
    overrides = small.directory / "overrides/postfix.cf"
    good = overrides.read_text()
    live, there = os.readlink(small.directory / "config/live"), set(os.listdir(small.directory / "config/revisions"))
    overrides.write_text(good + "header_size_limit = 90000\n")
    disk.fill()
    with socket.socket(socket.AF_UNIX) as agent:
        agent.connect(str(small.directory / "run/agent/agent.sock"))
        agent.sendall(b'{"verb":"configuration.apply"}\n')
        error = json.loads(agent.makefile().readline())["error"]
    assert error["code"] == "storage.full" and "No space left on device" in error["detail"], error
    assert os.readlink(small.directory / "config/live") == live
    done = small.run("up", "--instance", small.directory, check=False)
    assert done.returncode != 0 and "No space left on device" in done.stderr
    assert os.readlink(small.directory / "config/live") == live
    assert set(os.listdir(small.directory / "config/revisions")) == there
    assert {"live", "revisions"} == set(os.listdir(small.directory / "config"))
    assert small.is_healthy()
    overrides.write_text(good)
    small.up()
    disk.make_room()
    check_all_works(small)


def test_with_a_full_disk_of_the_mail_it_waits_in_the_queue(small):
    """Whose disk has room: nobody is refused, nothing comes back, all is delivered once there is room."""
    mail = small.directory / "mail"
    small.run("down", "--instance", small.directory)
    shutil.copytree(mail, small.directory / "mail.aside", symlinks=True)
    mount(mail, 8, mail.stat())
    small.up()
    disk = Disk(mail)
    try:
        disk.fill()
        to = f"r5@{DOMAIN}"
        sent = [message("someone@sender.test", to), message("someone@sender.test", to)]
        for each in sent:
            small.mail.receive(each)
        wait_for(lambda: sum("delay_reason" in each["recipients"][0] for each in small.queue()) == 2, "both wait", 30)
        assert "0 % (0 MiB) is left" in reasons(small)["disk.nearly_full"]
        disk.make_room()
        for each in sent:
            small.mail.wait_for(to, each["Subject"])
        assert len(small.mail.subjects(to)) == 2
    finally:
        small.run("down", "--instance", small.directory)
        subprocess.run(["/usr/bin/umount", str(mail)], check=True)
        shutil.rmtree(small.directory / "mail.aside")
        small.up()


def check_nothing_leaves_without_its_new_key(server, disk):
    """A domain that is made while Redis takes no writes: its mail waits, that of the others is signed."""
    new, sender, to = "late.test", "anna@late.test", "far@world.test"
    server.api.create_domain(new)
    server.api.create_mailbox(sender)

    def submit():
        sent = message(sender, to)
        try:
            server.mail.submit(sender, sent)
        except smtplib.SMTPDataError as refused:
            assert refused.smtp_code == 451
            return None
        return sent["Subject"].encode()

    assert submit() is None
    assert "keys of signatures" in wait_for(lambda: reasons(server).get("apply.failing"), "health says that a key waits", 40)
    server.mail.submit(f"r1@{DOMAIN}", message(f"r1@{DOMAIN}", "near@world.test"))
    assert f"d={DOMAIN};".encode() in server.sink.wait_for("near@world.test").content
    disk.make_room()
    subject = wait_for(submit, "its mail is taken", 30)
    taken = server.sink.wait_for(to)
    assert subject in taken.content and f"d={new};".encode() in taken.content


def test_with_a_full_disk_of_redis_mail_goes_on_and_health_says_why(small):
    redis = small.directory / "data/redis"
    small.run("down", "--instance", small.directory)
    subprocess.run(["/usr/bin/cp", "-a", str(redis), f"{redis}.aside"], check=True)
    mount(redis, 4, redis.stat())
    subprocess.run(["/usr/bin/cp", "-a", f"{redis}.aside/.", str(redis)], check=True)
    small.up()
    disk = Disk(redis)
    try:
        disk.fill()
        for _ in range(2):  # the last page of the file has room for one
            small.redis("SET", "test", "x" * 5000)
        told = wait_for(lambda: "takes no writes" in small.run("status", "--instance", small.directory, check=False).stdout
                        and small.run("status", "--instance", small.directory, check=False).stdout, "it is noticed", 20)
        assert "No space left on device" in told
        check_nothing_leaves_without_its_new_key(small, disk)
        disk.fill()
        sent = message("someone@sender.test", f"r6@{DOMAIN}")
        small.mail.receive(sent)
        small.mail.wait_for(f"r6@{DOMAIN}", sent["Subject"])
        disk.make_room()
        wait_for(small.is_healthy, "Redis writes again", 30)
        check_all_works(small)
    finally:
        small.run("down", "--instance", small.directory)
        subprocess.run(["/usr/bin/umount", str(redis)], check=True)
        shutil.rmtree(f"{redis}.aside")
        small.up()
