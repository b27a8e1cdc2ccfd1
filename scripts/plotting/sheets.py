"""The pictures with a row for each backend and a panel for each kind of handshake: what cpu and latency share."""

import dataclasses
import textwrap
from collections.abc import Callable

import cells
import style


@dataclasses.dataclass(frozen=True)
class Picture:
    """What one of them is. `alike` are the rows of all panels of one kind of handshake, which share their scale."""

    title: str
    rows_of: Callable  # run -> its rows of the links that the picture is about
    measured: Callable  # rows -> those with something to draw
    draw_panel: Callable  # (axes, labels, rows, alike)
    notes: Callable  # (runs, rows) -> lines
    legend: Callable  # () -> handles

TITLE_LETTERS = 48  # what fits above one panel of two


def rows_to_draw(runs, rows_of, measured):
    """All runs' rows in one table, or None if none of them has anything to draw."""
    rows = cells.gather(runs, rows_of) if any(len(rows_of(run)) for run in runs) else None
    return None if rows is None or measured(rows).empty else rows


def draw(runs, picture):
    """A style.Sheet; None if there is nothing to draw."""
    rows = rows_to_draw(runs, picture.rows_of, picture.measured)
    if rows is None:
        return None
    shown = [panel for panel in cells.panels(rows) if len(picture.measured(panel[2]))]
    labels, families = cells.labels_of(shown)
    sheet = style.Sheet(picture.title, cells.under_the_title(runs, picture.measured(rows)), len(shown), labels,
                        picture.notes(runs, rows))
    for axes, (title, handshake, group) in zip(sheet.axes, shown):
        picture.draw_panel(axes, labels, group, [other for _, kind, other in shown if kind == handshake])
        axes.set_title(textwrap.fill(title, TITLE_LETTERS), loc="left", fontsize=style.LABEL_SIZE, fontweight="bold")
    sheet.separate(families)
    sheet.legend(picture.legend())
    return sheet
