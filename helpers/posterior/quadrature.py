"""Where to put the nodes: bracket one-dimensional posteriors, cut them into panels, check each panel.

A problem is a row; a batch of rows is handled at once. Problems are written in a coordinate x in which
log densities are smooth at the scale 1 (a logarithm far from 0), however far apart the scales of the
problem are. In the normal model τ = c·sinh x does that: the singularities of the likelihood, τ = ±i·s_k,
lie π/2 away from the real axis of x, and a Gauss–Legendre rule converges geometrically at a rate set by
that distance and the length of the panel (Trefethen 2013, Approximation Theory and Approximation
Practice, Thm 19.3).
"""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np

from helpers._panels import even_panels, spread
from helpers._validate import FloatArray

DROP = 37.0  # an integrand is cut off this many nats below its peak: e^-37 is half a rounding error
PANEL = 8.0  # longest panel: with singularities π/2 away its rule is good to 1e-15
PIECES, PIECE_NODES = 8, 24  # a panel is cut into so many pieces where its polynomial itself is wanted
CELLS = 6  # a bracket must span this many steps of the scan, else the scan was too coarse


class Integrands(Protocol):
    """A batch of unnormalised log densities in x."""

    def take(self, rows: np.ndarray) -> Self:
        """The batch of these rows."""
        ...

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The log density at x, and that of the fastest-growing moment wanted: (b, N) each, like x."""
        ...


def bracket(problems: Integrands, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ends (b,) outside which the densities and their moments are negligible.

    ``grid`` (b, G) is a first scan, fine enough that log densities bend little between its points. A peak
    too narrow for it is scanned again, closer and closer, until it spans several steps.
    """
    low, high, narrow = _cut(problems, grid)
    if narrow.any():
        rows = np.flatnonzero(narrow)
        finer = low[rows, None] + (high - low)[rows, None] * np.linspace(0, 1, 17)
        low[rows], high[rows] = bracket(problems.take(rows), finer)
    return low, high


def _cut(problems: Integrands, grid: FloatArray) -> tuple[FloatArray, FloatArray, np.ndarray]:
    """One scan: the ends, one step outside the part that counts, and where that part is too narrow."""
    density, moment = problems.log_density(grid)
    last = grid.shape[1] - 1
    left = np.maximum(np.argmax(_counts(density), axis=1) - 1, 0)
    right = np.minimum(last - np.argmax(_counts(moment)[:, ::-1], axis=1) + 1, last)
    rows = np.arange(len(grid))
    low, high = grid[rows, left], grid[rows, right]
    width = high - low
    narrow = (right - left < CELLS) & (width > 1e-9 * np.abs(high)) & (width > 1e-12)
    return low, high, narrow


def _counts(g: FloatArray) -> np.ndarray:
    """Where the density may be within DROP of its peak, also when the peak lies between two points."""
    best = g.copy()
    before, at, after = g[:, :-2], g[:, 1:-1], g[:, 2:]
    mode = (at >= before) & (at >= after) & (np.minimum(before, after) > -np.inf)
    with np.errstate(invalid="ignore", over="ignore"):  # −inf minus −inf, where there is no mode
        bend = np.where(mode, np.maximum(2 * at - before - after, 1e-300), 1.0)
        best[:, 1:-1] = np.where(mode, at + (after - before) ** 2 / (8 * bend), at)
    return best > g.max(axis=1, keepdims=True) - DROP


def panel_count(low: FloatArray, high: FloatArray) -> np.ndarray:
    """How many panels no longer than PANEL cover each bracket."""
    return np.maximum(np.ceil((high - low) / PANEL), 1).astype(int)


def log_integral(problems: Integrands, low: FloatArray, high: FloatArray, finer: int = 1) -> FloatArray:
    """log ∫ exp(log density) between ``low`` and ``high``, on ``finer`` times the usual panels; (b,)."""
    answer = np.empty(len(low))
    count = finer * panel_count(low, high)
    for size in np.unique(count):
        rows = np.flatnonzero(count == size)
        x, w = spread(even_panels(low[rows], high[rows], int(size)))
        g, _ = problems.take(rows).log_density(x)
        peak = g.max(axis=1)
        answer[rows] = peak + np.log((np.exp(g - peak[:, None]) * w).sum(axis=1))
    return answer


def shifted(edges: FloatArray, lowest: FloatArray, highest: FloatArray) -> FloatArray:
    """Other panels (b, P + 1) than ``edges``, over a wider range."""
    other = edges.copy()
    width = np.diff(edges)
    margin = 0.06 * (edges[:, -1] - edges[:, 0])
    other[:, 1:-1] += 0.15 * np.minimum(width[:, 1:], width[:, :-1])
    other[:, 0] = np.maximum(edges[:, 0] - margin, lowest)
    other[:, -1] = np.minimum(edges[:, -1] + margin, highest)
    return other
