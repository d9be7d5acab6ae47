#!/usr/bin/env python3
"""Installs the npm package mailcow-api into a directory of its own and runs its calls against a fresh server.

usage: third_party_client.py --server PROGRAM | --program MAILAPP
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

import server

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    server.add_options(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mailapp-client-") as directory:
        for name in ("package.json", "package-lock.json", ".npmrc", "third_party_client.js"):
            shutil.copy(HERE / name, directory)
        subprocess.run(["npm", "ci"], cwd=directory, check=True, timeout=180)
        with server.chosen(options) as live:
            return subprocess.run(["node", "third_party_client.js", live["url"], live["read_write"]],
                                  cwd=directory, timeout=60).returncode


if __name__ == "__main__":
    sys.exit(main())
