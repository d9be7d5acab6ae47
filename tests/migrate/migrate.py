#!/usr/bin/python3
"""Databases of earlier versions are brought to the schema of this one, on both engines.

usage: migrate.py --program build/dev/src/mailapp [--dump VERSION]

For each dump below dumps/ (VERSION.sqlite.sql, VERSION.postgresql.sql): it is restored, `mailapp migrate` runs, and
then the schema is that of a fresh database and no table has lost a row. With --dump two such dumps are written from a
fresh, filled database: once for each release, with the program of that release. The same dump is taken and restored in
each run, so that the way back is known to work before it is needed.
"""
import argparse
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DUMPS = HERE / "dumps"
POSTGRESQL = "/usr/lib/postgresql/15/bin/"
# What a release's dump holds: a row of each kind that people make.
ROWS = (HERE / "rows.sql").read_text(encoding="utf-8")


def run(arguments, **options):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f"{arguments[0]} failed: {done.stdout}{done.stderr}")
    return done.stdout


class Sqlite:
    name = "sqlite"

    def __init__(self, directory):
        self.directory = directory
        self.number = 0

    def new(self):
        self.number += 1
        return self.directory / f"{self.number}.db"

    def url(self, database):
        return f"sqlite:{database}"

    def execute(self, database, script):
        connection = sqlite3.connect(database)
        connection.executescript(script)
        connection.close()

    def dump(self, database):
        # A copy, without the virtual tables: they are written as what makes and fills them, not by their inner tables.
        connection = sqlite3.connect(":memory:")
        with contextlib.closing(sqlite3.connect(database)) as source:
            source.backup(connection)
        lines = []
        for name, sql in connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall():
            columns = ["rowid"] + [column[1] for column in connection.execute(f"PRAGMA table_info({name})")]
            values = " || ',' || ".join(f"quote({column})" for column in columns)
            lines.append(f"{sql};")
            lines += [f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({row});"
                      for (row,) in connection.execute(f"SELECT {values} FROM {name}")]
            connection.execute(f"DROP TABLE {name}")
        text = "\n".join([*connection.iterdump(), *lines]) + "\n"
        connection.close()
        return text

    def schema(self, database):
        connection = sqlite3.connect(database)
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        return sorted(re.sub(r"\s+", " ", sql) for (sql,) in rows)

    def counts(self, database):
        connection = sqlite3.connect(database)
        tables = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}

    def close(self):
        pass


class PostgreSql:
    name = "postgresql"

    def __init__(self, directory):
        self.directory = directory
        self.number = 0
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(directory, pwd.getpwnam("postgres").pw_uid, -1)
        self.server("initdb", "-U", "mailapp", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        # The server keeps its output: to a file, for nobody reads a pipe's other end.
        options = f"-c listen_addresses='' -c unix_socket_directories='{directory}' -c fsync=off"
        self.server("pg_ctl", "-w", "-s", "-l", f"{directory}/log", "-o", options, "start")

    def server(self, tool, *arguments):
        command = [POSTGRESQL + tool, "-D", f"{self.directory}/data", *arguments]
        if os.geteuid() == 0:
            command = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        run(command, stdin=subprocess.DEVNULL)

    def client(self, tool, database, *arguments, **options):
        return run([POSTGRESQL + tool, "-h", str(self.directory), "-U", "mailapp", *arguments, database], **options)

    def new(self):
        self.number += 1
        self.client("createdb", f"test{self.number}")
        return f"test{self.number}"

    def url(self, database):
        return f"postgresql:///{database}?host={self.directory}&user=mailapp"

    def execute(self, database, script):
        self.client("psql", database, "-q", "-X", "-v", "ON_ERROR_STOP=1", input=script)

    def dump(self, database):
        return self.client("pg_dump", database, "--inserts", "--no-owner", "--no-privileges")

    def schema(self, database):
        text = self.client("pg_dump", database, "--schema-only", "--no-owner", "--no-privileges")
        text = "\n".join(line for line in text.splitlines() if not line.startswith(("--", "\\")))
        # Tables and their parts in any order: a migration adds what is newer behind what is older.
        return sorted(part.strip() for part in re.split(r";\n", text) if part.strip())

    def counts(self, database):
        tables = self.client("psql", database, "-X", "-A", "-t", "-c",
                             "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
        return {table: int(self.client("psql", database, "-X", "-A", "-t", "-c", f"SELECT COUNT(*) FROM {table}"))
                for table in tables}

    def close(self):
        self.server("pg_ctl", "-w", "-s", "-m", "immediate", "stop")


def migrate(program, engine, database, directory):
    instance = directory / "instance"
    instance.mkdir(exist_ok=True)
    (instance / "mailapp.toml").write_text(
        f'hostname = "mail.example.org"\ndatabase_url = "{engine.url(database)}"\n', encoding="utf-8")
    run([program, "migrate", "--instance", str(instance)])


def filled(program, engine, directory):
    database = engine.new()
    migrate(program, engine, database, directory)
    engine.execute(database, ROWS)
    return database


def check(program, engine, directory, name, text):
    """The differences that the restored and migrated dump has; nothing when all is well."""
    restored, fresh = engine.new(), engine.new()
    engine.execute(restored, text)
    before = engine.counts(restored)
    migrate(program, engine, restored, directory)
    migrate(program, engine, fresh, directory)
    problems = []
    old, new = engine.schema(restored), engine.schema(fresh)
    problems += [f"only after migration: {part}" for part in old if part not in new]
    problems += [f"only in a fresh database: {part}" for part in new if part not in old]
    after = engine.counts(restored)
    for table, count in before.items():
        if table != "schema_migration" and table in after and after[table] < count:
            problems.append(f"{table} had {count} rows and has {after[table]}")
    if before.get("mailbox", 0) == 0:
        problems.append("the dump has no mailbox: it shows nothing")
    for problem in problems:
        print(f"{name} on {engine.name}: {problem}", file=sys.stderr)
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--dump", metavar="VERSION")
    arguments = parser.parse_args()
    failed = False
    for kind in (Sqlite, PostgreSql):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="mailapp-migrate-"))
        os.chmod(directory, 0o755)
        engine = kind(directory)
        try:
            text = engine.dump(filled(arguments.program, engine, directory))
            if arguments.dump:
                DUMPS.mkdir(exist_ok=True)
                (DUMPS / f"{arguments.dump}.{engine.name}.sql").write_text(text, encoding="utf-8")
                continue
            failed |= bool(check(arguments.program, engine, directory, "the present version", text))
            for file in sorted(DUMPS.glob(f"*.{engine.name}.sql")):
                failed |= bool(check(arguments.program, engine, directory, file.name,
                                     file.read_text(encoding="utf-8")))
        finally:
            engine.close()
            shutil.rmtree(directory)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
