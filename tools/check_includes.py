#!/usr/bin/python3
"""Holds the direction of dependence between the rooms of src/ (ARCHITECTURE: base <- ... <- app)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)

# What each room may include beside itself.
BELOW = {
    "base": set(),
    "reflect": {"base"},
    "instance": {"base"},
    "db": {"base", "reflect"},
    "identity": {"base", "reflect", "db"},
    "http": {"base", "reflect", "db", "identity"},
    "stack": {"base", "reflect", "instance"},
    "apply": {"base", "reflect", "instance", "db", "stack"},
    "agent": {"base", "reflect", "instance", "db", "stack", "apply"},
    "directory": {"base", "reflect", "instance", "db", "http", "identity"},
    "features": {"base", "reflect", "instance", "db", "http", "identity", "stack", "apply"},
    "compat": {"base", "reflect", "instance", "db", "http", "identity", "stack", "apply", "features"},
}
# The agent's asking side, for whoever has something to ask; its inside stays its own.
AGENT_FRONT = {"agent/client.hpp", "agent/verbs.hpp"}
# Lapses of before this check; this list only shrinks.
KNOWN_LAPSES = {
    ("features/sign_in/routes.cpp", "features/sessions/cookie.hpp"),
    ("features/sign_in/service.cpp", "features/sessions/cookie.hpp"),
}
FEATURE_FRONT = {"service.hpp", "types.hpp"}


def room_of(path):
    return path.split("/")[0]


def feature_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "features" and len(parts) > 2 else None


def problem_of(source, target):
    """Why a file (path below src/) must not include another; None when it may."""
    here, there = room_of(source), room_of(target)
    if here in ("app", "main.cpp") or source.endswith(("_test.cpp", "_bench.cpp")):
        return None
    if here == there:
        mine, other = feature_of(source), feature_of(target)
        if other is None or mine is None or mine == other or target.split("/")[-1] in FEATURE_FRONT:
            return None
        return "a feature includes another only by its service.hpp or types.hpp"
    if target in AGENT_FRONT and here in ("features", "compat"):
        return None
    if here not in BELOW:
        return f"src/{here} is no room that this check knows"
    return None if there in BELOW[here] else f"{here} must not lean on {there}"


def circle_in(edges):
    """A list of features that lean on each other in a circle; None when there is none."""
    finished, path = set(), []

    def visit(feature):
        if feature in path:
            return path[path.index(feature):] + [feature]
        if feature in finished:
            return None
        path.append(feature)
        for other in sorted(edges.get(feature, ())):
            if found := visit(other):
                return found
        path.pop()
        finished.add(feature)
        return None

    for feature in sorted(edges):
        if found := visit(feature):
            return found
    return None


def check(src):
    problems, edges, lapses = [], {}, set()
    for file in sorted([*src.rglob("*.hpp"), *src.rglob("*.cpp")]):
        source = file.relative_to(src).as_posix()
        text = file.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            target = match.group(1)
            if not (src / target).exists():
                continue  # a library's, or written by the build
            why = problem_of(source, target)
            if why and (source, target) in KNOWN_LAPSES:
                lapses.add((source, target))
            elif why:
                line = text.count("\n", 0, match.start(1)) + 1
                problems.append(f'src/{source}:{line}: "{target}": {why}')
            mine, other = feature_of(source), feature_of(target)
            if mine and other and mine != other and not source.endswith("_test.cpp"):
                edges.setdefault(mine, set()).add(other)
    for source, target in sorted(KNOWN_LAPSES - lapses):
        problems.append(f"tools/check_includes.py: src/{source} leans on {target} no more: take it off the list")
    if circle := circle_in(edges):
        problems.append("features in a circle: " + " -> ".join(circle))
    return problems


def self_test():
    """The check itself finds what it is there for."""
    assert problem_of("base/text.cpp", "db/database.hpp")
    assert problem_of("identity/networks.cpp", "http/message.hpp")
    assert problem_of("directory/replica.cpp", "features/domains/service.hpp")
    assert problem_of("agent/queue.cpp", "features/domains/types.hpp")
    assert problem_of("features/aliases/service.cpp", "features/domains/store.hpp")
    assert problem_of("features/domains/service.cpp", "agent/mail_stores.hpp")
    assert problem_of("features/domains/service.cpp", "compat/mailcow/reply.hpp")
    assert not problem_of("features/aliases/service.cpp", "features/domains/service.hpp")
    assert not problem_of("features/domains/service.cpp", "agent/client.hpp")
    assert not problem_of("db/database_test.cpp", "identity/sessions.hpp")
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle_in({"a": {"b", "c"}, "b": {"c"}})


if __name__ == "__main__":
    self_test()
    found = check(ROOT / "src")
    for line in found:
        print(line, file=sys.stderr)
    sys.exit(1 if found else 0)
