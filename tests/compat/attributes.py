#!/usr/bin/env python3
"""Compares the attributes that each write knows with those that are known of mailcow's API.

usage: attributes.py --server PROGRAM

attributes.json has the names for each write: those that mailcow's description and sources know, those that its
clients send, and those that get shows, because whole objects are sent back. The sets must be equal. Attributes that
the recordings use must be among them, and those that have no effect here, or one value alone, must stand in
docs/reference/mailcow-compatibility.md. The keys that this page calls new must be those of the sources.
"""
import argparse
import json
import pathlib
import re
import sys

import server

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = HERE.parent.parent / "src" / "compat" / "mailcow"
PAGE = HERE.parent.parent / "docs" / "reference" / "mailcow-compatibility.md"


def recorded():
    """(route, names) of every write in the recordings."""
    for path in HERE.joinpath("recordings").glob("*.json"):
        for exchange in json.loads(path.read_text()):
            body = exchange.get("request_body")
            parts = exchange["path"].split("?")[0].split("/")[3:]
            if exchange["method"] != "POST" or not isinstance(body, dict) or not parts:
                continue
            attributes = body.get("attr", body) if parts[0] == "edit" else body
            yield "/".join(parts), set(attributes if isinstance(attributes, dict) else ())


def new_keys(page):
    """The keys of the page's table of messages, and which of them no source has."""
    section = page.split("## Messages that mailcow does not have")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    keys = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    sources = "".join(path.read_text() for path in SOURCES.glob("*.cpp") if not path.name.endswith("_test.cpp"))
    return keys, {key for key in keys if f'"{key}"' not in sources}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    options = parser.parse_args()
    with server.running(options.server) as live:
        known = {route: set(names) for route, names in live["attributes"].items()}
    file = json.loads(HERE.joinpath("attributes.json").read_text())
    wanted = {route: set(names) for route, names in file["writes"].items()}
    wrong = []
    for route in sorted(wanted.keys() | known.keys()):
        for name in sorted(wanted.get(route, set()) - known.get(route, set())):
            wrong.append(f"{route}: {name} is neither read nor refused")
        for name in sorted(known.get(route, set()) - wanted.get(route, set())):
            wrong.append(f"{route}: {name} is not in attributes.json")
    for route, names in recorded():
        if route in wanted:
            wrong += [f"{route}: {name} of the recordings is not in attributes.json"
                      for name in sorted(names - wanted[route] - {"items"})]
    page = PAGE.read_text()
    wrong += [f"{name} is not listed in {PAGE.name}" for name in file["listed"] if f"`{name}`" not in page]
    keys, gone = new_keys(page)
    wrong += [f"{PAGE.name}: no message has the key {key}" for key in sorted(gone)]
    if not keys:
        wrong.append(f"{PAGE.name}: no keys in the table of messages")
    print("\n".join(wrong) or f"{sum(map(len, wanted.values()))} attributes of {len(wanted)} writes")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
