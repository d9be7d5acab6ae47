"""Starts the compatible API on a fresh database and a free port, and ends it with the block that uses it."""
import argparse
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from harness.api import Api  # noqa: E402
from harness.server import free_base_port  # noqa: E402


@contextlib.contextmanager
def running(program, mailboxes=0):
    with tempfile.TemporaryDirectory(prefix="mailapp-compat-") as directory:
        with open(directory + "/log", "wb") as log:
            server = subprocess.Popen([program, directory, str(mailboxes)], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=log)
        try:
            while True:
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError("the server did not start:\n" + open(directory + "/log").read())
                # The log may share the output: the line with the address is the one that matters.
                if line.startswith(b'{"url"'):
                    break
            yield json.loads(line)
        finally:
            server.stdin.close()
            server.wait(timeout=30)


@contextlib.contextmanager
def whole(program):
    """A whole instance of the program, its mail services included, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="ma-", dir="/tmp") as directory:
        pathlib.Path(directory).chmod(0o755)
        instance = directory + "/i"
        try:
            started = subprocess.run([program, "up", "--instance", instance, "--base-port", str(free_base_port()),
                                      "--json"], capture_output=True, text=True, timeout=300, check=False)
            if started.returncode:
                raise RuntimeError("the instance did not start:\n" + started.stderr)
            line = json.loads(started.stdout)
            keys = line["api_keys"]
            administrator = Api(line["api_url"], None)
            administrator.sign_in(**line["admin"])
            elsewhere = administrator.call("POST", "api-keys", {"access": "read_write", "allow_from": ["192.0.2.1"]})
            yield {"url": line["api_url"], **keys, "elsewhere": elsewhere["key"]}
        finally:
            subprocess.run([program, "down", "--instance", instance], capture_output=True, timeout=180, check=False)


def add_options(parser):
    """--server or --program: one of them."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--server", metavar="PROGRAM", help="the compatible API alone, on a fresh database")
    which.add_argument("--program", help="mailapp: a whole new instance of it; as root")


def chosen(options: argparse.Namespace):
    return running(options.server) if options.server else whole(options.program)
