#!/usr/bin/env python3
"""Holds the capability table of backends/README.md against `tlsbench list --format csv`.

usage: capabilities.py README.md LIST.csv

Every backend of the list is held against the column of its name, or else of its series (scripts/capability_columns.py),
and says of every kind what the column says; the kinds are the same. A distribution's build must have a column. Another
backend may have none: everybody may bring a library of his own, which is printed and is no difference. Columns of
libraries that are not in the list are not looked at. Exit 1 with the differences.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from capability_columns import read_list, series_of  # noqa: E402

BEGIN, END = "<!-- capabilities: written by scripts/capabilities -->", "<!-- end of capabilities -->"


def read_readme(text):
    """{column: {kind: reason}}, where the reason is empty for a yes; and {column: the library it was written with}."""
    section = text.split(BEGIN)[1].split(END)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    names = {row[0]: row[1].strip("`") for row in rows if row[1].startswith("`")}
    libraries = {row[1].strip("`"): row[2] for row in rows if row[1].startswith("`")}
    reasons = dict(re.findall(r"^(\d+)\. (.*)$", section, re.MULTILINE)) | {"yes": ""}
    start = next(number for number, row in enumerate(rows) if row[0] == "kind")
    letters = rows[start][1:]
    kinds = [row for row in rows[start + 2 :] if not row[0].startswith("**")]
    columns = {names[letter]: {row[0]: reasons[row[column]] for row in kinds} for column, letter in enumerate(letters, 1)}
    return columns, libraries


def differences(columns, libraries, found):
    for backend, kinds in found.items():
        column = backend if backend in columns else series_of(backend)
        if column not in columns and not backend.endswith("-debian"):
            print(f"{backend}: the table has no column {column}")
            continue
        if column not in columns:
            yield f"{backend}: the table has no column {column}"
            continue
        for kind in kinds.keys() | columns[column].keys():
            says, can = columns[column].get(kind, "no such kind"), kinds.get(kind, "no such kind")
            if says != can:
                yield (f"{backend}, {kind}: the table says '{says or 'yes'}' of {column} "
                       f"(written with {libraries[column]}), the list '{can or 'yes'}'")


def main():
    columns, libraries = read_readme(pathlib.Path(sys.argv[1]).read_text())
    found = read_list(sys.argv[2])
    if not found:
        sys.exit("the list is empty")
    wrong = sorted(differences(columns, libraries, found))
    if wrong:
        sys.exit("\n".join([*wrong, "backends/README.md is not what the backends can do: run scripts/capabilities"]))


main()
