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
    of lines across the whole plot; ``labels`` the words on it.
    """

    points: FloatArray
    segments: FloatArray
    upright: FloatArray
    level: FloatArray
    labels: dict[str, str]

    def has_points(self, values: FloatArray) -> bool:
        """Whether there are points with these coordinates along one of the two directions."""
        return any(_contains(self.points[:, axis], values) for axis in (0, 1))

    def has_intervals(self, low: FloatArray, high: FloatArray) -> bool:
        """Whether there is a bar from ``low`` to ``high`` for every pair, along one direction.

        To a thousandth of its length: 1.96 is as good as 1.959964.
        """
        for along in (0, 1):
            across = 1 - along
            bars = self.segments[np.isclose(self.segments[:, across], self.segments[:, across + 2])]
            ends = np.sort(bars[:, [along, along + 2]], axis=1)
            wanted = np.sort(np.column_stack([low, high]), axis=1)
            if all((np.abs(ends - pair) <= 1e-3 * np.ptp(pair)).all(axis=1).any() for pair in wanted):
                return True
        return False

    def has_line(self, value: float) -> bool:
        """Whether a line across the plot, or most of it, stands at ``value``."""
        if _contains(self.upright, np.array([value])) or _contains(self.level, np.array([value])):
            return True
        return any(self._long_line(value, along) for along in (0, 1))

    def _long_line(self, value: float, along: int) -> bool:
        if not len(self.segments) or not len(self.points):
            return False
        across = 1 - along
        here = _near(self.segments[:, [along, along + 2]], np.array([value, value])).all(axis=1)
        length = np.abs(self.segments[here, across] - self.segments[here, across + 2])
        return bool(length.size and length.max() >= 0.6 * np.ptp(self.points[:, across]) > 0)


def _near(found: FloatArray, wanted: FloatArray) -> NDArray[np.bool_]:
    return np.isclose(found, wanted, rtol=1e-6, atol=1e-9)


def _contains(found: FloatArray, wanted: FloatArray) -> bool:
    return bool(found.size) and all(_near(found, w).any() for w in np.atleast_1d(wanted))


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
    """Read one ``Axes``."""
    from matplotlib.collections import LineCollection

    points, segments, upright, level = [], [], [], []
    for line in ax.get_lines():
        xy = np.column_stack(
            [np.asarray(line.get_xdata(orig=False), float), np.asarray(line.get_ydata(orig=False), float)]
        )
        spans = _spans(line.get_transform(), ax)
        if spans == "height":
            upright.append(xy[0, 0])
        elif spans == "width":
            level.append(xy[0, 1])
        else:
            if line.get_marker() not in (None, "None", "", " "):
                points.append(xy)
            if line.get_linestyle() not in ("None", "", " ") and len(xy) >= 2:
                segments.append(np.hstack([xy[:-1], xy[1:]]))
    for collection in ax.collections:
        if isinstance(collection, LineCollection):
            segments += [np.hstack([s[:-1], s[1:]]) for s in collection.get_segments() if len(s) >= 2]
        else:
            points.append(np.asarray(np.ma.filled(collection.get_offsets(), np.nan), float).reshape(-1, 2))
    return Drawn(_stack(points, 2), _stack(segments, 4), np.array(upright), np.array(level), _labels(ax))


def _spans(transform: Any, ax: Any) -> str:
    if transform == ax.get_xaxis_transform(which="grid"):
        return "height"
    return "width" if transform == ax.get_yaxis_transform(which="grid") else ""


def _stack(parts: list[FloatArray], width: int) -> FloatArray:
    return np.vstack(parts) if parts else np.empty((0, width))


def _labels(ax: Any) -> dict[str, str]:
    legend = ax.get_legend()
    return {
        "x": ax.get_xlabel(),
        "y": ax.get_ylabel(),
        "title": ax.get_title() or ax.get_title("left"),
        "legend": " ".join(t.get_text() for t in legend.get_texts()) if legend else "",
    }
