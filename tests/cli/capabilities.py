#!/usr/bin/env python3
"""Holds the capability table of backends/README.md against `tlsbench list --format csv`.

usage: capabilities.py README.md LIST.csv

Every backend of the list is a column of the table, and says of every kind what the table says; the kinds are the same.
Columns of libraries that are not in the list are not looked at. Exit 1 with the differences.
"""

import csv
import pathlib
import re
import sys

BEGIN, END = "<!-- capabilities: written by scripts/capabilities -->", "<!-- end of capabilities -->"


def read_readme(text):
    """{backend: {kind: reason}}, where the reason is empty for a yes."""
    section = text.split(BEGIN)[1].split(END)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    names = {row[0]: row[1].strip("`") for row in rows if row[1].startswith("`")}
    reasons = dict(re.findall(r"^(\d+)\. (.*)$", section, re.MULTILINE)) | {"yes": ""}
    start = next(number for number, row in enumerate(rows) if row[0] == "kind")
    letters = rows[start][1:]
    kinds = [row for row in rows[start + 2 :] if not row[0].startswith("**")]
    return {names[letter]: {row[0]: reasons[row[column]] for row in kinds} for column, letter in enumerate(letters, 1)}


def read_list(file):
    backends = {}
    for row in csv.DictReader(file):
        assert (row["able"] == "yes") == (row["reason"] == ""), row
        backends.setdefault(row["backend"], {})[row["kind"]] = row["reason"]
    return backends


def differences(readme, found):
    for backend, kinds in found.items():
        if backend not in readme:
            yield f"{backend} is not in the table"
            continue
        for kind in kinds.keys() | readme[backend].keys():
            says, can = readme[backend].get(kind, "no such kind"), kinds.get(kind, "no such kind")
            if says != can:
                yield f"{backend}, {kind}: the table says '{says or 'yes'}', the list '{can or 'yes'}'"


def main():
    readme = read_readme(pathlib.Path(sys.argv[1]).read_text())
    with open(sys.argv[2], newline="") as file:
        found = read_list(file)
    if not found:
        sys.exit("the list is empty")
    wrong = sorted(differences(readme, found))
    if wrong:
        sys.exit("\n".join([*wrong, "backends/README.md is not what the backends can do: run scripts/capabilities"]))


main()
