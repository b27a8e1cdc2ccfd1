"""latency: how long a handshake over a socket takes, and until the first byte comes. Percentiles are those of
summary.csv; the shape above them is a histogram of samples.csv, where a run has it."""

import matplotlib.ticker
import numpy
import pandas
from matplotlib.lines import Line2D

import cells
import sheets
import style
import tables

# What is shown -> where in the row it lies, and its look.
PHASES = {
    "handshake_ms": ("handshake: TCP connected until the client may send", -0.08, style.BLUE, "o"),
    "first_byte_ms": ("first byte: start of connect until the response begins", 0.34, style.ORANGE, "s"),
}
TALL = 0.32  # of the histograms, in rows
BINS = 120  # of the whole axis
LOGARITHMIC = 20.0  # from this ratio of the longest to the shortest on


def rows_of(run):
    return run.rows[run.rows["link"] != "memory"]


def measured(rows):
    return rows[(rows["status"] == "ok") & rows["handshake_ms_p50"].notna()]


def draw(runs):
    """A style.Sheet; None if no row has latencies."""
    samples = samples_by_cell(runs)

    def draw_with_shapes(axes, labels, rows, alike):
        draw_panel(axes, labels, rows, samples, prepare(axes, alike))

    return sheets.draw(runs, sheets.Picture("Latency of a handshake", rows_of, measured, draw_with_shapes,
                                            lambda runs, _: notes(runs, samples), legend))


def prepare(axes, panels):
    """Sets the axis, which panels of one kind of handshake share, and returns the edges of its bins. From zero, unless
    the longest are so much longer than the shortest that those would all lie at the left."""
    columns = [f"{phase}_{percentile}" for phase in PHASES for percentile in ("p50", "p90", "p99")]
    values = pandas.concat([measured(rows)[columns] for rows in panels])
    values = values.where(values > 0)
    shortest, longest = values.min().min(), values.max().max()
    if not longest > LOGARITHMIC * shortest:
        right = 1.1 * longest if longest > 0 else 1.0
        axes.set_xlim(0, right)
        return numpy.linspace(0, right, BINS + 1)
    axes.set_xscale("log")
    axes.set_xlim(shortest / 1.5, longest * 1.2)
    axes.xaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    return numpy.geomspace(shortest / 1.5, longest * 1.2, BINS + 1)


def samples_by_cell(runs):
    """{(number of the run, the columns of tables.KEY): its samples}."""
    found = {}
    for number, run in enumerate(runs):
        if run.samples is not None:
            for cell, group in run.samples.groupby(tables.KEY, sort=False):
                found[(number, *cell)] = group
    return found


def draw_panel(axes, labels, rows, samples, edges):
    axes.set_xlabel(f"time, ms{' (logarithmic)' if axes.get_xscale() == 'log' else ''}")
    for _, row in rows.iterrows():
        y = labels.index(row["label"])
        if row["status"] != "ok":
            axes.annotate(f" {row['status']}", (0, y), va="center", color=style.GREY, fontsize=style.SMALL)
            continue
        of_row = samples.get((row["run"], *(row[column] for column in tables.KEY)))
        for phase, (_, offset, colour, marker) in PHASES.items():
            if of_row is not None:
                draw_shape(axes, y + offset - 0.07, of_row[phase], edges, colour)
            draw_percentiles(axes, y + offset, [row[f"{phase}_{name}"] for name in ("p50", "p90", "p99")], colour, marker)


def draw_percentiles(axes, y, percentiles, colour, marker):
    """A mark at p50, a thick line to p90, a thin one with an end to p99; what was not measured is not drawn."""
    p50, p90, p99 = percentiles
    if p50 != p50:
        return
    if p99 == p99:
        axes.plot([p50, p99], [y, y], color=colour, linewidth=1.2, zorder=3)
        axes.plot(p99, y, marker="|", markersize=7, color=colour, markeredgewidth=1.4, zorder=3)
    if p90 == p90:
        axes.plot([p50, p90], [y, y], color=colour, linewidth=4, solid_capstyle="butt", zorder=3)
    axes.plot(p50, y, marker=marker, markersize=5.5, color=colour, markeredgecolor=style.INK, markeredgewidth=0.8,
              zorder=4)


def draw_shape(axes, y, values, edges, colour):
    """A histogram that stands on y; its highest bin is TALL rows high."""
    counts, _ = numpy.histogram(values.dropna(), bins=edges)
    if counts.max() > 0:
        axes.stairs(y - TALL * counts / counts.max(), edges, baseline=y, fill=True, color=colour, alpha=0.45,
                    linewidth=0, zorder=2)


def legend():
    return [Line2D([], [], color=colour, marker=marker, markersize=5.5, linewidth=4, markeredgecolor=style.INK,
                   markeredgewidth=0.8, label=label) for label, _, colour, marker in PHASES.values()]


def notes(runs, samples):
    """What the reader has to know that the panels do not show."""
    lines = ["Mark: p50. Thick line: to p90. Thin line: to p99, where a row has 1,000 samples or more."]
    if samples:
        lines.append("Shapes: all samples, each to its own height; those beyond p99 may lie outside the axis.")
    lines.append(cells.missing(runs, rows_of))
    return [line for line in lines if line]
