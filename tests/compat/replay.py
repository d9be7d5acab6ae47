#!/usr/bin/env python3
"""Plays recorded exchanges of mailcow's API against ours and compares the answers.

usage: replay.py --server PROGRAM                      start the compatible API alone, on a fresh database
       replay.py --program MAILAPP                     start a whole new instance, as root
       options: --only NAME..., --values (show differences of value, too), --write (write expected.json)

The recordings are played in their order; later ones build on earlier ones. Ids of the recording are matched with
live ones by their order in lists, and by the alias that was just made. Compared are the status, for answers of
writes the type and key of each message, and for all others the shape: each recorded member is there with its JSON
type. The differences must be exactly those of expected.json, each with its reason: one that is new fails, and one
that is gone must be taken off the list. Where a whole instance differs less, the entry has a list of its own for it.

At the end every object that get shows is sent back to edit: each must be taken, and none may have changed.
"""
import argparse
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

import server

HERE = pathlib.Path(__file__).resolve().parent
WRONG_KEY = "WRONG0-WRONG0-WRONG0-WRONG0-WRONG0"


class Ids:
    """Live id of each recorded one, for each recording."""

    def __init__(self):
        self.live = {}

    def learn(self, name, recorded, live):
        table = self.live.setdefault(name, {})
        if not (isinstance(recorded, list) and isinstance(live, list)):
            return
        objects = [row for row in recorded + live if isinstance(row, dict)]
        if len(objects) == len(recorded) + len(live) and all(isinstance(row.get("id"), int) for row in objects):
            old = sorted(row["id"] for row in recorded)
            new = sorted(row["id"] for row in live)
            if len(old) == len(new):
                table.update(zip(map(str, old), map(str, new)))
        if is_messages(recorded) and is_messages(live):
            for one, other in zip(recorded, live):
                if one["msg"][0] == other["msg"][0] == "alias_added":
                    table[str(one["msg"][2])] = str(other["msg"][2])

    def path(self, name, path):
        head, _, tail = path.rpartition("/")
        return head + "/" + self.live.get(name, {}).get(tail, tail)

    def body(self, name, body):
        table = self.live.get(name, {})

        def swap(item):
            return type(item)(table.get(str(item), item)) if type(item) in (str, int) else item

        if isinstance(body, list):
            return [swap(item) for item in body]
        if isinstance(body, dict) and isinstance(body.get("items"), list):
            return body | {"items": [swap(item) for item in body["items"]]}
        return body


def is_messages(value):
    return isinstance(value, list) and bool(value) and all(
        isinstance(one, dict) and "type" in one and "msg" in one for one in value)


def key_and_arguments(message):
    text = message["msg"] if isinstance(message["msg"], list) else [message["msg"]]
    return message["type"], str(text[0]), [str(one) for one in text[1:]]


def kind(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {type(None): "null", str: "text", list: "list", dict: "object"}[type(value)]


def compare_shape(recorded, live, at, tell):
    if "null" in (kind(recorded), kind(live)):
        if kind(recorded) != kind(live):
            tell("value", f"{at}: {kind(recorded)} became {kind(live)}")
        return
    if kind(recorded) != kind(live):
        tell("shape", f"{at}: {kind(recorded)} became {kind(live)}")
    elif isinstance(recorded, dict):
        for name, value in recorded.items():
            if name.isdigit():
                continue
            if name in live:
                compare_shape(value, live[name], f"{at}.{name}", tell)
            else:
                tell("shape", f"{at}.{name} is missing")
    elif isinstance(recorded, list):
        if len(recorded) != len(live):
            tell("value", f"{at}: {len(recorded)} entries became {len(live)}")
        if recorded and live:
            compare_shape(recorded[0], live[0], at + "[0]", tell)
    elif recorded != live:
        tell("value", f"{at}: {recorded!r} became {live!r}")


def compare(exchange, status, live, tell):
    if status != exchange["status"]:
        tell("status", f"{exchange['status']} became {status}")
    if not exchange["response_is_json"]:
        return
    recorded = exchange["response_body"]
    if not is_messages(recorded):
        compare_shape(recorded, live, "$", tell)
        return
    want = [key_and_arguments(one) for one in recorded]
    have = [key_and_arguments(one) for one in live] if is_messages(live) else []
    if [one[:2] for one in want] != [one[:2] for one in have]:
        def names(messages):
            return ", ".join(" ".join(one[:2]) for one in messages) or "no messages"
        tell("messages", f"{names(want)} became {names(have)}")
    elif want != have:
        tell("value", f"{want} became {have}")


def play(url, keys, name, exchange, ids):
    headers = {"Accept": "application/json", **(exchange.get("extra_request_headers") or {})}
    if exchange["api_key"] != "none":
        headers["X-API-Key"] = keys[exchange["api_key"]]
    data = None
    if exchange.get("request_body_raw") is not None:
        data = exchange["request_body_raw"].encode()
        headers["Content-Type"] = exchange.get("request_content_type") or ""
    elif "request_body" in exchange:
        data = json.dumps(ids.body(name, exchange["request_body"])).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url + ids.path(name, exchange["path"]), data=data, headers=headers,
                                     method=exchange["method"])
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            status, text = reply.status, reply.read()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text.decode("utf-8", "replace")


# The lists of what can be edited: the category, its list, and the member that names an object.
LISTS = (("domain", "domain/all", "domain_name"), ("mailbox", "mailbox/all", "username"),
         ("mailbox", "mailbox/reduced", "username"), ("alias", "alias/all", "id"),
         ("alias-domain", "alias-domain/all", "alias_domain"), ("domain/template", "domain/template/all", "id"),
         ("mailbox/template", "mailbox/template/all", "id"), ("admin", "admin/all", "username"),
         ("rl-domain", "rl-domain/all", "domain"), ("rl-mbox", "rl-mbox/all", "mailbox"))


def send_back(url, keys):
    """What goes wrong when everything that is shown is sent back, and how many objects there were."""
    def ask(method, path, body=None):
        exchange = {"method": method, "path": "/api/v1/" + path, "api_key": "rw"}
        return play(url, keys, "", exchange if body is None else {**exchange, "request_body": body}, Ids())[1]

    wrong, count = [], 0
    for category, path, name in LISTS:
        rows = ask("GET", "get/" + path)
        rows = rows if isinstance(rows, list) else []
        for row in rows:
            answer = ask("POST", "edit/" + category, {"items": [row[name]], "attr": row})
            count += 1
            if not is_messages(answer) or [one["type"] for one in answer] != ["success"]:
                wrong.append(f"edit/{category} does not take {row[name]} as get shows it: {answer}")
        again = ask("GET", "get/" + path)
        if rows and (not isinstance(again, list) or len(again) != len(rows)):
            wrong.append(f"get/{path} has other rows than before")
        for before, after in zip(rows, again):
            if before | {"modified": None} != after | {"modified": None}:
                wrong.append(f"get/{path} has changed: {before} became {after}")
    return wrong, count


def recordings(only):
    chosen = []
    for path in HERE.joinpath("recordings").glob("*.json"):
        if only and path.stem not in only:
            continue
        for number, exchange in enumerate(json.loads(path.read_text())):
            chosen.append((exchange["sequence"], f"{path.stem}#{number}", path.stem, exchange))
    return sorted(chosen, key=lambda one: one[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    server.add_options(parser)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--values", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found, played, unlike = {}, 0, set()
    with server.chosen(options) as live:
        keys = {"rw": live["read_write"], "ro": live["read_only"], "wrong": WRONG_KEY,
                "ip-denied": live.get("elsewhere")}
        ids = Ids()
        for _, label, name, exchange in recordings(options.only):
            if exchange.get("replayable") is False or keys.get(exchange["api_key"], "") is None:
                continue
            played += 1
            status, answer = play(live["url"], keys, name, exchange, ids)

            def tell(what, text):
                if what == "value":
                    if options.values:
                        print(f"{label} {exchange['path']}: {text}")
                    return
                unlike.add(label)
                found.setdefault(label, []).append(f"{what}: {text}")

            compare(exchange, status, answer, tell)
            if exchange["response_is_json"]:
                ids.learn(name, exchange["response_body"], answer)
        refused, sent_back = send_back(live["url"], keys)
    expected_file = HERE / "expected.json"
    expected = json.loads(expected_file.read_text()) if expected_file.exists() else {}
    if options.only:
        expected = {label: one for label, one in expected.items() if label.split("#")[0] in options.only}
    print(f"{played - len(unlike)} of {played} exchanges alike; {len(unlike)} differ")
    print("\n".join(refused) or f"{sent_back} objects sent back unchanged")
    if options.write:
        what = "differences_of_an_instance" if options.program else "differences"
        written = {label: {"reason": "", **expected.get(label, {}), what: texts} for label, texts in found.items()}
        expected_file.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n")
        return 0
    wrong = 0
    for label in sorted(expected.keys() | found.keys()):
        entry, have = expected.get(label, {}), found.get(label, [])
        want = entry.get("differences", [])
        if options.program:
            want = entry.get("differences_of_an_instance", want)
        if want != have:
            wrong += 1
            print(f"{label}:\n  expected differences: {want}\n  found: {have}")
        elif not entry.get("reason"):
            wrong += 1
            print(f"{label}: the list gives no reason")
    return 1 if wrong or refused or not played or not sent_back else 0


if __name__ == "__main__":
    sys.exit(main())
