"""Reads the files of runs and of comparisons as tables (pandas), and refuses what is none of tlsbench's.

results/README.md describes the files. Columns are found by name; those that are not known here do not matter. Numbers
are floats, NaN where nothing was measured; everything else is text, empty where there is none.
"""

import csv
import dataclasses
import io
import json
import pathlib

import pandas

from failure import Failure, from_os_error

SCHEMA = 1  # of run.json; bench/files/run_json.cc writes it

# How an emulated path is set, but for its RTT, and what else some runs have not; then all are empty.
PATH = ["jitter_ms", "loss_percent", "rate_mbit_per_s", "mtu_bytes"]
OPTIONAL = [*PATH, "chain_bytes", "client_auth", "chain_certificates", "offered_groups", "tickets_asked", "record_size"]
# Which cell a row is about: what these tables have in common.
CELL = ["client", "server", "link", "target", "rtt_ms", "protocol", "handshake", "cipher_suite", "group", "auth"]
KEY = CELL + OPTIONAL
SUMMARY_NUMBERS = [
    "client_cpu_us", "client_cpu_us_low", "client_cpu_us_high", "server_cpu_us", "server_cpu_us_low",
    "server_cpu_us_high", "handshake_ms_p50", "handshake_ms_p90", "handshake_ms_p99", "first_byte_ms_p50",
    "first_byte_ms_p90", "first_byte_ms_p99", "client_cpu_us_min", "server_cpu_us_min", "first_byte_round_trips"
]
SAMPLE_NUMBERS = ["handshake_ms", "first_byte_ms"]
RATIO_TEXT = [
    "base", "new", "client", "server", "link", "protocol", "handshake", "cipher_suite", "group", "auth", "quantity",
    "verdict"
]
RATIO_NUMBERS = ["ratio", "ratio_low", "ratio_high", "detectable_percent"]


@dataclasses.dataclass(frozen=True)
class Run:
    """One run. `rows` is summary.csv; `samples` is samples.csv, or None without one."""

    name: str  # of its folder
    description: dict  # run.json
    rows: pandas.DataFrame
    samples: pandas.DataFrame | None

    def ok(self):
        return self.rows[self.rows["status"] == "ok"]


def read_text(path, may_be_cut):
    """The whole lines of a file. A last one without its end was cut off: left out if that may be, else a Failure."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise from_os_error(error, path) from error
    except UnicodeDecodeError as error:
        raise Failure(f"{path} is not CSV: it is not UTF-8") from error
    if not text:
        raise Failure(f"{path} is empty")
    if not text.endswith("\n") and not may_be_cut:
        raise Failure(f"{path} is cut off: its last line has no end")
    return text[:text.rfind("\n") + 1]


def read_table(path, text, numbers, may_be_cut=False, optional=()):
    """A CSV with these columns, and the optional ones empty where it has them not, or a Failure that names what is wrong with it. Not pandas.read_csv, which fills up a
    line that is cut off and takes the first column for an index when lines are too long."""
    lines = csv.reader(io.StringIO(read_text(path, may_be_cut), newline=""), strict=True)
    try:
        header = next(lines, [])
        missing = [column for column in text + numbers if column not in header]
        if missing:
            raise Failure(f"{path} is none of tlsbench's: it has no column {', '.join(missing[:3])}"
                          f"{' and others' if len(missing) > 3 else ''}")
        rows = []
        for row in lines:
            if len(row) != len(header):
                raise Failure(f"{path}, line {lines.line_num}: {len(row)} fields, where the header has {len(header)}")
            rows.append(row)
    except csv.Error as error:
        raise Failure(f"{path}, line {lines.line_num}: not CSV: {error}") from error
    table = pandas.DataFrame(rows, columns=header, dtype=object)
    for column in optional:
        if column not in table:
            table[column] = ""
    return with_numbers(table[text + numbers + list(optional)].copy(), numbers, path)


def with_numbers(table, numbers, path):
    for column in numbers:
        values = pandas.to_numeric(table[column], errors="coerce")
        wrong = values.isna() & (table[column] != "") | values.abs().eq(float("inf"))
        if wrong.any():
            line = int(wrong.to_numpy().argmax()) + 2
            raise Failure(f"{path}, line {line}: {column} is not a number: {table[column][wrong].iloc[0][:40]!r}")
        table[column] = values
    return table


def read_description(path):
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Failure(f"no run.json in {path.parent}") from error
    except OSError as error:
        raise from_os_error(error, path) from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise Failure(f"{path} is not JSON, or is cut off") from error
    schema = description.get("schema") if isinstance(description, dict) else None
    if schema != SCHEMA:
        raise Failure(f"{path} is of schema {json.dumps(schema)}, and this is a plot for schema {SCHEMA}")
    return description


def read_run(folder):
    """The run in a folder. Failure if it is none, or if none of its rows is ok."""
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        raise Failure(f"{folder} is a file; the folder of a run is wanted" if folder.exists() else
                      f"no such folder: {folder}")
    if not (folder / "summary.csv").exists():
        raise Failure(f"no summary.csv in {folder}: is it the folder of a run?")
    description = read_description(folder / "run.json")
    rows = read_table(folder / "summary.csv", CELL + ["status"], SUMMARY_NUMBERS, optional=OPTIONAL)
    samples = None
    if (folder / "samples.csv").exists():
        samples = read_table(folder / "samples.csv", CELL, SAMPLE_NUMBERS, may_be_cut=True, optional=OPTIONAL)
    run = Run(folder.resolve().name, description, rows, samples)
    if run.ok().empty:
        raise Failure(f"nothing to plot in {folder}: no row is ok{left_out(run.rows, ' (', ')')}")
    return run


def read_ratios(path):
    """The rows of a comparison, in the order of the file."""
    path = pathlib.Path(path)
    if not path.is_file():
        raise Failure(f"{path} is a folder; the CSV of a comparison is wanted" if path.exists() else
                      f"no such file: {path}")
    table = read_table(path, RATIO_TEXT, RATIO_NUMBERS, optional=["chain_bytes"])
    for column in ("ratio", "ratio_low", "ratio_high"):
        if (table[column] <= 0).any():
            line = int((table[column] <= 0).to_numpy().argmax()) + 2
            raise Failure(f"{path}, line {line}: {column} is not positive")
    if table["ratio"].isna().all():
        raise Failure(f"nothing to plot in {path}: no row has a ratio")
    return table


def left_out(rows, before="", after=""):
    """'2 rows left out: 1 failed, 1 unsupported', between two strings; empty if there are none."""
    counts = rows["status"][rows["status"] != "ok"].value_counts().sort_index()
    if counts.empty:
        return ""
    words = ", ".join(f"{count} {status or 'without a status'}" for status, count in counts.items())
    return f"{before}{rows_word(counts.sum())} left out: {words}{after}"


def rows_word(count):
    return f"{count} row{'' if count == 1 else 's'}"
