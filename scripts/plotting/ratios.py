"""ratios: a comparison as a forest plot. Each row is one quantity's ratio new / base with its interval, on a logarithmic
axis around 1, over a band of the ratios that were too small to be detected."""

import math

import matplotlib.ticker
import pandas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import cells
import style

QUANTITIES = {
    "client_cpu_us": "client CPU time",
    "server_cpu_us": "server CPU time",
    "client_cpu_us_min": "client CPU time, minima",
    "server_cpu_us_min": "server CPU time, minima",
    "handshake_ms": "handshake latency",
    "handshake_ms_p50": "handshake latency, median",
    "first_byte_ms": "first byte latency",
    "first_byte_ms_p50": "first byte latency, median",
}
BAND = "#D5D5D5"
# Ratios that may stand at the axis, the most wanted first; each is taken where there is room.
TICKS = [
    1, 2, 0.5, 10, 0.1, 5, 0.2, 100, 0.01, 1.5, 3, 0.3, 0.7, 1.2, 0.8, 1.1, 0.9, 0.6, 0.4, 1.05, 0.95, 1.02, 0.98, 1.01,
    0.99, 1000, 0.001, 1.005, 0.995
]
ROOM = 0.14  # of the axis



def draw(table, name):
    """A style.Sheet of the rows of one comparison, which lies in the file `name`."""
    rows = table[table["ratio"].notna()].copy()
    pairs = rows["base"] + "\n" + rows["new"]
    one_pair = pairs.nunique() == 1
    rows["label"] = [label(row, not one_pair) for _, row in rows.iterrows()]
    rows["label"] += details(rows)
    quantities = list(dict.fromkeys(rows["quantity"]))
    labels = list(dict.fromkeys(rows["label"]))
    title = "Ratios of a comparison"
    if one_pair:
        title += f": {rows['new'].iloc[0]} against {rows['base'].iloc[0]}"
    sheet = style.Sheet(title, [f"{name}: new / base, so above 1 the new one needs more"], len(quantities), labels,
                        notes(table, rows), beside=1.3)
    limits = limits_of(rows)
    for axes, quantity in zip(sheet.axes, quantities):
        prepare(axes, limits)
        for _, row in rows[rows["quantity"] == quantity].iterrows():
            draw_row(axes, labels.index(row["label"]), row)
        words = QUANTITIES.get(quantity, quantity)
        axes.set_title(words, loc="left", fontsize=style.LABEL_SIZE, fontweight="bold")
        axes.set_xlabel("ratio new / base (no unit)")
    sheet.legend(legend())
    return sheet


def label(row, with_pair):
    words = [f"TLS {row['protocol']} {row['handshake']}"]
    pair = f"{row['new']} / {row['base']}"
    backend = cells.backend(row)
    if with_pair:
        words.insert(0, pair)
    if backend and backend not in (row["base"], row["new"]):
        words.insert(0, backend)
    return ", ".join(words)


def details(rows):
    """What else tells rows of one label and quantity apart, a text for each row."""
    groups = rows.groupby(["label", "quantity"])
    rows = rows.assign(chain_bytes=[value and cells.say("chain_bytes", value) for value in rows["chain_bytes"]])
    columns = ("link", "auth", "chain_bytes", "group", "cipher_suite")
    splits = [column for column in columns if (groups[column].nunique() > 1).any()]
    texts = rows[splits].apply(lambda row: "".join(f", {value}" for value in row if value), axis=1) if splits else ""
    numbered = (rows["label"] + texts).to_frame("label").assign(quantity=rows["quantity"])
    count = numbered.groupby(["label", "quantity"]).cumcount()
    return texts + pandas.Series([f" #{n + 1}" if n else "" for n in count], index=rows.index)


def limits_of(rows):
    """The axis, the same for all panels: it holds every ratio, interval and band, and 1."""
    band = 1 + rows["detectable_percent"] / 100
    low = min(1 / band.max() if band.notna().any() else 1, rows[["ratio", "ratio_low"]].min().min(), 0.99)
    high = max(band.max() if band.notna().any() else 1, rows[["ratio", "ratio_high"]].max().max(), 1.01)
    space = (high / low)**0.05
    return low / space, high * space


def prepare(axes, limits):
    axes.set_xscale("log")
    axes.set_xlim(*limits)
    ticks = []
    room = ROOM * math.log(limits[1] / limits[0])
    for tick in TICKS:
        if limits[0] <= tick <= limits[1] and all(abs(math.log(tick / other)) >= room for other in ticks):
            ticks.append(tick)
    axes.xaxis.set_major_locator(matplotlib.ticker.FixedLocator(ticks))
    axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:.4g}"))
    axes.axvline(1, color=style.INK, linewidth=1, zorder=2)


def draw_row(axes, y, row):
    """Filled where the interval leaves 1 out."""
    if row["detectable_percent"] > 0:
        band = 1 + row["detectable_percent"] / 100
        axes.barh(y, band - 1 / band, 0.8, left=1 / band, color=BAND, zorder=1)
    low, high, ratio = row["ratio_low"], row["ratio_high"], row["ratio"]
    differs = low > 1 or high < 1
    colour = style.BLUE
    if low == low and high == high:
        axes.plot([low, high], [y, y], color=colour, linewidth=1.6, marker="|", markersize=7, zorder=3)
    axes.plot(ratio, y, marker="o", markersize=6, color=colour if differs else "white", markeredgecolor=colour,
              markeredgewidth=1.4, zorder=4)
    axes.annotate(f"{ratio:.3g}  {row['verdict']}", (1, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
                  textcoords="offset points", va="center", fontsize=style.SMALL, annotation_clip=False)


def legend():
    line = {"color": style.BLUE, "marker": "o", "markersize": 6, "linewidth": 1.6}
    return [
        Line2D([], [], label="95 % interval without 1", **line),
        Line2D([], [], label="interval with 1", markerfacecolor="white", markeredgewidth=1.4, **line),
        Patch(label="too small to be detected", facecolor=BAND),
    ]


def notes(table, rows):
    lines = ["Logarithmic axis: a half and a double lie equally far from 1."]
    absent = len(table) - len(rows)
    if absent:
        lines.append(f"{absent} row{'' if absent == 1 else 's'} without a ratio left out.")
    return lines
