#!/usr/bin/python3
"""Runs clang-tidy over the C++ sources that changed against a base (default: main), or over all with --all."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")


def changed_since(base):
    known = git("diff", "--name-only", "--diff-filter=d", base)
    fresh = git("ls-files", "--others", "--exclude-standard")
    return {str(ROOT / name) for name in known + fresh if name.endswith(".cpp")}


def run(build, file):
    outcome = subprocess.run(["clang-tidy", "--quiet", "-p", str(build), file], cwd=ROOT, check=False,
                             capture_output=True, text=True)
    return file, outcome.returncode, outcome.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--base", default="main")
    parser.add_argument("--build", default="build/dev", help="a configured build directory")
    arguments = parser.parse_args()
    build = ROOT / arguments.build
    database = build / "compile_commands.json"
    if not database.exists():
        sys.exit(f"{database} is missing: configure first (cmake --preset dev)")
    files = {entry["file"] for entry in json.loads(database.read_text(encoding="utf-8"))}
    files = {file for file in files if file.startswith(str(ROOT / "src"))}
    if not arguments.all:
        files &= changed_since(arguments.base)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, status, words in pool.map(lambda file: run(build, file), sorted(files)):
            print(("fail " if status else "ok   ") + os.path.relpath(file, ROOT), flush=True)
            if status:
                failed += 1
                print(words, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
