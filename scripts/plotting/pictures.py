"""Which pictures a run or a comparison gives, and where their files go."""

import pathlib
import sys

import cpu
import latency
import ratios
import rtt
import style
import tables
from failure import Failure, from_os_error, say


def draw_runs(folders, out, formats):
    """cpu, latency and rtt, as far as there are rows for them; several runs share a picture."""
    runs = [tables.read_run(folder) for folder in folders]
    for folder, run in zip(folders, runs):
        left_out = tables.left_out(run.rows)
        if left_out:
            say(f"{folder}: {left_out}")
    style.set_up()
    sheets = {name: module.draw(runs) for name, module in (("cpu", cpu), ("latency", latency), ("rtt", rtt))}
    sheets = {name: sheet for name, sheet in sheets.items() if sheet is not None}
    if not sheets:
        raise Failure(f"nothing to plot in {' '.join(folders)}: no row that is ok has CPU times or latencies")
    write(sheets, out or pathlib.Path(folders[0]), formats)


def draw_ratios(file, out, formats):
    table = tables.read_ratios(file)
    style.set_up()
    write({"ratios": ratios.draw(table, pathlib.Path(file).name)}, out or pathlib.Path(file).parent, formats)


def write(sheets, folder, formats):
    """Says on stdout what was written."""
    for name, sheet in sheets.items():
        for form in formats:
            path = folder / f"{name}.{form}"
            data = style.picture(sheet, form)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            except OSError as error:
                raise from_os_error(error, path) from error
            print(path, flush=True)
    sys.stdout.flush()
