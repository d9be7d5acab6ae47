"""A resolver with zones of the tests alone: nothing is asked outside the machine."""
import pathlib
import socket
import subprocess

from .waiting import wait_for

CONFIGURATION = """server:
  interface: {address}@53
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "{directory}"
  pidfile: "{directory}/unbound.pid"
  logfile: "{directory}/unbound.log"
  use-syslog: no
  num-threads: 1
  module-config: "iterator"
  local-zone: "." static
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: {directory}/control.sock
"""


class Dns:
    def __init__(self, directory: pathlib.Path, address: str):
        self.address = address
        directory.mkdir()
        self._configuration = directory / "unbound.conf"
        self._configuration.write_text(CONFIGURATION.format(address=address, directory=directory))
        self.resolv_conf = directory / "resolv.conf"
        self.resolv_conf.write_text(f"nameserver {address}\noptions timeout:2 attempts:2\n")
        # setpriv's --pdeathsig: it goes when the tests go.
        self._process = subprocess.Popen(["/usr/bin/setpriv", "--pdeathsig=TERM", "/usr/sbin/unbound", "-d", "-c",
                                          str(self._configuration)])
        wait_for(self._answers, "the resolver answers")

    def _answers(self):
        if self._process.poll() is not None:
            raise AssertionError("unbound did not start")
        try:
            socket.create_connection((self.address, 53), timeout=1).close()
        except OSError:
            return False
        return self._control("status").returncode == 0

    def _control(self, *arguments, text=None):
        return subprocess.run(["/usr/sbin/unbound-control", "-c", str(self._configuration), *arguments],
                              input=text, capture_output=True, text=True, check=False)

    def add(self, *records):
        """Records in the form of a zone file, with full names."""
        done = self._control("local_datas", text="\n".join(records) + "\n")
        assert done.returncode == 0, done.stdout + done.stderr

    def add_text(self, name, *parts):
        self.add(f"{name}. 60 IN TXT " + " ".join(f'"{part}"' for part in parts))

    def add_host(self, name, address):
        last = ".".join(reversed(address.split(".")))
        self.add(f"{name}. 60 IN A {address}", f"{last}.in-addr.arpa. 60 IN PTR {name}.")

    def for_program(self):
        """What a command begins with so that it and all that it starts ask here: a mount namespace of its own."""
        return ["unshare", "-m", "--propagation", "private", "sh", "-c",
                'mount --bind "$0" /etc/resolv.conf && exec "$@"', str(self.resolv_conf)]

    def stop(self):
        self._process.terminate()
        self._process.wait(timeout=10)
