"""Where to put the nodes: bracket one-dimensional posteriors, cut them into panels, check each panel.

A problem is a row; a batch of rows is handled at once. Problems are written in a coordinate x in which
log densities are smooth at the scale 1 (a logarithm far from 0), however far apart the scales of the
problem are. In the normal model τ = c·sinh x does that: the singularities of the likelihood, τ = ±i·s_k,
lie π/2 away from the real axis of x, and a Gauss–Legendre rule converges geometrically at a rate set by
that distance and the length of the panel (Trefethen 2013, Approximation Theory and Approximation
Practice, Thm 19.3).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, Self

import numpy as np
from numpy.polynomial.legendre import legvander

from helpers._panels import gauss
from helpers._panels import spread as gauss_spread
from helpers._validate import FloatArray

DROP = 37.0  # an integrand is cut off this many nats below its peak: e^-37 is half a rounding error
NODES = 48
PANEL = 8.0  # longest panel: with singularities π/2 away its rule is good to 1e-15
PIECES, PIECE_NODES = 8, 24  # a panel is cut into so many pieces where its polynomial itself is wanted
RESOLVED = 1e-4  # last Legendre coefficients below this: the rule's error is of the order of their square
CELLS = 6  # a bracket must span this many steps of the scan, else the scan was too coarse


class Integrands(Protocol):
    """A batch of unnormalised log densities in x."""

    def take(self, rows: np.ndarray) -> Self:
        """The batch of these rows."""
        ...

    def log_density(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The log density at x, and that of the fastest-growing moment wanted: (b, N) each, like x."""
        ...


def spread(edges: FloatArray, n: int = NODES) -> tuple[FloatArray, FloatArray]:
    """Gauss nodes and weights on every panel: ``edges`` (b, P + 1) to two arrays (b, P·n)."""
    return gauss_spread(edges, n)


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


def even_panels(low: FloatArray, high: FloatArray, count: int) -> FloatArray:
    """``count`` equal panels a row: edges (b, count + 1)."""
    edges = low[:, None] + (high - low)[:, None] * (np.arange(count + 1) / count)
    edges[:, -1] = high
    return edges


def halved(edges: FloatArray, which: slice | np.ndarray = slice(None)) -> FloatArray:
    """``edges`` (b, P + 1) with all panels halved, or those that ``which`` picks: the same in every row."""
    middle = 0.5 * (edges[:, 1:] + edges[:, :-1])
    return np.sort(np.concatenate([edges, middle[:, which]], axis=1), axis=1)


def cut(edges: FloatArray, pieces: int) -> FloatArray:
    """``edges`` (b, P + 1) with every panel cut into equal pieces: (b, P·pieces + 1)."""
    inner = edges[:, :-1, None] + np.diff(edges)[..., None] * (np.arange(pieces) / pieces)
    return np.concatenate([inner.reshape(len(edges), -1), edges[:, -1:]], axis=1)


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


@lru_cache
def _project(n: int) -> FloatArray:
    """Maps values at n nodes to the last four Legendre coefficients."""
    node, weight = gauss(n)
    degrees = np.arange(n - 4, n)
    return weight[:, None] * legvander(node, n - 1)[:, degrees] * (degrees + 0.5)


def unresolved(densities: FloatArray, edges: FloatArray) -> np.ndarray:
    """Panels (b, P) on which one of the normalised densities (F, b, P·n) is not yet resolved."""
    b, panels = len(edges), edges.shape[1] - 1
    values = densities.reshape(len(densities), b, panels, -1)
    last = np.abs(values @ _project(values.shape[-1])).max(axis=(0, -1)) * np.diff(edges)
    splittable = np.diff(edges) > 1e-12 * np.maximum(np.abs(edges[:, 1:]), np.abs(edges[:, :-1]))
    return (last > RESOLVED) & splittable


def shifted(edges: FloatArray, lowest: FloatArray, highest: FloatArray, fixed: np.ndarray) -> FloatArray:
    """Other panels (b, P + 1) than ``edges``, over a wider range; the right end stays where ``fixed``."""
    other = edges.copy()
    width = np.diff(edges)
    margin = 0.06 * (edges[:, -1] - edges[:, 0])
    other[:, 1:-1] += 0.15 * np.minimum(width[:, 1:], width[:, :-1])
    other[:, 0] = np.maximum(edges[:, 0] - margin, lowest)
    other[:, -1] = np.where(fixed, edges[:, -1], np.minimum(edges[:, -1] + margin, highest))
    return other
