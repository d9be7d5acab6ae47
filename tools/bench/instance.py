"""A whole instance for measurements, made and removed by the run, and what it costs to have it."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from table import single

sys.path.append(str(pathlib.Path(__file__).parents[2] / "tests/e2e"))
from harness.dns import Dns  # noqa: E402

OWN_PROGRAMS = (b"api", b"directory", b"agent")


class Instance:
    """Runs while the block does. `database` is a URL, "" for SQLite in the instance.

    Its resolver is one of its own that knows no name, and says so at once: Rspamd's questions about each message would
    else be answered when and as the machine's resolver likes.
    """

    def __init__(self, program, base_port, database=""):
        self.program, self.base_port, self._database = program, base_port, database

    def __enter__(self):
        self._root = pathlib.Path(tempfile.mkdtemp(prefix="ma-bench-", dir="/tmp"))
        self._root.chmod(0o755)
        self.directory = self._root / "i"
        self._dns = Dns(self._root / "dns", f"127.53.{self.base_port // 256}.53")
        return self

    def __exit__(self, *_):
        self.run("down")
        self._dns.stop()
        shutil.rmtree(self._root)

    def run(self, command, *arguments):
        done = subprocess.run([*self._dns.for_program(), str(self.program), *command.split(), "--instance", self.directory,
                               *map(str, arguments)],
                              capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise SystemExit(f"{command}: {done.stderr}")
        return done.stdout

    def up(self, what=None):
        started = time.perf_counter()
        database = ["--database-url", self._database] if self._database else []
        self.line = json.loads(self.run("up", "--base-port", self.base_port, "--json", *database))
        if what:
            single(what, time.perf_counter() - started, "s")

    @property
    def key(self):
        return self.line["api_keys"]["read_write"]

    @contextlib.contextmanager
    def without_filter(self):
        """Postfix does not ask Rspamd inside the block."""
        override = self.directory / "overrides/postfix.cf"
        override.parent.mkdir(exist_ok=True)
        override.write_text("smtpd_milters =\n")
        self.run("down")
        self.up()
        yield
        override.unlink()
        self.run("down")
        self.up()

    def start_times(self):
        self.up("up, a new instance")
        self.up("up again, everything runs")
        self.run("down")
        self.up("up of a stopped instance")

    def memory(self, when):
        """Resident memory of our own programs; what they share with each other is counted once for each."""
        total = 0.0
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                status = (entry / "status").read_text()
            except OSError:
                continue
            if os.path.basename(words[0]) != b"mailapp" or words[1] not in OWN_PROGRAMS \
                    or str(self.directory).encode() not in words:
                continue
            size = int(status.split("VmRSS:")[1].split()[0]) / 1024
            total += size
            single(f"resident memory of {words[1].decode()}, {when}", size, "MiB")
        single(f"resident memory of the three together, {when}", total, "MiB")
