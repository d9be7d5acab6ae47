"""The command line: up again, up beside another one, down, and what `up` says when it cannot."""
import json
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import urllib.request

import pytest
from harness.certificates import openssl, write_ended_pair
from harness.mail import message
from harness.server import DEADMAN, Server, free_base_port
from harness.waiting import wait_for


def test_up_again_changes_nothing(server, mail, anna):
    pids = server.supervisor("status").stdout
    again = server.up()
    assert again == server.line
    assert [line.split()[:4] for line in server.supervisor("status").stdout.splitlines()] == \
        [line.split()[:4] for line in pids.splitlines()]


def test_up_sets_where_the_systems_mail_goes(server, api, mail, anna):
    def up(address):
        return subprocess.run([*server.dns.for_program(), str(server.program), "up", "--instance", str(server.directory),
                               "--system-mail", address], capture_output=True, text=True, timeout=300, check=False)

    for wrong in ("anna", f"root@{server.hostname}"):
        assert up(wrong).returncode != 0
    done = up(anna)
    assert done.returncode == 0, done.stderr
    assert api.call("GET", "set-up")["system_mail"] == anna
    wait_for(lambda: api.call("GET", "applied")["applied"], "the mail path knows the address")
    sent = message("someone@sender.test", f"postmaster@{server.hostname}")
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"])


def processes_below(directory):
    """Processes whose command line or working directory names the directory, but for the test's own guard of it."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        if str(DEADMAN) in command:
            continue
        if str(directory) in command or where.startswith(str(directory)):
            found.append(command)
    return found


class StartedTwice(Server):
    """Whose `up` is two at the same moment."""

    def begin(self, *words):
        return subprocess.Popen([*self.dns.for_program(), str(self.program), *words, "--instance", str(self.directory)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def up(self):
        both = [self.begin("up", "--base-port", str(self.base_port), "--json") for _ in range(2)]
        said = [each.communicate(timeout=300) for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        assert said[0][0] == said[1][0]
        # The start of a new instance takes long enough for the second to come meanwhile.
        if not hasattr(self, "line"):
            assert sum("is at work on this instance: waiting" in words for _, words in said) == 1, said
        return json.loads(said[0][0])

    def shown_certificates(self):
        """What clients of IMAP, submission and the API are shown, PEM."""
        return {self._shown_at(self.base_port + offset) for offset in (93, 65, 44)}

    @staticmethod
    def _shown_at(port):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", port), timeout=20) as plain, \
                context.wrap_socket(plain) as connection:
            return ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True))

    def certificate(self):
        """The first one of the file."""
        text = (self.directory / "tls/server.pem").read_text()
        return text[:text.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def other(program):
    instance = StartedTwice(program)
    yield instance
    instance.stop()


def test_two_instances_side_by_side_and_down(other, server, mail, anna):
    other.api.create_domain("second.test")
    other.api.create_mailbox("anna@second.test")
    other.api.create_mailbox("berta@second.test")
    sent = message("someone@sender.test", "anna@second.test")
    other.mail.receive(sent)
    other.mail.wait_for("anna@second.test", sent["Subject"])
    assert {each["name"] for each in server.api.call("GET", "domains?search=second.test")["items"]} == set()

    assert processes_below(other.directory)
    done = other.run("down", "--instance", other.directory)
    assert done.returncode == 0
    assert processes_below(other.directory) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(other.mail.at("smtp"), timeout=5)
    sent = message("someone@sender.test", anna)
    mail.receive(sent)
    mail.wait_for(anna, sent["Subject"])


USERS = ("mailapp", "vmail", "postfix", "_rspamd", "redis", "dovecot", "dovenull", "nobody")


def swap_what_can_be(user, directory):
    """Tries to put something else in place of every name of the instance, as that user; gives what succeeded."""
    found = pwd.getpwnam(user)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.initgroups(user, found.pw_gid)
            os.setgid(found.pw_gid)
            os.setuid(found.pw_uid)
            for place, directories, files in os.walk(directory):
                for name in directories + files:
                    try:
                        os.rename(os.path.join(place, name), os.path.join(place, name + "-"))
                    except OSError:
                        continue
                    os.rename(os.path.join(place, name + "-"), os.path.join(place, name))
                    os.write(write, place.encode() + b"\n")
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        places = set(told.read().splitlines())
    os.waitpid(child, 0)
    return places


def test_a_service_replaces_nothing_that_root_works_with(other):
    """Only in directories of its own can it, and what it plants there leads root nowhere."""
    for user in USERS:
        number = pwd.getpwnam(user).pw_uid
        for place in swap_what_can_be(user, other.directory):
            owner = pathlib.Path(place).stat().st_uid
            assert owner == number, f"{user} in {place}"
    outside = other.root / "outside"
    outside.mkdir(mode=0o700)
    (outside / "file").write_text("untouched")
    (outside / "file").chmod(0o600)
    planted = {"mail/.garbage": outside, "data/rspamd-state/planted.hsmp": outside / "file",
               "data/redis/planted": outside, "data/postfix/planted": outside / "file",
               "data/control/planted": other.root / "made", "run/lookups/planted": "/dev/null"}
    for name, target in planted.items():
        path = other.directory / name
        if path.is_symlink() or path.exists():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        path.symlink_to(target)
        owner = path.parent.stat()
        os.lchown(path, owner.st_uid, owner.st_gid)
    before = [(each.stat().st_uid, each.stat().st_mode) for each in (outside, outside / "file")]
    other.up()
    other.api.call("DELETE", "mailboxes/berta@second.test")
    assert [(each.stat().st_uid, each.stat().st_mode) for each in (outside, outside / "file")] == before
    assert [each.name for each in outside.iterdir()] == ["file"] and (outside / "file").read_text() == "untouched"
    assert not (other.root / "made").exists()


def test_two_starts_at_once_and_a_stop_in_between(other):
    """`other` is always started twice at once; a stop waits for a start."""
    start = other.begin("up")
    wait_for(lambda: f"(process {start.pid})" in (other.directory / "run/up.lock").read_text()
             or start.poll() is not None, "the start has the lock", 60)
    stop = other.begin("down")
    said = start.communicate(timeout=300), stop.communicate(timeout=300)
    assert (start.returncode, stop.returncode) == (0, 0), said
    assert processes_below(other.directory) == []


def test_what_an_untidy_end_leaves_is_mended(other):
    """Process numbers that live again, the key of another start, and an `up` that was killed in the middle."""
    for file in ("run/dovecot/master.pid", "queue/pid/master.pid", "run/supervisord.pid"):
        (other.directory / file).write_text(f"{os.getpid()}\n")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", other.directory / "tls/server.key")
    killed = other.begin("up")
    wait_for(lambda: "(process " + str(killed.pid) in (other.directory / "run/up.lock").read_text()
             and (other.directory / "run/supervisor.sock").exists() or killed.poll() is not None, "a supervisor", 120)
    killed.kill()
    killed.communicate()
    line = other.up()
    assert line["api_keys"] == other.line["api_keys"]
    assert other.mail.subjects("anna@second.test")
    assert other.is_healthy()


def test_a_new_certificate_is_served_and_an_ended_one_is_told(other):
    before = other.certificate()
    assert other.shown_certificates() == {before}
    (other.directory / "tls/server.pem").unlink()
    other.up()
    assert other.certificate() != before
    wait_for(lambda: other.shown_certificates() == {other.certificate()}, "the new one is served")

    # The operator's own, whose time is over.
    write_ended_pair(other.directory / "tls/server.key", other.directory / "tls/server.pem")
    wait_for(lambda: [each for each in other.api.call("GET", "health")["reasons"]
                      if each["code"] == "certificate.expired" and each["subject"] in each["detail"]], "a reason")
    with urllib.request.urlopen(f"http://127.0.0.1:{other.base_port + 80}/healthz", timeout=20) as answer:
        assert "certificate ended on" in json.load(answer)["reason"]
    done = other.run("status", "--instance", other.directory, check=False)
    assert done.returncode == 1 and "certificate ENDED on" in done.stdout


def up(program, directory, base_port):
    return subprocess.run([program, "up", "--instance", directory, "--base-port", str(base_port), "--json"],
                          capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def place():
    """A directory that all users may pass, as an instance needs it."""
    with tempfile.TemporaryDirectory(prefix="ma-", dir="/tmp") as directory:
        place = pathlib.Path(directory)
        place.chmod(0o755)
        yield place


def test_up_says_which_port_is_taken(program, place):
    base = free_base_port()
    with socket.create_server(("127.0.0.1", base + 25)):
        done = up(program, place / "i", base)
    assert done.returncode != 0 and done.stdout == ""
    assert str(base + 25) in done.stderr and "another program listens there" in done.stderr
    assert not (place / "i").exists()


def test_up_changes_nothing_outside_of_its_instance(program, place):
    """A place that others cannot pass, or that others could change, is refused with the name of a better one."""
    base = free_base_port()

    def refused(directory, why):
        before = {each: each.stat() for each in directory.parents if each.exists()}
        done = up(program, directory, base)
        assert done.returncode != 0 and done.stdout == ""
        assert why in done.stderr and "/var/lib/mailapp" in done.stderr
        assert {each: each.stat().st_mode for each in before} == {each: found.st_mode for each, found in before.items()}
        assert not (place / "closed" / "a").exists() and not (place / "theirs" / "a").exists()

    (place / "closed").mkdir(mode=0o700)
    refused(place / "closed" / "a" / "i", f"may not pass through {place}/closed")
    (place / "theirs").mkdir()
    shutil.chown(place / "theirs", "nobody")
    refused(place / "theirs" / "a", f"{place}/theirs belongs to the user nobody")
    (place / "open").mkdir()
    (place / "open").chmod(0o777)
    refused(place / "open" / "a", f"{place}/open can be changed by other users")
    # Where everybody makes names, as in /tmp, one that was there before is somebody else's.
    (place / "open").chmod(0o1777)
    (place / "open" / "i").mkdir()
    shutil.chown(place / "open" / "i", "nobody")
    refused(place / "open" / "i", f"{place}/open/i belongs to the user nobody")


def test_up_says_what_is_wrong_in_the_settings(program, tmp_path):
    directory = tmp_path / "i"
    directory.mkdir()
    (directory / "mailapp.toml").write_text('hostname = "mx.example.test"\nlisten = 5\n')
    done = up(program, directory, free_base_port())
    assert done.returncode != 0 and done.stdout == ""
    assert "mailapp.toml, line 2: listen must be" in done.stderr
    assert [each.name for each in directory.iterdir()] == ["mailapp.toml"]


def test_status(server):
    done = server.run("status", "--instance", server.directory, "--json")
    services = {each["name"]: each["state"] for each in json.loads(done.stdout)["services"]}
    assert set(services) >= {"api", "directory", "agent", "postfix", "dovecot", "rspamd", "redis"}
    assert set(services.values()) == {"healthy"}
