"""Starts the compatible API on a fresh database and a free port, and ends it with the block that uses it."""
import contextlib
import json
import subprocess
import tempfile


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
