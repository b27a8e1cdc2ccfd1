#!/usr/bin/env python3
"""Which backends are columns of the capability table of backends/README.md, and what the columns are called.

usage: capability_columns.py LIST.csv    prints a line for each column: the backend, and the column's name

LIST.csv is what `tlsbench list --format csv` prints. A column is named for a series, openssl-3.0-debian for
openssl-3.0.22-debian, since patch levels come and go with every update. The newest build of a series stands for it;
another build of it has a column of its own, under its whole name, only where the two can do different things.
scripts/capabilities writes these columns, tests/cli/capabilities.py looks them up.
"""

import csv
import re
import sys

ONE_NUMBER_A_SERIES = ("boringssl",)  # 13.0.0-r24 is of the series 13; of others two numbers name it


def series_of(backend):
    """openssl-3.0 of openssl-3.0.22, wolfssl-5.5-debian of wolfssl-5.5.4-debian, boringssl-13 of boringssl-13.0.0-r24."""
    match = re.fullmatch(r"(.+?)-(\d+)(\.\d+)?(.*?)(-[a-z]+)?", backend)
    if not match:
        return backend
    library, major, minor, _, builder = match.groups(default="")
    return f"{library}-{major}{'' if library in ONE_NUMBER_A_SERIES else minor}{builder}"


def age(backend):
    return [int(number) for number in re.findall(r"\d+", backend)]


def columns(backends):
    """{backend: the name of its column} of {backend: {kind: reason}}, in the order given."""
    newest = {series_of(backend): backend for backend in sorted(backends, key=age)}
    named = {}
    for backend, kinds in backends.items():
        of_series = newest[series_of(backend)]
        if backend == of_series:
            named[backend] = series_of(backend)
        elif kinds != backends[of_series]:
            named[backend] = backend
    return named


def read_list(name):
    """{backend: {kind: reason}}, where the reason is empty for what the backend can do."""
    backends = {}
    with open(name, newline="") as file:
        for row in csv.DictReader(file):
            assert (row["able"] == "yes") == (row["reason"] == ""), row
            backends.setdefault(row["backend"], {})[row["kind"]] = row["reason"]
    return backends


if __name__ == "__main__":
    for backend, column in columns(read_list(sys.argv[1])).items():
        print(backend, column)
