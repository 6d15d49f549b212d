"""Gauss–Legendre panels: the rule, how panels are laid out and halved, and whether they resolve a function.

Panels lie along the last axis of ``edges`` (..., P + 1). A function is resolved on a panel when the last
coefficients of its Legendre polynomial there are small; panels on which it is not are halved.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander

from helpers._validate import FloatArray

NODES = 48
RESOLVED = 1e-4  # last Legendre coefficients below this: the rule's error is of the order of their square


class UnresolvedWarning(UserWarning):
    """An integral or a table whose panels were halved as often as they may be, and not resolved."""


@lru_cache
def gauss(n: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of the Gauss–Legendre rule on (−1, 1)."""
    return leggauss(n)


@lru_cache
def to_series(n: int) -> FloatArray:
    """Maps values at the n Gauss–Legendre nodes to Legendre coefficients."""
    node, weight = gauss(n)
    return weight[:, None] * legvander(node, n - 1) * (np.arange(n) + 0.5)


@lru_cache
def _to_last(n: int, count: int) -> FloatArray:
    return to_series(n)[:, n - count :].copy()


def spread(edges: FloatArray, n: int = NODES) -> tuple[FloatArray, FloatArray]:
    """Gauss nodes and weights on every panel: ``edges`` (..., P + 1) to two arrays (..., P·n)."""
    node, weight = gauss(n)
    half = 0.5 * np.diff(edges)[..., None]
    middle = 0.5 * (edges[..., 1:] + edges[..., :-1])[..., None]
    shape = (*edges.shape[:-1], (edges.shape[-1] - 1) * n)
    return (middle + half * node).reshape(shape), (half * weight).reshape(shape)


def even_panels(low: FloatArray, high: FloatArray, count: int) -> FloatArray:
    """``count`` equal panels a row: edges (b, count + 1)."""
    edges = low[:, None] + (high - low)[:, None] * (np.arange(count + 1) / count)
    edges[:, -1] = high
    return edges


def cut(edges: FloatArray, pieces: int) -> FloatArray:
    """``edges`` (b, P + 1) with every panel cut into equal pieces: (b, P·pieces + 1)."""
    inner = edges[:, :-1, None] + np.diff(edges)[..., None] * (np.arange(pieces) / pieces)
    return np.concatenate([inner.reshape(len(edges), -1), edges[:, -1:]], axis=1)


def halved(edges: FloatArray, which: slice | np.ndarray = slice(None)) -> FloatArray:
    """``edges`` (..., P + 1) with all panels halved, or those that ``which`` picks: the same in every row."""
    middle = 0.5 * (edges[..., 1:] + edges[..., :-1])
    return np.sort(np.concatenate([edges, middle[..., which]], axis=-1), axis=-1)


def last_coefficients(values: FloatArray, count: int) -> FloatArray:
    """Largest of the last ``count`` Legendre coefficients, from values (..., n) at the nodes of a panel."""
    return np.abs(values @ _to_last(values.shape[-1], count)).max(axis=-1)


def remainder(densities: FloatArray, edges: FloatArray) -> FloatArray:
    """How much of normalised densities (F, b, P·n) is not resolved on each panel of ``edges``: (b, P)."""
    b, panels = len(edges), edges.shape[1] - 1
    values = densities.reshape(len(densities), b, panels, -1)
    return last_coefficients(values, 4).max(axis=0) * np.diff(edges)


def unresolved(rest: FloatArray, edges: FloatArray) -> np.ndarray:
    """Panels (b, P) of which too much remains, and which can be halved."""
    splittable = np.diff(edges) > 1e-12 * np.maximum(np.abs(edges[:, 1:]), np.abs(edges[:, :-1]))
    return (rest > RESOLVED) & splittable


@dataclass(frozen=True)
class Refined:
    """Panels by their two ends (..., P, 2), in no order, and what was found on them, (P, ...).

    ``rest`` is how far the worst panel is from being resolved; 0 where all are.
    """

    panels: FloatArray
    values: FloatArray
    rest: float

    @property
    def edges(self) -> FloatArray:
        """All ends in their order, (..., P + 1)."""
        return np.sort(np.concatenate([self.panels[..., 0], self.panels[..., 1].max(-1, keepdims=True)], -1))


def refine(
    edges: FloatArray, look: Callable[[FloatArray], tuple[FloatArray, FloatArray]], rounds: int
) -> Refined:
    """Halve panels until a function is resolved on each, or ``rounds`` are over.

    ``look`` is shown every panel once, by its ends (..., P, 2). It returns how far each is from being
    resolved (P,), 1 being near enough, and what is to be kept of it (P, ...).
    """
    panels = np.stack([edges[..., :-1], edges[..., 1:]], axis=-1)
    done: list[tuple[FloatArray, FloatArray]] = []
    for round_ in range(1, rounds + 1):
        rest, values = look(panels)
        coarse = (rest > 1) & (round_ < rounds)
        done.append((panels[..., ~coarse, :], values[~coarse]))
        if not coarse.any():
            break
        halves = halved(panels[..., coarse, :])
        panels = np.concatenate([halves[..., :2], halves[..., 1:]], axis=-2)
    ends, tables = zip(*done, strict=True)
    worst = float(rest.max())
    return Refined(np.concatenate(ends, axis=-2), np.concatenate(tables), worst if worst > 1 else 0.0)


def warn_unresolved(what: str, rest: float, advice: str) -> None:
    """Say that ``what`` is known no better than to a relative ``rest``, and what to do about it."""
    warnings.warn(
        f"{what} is not resolved: panels were halved as often as they may be, and {rest:.1g} of it may be "
        f"wrong. {advice}",
        UnresolvedWarning,
        stacklevel=2,
    )
