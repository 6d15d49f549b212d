"""Reading a figure: where its points, bars and lines are, whatever function drew them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray


@dataclass(frozen=True)
class Drawn:
    """What an ``Axes`` shows, in data coordinates.

    ``points`` (n, 2); ``segments`` (n, 4) as x0, y0, x1, y1; ``upright`` and ``level`` the positions
    of lines across the whole plot; ``labels`` the words on it; ``cut_off``, whether something lies outside
    the limits of the axes, and so is not among them.
    """

    points: FloatArray
    segments: FloatArray
    upright: FloatArray
    level: FloatArray
    labels: dict[str, str]
    cut_off: bool = False

    def rows_of_points(self, values: FloatArray, along: int) -> list[FloatArray]:
        """For each value where its points stand across, those with this coordinate ``along`` (0 is x)."""
        return [self.points[_near(self.points[:, along], v), 1 - along] for v in values]

    def rows_of_bars(self, low: FloatArray, high: FloatArray, along: int) -> list[FloatArray]:
        """For each pair where its bars stand across.

        To a thousandth of a bar's length: 1.96 is as good as 1.959964.
        """
        across = 1 - along
        bars = self.segments[_near(self.segments[:, across], self.segments[:, across + 2])]
        ends = np.sort(bars[:, [along, along + 2]], axis=1)
        wanted = np.sort(np.column_stack([low, high]), axis=1)
        same = (np.abs(ends - pair[None]).max(axis=1) <= 1e-3 * np.ptp(pair) for pair in wanted)
        return [bars[found, across] for found in same]

    def joins(self, one: float, other: float, along: int) -> bool:
        """Whether a line leads from the one value to the other."""
        ends = np.sort(self.segments[:, [along, along + 2]], axis=1)
        return bool(_near(ends, np.sort([one, other])).all(axis=1).any())

    def has_line(self, value: float, along: int) -> bool:
        """Whether a line across the plot, or most of it, stands at ``value``."""
        lines = (self.upright, self.level)[along]
        return bool(_near(lines, value).any()) or self._long_line(value, along)

    def _long_line(self, value: float, along: int) -> bool:
        across = 1 - along
        here = _near(self.segments[:, [along, along + 2]], value).all(axis=1)
        length = np.abs(self.segments[here, across] - self.segments[here, across + 2])
        rows = self.points[:, across]
        return bool(length.size and rows.size and length.max() >= 0.6 * np.ptp(rows) > 0)


def _near(found: FloatArray, wanted: Any) -> NDArray[np.bool_]:
    return np.isclose(found, wanted, rtol=1e-6, atol=1e-9)


@dataclass(frozen=True)
class Pictures:
    """What was seen on a figure that is not here."""

    drawn: list[Drawn]


def pictures_in(thing: Any) -> list[Drawn]:
    """What the ``Axes`` in ``thing`` show, or what was seen on them elsewhere."""
    if isinstance(thing, Pictures):
        return thing.drawn
    if isinstance(thing, (list, tuple)) and any(isinstance(item, Pictures) for item in thing[:20]):
        return [drawn for item in thing[:20] for drawn in pictures_in(item)]
    return [look(ax) for ax in axes_in(thing)]


def axes_in(thing: Any) -> list[Any]:
    """The ``Axes`` in an Axes, a Figure, or a container of them (such as what ``plt.subplots`` returns)."""
    if hasattr(thing, "get_xlabel") and hasattr(thing, "collections"):
        return [thing]
    if hasattr(thing, "get_axes") and callable(thing.get_axes) and hasattr(thing, "savefig"):
        return list(thing.get_axes())
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        thing = list(thing.ravel())
    if isinstance(thing, (list, tuple)):
        return list(dict.fromkeys(ax for item in thing[:20] for ax in axes_in(item)))
    inner = getattr(thing, "axes", None)
    return axes_in(inner) if inner is not None and inner is not thing else []


def look(ax: Any) -> Drawn:
    """Read one ``Axes``: what can be seen of it."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Rectangle

    points: list[FloatArray] = []
    segments: list[FloatArray] = []
    across: dict[str, list[float]] = {"height": [], "width": []}
    for line in filter(_visible, ax.get_lines()):
        xy = _ends(line)
        spans = _spans(line, ax)
        if spans:
            across[spans].append(float(xy[0, 0 if spans == "height" else 1]))
            continue
        if line.get_marker() not in (None, "None", "", " "):
            points.append(xy)
        if line.get_linestyle() not in ("None", "", " ") and len(xy) >= 2:
            segments.append(np.hstack([xy[:-1], xy[1:]]))
    for collection in filter(_visible, ax.collections):
        if isinstance(collection, LineCollection):
            segments += [np.hstack([s[:-1], s[1:]]) for s in collection.get_segments() if len(s) >= 2]
        else:
            points.append(np.asarray(np.ma.filled(collection.get_offsets(), np.nan), float).reshape(-1, 2))
    for box in (patch for patch in filter(_visible, ax.patches) if isinstance(patch, Rectangle)):
        x, y, width, height = box.get_x(), box.get_y(), box.get_width(), box.get_height()
        segments.append(np.array([[x, y + height / 2, x + width, y + height / 2]]))
        segments.append(np.array([[x + width / 2, y, x + width / 2, y + height]]))
    everything = (_stack(points, 2), _stack(segments, 4), *map(np.array, across.values()))
    inside = [_inside(part, ax, only) for part, only in zip(everything, ("", "", "x", "y"), strict=True)]
    marks, bars, upright, level = (part[seen] for part, seen in zip(everything, inside, strict=True))
    return Drawn(marks, bars, upright, level, _labels(ax), cut_off=not all(seen.all() for seen in inside))


def _visible(artist: Any) -> bool:
    return bool(artist.get_visible()) and artist.get_alpha() != 0


def _ends(line: Any) -> FloatArray:
    if hasattr(line, "get_slope"):  # an endless line, from ``axline``
        (x0, y0), slope = line.get_xy1(), line.get_slope()
        x1, y1 = line.get_xy2() or ((x0, y0 + 1) if np.isinf(slope) else (x0 + 1, y0 + slope))
        return np.array([[x0, y0], [x1, y1]], float)
    ends = (line.get_xdata(orig=False), line.get_ydata(orig=False))
    return np.column_stack([np.asarray(end, float) for end in ends])


def _spans(line: Any, ax: Any) -> str:
    """Whether a line goes through the whole ``"height"`` or ``"width"`` of the plot, or most of it."""
    (x0, y0), (x1, y1) = _ends(line)[[0, -1]]
    if hasattr(line, "get_slope"):
        return "height" if x0 == x1 else "width" if y0 == y1 else ""
    if line.get_transform() == ax.get_xaxis_transform(which="grid"):
        return "height" if abs(y1 - y0) >= 0.6 else ""
    is_level = line.get_transform() == ax.get_yaxis_transform(which="grid")
    return "width" if is_level and abs(x1 - x0) >= 0.6 else ""


def _inside(part: FloatArray, ax: Any, only: str) -> NDArray[np.bool_]:
    """Which rows lie within the limits of the axes; ``only`` names the one axis that counts."""
    limits = {"x": np.sort(ax.get_xlim()), "y": np.sort(ax.get_ylim())}
    inside = np.ones(len(part), bool)
    for i, column in enumerate(np.atleast_2d(part.T)):
        low, high = limits[only or "xy"[i % 2]]
        room = 1e-6 * (high - low)
        inside &= ~((column < low - room) | (column > high + room))
    return inside


def _stack(parts: list[FloatArray], width: int) -> FloatArray:
    return np.vstack(parts) if parts else np.empty((0, width))


def _labels(ax: Any) -> dict[str, str]:
    legend = ax.get_legend()
    return {
        "x": ax.get_xlabel() or ax.figure.get_supxlabel(),
        "y": ax.get_ylabel() or ax.figure.get_supylabel(),
        "title": ax.get_title() or ax.get_title("left"),
        "legend": " ".join(t.get_text() for t in legend.get_texts()) if legend else "",
    }
