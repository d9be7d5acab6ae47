"""One instance of the program under test, with a world of its own around it."""
import json
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib

from .api import Api
from .dns import Dns
from .mail import Clients
from .sink import Sink

OFFSETS = (10, 25, 43, 44, 65, 73, 80, 87, 90, 93, 95)

DEADMAN = pathlib.Path(__file__).with_name("deadman.py")

# Retries within seconds, and who a client says he is: only so can a test be a stranger.
POSTFIX = """smtpd_authorized_xclient_hosts = 127.0.0.0/8
message_size_limit = 1048576
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 2s
smtpd_error_sleep_time = 0
postscreen_greet_wait = 1s
"""
# A message with the header X-Test-Score gets a known score.
RSPAMD = {
    "greylist.conf": "timeout = 3s;\n",
    "regexp.conf": '"TEST_SCORE_ELEVEN" { re = "X-Test-Score=/^eleven$/H"; score = 11.0; }\n'
                   '"TEST_SCORE_SEVEN" { re = "X-Test-Score=/^seven$/H"; score = 7.5; }\n',
}


def _is_free(address, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_base_port():
    """Below the range from which the kernel gives ports to clients."""
    for base in random.sample(range(10000, 20000, 100), 100):
        if all(_is_free("127.0.0.1", base + offset) for offset in OFFSETS):
            return base
    raise AssertionError("no hundred free ports")


class World:
    """DNS and the mail servers of others, on loopback addresses that nobody else uses."""

    def __init__(self, directory, number):
        self.dns = Dns(directory / "dns", f"127.53.{number}.53")
        self.sink = Sink(f"127.53.{number}.25")
        self.dns.add_host("sink.world.test", self.sink.address)
        self.dns.add_host("mail.sender.test", "192.0.2.10")
        for domain in ("world.test", "sender.test"):
            self.dns.add(f"{domain}. 60 IN MX 10 sink.world.test.")
            self.dns.add_text(domain, "v=spf1 ip4:192.0.2.10 -all")

    def stop(self):
        self.sink.stop()
        self.dns.stop()


class Server:
    def __init__(self, program, listen=()):
        """`listen`: the addresses of its ports; 127.0.0.1 when none is named."""
        self.program = program
        self._listen = [word for address in listen for word in ("--listen", address)]
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="ma-", dir="/tmp"))
        self.root.chmod(0o755)
        self.directory = self.root / "i"
        # In a session of its own: it outlives whatever ends the tests.
        self._deadman = subprocess.Popen([sys.executable, DEADMAN, program, self.directory, self.root],
                                         stdin=subprocess.PIPE, start_new_session=True)
        self.base_port = free_base_port()
        self.world = World(self.root, self.base_port // 100)
        self.dns, self.sink = self.world.dns, self.world.sink
        self._write_overrides()
        self.line = self.up()
        self.hostname = tomllib.loads((self.directory / "mailapp.toml").read_text())["hostname"]
        keys = self.line["api_keys"]
        self.api = Api(self.line["api_url"], keys["read_write"])
        self.reader = Api(self.line["api_url"], keys["read_only"])
        self.mail = Clients(self.line)

    def _write_overrides(self):
        overrides = self.directory / "overrides"
        (overrides / "rspamd").mkdir(parents=True)
        (overrides / "postfix.cf").write_text(POSTFIX)
        for name, content in RSPAMD.items():
            (overrides / "rspamd" / name).write_text(content)

    def run(self, *arguments, timeout=300, check=True):
        """The program, where the machine's resolver is the tests' own."""
        done = subprocess.run([*self.dns.for_program(), str(self.program), *map(str, arguments)],
                              capture_output=True, text=True, timeout=timeout, check=False)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def up(self):
        return json.loads(self.run("up", "--instance", self.directory, "--base-port", self.base_port,
                                   *self._listen, "--json").stdout)

    def supervisor(self, *arguments):
        configuration = self.root / "supervisorctl.conf"
        configuration.write_text(f"[supervisorctl]\nserverurl=unix://{self.directory}/run/supervisor.sock\n")
        return subprocess.run(["/usr/bin/supervisorctl", "-c", str(configuration), *arguments],
                              capture_output=True, text=True, timeout=60, check=False)

    def pid(self, service):
        """0 while it does not run."""
        text = self.supervisor("pid", service).stdout.strip()
        return int(text) if text.isdigit() else 0

    def starts(self, service):
        """How often the supervisor has started it."""
        return (self.directory / "log/supervisord.log").read_text().count(f"spawned: '{service}' with pid")

    def is_healthy(self):
        return self.run("status", "--instance", self.directory, check=False).returncode == 0

    def _ask_redis(self, *command, check=True):
        """The password does not go by the command line."""
        password = (self.directory / "secrets/redis.password").read_text().strip()
        return subprocess.run(["/usr/bin/redis-cli", "-s", str(self.directory / "run/redis/redis.sock"), *command],
                              env={"REDISCLI_AUTH": password}, capture_output=True, text=True,
                              timeout=30, check=check).stdout

    def redis(self, *command):
        """What Redis answers to a command."""
        return self._ask_redis(*command)

    def is_redis_there(self):
        return self._ask_redis("PING", check=False).strip() == "PONG"

    def queue(self):
        """One line for each message that Postfix still has to deliver."""
        configuration = self.directory / "config/live/postfix"
        listed = subprocess.run(["/usr/sbin/postqueue", "-c", str(configuration), "-j"],
                                capture_output=True, text=True, timeout=60, check=True)
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def is_queue_empty(self):
        return not self.queue()

    def logs(self, lines=60):
        text = []
        for file in sorted((self.directory / "log").glob("*")):
            if file.is_file():
                tail = file.read_text(errors="replace").splitlines()[-lines:]
                text.append(f"--- {file.name}\n" + "\n".join(tail))
        return "\n".join(text)

    def stop(self):
        self.run("down", "--instance", self.directory, check=False)
        self.world.stop()
        shutil.rmtree(self.root)
        self._deadman.communicate(b"done", timeout=10)
