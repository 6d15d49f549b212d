"""Figures of the book's pages: vector graphics in two layouts, for a desk and for a telephone.

On the page the one that fits is shown, and its colours follow the theme: ink is the text's own colour, and
the course's palette becomes CSS variables. Where no style sheet knows them, the wide layout and the printed
colours remain.
"""

from __future__ import annotations

import io
import pickle
import re
from textwrap import fill

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from helpers.plots.style import COLOURS

# Inches: a telephone's 375 px without the page's margins, one unit of the drawing a pixel.
PHONE = 343 / 72
SMALLEST = 9.5  # points on a telephone
_INK = ("#000000", "#222222", "#444444", "#333333")
_FONTS = "'DejaVu Sans', Verdana, sans-serif"
# What a page's kernel runs first, so that its figures are put out as such pictures; it loads nothing else.
# (What is said of `Figure` itself the inline back end unsays when it is loaded.)
START_UP = """\
def _picture(figure):
    from helpers.authoring.figures import picture

    return picture(figure)


_formats = get_ipython().display_formatter.formatters
_formats["image/svg+xml"].for_type_by_name("matplotlib.figure", "FigureBase", _picture)
"""


def picture(figure: Figure) -> str:
    """Both layouts in one SVG; the one for a telephone is hidden unless a style sheet shows it."""
    wide, narrow = _svg(figure), _svg(_stacked(pickle.loads(pickle.dumps(figure))))
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', wide).groups()  # type: ignore[union-attr]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<g class="wide">{wide}</g><g class="narrow" style="display: none">{narrow}</g></svg>'
    )


def layouts(svg: str) -> tuple[str, str] | None:
    """The two drawings in what `picture` made, wide and narrow; None of any other SVG."""
    found = re.search(r'<g class="wide">(.*)</g><g class="narrow"[^>]*>(.*)</g></svg>\s*$', svg, re.DOTALL)
    return (found[1], found[2]) if found else None


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "borrowing-strength"}):
        figure.savefig(
            buffer,
            format="svg",
            bbox_inches="tight",
            pad_inches=0.04,
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    svg = re.sub(r"^.*?(?=<svg)|<metadata>.*?</metadata>", "", buffer.getvalue(), flags=re.DOTALL)
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)  # as wide as the page lets it be
    return _themed(svg).strip()


def _themed(svg: str) -> str:
    own = {colour.lower(): f"var(--figure-{name}, {colour})" for name, colour in COLOURS.items()}
    own |= dict.fromkeys(_INK, "currentColor") | {"#ffffff": "var(--figure-ground, #fff)"}
    svg = re.sub(r"\b(fill|stroke): (#\w{6})", lambda m: f"{m[1]}: {own.get(m[2], m[2])}", svg)
    svg = re.sub(r"'DejaVu Sans'(?:, [\w' -]+)*", _FONTS, svg)
    return svg.replace("<svg ", '<svg fill="currentColor" ', 1)


def _stacked(figure: Figure) -> Figure:
    """The same figure as wide as a telephone, its panels below each other, no words too small to read."""
    places = {axes: spec for axes in figure.axes if (spec := axes.get_subplotspec()) is not None}
    before = figure.get_size_inches()
    columns = max((spec.get_gridspec().ncols for spec in places.values()), default=1)
    height = before[1] * (1.0 if columns == 1 else 0.85 * columns)
    if columns > 1:
        grid = GridSpec(len(places), 1, figure=figure)
        for row, axes in enumerate(places):
            axes.set_subplotspec(grid[row])
            axes.tick_params(labelleft=True)
    for words in figure.findobj(Text):
        words.set_fontsize(max(words.get_fontsize(), SMALLEST))
    for axes in places:
        _break_long_labels(axes)
        height += _legend_above(axes)
    figure.set_size_inches(min(PHONE, before[0]), height)
    _trim_to(figure, PHONE)
    return figure


def _break_long_labels(axes: Axes) -> None:
    labels = [label.get_text() for label in axes.get_yticklabels()]
    if isinstance(axes.yaxis.get_major_locator(), FixedLocator) and max(map(len, labels), default=0) > 15:
        axes.set_yticks(axes.get_yticks(), [fill(label, 15) for label in labels])


def _legend_above(axes: Axes) -> float:
    """Put the legend above the axes, where it covers no data; the inches that takes."""
    legend = axes.get_legend()
    if legend is None or axes.get_title(loc="left") or axes.get_title():
        return 0.0
    legend.set_loc("lower left")
    legend.set_bbox_to_anchor((0.0, 1.0))
    return 0.2 * len(legend.get_texts())


def _trim_to(figure: Figure, width: float) -> None:
    """Narrow the figure until all that is drawn, words beside the axes included, is ``width`` inches wide."""
    for _ in range(3):
        figure.draw_without_rendering()
        over = figure.get_tightbbox(figure.canvas.get_renderer()).width + 0.08 - width  # type: ignore[attr-defined]
        if over <= 0:
            return
        figure.set_size_inches(max(figure.get_size_inches()[0] - over, 1.0), figure.get_size_inches()[1])


def inline(drawn: tuple[str, str], alt: str, mark: str) -> str:
    """HTML that shows the layout that fits: one picture for assistive technology, described by ``alt``."""
    wide, narrow = (_own_names(each, f"{mark}{size}") for each, size in zip(drawn, "wn", strict=True))
    return (
        f'<div class="figure-drawn" role="img" aria-label="{alt}">'
        f'<div class="figure-wide" aria-hidden="true">{wide}</div>'
        f'<div class="figure-narrow" aria-hidden="true">{narrow}</div></div>'
    )


def _own_names(svg: str, mark: str) -> str:
    """The drawing with names that no other drawing of the page has."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{mark}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{mark}-\1)", svg)
    return re.sub(r'href="#([^"]+)"', rf'href="#{mark}-\1"', svg)
