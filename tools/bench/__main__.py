#!/usr/bin/python3
"""Measures a new instance of the program and prints one table. As root; it is removed afterwards.

usage: python3 tools/bench --program build/release/src/mailapp [--only NAME...]

Parts: start (times of `up`, idle memory), api (lists, writes, look-ups and sign-ins of 100 domains and --mailboxes
mailboxes and as many aliases), mail (messages and IMAP sign-ins a second beside a bare Postfix and Dovecot), postgresql
(the API again, over PostgreSQL). Figures are for a quiet machine: the load is printed with them.
"""
import argparse
import os
import pathlib
import signal
import sys

import api
import mail
from instance import Instance
from postgres import Cluster
from table import single

PARTS = ("start", "api", "mail", "postgresql")


def seed(server, mailboxes):
    last = server.run("bench seed", "--mailboxes", mailboxes, "--aliases", mailboxes).splitlines()[-1]
    single(f"seed {mailboxes:,} mailboxes and aliases", float(last.split(" in ")[1].split(" s")[0]), "s")


def heading(database):
    print(f"\nOver {database}:\n\n| what | median | p95 | unit |\n|---|---|---|---|", flush=True)


def over_sqlite(options):
    heading("SQLite")
    with Instance(options.program, options.base_port) as server:
        if "start" in options.only:
            server.start_times()
            server.memory("idle")
        else:
            server.up()
        if "mail" in options.only:
            mail.benchmark(server, api.Api(server.base_port + 80, server.key), options.messages)
        if "api" in options.only:
            seed(server, options.mailboxes)
            api.benchmark(options.program, server.directory, server.base_port, server.key, options.runs)
            server.memory(f"{options.mailboxes:,} mailboxes")


def over_postgresql(options):
    heading("PostgreSQL")
    with Cluster() as cluster, Instance(options.program, options.base_port, cluster.url) as server:
        server.up()
        seed(server, options.mailboxes)
        cluster.analyze()
        connection = api.Api(server.base_port + 80, server.key)
        api.lists(connection, options.runs)
        api.compatible(connection)
        api.writes(connection, options.runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--base-port", type=int, default=20000, help="two hundred ports from here on (default 20000)")
    parser.add_argument("--mailboxes", type=int, default=10000, help="at least 10,000")
    parser.add_argument("--messages", type=int, default=800, help="for each figure of messages a second")
    parser.add_argument("--runs", type=int, default=100, help="of each request to the API")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    options.program = options.program.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} processors, load before the run: {load}")
    if set(options.only) - {"postgresql"}:
        over_sqlite(options)
    if "postgresql" in options.only:
        over_postgresql(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
