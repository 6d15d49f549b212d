"""Ranks of simulation-based calibration: how far from uniform they are, and how far they may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from helpers._validate import described, one_of, real_number
from helpers.diagnostics import SBC
from helpers.diagnostics.uniformity import band, p_text
from helpers.plots.style import COLOURS, axes_for, styled


def rank_ecdf(
    result: SBC, names: Sequence[str] | str | None = None, level: float = 0.99, ax: Axes | None = None
) -> Axes:
    """Each quantity's distribution function of ranks less the uniform one, over the band where all belong.

    A right method keeps the curves of *all* quantities of ``result`` inside the band, everywhere, with chance
    ``level`` (Säilynoja, Bürkner & Vehtari 2022, and Bonferroni over quantities): at 0.99 a curve leaves it
    exactly where ``result`` calls the quantity failing. Ranks pile up at the left where a curve is above 0
    there: the draws lie too high. An S that rises, falls and rises again means draws that spread too little,
    its mirror image draws that spread too widely. ``names`` picks some of ``result.names`` to draw.
    """
    if not isinstance(result, SBC):
        raise TypeError(f"result must be what diagnostics.sbc returns; found {described(result)}")
    chosen = _chosen(names, result)
    share = (1 - real_number(level, "level", above=0, below=1)) / len(result.names)
    at, low, high = (
        np.concatenate([[0.0], values, [1.0]]) for values in band(len(result.ranks), result.draws, 1 - share)
    )
    with styled():
        ax = axes_for(ax, (6.4, 3.8))
        ax.fill_between(at, low - at, high - at, color="#888888", alpha=0.25, linewidth=0)
        ax.axhline(0, color="#444444", linewidth=0.8)
        looks = zip(cycle(list(COLOURS.values())), cycle(["-", "--", "-.", ":"]), strict=False)
        for name, (colour, style) in zip(chosen, looks, strict=False):
            column = result.names.index(name)
            below = np.searchsorted(np.sort(result.ranks[:, column]), np.arange(result.draws + 2))
            label = f"{name}  ({p_text(result.p_values[column])})"
            ax.plot(at, below / len(result.ranks) - at, style, color=colour, label=label)
        ax.set_xlim(0, 1)
        ax.set_xlabel("Rank of the truth among the draws, as a share")
        ax.set_ylabel("Share of worlds below, less uniform")
        ax.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return ax


def _chosen(names: Any, result: SBC) -> tuple[str, ...]:
    if names is None:
        return result.names
    listed = isinstance(names, Sequence) and not isinstance(names, str | bytes)
    chosen = tuple(names) if listed else (names,)
    for name in chosen:
        one_of(name, "names", result.names)
    if not chosen:
        raise ValueError("names must hold at least one quantity, or be None for all; found none")
    return chosen
