"""The still picture that stands in a widget's place where scripts do not run, and on paper."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def data_uri(axes: Axes) -> str:
    """The figure of ``axes`` as an SVG that travels inside the page; the figure is closed.

    The same figure gives the same text: no date, no random identifiers.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    figure = axes.get_figure(root=True)
    assert figure is not None
    with mpl.rc_context({"svg.hashsalt": "borrowing-strength", "svg.fonttype": "none"}), io.BytesIO() as file:
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None}, facecolor="white")
        plt.close(figure)
        return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()


def bars(names: Sequence[object], values: ArrayLike, xlabel: str, ylabel: str) -> Axes:
    """One column a name."""
    import matplotlib.pyplot as plt

    from helpers import plots

    with plots.styled():
        axes = plt.subplots(figsize=(6.4, 3.2))[1]
        axes.bar([str(name) for name in names], values, color=plots.COLOURS["blue"])
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
    return axes
