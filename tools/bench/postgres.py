"""A private PostgreSQL cluster with its ordinary settings, for measurements."""
import os
import pathlib
import shutil
import subprocess
import tempfile

PROGRAMS = "/usr/lib/postgresql/15/bin"


def _run(program, *arguments):
    as_user = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*(as_user if os.geteuid() == 0 else []), f"{PROGRAMS}/{program}", *map(str, arguments)],
                   cwd="/", stdout=subprocess.DEVNULL, timeout=120, check=True)


class Cluster:
    """Runs while the block does, on a Unix socket alone."""

    def __enter__(self):
        self._root = pathlib.Path(tempfile.mkdtemp(prefix="ma-bench-pg-", dir="/tmp"))
        self._root.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self._root, "postgres")
        data = self._root / "data"
        _run("initdb", "-D", data, "-U", "mailapp", "--auth=trust", "--encoding=UTF8", "--locale=C")
        _run("pg_ctl", "-D", data, "-w", "-s", "-l", self._root / "log", "-o",
             f"-c listen_addresses='' -c unix_socket_directories='{self._root}'", "start")
        _run("createdb", "-h", self._root, "-U", "mailapp", "mailapp")
        return self

    def __exit__(self, *_):
        _run("pg_ctl", "-D", self._root / "data", "-w", "-s", "-m", "fast", "stop")
        shutil.rmtree(self._root)

    @property
    def url(self):
        return f"postgresql:///mailapp?host={self._root}&user=mailapp"

    def analyze(self):
        """What PostgreSQL does by itself within minutes: looks at the data before it plans."""
        _run("vacuumdb", "-h", self._root, "-U", "mailapp", "--analyze", "--quiet", "mailapp")
