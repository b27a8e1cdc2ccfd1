"""cpu: what a handshake costs each side in CPU time, from the rows of the memory link. Bars from zero, so that lengths
may be compared; panels of the same kind of handshake share their scale."""

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import cells
import sheets
import style

# Side -> where in the row its bar lies, and its look.
SIDES = {
    "client": (-0.19, {"facecolor": style.BLUE, "edgecolor": style.BLUE}),
    "server": (0.19, {"facecolor": style.ORANGE, "edgecolor": "#7A5200", "hatch": "////"}),
}
THICK = 0.34


def rows_of(run):
    return run.rows[run.rows["link"] == "memory"]


def measured(rows):
    return rows[(rows["status"] == "ok") & rows["client_cpu_us"].notna()]


def draw(runs):
    """A style.Sheet; None if no row has CPU times."""
    return sheets.draw(
        runs,
        sheets.Picture("CPU time of one handshake, client and server", rows_of, measured, draw_panel, notes, legend))


def widest(rows):
    columns = [f"{side}_cpu_us{end}" for side in SIDES for end in ("", "_high")]
    return measured(rows)[columns].max().max()


def draw_panel(axes, labels, rows, alike):
    axes.set_xlabel("CPU time per handshake, µs")
    axes.set_xlim(0, 1.13 * max(map(widest, alike)))
    for _, row in rows.iterrows():
        y = labels.index(row["label"])
        if row["status"] != "ok":
            axes.annotate(f" {row['status']}", (0, y), va="center", color=style.GREY, fontsize=style.SMALL)
            continue
        for side, (offset, look) in SIDES.items():
            draw_bar(axes, y + offset, *(row[f"{side}_cpu_us{end}"] for end in ("", "_low", "_high", "_min")), look)


def draw_bar(axes, y, value, low, high, minimum, look):
    if value != value:  # not measured
        return
    axes.barh(y, value, THICK, linewidth=0.5, **look)
    if minimum == minimum:
        axes.plot(minimum, y, marker="D", markersize=3.6, color="white", markeredgecolor=style.INK,
                  markeredgewidth=0.7, linestyle="none", zorder=3)
    end = value
    if low == low and high == high:
        axes.errorbar(value, y, xerr=[[max(value - low, 0)], [max(high - value, 0)]], color=style.INK, capsize=2.5,
                      elinewidth=1.1, zorder=4)
        end = max(high, value)
    axes.annotate(style.number(value), (end, y), xytext=(4, 0), textcoords="offset points", va="center",
                  fontsize=style.SMALL)


def legend():
    return [
        Patch(label="client", **SIDES["client"][1]),
        Patch(label="server", **SIDES["server"][1]),
        Line2D([], [], color=style.INK, marker="|", markersize=7, label="95 % interval of the median"),
        Line2D([], [], color="white", marker="D", markersize=5, markeredgecolor=style.INK, linestyle="none",
               label="minimum"),
    ]


def notes(runs, rows):
    """What the reader has to know that the panels do not show."""
    lines = ["Both ends in one thread, nothing but the library is timed: set-up, handshake, tickets, free. "
             "Bars and numbers: medians of the rounds."]
    unmeasured = ((rows["status"] == "ok") & rows["client_cpu_us"].isna()).sum()
    if unmeasured:
        lines.append(f"{unmeasured} without CPU time: all rounds were preempted.")
    lines.append(cells.missing(runs, rows_of))
    return [line for line in lines if line]
