"""The course's look: Okabe–Ito colours, quiet axes, and the session's own settings left as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from helpers._validate import described

COLOURS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "black": "#000000",
}

_STYLE = Path(__file__).with_name("style.mplstyle")


@contextmanager
def own_settings() -> Iterator[None]:
    """Let a block change Matplotlib's settings, and leave the session's as they were.

    Except for one thing: the first figure of a session loads a notebook's back end, which switches
    interactive figures on, and `rc_context` would switch them off again for the rest of the session.
    """
    interactive = plt.isinteractive()
    try:
        with plt.rc_context():
            try:
                yield
            finally:
                interactive = plt.isinteractive()
    finally:
        matplotlib.interactive(interactive)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the course's style and leave the session's own as it was."""
    with own_settings():
        plt.style.use(_STYLE)
        yield


def axes_for(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """``ax``, or the axes of a new figure of ``size`` in inches."""
    if ax is None:
        return plt.subplots(figsize=size)[1]
    if not isinstance(ax, Axes):
        raise TypeError(f"ax must be Matplotlib's Axes or None; found {described(ax)}")
    return ax


def use_style() -> None:
    """Set the course's Matplotlib style for the session: Okabe–Ito colours, quiet axes."""
    plt.style.use(_STYLE)
