#!/usr/bin/python3
"""Formats the C++ sources with clang-format; with --check only says which are not formatted."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: tools/format.py [--check]")
    files = [str(file) for folder in ("src", "tests") for ending in ("hpp", "cpp")
             for file in sorted((ROOT / folder).rglob(f"*.{ending}"))]
    mode = ["--dry-run", "--Werror"] if check else ["-i"]
    return subprocess.run(["clang-format", *mode, *files], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
