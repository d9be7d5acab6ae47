#!/usr/bin/python3
"""api/openapi.json is what the program says, over lines that a merge can join, and a sound OpenAPI 3.1 document.

usage: check_openapi.py [--write] PROGRAM FILE
"""
import json
import re
import subprocess
import sys

import jsonschema

METHODS = {"get", "put", "post", "delete", "patch"}


def references(node):
    """Every $ref below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def problems(document):
    if not re.fullmatch(r"3\.1\.\d+", document.get("openapi", "")):
        yield "openapi: not 3.1"
    for member in ("title", "version"):
        if not document.get("info", {}).get(member):
            yield f"info.{member}: missing"
    for reference in references(document):
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node.get(part) if isinstance(node, dict) else None
        if node is None:
            yield f"{reference}: leads nowhere"
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as problem:
            yield f"schema {name}: {problem.message}"
    seen = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            if method not in METHODS:
                yield f"{where}: no method of HTTP"
            if operation["operationId"] in seen:
                yield f"{where}: operationId {operation['operationId']} is there twice"
            seen.add(operation["operationId"])
            wanted = set(re.findall(r"{(\w+)}", path))
            given = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            if wanted != given:
                yield f"{where}: path parameters {given} instead of {wanted}"
            if "default" not in operation["responses"] or len(operation["responses"]) < 2:
                yield f"{where}: responses are incomplete"
            if not operation.get("x-scope"):
                yield f"{where}: no scope"


def main():
    *options, program, file = sys.argv[1:]
    said = subprocess.run([program, "openapi"], capture_output=True, text=True, check=True).stdout
    document = json.loads(said)
    over_lines = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if options == ["--write"]:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(over_lines)
    with open(file, encoding="utf-8") as stream:
        if stream.read() != over_lines:
            print(f"{file} is stale: make gen")
            return 1
    found = list(problems(document))
    print("\n".join(found) or f"{len(said)} bytes, sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
