"""Which rows of a run stand in which panel of a picture, under which name, and what the words around it say.

A panel is a kind of handshake; a name is a backend. What else tells rows of one backend apart (a group, a path) makes
panels of its own; what is the same everywhere stands under the title.
"""

import re

import pandas

import tables

# Beside protocol and handshake, and how each is said.
DETAILS = {
    "link": "{} link",
    "target": "{}",
    "rtt_ms": "{} ms RTT",
    "jitter_ms": "{} ms jitter",
    "loss_percent": "{} % loss",
    "rate_mbit_per_s": "{} Mbit/s",
    "mtu_bytes": "MTU of {} bytes",
    "auth": "{}",
    "client_auth": "client {}",
    "chain_certificates": "chain of {}",
    "chain_bytes": "{} byte chain",
    "group": "{}",
    "offered_groups": "{} offered",
    "cipher_suite": "{}",
    "tickets_asked": "{} tickets",
    "record_size": "{} byte records",
}
USUAL = {"client_auth": "none", "chain_certificates": "2", "tickets_asked": "2"}  # which goes without saying
PATH = ("link", "target", "rtt_ms", *tables.PATH)
NUMBERS = ("rtt_ms", "chain_bytes", *tables.PATH)  # text in the files, and without the zeros at their ends here


def family(name):
    """aws-lc of aws-lc-0.42.0."""
    return re.sub(r"-\d.*$", "", name)


def backend(row):
    if row["server"] in ("", row["client"]):
        return row["client"]
    return f"{row['client']} to {row['server']}"


def names_of(runs):
    """How each run is called in a picture of several: its folder's name, numbered where that does not tell."""
    names = [run.name for run in runs]
    return [f"{name} #{names[:i].count(name) + 1}" if names.count(name) > 1 else name for i, name in enumerate(names)]


def gather(runs, rows_of):
    """The rows of all runs in one table, with the columns `run` (its number), `label` and `family`; in the order in which
    the runs name the libraries, each one's builds together. `rows_of` chooses a run's rows."""
    tables = []
    for number, (run, name) in enumerate(zip(runs, names_of(runs))):
        rows = rows_of(run).copy()
        if rows.empty:
            continue
        rows["run"] = number
        rows["family"] = [family(client) for client in rows["client"]]
        rows["backend"] = [backend(row) for _, row in rows.iterrows()]
        rows["label"] = rows["backend"] + (f" ({name})" if len(runs) > 1 else "")
        tables.append(rows)
    rows = pandas.concat(tables, ignore_index=True)
    for column in ("family", "backend"):
        rows[f"{column}_order"] = pandas.factorize(rows[column])[0]
    return rows.sort_values(["family_order", "backend_order"], kind="stable").reset_index(drop=True)


def split_by(rows):
    """The details by which one backend has several rows of one kind, and the paths if there are several: these make
    panels."""
    kinds = ["label", "protocol", "handshake"]

    def several(detail):
        frame = [*kinds, "auth"] if detail == "cipher_suite" else kinds  # a certificate brings its suite
        return (rows.groupby(frame)[detail].nunique() > 1).any()

    return [detail for detail in DETAILS if several(detail) or detail in PATH and rows[detail].nunique() > 1]


def panels(rows):
    """[(title, handshake, rows)], by protocol, and full before what resumes it."""
    columns = ["protocol", "handshake"] + split_by(rows)
    found = []
    for key, group in rows.groupby(columns, sort=False):
        details = [say(column, value) for column, value in zip(columns[2:], key[2:]) if value != ""]
        title = ", ".join([f"TLS {key[0]}", key[1], *details])
        found.append((key, title, unique(group)))
    found.sort(key=lambda each: (each[0][0], each[0][1] != "full", each[0][1:]))
    return [(title, key[1], group) for key, title, group in found]


def unique(group):
    """What nothing known here tells apart is numbered, so that no row hides another."""
    group = group.copy()
    count = group.groupby("label").cumcount()
    group["label"] = [label if number == 0 else f"{label} #{number + 1}" for label, number in zip(group["label"], count)]
    return group


def labels_of(shown):
    """The names of all panels, in order, and the family of each."""
    rows = pandas.concat([rows for _, _, rows in shown])
    rows = rows.sort_values(["family_order", "backend_order"], kind="stable").drop_duplicates("label")
    return list(rows["label"]), list(rows["family"])


def say(detail, value):
    number = pandas.to_numeric(value, errors="coerce") if detail in NUMBERS else float("nan")
    return DETAILS[detail].format(value if number != number else f"{number:g}" if number < 1e5 else f"{number:.0f}")


def under_the_title(runs, rows):
    """Two lines: machine and date; what all rows have in common."""
    machines = dict.fromkeys(machine(run.description) for run in runs)
    dates = dict.fromkeys(str(run.description.get("started") or "")[:10] for run in runs)
    splits = split_by(rows)
    common = []
    for detail in DETAILS:
        values = [value for value in dict.fromkeys(rows[detail]) if value != ""]
        if detail not in splits and values and values != [USUAL.get(detail)]:
            common.append(" or ".join(say(detail, value) for value in values[:3]) + (", ..." if len(values) > 3 else ""))
    return ["; ".join([*machines, ", ".join(filter(None, dates))]), "; ".join(common)]


def machine(description):
    """'AMD EPYC, 2 cores, virtual machine'; what run.json does not tell is left out."""
    told = description.get("machine")
    told = told if isinstance(told, dict) else {}
    cores = told.get("cores")
    words = [told.get("cpu"), f"{cores} core{'' if cores == 1 else 's'}" if cores else None, told.get("virtualisation")]
    return ", ".join(str(word) for word in words if word) or "machine not told"


def missing(runs, rows_of):
    """The note on rows that are not ok; empty if all are."""
    return tables.left_out(pandas.concat([rows_of(run) for run in runs]))
