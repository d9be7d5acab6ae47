"""Postfix and Dovecot alone, as a careful administrator sets them up by hand: the yardstick for ours.

The same programs, TLS, sign-in, LMTP and Maildir; users in a file, no look-ups over sockets, no filter unless one is
given. Everything lies in one directory; nothing of the machine's own configuration is used.
"""
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

DOMAIN = "bare.bench.example"

MAIN = """compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/postfix-data
myhostname = bare.bench.example
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
alias_database =
inet_protocols = ipv4
maillog_file = /dev/stdout
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{root}/postfix/mailboxes
virtual_transport = lmtp:unix:{root}/run/lmtp.sock
lmtp_destination_recipient_limit = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = {root}/run/sasl.sock
smtpd_tls_chain_files = {key}, {certificate}
smtpd_tls_auth_only = yes
smtpd_milters = {milters}
milter_default_action = tempfail
"""

MASTER = """127.0.0.1:{port} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

DOVECOT = """base_dir = {root}/run/dovecot
state_dir = {root}/dovecot-state
instance_name = {root}
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
mail_max_userip_connections = 500
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
  process_min_avail = 1
  service_count = 0
}}
service lmtp {{
  process_min_avail = 1
  unix_listener {root}/run/lmtp.sock {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service auth {{
  unix_listener {root}/run/sasl.sock {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class BarePair:
    """Runs while the block does. `milters` is what Postfix asks about each message, "" for nothing."""

    def __init__(self, base_port, certificate, key, users, password, milters=""):
        self.submission, self.imaps = base_port + 1, base_port + 2
        self.users = users
        self.password = password
        self._values = {"domain": DOMAIN, "certificate": certificate, "key": key, "milters": milters}
        self._processes = []

    def __enter__(self):
        self._root = pathlib.Path(tempfile.mkdtemp(prefix="ma-bare-", dir="/tmp"))
        try:
            self._write()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        shutil.rmtree(self._root)

    def _write(self):
        root, values = self._root, {"root": self._root, **self._values}
        root.chmod(0o755)
        for name in ("queue", "postfix", "postfix-data", "run", "dovecot-state", "mail"):
            (root / name).mkdir()
        shutil.chown(root / "postfix-data", "postfix")
        shutil.chown(root / "mail", "vmail", "vmail")
        (root / "postfix/main.cf").write_text(MAIN.format(**values))
        (root / "postfix/master.cf").write_text(MASTER.format(port=self.submission, **values))
        (root / "postfix/mailboxes").write_text("".join(f"{user} -\n" for user in self.users))
        (root / "dovecot.conf").write_text(DOVECOT.format(port=self.imaps, **values))
        hashed = subprocess.run(["/usr/bin/doveadm", "-c", root / "dovecot.conf", "pw", "-s", "SHA512-CRYPT"],
                                input=f"{self.password}\n{self.password}\n", capture_output=True, text=True,
                                timeout=30, check=True).stdout.strip().splitlines()[-1]
        owner = pwd.getpwnam("vmail")
        lines = [f"{user}:{hashed}:{owner.pw_uid}:{owner.pw_gid}::{root}/mail/{user}\n" for user in self.users]
        (root / "users").write_text("".join(lines))
        shutil.chown(root / "users", "root", "dovecot")
        (root / "users").chmod(0o640)

    def _run(self, name, *command):
        with open(self._root / f"{name}.out", "wb") as output:
            self._processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output))

    def _start(self):
        root = self._root
        subprocess.run(["/usr/sbin/postfix", "-c", root / "postfix", "check"], timeout=60, check=True)
        self._run("dovecot", "/usr/sbin/dovecot", "-F", "-c", root / "dovecot.conf")
        self._run("postfix", "/usr/lib/postfix/sbin/master", "-c", root / "postfix", "-s")
        until = time.monotonic() + 30
        while not (_listens(self.submission) and _listens(self.imaps)):
            if time.monotonic() > until:
                raise SystemExit(f"the bare pair did not start; see {root}")
            time.sleep(0.1)
