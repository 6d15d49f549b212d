"""Which of several Beta-distributed rates is the largest, given their parameters."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial import legendre

from helpers._panels import gauss, spread, to_series
from helpers._validate import FloatArray
from helpers.posterior.rates.beta_functions import log_beta_in_logit

POINTS, STEP = 20, 1.4  # nodes of a panel; its length, in widths of a rate (further out, of its distance)
NODES = 50_000  # handled at once: they stay in a cache
SDS = 8.7  # of a normal, beyond which nothing is left


def reach_in_logit(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Where log odds of a Beta(a, b) live: middle, scale, and how far down and up they go."""
    scale = np.minimum(np.sqrt(1 / a + 1 / b), 2.0)
    return np.log(a) - np.log(b), scale, SDS * scale + 40 / a, SDS * scale + 40 / b


@lru_cache
def _to_rest(n: int) -> FloatArray:
    """Maps values at the n Gauss–Legendre nodes to integrals from each node to the panel's upper end."""
    node, _ = gauss(n)
    integrals = [legendre.legint(degree, lbnd=1) for degree in np.eye(n)]
    return to_series(n) @ np.array([-legendre.legval(node, each) for each in integrals])


def _panels(a: FloatArray, b: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """Panels of log odds that resolve every rate, those of one column after another: column and two ends.

    They begin where the last of the rates begins, since the largest lies above, and end where all have ended.
    """
    # a parameter below 1 lengthens a tail, exp(−b·u), and leaves where it begins
    middle, scale, _, _ = reach_in_logit(np.maximum(a, 1), np.maximum(b, 1))
    last, here = middle + SDS * scale + 40 / b, (middle - SDS * scale - 40 / a).max(axis=0)
    end, left, found = last.max(axis=0), np.arange(here.size), []
    while left.size:
        place = (here - middle[:, left]) / scale[:, left]
        onward = middle[:, left] + scale[:, left] * np.sinh(np.arcsinh(place) + STEP)
        onward = np.where(here < last[:, left], onward, np.inf).min(axis=0)
        onward = np.clip(onward, np.nextafter(here, np.inf), end[left])
        found.append((left, here, onward))
        goes_on = onward < end[left]
        left, here = left[goes_on], onward[goes_on]
    column, low, high = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(column, kind="stable")
    return column[order], np.column_stack([low, high])[order]


def chances_largest(a: FloatArray, b: FloatArray) -> FloatArray:
    """P(p_k > p_j for all j ≠ k), p_k ~ Beta(a_k, b_k), for each k in each column of ``a``, ``b`` (K, e)."""
    column, edges = _panels(a, b)
    first = np.append(np.searchsorted(column, np.arange(a.shape[1])), len(column))
    at_once = max(NODES // (POINTS * len(a)), 1)  # panels, but whole columns
    part = first[:-1] // at_once
    answer = np.empty_like(a)
    for cut in np.split(np.arange(a.shape[1]), np.flatnonzero(np.diff(part)) + 1):
        these = slice(first[cut[0]], first[cut[-1] + 1])
        answer[:, cut] = _largest(a[:, cut], b[:, cut], column[these] - cut[0], edges[these])
    return answer


def _largest(a: FloatArray, b: FloatArray, column: np.ndarray, edges: FloatArray) -> FloatArray:
    """The same on the panels of all columns."""
    u, weight = spread(edges, POINTS)
    half, first = 0.5 * np.diff(edges), np.searchsorted(column, np.arange(a.shape[1] + 1))
    mass, below = np.empty((len(a), *u.shape)), np.empty((len(a), *u.shape))
    for k, (a_of, b_of) in enumerate(zip(a[:, column, None], b[:, column, None], strict=True)):
        density = np.exp(log_beta_in_logit(u, a_of, b_of))
        mass[k] = density * weight
        after = np.append(np.cumsum(mass[k].sum(axis=1)[::-1])[::-1], 0.0)  # on a panel and all after it
        above = half * (density @ _to_rest(POINTS)) + (after[1:] - after[first[column + 1]])[:, None]
        below[k] = np.clip(1 - above, 0, 1)  # for the rule's error
    answer = [mass[k] * np.delete(below, k, axis=0).prod(axis=0) for k in range(len(a))]
    return np.add.reduceat(np.array(answer).sum(axis=2), first[:-1], axis=1)
