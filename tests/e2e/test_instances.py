"""The command line: up again, up beside another one, down, and what `up` says when it cannot."""
import json
import pathlib
import socket
import subprocess

import pytest
from harness.mail import message
from harness.server import DEADMAN, Server, free_base_port


def test_up_again_changes_nothing(server, mail, anna):
    pids = server.supervisor("status").stdout
    again = server.up()
    assert again == server.line
    assert [line.split()[:4] for line in server.supervisor("status").stdout.splitlines()] == \
        [line.split()[:4] for line in pids.splitlines()]


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


def test_two_instances_side_by_side_and_down(server, program, mail, anna):
    other = Server(program)
    try:
        other.api.create_domain("second.test")
        other.api.create_mailbox("anna@second.test")
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

        line = other.up()
        assert line["api_keys"] == other.line["api_keys"]
        assert other.mail.subjects("anna@second.test")
    finally:
        other.stop()


def up(program, directory, base_port):
    return subprocess.run([program, "up", "--instance", directory, "--base-port", str(base_port), "--json"],
                          capture_output=True, text=True, timeout=120, check=False)


def test_up_says_which_port_is_taken(program, tmp_path):
    base = free_base_port()
    with socket.create_server(("127.0.0.1", base + 25)):
        done = up(program, tmp_path / "i", base)
    assert done.returncode != 0 and done.stdout == ""
    assert str(base + 25) in done.stderr and "another program listens there" in done.stderr
    assert not (tmp_path / "i").exists()


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
