"""What the pictures have in common: colours, sizes, the sheet with its title and notes, and how one is written.

A series is told apart by more than its colour (hatch, marker, side of the row), so that a picture can be read in grey.
The same input gives the same bytes: no date, no random names, and nothing of the user's settings of matplotlib.
"""

import io
import logging
import math
import textwrap

import matplotlib
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

# Okabe and Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/: told apart by the colour-blind. Of
# its eight these two are also far apart in lightness.
BLUE = "#0072B2"
ORANGE = "#E69F00"
INK = "#222222"
GREY = "#666666"
PALE = "#DDDDDD"

WIDTH = 10.0  # inches, as all below; 960 pixels of a browser
ROW = 0.36  # one backend
HEAD = 0.34  # a panel's title
SCALE = 0.75  # the numbers left of a panel, and the name of that axis
AXIS = 0.62  # ticks and the name of the axis
MARGIN = 0.15
LABEL_SIZE = 10  # points
SMALL = 8.5
LINE_LETTERS = 125  # that fit into the width at LABEL_SIZE


def set_up():
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where it keeps its list of fonts is nobody's concern
    matplotlib.use("agg")
    matplotlib.rcdefaults()  # not a matplotlibrc that lies about
    matplotlib.rcParams.update({
        "svg.hashsalt": "tlsbench",  # names inside the file
        "svg.fonttype": "none",  # text stays text: it can be searched and read aloud
        "font.family": "sans-serif",  # DejaVu Sans, which comes with matplotlib; whoever looks at an SVG may have none
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Helvetica", "Arial"],
        "font.size": LABEL_SIZE,
        "axes.edgecolor": GREY,
        "axes.linewidth": 0.8,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "hatch.linewidth": 0.7,
        "text.parse_math": False,  # a $ in a name is a $
    })


def width_of(text):
    """Inches."""
    return TextPath((0, 0), text or " ", size=LABEL_SIZE).get_extents().width / 72


class Sheet:
    """A figure with a title, lines under it, a legend, panels that share the names at their left, and notes below."""

    def __init__(self, title, lines, panels, labels, notes, columns=2, beside=0.0, body=None):
        """`panels`: how many. `labels`: one a row, top to bottom; none where y is a number, and `body` says how many
        inches it has. `beside`: inches kept free right of each panel."""
        columns = min(columns, panels)
        down = math.ceil(panels / columns)
        lines = [part for line in lines for part in textwrap.wrap(line, LINE_LETTERS)]
        notes = [part for note in notes for part in textwrap.wrap(note, int(LINE_LETTERS * LABEL_SIZE / SMALL))]
        body = body or max(ROW * len(labels), 0.8)
        top = MARGIN + 0.32 + 0.2 * len(lines) + 0.36
        height = top + down * (HEAD + body + AXIS) + 0.17 * len(notes) + MARGIN
        left = min(max(map(width_of, labels)), WIDTH / 2) + 0.2 if labels else SCALE
        gap = 0.25 if labels else SCALE
        self.title = title
        self.labels = labels
        self.figure = Figure(figsize=(WIDTH, height))
        wide = (WIDTH - left - MARGIN - gap * (columns - 1)) / columns - beside
        self.axes = []
        for number in range(panels):
            across, row = number % columns, number // columns
            x = left + across * (wide + beside + gap)
            y = height - top - row * (HEAD + body + AXIS) - HEAD - body
            axes = self.figure.add_axes((x / WIDTH, y / height, wide / WIDTH, body / height))
            self._prepare(axes, named=across == 0)
            self.axes.append(axes)
        self._write(MARGIN, height - MARGIN, title, fontsize=14, fontweight="bold")
        for number, line in enumerate(lines):
            self._write(MARGIN, height - MARGIN - 0.32 - 0.2 * number, line, color=GREY)
        for number, note in enumerate(reversed(notes)):
            self._write(MARGIN, MARGIN + 0.17 * (number + 1), note, fontsize=SMALL, color=GREY)
        self._legend_at = height - top + 0.36

    def _write(self, x, y, text, **how):
        width, height = self.figure.get_size_inches()
        self.figure.text(x / width, y / height, text, va="top", ha="left", **how)

    def _prepare(self, axes, named):
        if self.labels:
            axes.set_ylim(len(self.labels) - 0.5, -0.5)
            axes.set_yticks(range(len(self.labels)), self.labels if named else [""] * len(self.labels))
            axes.tick_params(axis="y", length=0)
        axes.grid(axis="x" if self.labels else "both", color=PALE, linewidth=0.7)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)

    def separate(self, families):
        """A line wherever the family of one row is not that of the row before."""
        for axes in self.axes:
            for row in range(1, len(families)):
                if families[row] != families[row - 1]:
                    axes.axhline(row - 0.5, color="#AAAAAA", linewidth=0.7)

    def legend(self, handles):
        height = self.figure.get_size_inches()[1]
        self.figure.legend(handles=handles, loc="upper left", bbox_to_anchor=((MARGIN - 0.03) / WIDTH, self._legend_at / height),
                           ncol=len(handles), frameon=False, fontsize=LABEL_SIZE, handletextpad=0.6,
                           columnspacing=1.6, borderaxespad=0.0, borderpad=0.2)


def picture(sheet, form):
    """The bytes of the file. Nothing in it tells when it was made."""
    data = io.BytesIO()
    metadata = {"Date": None, "Creator": None, "Title": sheet.title} if form == "svg" else {"Software": None}
    sheet.figure.savefig(data, format=form, dpi=120, metadata=metadata, facecolor="white")
    return data.getvalue()


def number(value):
    """Three digits, as one reads them: 0.123, 12.3, 123, 1234."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
