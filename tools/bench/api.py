"""The API and the directory of a running, seeded instance: one client on one connection."""
import http.client
import json
import subprocess
import time

from table import measure, row, single

PASSWORD = "benchmark-password"


class Api:
    def __init__(self, port, key):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"X-API-Key": key, "Content-Type": "application/json"}

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body)
        self.connection.request(method, path, body=data, headers=self.headers)
        reply = self.connection.getresponse()
        raw = reply.read()
        if reply.status >= 400:
            raise SystemExit(f"{method} {path}: {reply.status} {raw[:300]}")
        return raw


def last_cursor(api, path):
    """The cursor of the last page, found by sorting the other way round once."""
    page = json.loads(api.call("GET", f"{path}?limit=50&sort=-address"))
    first_of_last = page["items"][-1]["address"]
    return f"address~.{first_of_last.encode().hex()}.{first_of_last.encode().hex()}"


def lists(api, runs):
    boxes = "/api/v2/mailboxes"
    row("v2 mailboxes, first page of 50", measure(runs, lambda n: api.call("GET", boxes)))
    cursor = last_cursor(api, boxes)
    row("v2 mailboxes, last page", measure(runs, lambda n: api.call("GET", f"{boxes}?cursor={cursor}")))
    row("v2 mailboxes of one domain", measure(runs, lambda n: api.call("GET", f"{boxes}?domain=d{n % 100 + 1:03}.bench.example")))
    row("v2 mailboxes, inactive only", measure(runs, lambda n: api.call("GET", f"{boxes}?state=inactive")))
    row("v2 mailboxes, search \"000123\"", measure(runs, lambda n: api.call("GET", f"{boxes}?search=000{n % 900 + 100}")))
    row("v2 mailboxes, search \"u\" (all of them)", measure(runs, lambda n: api.call("GET", f"{boxes}?search=u")))
    row("v2 mailboxes, search \"zq\" (none)", measure(runs, lambda n: api.call("GET", f"{boxes}?search=zq")))
    row("v2 mailboxes, search \"d0nn.bench\" (one in 100)",
        measure(runs, lambda n: api.call("GET", f"{boxes}?search=d{n % 99 + 1:03}.bench")))
    row("v2 mailboxes, over 80 % full", measure(runs, lambda n: api.call("GET", f"{boxes}?quota_used_over=80")))
    row("v2 mailboxes, not signed in for a year",
        measure(runs, lambda n: api.call("GET", f"{boxes}?last_login_before=1700000000")))
    for sort in ("-quota", "-bytes_used", "-quota_used", "-last_login", "name", "-created"):
        row(f"v2 mailboxes, sort {sort}", measure(runs, lambda n: api.call("GET", f"{boxes}?sort={sort}")))
    row("v2 domains, first page", measure(runs, lambda n: api.call("GET", "/api/v2/domains")))
    row("v2 aliases, first page", measure(runs, lambda n: api.call("GET", "/api/v2/aliases")))
    row("v2 aliases, search \"000123\"",
        measure(runs, lambda n: api.call("GET", f"/api/v2/aliases?search=000{n % 900 + 100}")))
    row("v2 aliases of one domain",
        measure(runs, lambda n: api.call("GET", f"/api/v2/aliases?domain=d{n % 100 + 1:03}.bench.example")))
    row("v2 search over everything, \"000123\"",
        measure(runs, lambda n: api.call("GET", f"/api/v2/search?q=000{n % 900 + 100}")))
    row("v2 search over everything, \"u\"", measure(runs, lambda n: api.call("GET", "/api/v2/search?q=u")))
    row("v2 audit trail, first page", measure(runs, lambda n: api.call("GET", "/api/v2/audit")))
    row("v2 audit trail, search", measure(runs, lambda n: api.call("GET", f"/api/v2/audit?search=000{n % 900 + 100}")))
    row("v2 one mailbox", measure(runs, lambda n: api.call("GET", f"{boxes}/u{n % 1000 + 1:06}@d001.bench.example")))


def compatible(api):
    row("v1 get/domain/all", measure(5, lambda n: api.call("GET", "/api/v1/get/domain/all")))
    row("v1 get/mailbox/all/<domain>", measure(20, lambda n: api.call("GET", "/api/v1/get/mailbox/all/d007.bench.example")))
    row("v1 get/mailbox/all", measure(3, lambda n: api.call("GET", "/api/v1/get/mailbox/all")))
    row("v1 get/alias/all", measure(3, lambda n: api.call("GET", "/api/v1/get/alias/all")))


def writes(api, runs):
    hashed = "{PLAIN}" + PASSWORD
    domain = "d050.bench.example"
    row("v2 create mailbox (no hashing), directory included", measure(runs, lambda n: api.call(
        "POST", "/api/v2/mailboxes", {"local_part": f"new{n}", "domain": domain, "password": hashed})))
    row("v2 change mailbox", measure(runs, lambda n: api.call("PATCH", f"/api/v2/mailboxes/new{n}@{domain}", {"name": "N"})))
    row("v2 delete mailbox", measure(runs, lambda n: api.call("DELETE", f"/api/v2/mailboxes/new{n}@{domain}")))
    row("v1 add/mailbox", measure(runs, lambda n: api.call("POST", "/api/v1/add/mailbox", {
        "local_part": f"old{n}", "domain": domain, "password": hashed, "password2": hashed, "active": "1"})))
    row("v1 edit/mailbox", measure(runs, lambda n: api.call(
        "POST", "/api/v1/edit/mailbox", {"items": [f"old{n}@{domain}"], "attr": {"name": "N"}})))
    row("v1 delete/mailbox", measure(runs, lambda n: api.call("POST", "/api/v1/delete/mailbox", [f"old{n}@{domain}"])))


def lookups(instance):
    """Postfix's own client, one connection, 50,000 known mailboxes."""
    keys = "".join(f"u{n % 1000 + 1:06}@d{n // 1000 % 100 + 1:03}.bench.example\n" for n in range(50_000))
    config = str((instance / "config/live/postfix").resolve())
    table = f"socketmap:unix:{instance}/run/postfix/socketmap.sock:virtual-mailboxes"
    started = time.perf_counter()
    done = subprocess.run(["/usr/sbin/postmap", "-c", config, "-q", "-", table], input=keys, capture_output=True,
                          text=True, check=False, timeout=120)
    seconds = time.perf_counter() - started
    found = done.stdout.count("\n")
    single(f"socketmap look-ups by postmap ({found} found)", 50_000 / seconds, "per second")


def logins(instance, port, runs):
    token = (instance / "secrets/directory.token").read_text().strip()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}

    def login(number):
        user = f"u{number + 1:06}%40d002.bench.example"
        connection.request("POST", "/auth/verify", f"user={user}&password={PASSWORD}&service=imap&remote=127.0.0.1", headers)
        reply = connection.getresponse()
        reply.read()
        if reply.status != 200:
            raise SystemExit(f"sign-in of {user}: {reply.status}")

    row("directory: first sign-in (Argon2id)", measure(20, login))
    row("directory: repeated sign-in", measure(runs * 10, lambda n: login(n % 20)))
    started = time.perf_counter()
    for number in range(5000):
        login(number % 20)
    single("directory: repeated sign-ins, one connection", 5000 / (time.perf_counter() - started), "per second")


def native(program, instance, mailboxes):
    """The directory's look-ups and sign-ins by a client that costs next to nothing."""
    done = subprocess.run([program, "bench", "directory", "--instance", instance, "--mailboxes", str(mailboxes)],
                          capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    print("".join(f"| directory: {line} | | | |\n" for line in done.stdout.splitlines()), end="", flush=True)


def benchmark(program, instance, base_port, key, runs):
    api = Api(base_port + 80, key)
    total = json.loads(api.call("GET", "/api/v2/mailboxes?limit=1"))["total"]
    lists(api, runs)
    compatible(api)
    writes(api, runs)
    lookups(instance)
    logins(instance, base_port + 73, runs)
    native(program, instance, total)
