"""Who may speak to whom: every listener and every socket of a running instance, tried as everybody on the machine.

Only our own parts reach what only they speak to; a stranger with an account on the machine reaches the public ports.
"""
import errno
import grp
import http.client
import json
import os
import pathlib
import pwd
import re
import socket
import stat

# As Instance::check_directory allows for: the longest path of a socket below an instance.
LONGEST_SOCKET = len("/run/dovecot/token-login/imap-urlauth")

# An account and the further groups that one of our programs has beside it.
NOBODY = ("nobody",)
PLAIN = [("mailapp",), ("vmail",), ("postfix",), ("_rspamd",), ("redis",), ("dovecot",), ("dovenull",)]
API = ("mailapp", "_rspamd")
IMAP = ("vmail", "dovecot")
PICKUP = ("postfix", "postdrop")
EVERYBODY = [NOBODY, *PLAIN, API, IMAP, PICKUP]

POSTFIX = {("postfix",), PICKUP}
CONTROL = {("mailapp",), API}
MAIL = {("vmail",), IMAP}
DOVECOT = {("dovecot",)}

# Path below the instance -> who connects. The first line that matches counts; root may always.
MAY_CONNECT = [
    (r"queue/private/.*", POSTFIX),
    (r"queue/public/.*", POSTFIX),
    (r"run/agent/agent\.sock", CONTROL),
    (r"run/api/api\.sock", CONTROL),
    (r"run/directory/control\.sock", CONTROL),
    (r"run/controller/controller\.sock", MAIL | {("_rspamd",)}),
    (r"run/milter/milter\.sock", POSTFIX | {("_rspamd",)}),
    (r"run/redis/redis\.sock", {("redis",), ("_rspamd",), API}),
    (r"run/rspamd/control\.sock", {("_rspamd",)}),
    (r"run/supervisor\.sock", set()),
    (r"run/postfix/(lmtp|sasl|sasl-gate)\.sock", POSTFIX),
    (r"run/lookups/(policy|socketmap|submission)\.sock", POSTFIX | CONTROL),
    (r"run/sieve/submit\.sock", MAIL),
    (r"run/dovecot-dict/dict\.sock", MAIL | CONTROL),
    (r"run/dovecot/(auth-client|auth-login|auth-worker|imap-urlauth-worker|indexer-worker|ipc|replicator)", DOVECOT),
    (r"run/dovecot/(dict|dict-async|dns-client|imap-hibernate|stats-writer)", DOVECOT | {IMAP}),
    (r"run/dovecot/(auth-userdb|indexer|imap-urlauth)", MAIL),
    (r"run/dovecot/(login|token-login)/.*", {("dovenull",)}),
    (r"run/dovecot/[a-z-]+", set()),
]


def processes_of(server):
    mark = f"MAILAPP_INSTANCE={server.directory}".encode()
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            is_marked = mark in (process / "environ").read_bytes().split(b"\0")
            # Some programs write their title over their environment.
            where = (process / "cwd").readlink()
            if is_marked or where == server.directory or server.directory in where.parents:
                found.append(process)
        except OSError:
            continue  # it ended meanwhile
    assert len(found) > 10
    return found


def inodes_of(processes):
    """Of the sockets that they have open."""
    inodes = set()
    for process in processes:
        try:
            links = [os.readlink(each) for each in (process / "fd").iterdir()]
        except OSError:
            continue
        inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    return inodes


def rows(table):
    return [line.split() for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]]


def tcp_ports(inodes):
    return {int(row[1].rpartition(":")[2], 16) for table in ("tcp", "tcp6") for row in rows(table)
            if row[3] == "0A" and row[9] in inodes}


def socket_files(directory):
    found = []
    for place, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
                found.append(path)
    return sorted(found)


def become(identity):
    user = pwd.getpwnam(identity[0])
    os.setgroups([grp.getgrnam(name).gr_gid for name in identity[1:]])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def as_identity(identity, work):
    """What `work` gives in a process that has become somebody else; only what JSON can say."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            become(identity)
            os.write(write, json.dumps(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        text = answer.read()
    assert os.waitpid(child, 0)[1] == 0, f"{identity} could not try"
    return json.loads(text)


def is_open_to_me(path):
    """Whether the kernel lets this process through to the socket; whether somebody listens there is another matter."""
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        else:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(5)
                connection.connect(path)
    except OSError as problem:
        return problem.errno not in (errno.EACCES, errno.EPERM)
    return True


def expected(path):
    for pattern, who in MAY_CONNECT:
        if re.fullmatch(pattern, path):
            return who
    raise AssertionError(f"nobody said who may connect to {path}")


def test_sockets_are_open_to_those_who_need_them_and_to_nobody_else(server):
    paths = socket_files(server.directory)
    below = {path: os.path.relpath(path, server.directory) for path in paths}
    assert {"run/milter/milter.sock", "run/redis/redis.sock", "run/controller/controller.sock",
            "run/dovecot/http"} <= set(below.values())
    assert max(len(path) + 1 for path in below.values()) <= LONGEST_SOCKET
    wrong = []
    for identity in EVERYBODY:
        reached = as_identity(identity, lambda: [path for path in paths if is_open_to_me(path)])
        for path, name in below.items():
            if (path in reached) != (identity in expected(name)):
                wrong.append(f"{'+'.join(identity)} {'reaches' if path in reached else 'does not reach'} {name}")
    assert not wrong, "\n".join(wrong)


def test_nothing_listens_but_the_public_ports_and_the_directory_for_dovecot(server):
    inodes = inodes_of(processes_of(server))
    public = {server.base_port + offset for offset in (10, 25, 43, 44, 65, 80, 87, 90, 93, 95)}
    assert tcp_ports(inodes) == public | {server.base_port + 73}
    # Sockets without a file have no owner that could be asked.
    assert [row for row in rows("unix") if row[6] in inodes and len(row) > 7 and row[7].startswith("@")] == []
    # Of datagrams only answers to our own questions are taken: each socket has one peer, or is none that we keep.
    assert [row for table in ("udp", "udp6") for row in rows(table) if row[9] in inodes and row[3] == "07"] == []


def test_our_programs_run_as_nobody_whom_the_table_of_listeners_does_not_know(server):
    known = {(pwd.getpwnam(identity[0]).pw_uid, *sorted(grp.getgrnam(name).gr_gid for name in identity[1:]))
             for identity in EVERYBODY}
    strangers = set()
    for process in processes_of(server):
        try:
            status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        except OSError:
            continue
        uid, gid = int(status["Uid"].split()[0]), int(status["Gid"].split()[0])
        groups = sorted(set(map(int, status["Groups"].split())) - {gid})
        if uid != 0 and (uid, *groups) not in known:
            strangers.add((status["Name"].strip(), uid, *groups))
    assert not strangers


def test_the_directory_answers_nobody_without_its_token(server):
    token = server.directory / "secrets/directory.token"
    script = server.directory / "config/live/dovecot/auth.lua"

    def ask(authorization, method="POST", path="/auth/user", body="user=anna%40d1.test&service=smtp"):
        connection = http.client.HTTPConnection("127.0.0.1", server.base_port + 73, timeout=20)
        headers = {"Authorization": authorization} if authorization else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return [answer.status, answer.read().decode()]

    def can_read(path):
        try:
            path.read_text()
        except PermissionError:
            return False
        return True

    right = token.read_text().strip()
    # Who holds no token learns nothing, not even which paths there are.
    tries = [(authorization, method, path)
             for authorization in ("", "Bearer", "Bearer " + 64 * "0", "Bearer " + right[:-1], "Bearer " + right + "0",
                                   "Basic " + right, right)
             for method, path in (("POST", "/auth/user"), ("POST", "/auth/verify"), ("GET", "/auth/user"), ("GET", "/"),
                                  ("POST", "/auth/other"))]
    for identity in EVERYBODY:
        answers = as_identity(identity, lambda: [ask(*each) for each in tries])
        assert answers == [[401, ""]] * len(tries), identity
        readable = as_identity(identity, lambda: [can_read(token), can_read(script)])
        assert readable == [identity[0] == "mailapp", "dovecot" in identity], identity
    assert ask("Bearer " + right)[0] in (200, 404)
