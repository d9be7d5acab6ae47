#!/usr/bin/python3
"""Every test that docs/reference/security.md names is there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/security.md"
MACRO = re.compile(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\s*\)", re.MULTILINE)
FUNCTION = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


def existing_tests():
    """Names as the page writes them: "Suite.Name", "file.py::name"."""
    names = set()
    for file in (ROOT / "src").rglob("*_test.cpp"):
        names.update(".".join(pair) for pair in MACRO.findall(file.read_text(encoding="utf-8")))
    for file in (ROOT / "tests/e2e").glob("test_*.py"):
        names.add(file.name)
        names.update(f"{file.name}::{name}" for name in FUNCTION.findall(file.read_text(encoding="utf-8")))
    return names


def named_tests(text):
    for name in re.findall(r"`([^`]+)`", text):
        if re.fullmatch(r"[A-Z]\w*\.(\w+|\*)|test_\w+\.py(::test_\w+)?", name):
            yield name


def missing(named, existing):
    suites = {name.split(".")[0] for name in existing if "::" not in name}
    return [name for name in named
            if not (name[:-2] in suites if name.endswith(".*") else name in existing)]


def self_test():
    existing = {"Reply.NeverSplits", "test_a.py", "test_a.py::test_b"}
    assert missing(["Reply.NeverSplits", "Reply.*", "test_a.py", "test_a.py::test_b"], existing) == []
    assert missing(["Reply.Gone", "Gone.*", "test_a.py::test_c"], existing) == ["Reply.Gone", "Gone.*", "test_a.py::test_c"]
    assert list(named_tests("`Suite.Name` and `test_a.py::test_b`, `Suite.*`, `%u`, `If-Match`, `mailapp.toml`")) == \
        ["Suite.Name", "test_a.py::test_b", "Suite.*"]


if __name__ == "__main__":
    self_test()
    named = list(named_tests(PAGE.read_text(encoding="utf-8")))
    gone = missing(named, existing_tests())
    for name in gone:
        print(f"docs/reference/security.md names {name}, which is not there")
    sys.exit(1 if gone or not named else 0)
