"""rtt: the time until the first byte over the round-trip time of an emulated path. What grows with the path are round
trips: the slope of a line says how many a kind of handshake takes, beside the number that was counted on the wire."""

import numpy
import pandas
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

import cells
import sheets
import style

COLOURS = {"1.2": style.ORANGE, "1.3": style.BLUE}
# Handshake -> marker and dashes.
LOOKS = {
    "full": ("o", "-"),
    "ticket": ("s", "--"),
    "session-id": ("D", "-."),
    "psk-ke": ("P", "-."),
    "early-data": ("^", ":"),
    "hello-retry": ("v", ":"),
}
OTHER = ("X", ":")
TALL = 2.5  # inches, of a panel
LEADER = 0.4  # inches between a panel and the words right of it
STEP = 0.17  # inches from one line of words to the next
APART = 0.042  # inches between lines that would cover each other


def rows_of(run):
    return run.rows[run.rows["link"] == "path"]


def measured(rows):
    return rows[(rows["status"] == "ok") & rows["first_byte_ms_p50"].notna() & rows["rtt"].notna()]


def with_rtt(run):
    """A number for each row: rtt_ms itself is text, since it names the row."""
    return rows_of(run).assign(rtt=pandas.to_numeric(rows_of(run)["rtt_ms"], errors="coerce"))


def draw(runs):
    """A style.Sheet; None if no backend was measured at two round-trip times."""
    rows = sheets.rows_to_draw(runs, with_rtt, measured)
    shown = [] if rows is None else panels(measured(rows))
    if not shown:
        return None
    longest = max(style.width_of(words(*line)) for _, _, lines in shown for line in lines.items())
    longest *= style.SMALL / style.LABEL_SIZE
    sheet = style.Sheet("First byte over the round-trip time of the path", cells.under_the_title(runs, measured(rows)),
                        len(shown), [], notes(runs), beside=LEADER + longest, body=TALL)
    kinds = list(dict.fromkeys(kind for _, _, lines in shown for kind in lines))
    for axes, (title, setting, lines) in zip(sheet.axes, shown):
        prepare(axes, [points for _, other, alike in shown if other == setting for points in alike.values()])
        draw_panel(axes, lines)
        axes.set_title(title, loc="left", fontsize=style.LABEL_SIZE, fontweight="bold")
        axes.set_xlabel("round-trip time of the path, ms")
        axes.set_ylabel("first byte, ms (p50)")
    sheet.legend([look_of(kind, label=name_of(kind)) for kind in kinds])
    return sheet


def panels(rows):
    """[(title, setting, {kind: its rows by RTT})], a panel for each backend and setting of the path; those with one RTT
    are left out, which have no slope."""
    details = split_by(rows)
    found = []
    for (_, label, *setting), group in rows.groupby(["run", "label"] + details, sort=False):
        lines = {kind: points.sort_values("rtt") for kind, points in group.groupby(["protocol", "handshake"])}
        lines = {kind: points for kind, points in lines.items() if points["rtt"].nunique() > 1}
        said = [cells.say(detail, value) for detail, value in zip(details, setting) if value != ""]
        if lines:
            order = sorted(lines, key=lambda kind: (kind[0], kind[1] != "full", kind[1]))
            found.append((", ".join([label, *said]), setting, {kind: lines[kind] for kind in order}))
    return found


def split_by(rows):
    """What but the RTT makes several rows of one backend and kind, or several paths."""
    kinds = rows.groupby(["label", "protocol", "handshake", "rtt"])
    return [detail for detail in cells.DETAILS if detail != "rtt_ms" and
            ((kinds[detail].nunique() > 1).any() or detail in cells.PATH and rows[detail].nunique() > 1)]


def prepare(axes, alike):
    """From zero, so that slopes and lengths may be compared; the panels of one setting share their scale."""
    points = pandas.concat(alike)
    axes.set_xlim(0, 1.03 * points["rtt"].max())
    axes.set_ylim(0, 1.08 * points["first_byte_ms_p50"].max())


def draw_panel(axes, lines):
    ends = ends_of(axes, lines)
    for kind, points in lines.items():
        up, beside = ends[kind]
        aside = axes.transData + ScaledTranslation(0, up, axes.figure.dpi_scale_trans)
        line = look_of(kind)
        line.set_data(points["rtt"], points["first_byte_ms_p50"])
        line.set_transform(aside)
        line.set_zorder(4)
        axes.add_line(line)
        leader = {"arrowstyle": "-", "color": line.get_color(), "linewidth": 0.7, "relpos": (0, 0.5), "shrinkA": 1,
                  "shrinkB": 4}
        end = (points["rtt"].iloc[-1], points["first_byte_ms_p50"].iloc[-1])
        axes.annotate(words(kind, points), end, xycoords=aside, xytext=(1.1, beside / TALL), textcoords="axes fraction",
                      va="center", fontsize=style.SMALL, annotation_clip=False, arrowprops=leader)


def ends_of(axes, lines):
    """{kind: (how far up its line is moved, how high its words stand)} in inches. Lines that end as high as others are
    moved apart; the words beside the panel are each as near to the end of its line as the others leave it room."""
    top = axes.get_ylim()[1]
    heights = {kind: points["first_byte_ms_p50"].iloc[-1] / top * TALL for kind, points in lines.items()}
    groups = []
    for kind in sorted(lines, key=heights.get):
        if not groups or heights[kind] - heights[groups[-1][-1]] > APART / 2:
            groups.append([])
        groups[-1].append(kind)
    moved = {kind: APART * (number - (len(group) - 1) / 2) for group in groups for number, kind in enumerate(group)}
    order = [kind for group in groups for kind in group]
    return dict(zip(order, zip(map(moved.get, order), spread([heights[kind] + moved[kind] for kind in order]))))


def spread(places):
    """Heights in inches, from the lowest on, moved up until each has its STEP, and down again from the top."""
    moved = []
    for place in places:
        moved.append(max(place, moved[-1] + STEP if moved else place))
    limit = TALL + STEP / 2
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - STEP
    return moved


def words(kind, points):
    """'TLS 1.3 full: 3.00 round trips (3)'"""
    slope = numpy.polyfit(points["rtt"], points["first_byte_ms_p50"], 1)[0]
    counted = sorted(1 + points["first_byte_round_trips"].dropna().unique())  # and the one of TCP's connect
    told = f" ({' or '.join(f'{number:.0f}' for number in counted)})" if counted else ""
    return f"{name_of(kind)}: {slope:.2f} round trips{told}"


def name_of(kind):
    return f"TLS {kind[0]} {kind[1]}"


def look_of(kind, label=None):
    marker, dashes = LOOKS.get(kind[1], OTHER)
    return Line2D([], [], color=COLOURS.get(kind[0], style.GREY), marker=marker, linestyle=dashes, linewidth=1.4,
                  markersize=5, markeredgecolor="white", markeredgewidth=0.6, label=label)


def notes(runs):
    """What the reader has to know that the panels do not show."""
    lines = ["Round trips: ms of first byte for each ms of RTT, the slope of a least-squares line. In brackets: as "
             "counted, one for TCP's connect and the others on the wire.",
             "First byte: start of connect until the response begins. Lines that would cover each other are drawn side "
             "by side."]
    lines.append(cells.missing(runs, rows_of))
    return [line for line in lines if line]
