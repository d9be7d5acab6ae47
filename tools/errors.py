#!/usr/bin/python3
"""Writes docs/reference/errors.md: every error code of the sources with what to do about it.

usage: errors.py [--check]

The codes come from src/, the operations that declare them from api/openapi.json, what to do from
tools/error_advice.txt. With --check nothing is written: it fails when the page is not what would be written, when a
code has no advice, and when an advice has no code.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADVICE = ROOT / "tools/error_advice.txt"
PAGE = ROOT / "docs/reference/errors.md"

KINDS = {
    "invalid": 422, "unauthenticated": 401, "forbidden": 403, "not_found": 404, "conflict": 409,
    "precondition": 412, "too_many_requests": 429, "upstream": 502,
}
# Codes whose status is not that of their kind, as http/problem.cpp has it.
STATUS = {"storage.full": 507, "storage.read_only": 503}
CODE = r'"([a-z_0-9]+\.[a-z_0-9]+)"'
MAKERS = [
    re.compile(r"\b(invalid|conflict|not_found|forbidden|too_many_requests|upstream)\(\s*" + CODE),
    re.compile(r"ErrorKind::(\w+),\s*" + CODE),
    re.compile(r"^constexpr Error(Kind::\w+)? \w+ = " + CODE, re.MULTILINE),
]


def codes_in_sources():
    codes = {}
    for file in sorted((ROOT / "src").rglob("*.[ch]pp")):
        if file.name.endswith(("_test.cpp", "_bench.cpp")) or "testing" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        for maker in MAKERS:
            for kind, code in maker.findall(text):
                codes.setdefault(code, kind)
    return codes


def operations_by_code():
    operations = {}
    document = json.loads((ROOT / "api/openapi.json").read_text(encoding="utf-8"))
    for methods in document["paths"].values():
        for operation in methods.values():
            for code in operation.get("x-error-codes", ()):
                operations.setdefault(code, []).append(operation["operationId"])
    return operations


def advice_by_code():
    advice = {}
    for line in ADVICE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, text = line.split(": ", 1)
            if code in advice:
                raise SystemExit(f"{ADVICE.name}: {code} is there twice")
            advice[code] = text
    return advice


def page(codes, operations, advice):
    lines = [
        "# Error codes",
        "",
        "Written by `tools/errors.py` from the sources; what to do stands in `tools/error_advice.txt`.",
        "",
        "The API answers a refusal as a problem document (RFC 9457): `code` is stable and one of these, `detail` says",
        "it for people, `pointer` names the member at fault. The commands print the same codes on standard error.",
    ]
    group = None
    for code in sorted(codes):
        if code.split(".")[0] != group:
            group = code.split(".")[0]
            lines += ["", f"## {group}", "", "| code | status | what to do | operations |", "|---|---|---|---|"]
        named = ", ".join(f"`{name}`" for name in operations.get(code, ()))
        lines.append(f"| `{code}` | {STATUS.get(code, KINDS[codes[code]])} | {advice.get(code, '')} | {named} |")
    return "\n".join(lines) + "\n"


def main():
    codes, operations, advice = codes_in_sources(), operations_by_code(), advice_by_code()
    problems = [f"{code}: an operation declares it, but nothing gives it" for code in operations if code not in codes]
    problems += [f"{code}: no advice in {ADVICE.name}" for code in codes if code not in advice]
    problems += [f"{code}: an advice for a code that is not there" for code in advice if code not in codes]
    text = page(codes, operations, advice)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        problems.append(f"{PAGE.relative_to(ROOT)} is not what tools/errors.py writes")
    for problem in sorted(problems):
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
