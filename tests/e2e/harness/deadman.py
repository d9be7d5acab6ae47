"""Takes an instance down when the tests that started it are gone without doing so, however they ended.

Reads its standard input: "done" says that there is nothing left to do; its end without that, that the tests are gone.
"""
import shutil
import subprocess
import sys


def main():
    program, instance, root = sys.argv[1:]
    if sys.stdin.read() == "done":
        return
    subprocess.run([program, "down", "--instance", instance], check=False, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=180)
    shutil.rmtree(root, ignore_errors=True)


main()
