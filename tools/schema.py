#!/usr/bin/python3
"""Writes src/db/schema.sql: what all migrations together make, as SQLite keeps it. For reading, never run.

usage: schema.py [--check]
"""
import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "src/db/migrations"
SCHEMA = ROOT / "src/db/schema.sql"
HEAD = "-- Written by tools/schema.py from migrations/: the schema as it is now.\n"


def schema():
    connection = sqlite3.connect(":memory:")
    for file in sorted(MIGRATIONS.glob("*.sql")):
        if not file.name.endswith(".postgres.sql"):
            text = file.read_text(encoding="utf-8")
            connection.executescript(text.replace("@ID@", "INTEGER PRIMARY KEY AUTOINCREMENT"))
    order = "CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 0 ELSE 1 END, tbl_name, type DESC, name"
    rows = connection.execute(
        f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY {order}")
    return HEAD + "".join(f"\n{sql};\n" for (sql,) in rows)


def main():
    text = schema()
    if "--check" not in sys.argv[1:]:
        SCHEMA.write_text(text, encoding="utf-8")
        return 0
    if SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == text:
        return 0
    print("src/db/schema.sql is not what tools/schema.py writes", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
