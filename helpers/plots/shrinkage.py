"""Shrinkage lines: from each study's own estimate to its shrunken one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, real_array, real_number
from helpers.plots.labels import study_names
from helpers.plots.style import COLOURS, axes_for, styled


def shrinkage(
    effects: ArrayLike,
    shrunken: ArrayLike,
    pooled: float | None = None,
    labels: Sequence[Any] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Each study's own estimate at the left, joined to its shrunken one at the right.

    ``effects`` and ``shrunken`` have shape (K,), e.g. ``post.theta.mean``; ``pooled``, complete pooling, is a
    dashed line. Raises ``ValueError`` for shapes that differ.
    """
    own, drawn = real_array(effects, "effects"), real_array(shrunken, "shrunken")
    if own.ndim != 1 or own.shape != drawn.shape:
        raise ValueError(f"shrunken must have the shape (K,) of effects; found {drawn.shape} and {own.shape}")
    names = study_names(labels, own.size)
    with styled():
        ax = axes_for(ax, (6.4, 4.2))
        heights = _spread(drawn, 0.05 * float(np.ptp(np.concatenate([own, drawn]))))
        for left, right, height, name in zip(own, drawn, heights, names, strict=True):
            ax.plot([0, 1], [left, right], color="#888888", linewidth=1, zorder=1)
            ax.annotate(name, (1.05, height), va="center", fontsize="small")
        ax.scatter(np.zeros(own.size), own, color=COLOURS["blue"], marker="o", zorder=2)
        ax.scatter(np.ones(own.size), drawn, color=COLOURS["vermilion"], marker="s", zorder=2)
        if pooled is not None:
            height = real_number(pooled, "pooled")
            ax.axhline(height, color="black", linestyle=(0, (4, 3)), linewidth=1, zorder=0)
            above = ax.annotate("complete pooling", (-0.18, height), (0, 3), textcoords="offset points")
            above.set_fontsize("small")
        ax.set_xticks([0, 1], ["No pooling", "Partial pooling"])
        ax.set_xlim(-0.2, 1.5)
        ax.set_ylabel("Effect")
    return ax


def _spread(heights: FloatArray, gap: float) -> FloatArray:
    """``heights`` moved apart, in their order, until neighbours are ``gap`` away."""
    order = np.argsort(heights)
    steps = gap * np.arange(heights.size)
    placed = np.maximum.accumulate(heights[order] - steps) + steps
    spread = np.empty_like(placed)
    spread[order] = placed - np.mean(placed - heights[order])
    return spread
