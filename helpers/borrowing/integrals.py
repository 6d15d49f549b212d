"""Integrals over a prior of which only the density is known: Gauss–Legendre panels between landmarks.

The landmarks are the prior's own quantiles, far into both tails, and whatever scale the integrand
brings; panels on which a polynomial does not follow the density are halved. So neither a narrow prior
nor a narrow likelihood falls between nodes. Nodes run along axis 0, a batch behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander

from helpers._validate import FloatArray
from helpers.borrowing.arguments import batch_shape
from helpers.distributions import Distribution

_TAIL = 10.0 ** -np.arange(15, 0, -1)
PROBABILITIES = np.concatenate([[0.0], _TAIL, [0.2, 0.35, 0.5, 0.65, 0.8], 1 - _TAIL[::-1], [1.0]])
KERNEL = np.concatenate([np.arange(10.0), [12.0, 18.0, 40.0]])
KERNEL = np.concatenate([-KERNEL[:0:-1], KERNEL])
"""Where a panel ends, in standard errors about an estimate."""
NEAR = 4.0 ** np.arange(-10, 6)
NEAR = np.concatenate([-NEAR, [0.0], NEAR])
"""The same about the boundary, beyond which an effect is called positive."""

_NODE, _WEIGHT = leggauss(16)
_LAST = (_WEIGHT * legvander(_NODE, 15)[:, -2:].T) * (np.arange(14, 16) + 0.5)[:, None]
"""Maps values at the nodes to the last two of sixteen Legendre coefficients."""
_COLUMNS = 256
ROUNDING = 64 * float(np.finfo(np.float64).eps)


def gauss(edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights on the panels between ``edges`` (P + 1, ...): two arrays of shape (16·P, ...)."""
    half = 0.5 * np.diff(edges, axis=0)
    shape = (_NODE.size * half.shape[0], *half.shape[1:])
    return _nodes(edges[:-1], half).reshape(shape), (half * _along(_WEIGHT, half)).reshape(shape)


def resolved(distribution: Distribution, knots: FloatArray | None = None) -> FloatArray:
    """Edges of panels (P + 1, batch…) on each of which sixteen nodes resolve the density.

    ``knots`` (k, batch…) are further edges, for the sake of what is to be integrated.
    """
    edges = _quantiles(distribution)
    if knots is not None:
        low, high = (np.asarray(distribution.quantile(q)) for q in (0.0, 1.0))
        edges = np.concatenate([edges, np.clip(knots, low, high) + np.zeros_like(edges[:1])])
    edges = np.sort(edges, axis=0)
    left, right, cuts = edges[:-1], edges[1:], [edges]
    for _ in range(30):
        half = 0.5 * (right - left)
        mass = half * density(distribution, _nodes(left, half))
        last = np.abs(np.tensordot(_LAST, mass, axes=1))
        # Relative, because data that conflict with the prior make much of its tail; and never below what
        # the rounding of x does to a density that rises without bound at the end of its support.
        rounding = ROUNDING * np.maximum(np.abs(left), np.abs(right))
        floor = (1e-10 * half + rounding) * mass.max(0) + 1e-30 * half
        coarse = (last * half > floor).any(axis=(0, *range(2, last.ndim)))
        if not coarse.any():
            break
        middle = (left + half)[coarse]
        cuts.append(middle)
        left, right = np.concatenate([left[coarse], middle]), np.concatenate([middle, right[coarse]])
    return np.sort(np.concatenate(cuts), axis=0)


def density(distribution: Distribution, x: FloatArray) -> FloatArray:
    """The density, 0 where it is infinite: at the very end of a support, which rounding may hit."""
    found = np.asarray(distribution.pdf(x))
    return np.where(np.isfinite(found), found, 0.0)


def expectation(distribution: Distribution, function: Callable[[FloatArray], Any], edges: FloatArray) -> Any:
    """E f(X) over the panels between ``edges``, one value for each entry of the batch."""
    x, w = gauss(edges)
    mass = w * density(distribution, x)
    return (function(x) * mass).sum(0) / mass.sum(0)


class Resolved:
    """A single distribution on its panels, ready to meet many estimates."""

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self.low, self.high = (float(distribution.quantile(q)) for q in (0.0, 1.0))
        self.edges = resolved(distribution)[:, None]

    def posterior(
        self, estimate: FloatArray, std_error: FloatArray, boundary: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Nodes (N, M) and weights, adding to 1, after ``estimate`` (M,), with a cut at ``boundary`` (M,).

        Where the estimate is far out in the prior's tail, the posterior may sit between the two, near
        the boundary: hence panels that shrink towards it. NaN where all of it underflows.
        """
        marks = np.broadcast_to(self.edges, (self.edges.size, estimate.size))
        grid = [marks, estimate + std_error * KERNEL[:, None], boundary + std_error * NEAR[:, None]]
        x, w = gauss(np.sort(np.clip(np.concatenate(grid), self.low, self.high), axis=0))
        with np.errstate(divide="ignore", invalid="ignore"):
            log_f = np.log(density(self.distribution, x)) - 0.5 * ((x - estimate) / std_error) ** 2
            f = w * np.exp(log_f - log_f.max(0))
            return x, f / f.sum(0)


def by_columns(function: Callable[..., FloatArray], *arrays: FloatArray) -> FloatArray:
    """``function`` of 1-D ``arrays``, a few hundred entries at a time, so that memory stays bounded."""
    parts = [
        function(*(a[start : start + _COLUMNS] for a in arrays))
        for start in range(0, max(arrays[0].size, 1), _COLUMNS)
    ]
    return np.concatenate(parts)


def _quantiles(distribution: Distribution) -> FloatArray:
    """Quantiles along axis 0, the batch behind; infinite ones left out."""
    batch = len(batch_shape(distribution))
    found = np.asarray(distribution.quantile(_along(PROBABILITIES, np.empty((1,) * batch))), dtype=np.float64)
    return found[np.isfinite(found).reshape(len(found), -1).all(axis=1)]


def _nodes(left: FloatArray, half: FloatArray) -> FloatArray:
    """Nodes (16, P, ...) of panels given by their left ends and half widths (P, ...)."""
    return left + half + half * _along(_NODE, half)


def _along(line: FloatArray, shape: FloatArray) -> FloatArray:
    """``line`` along a new first axis, before those of ``shape``."""
    return line.reshape(-1, *[1] * shape.ndim)
