"""Integrals over a prior of which only the density is known: Gauss–Legendre panels between landmarks.

The landmarks are the prior's own quantiles, far into both tails, and whatever scale the integrand
brings; panels on which a polynomial does not follow the density are halved. So neither a narrow prior
nor a narrow likelihood falls between nodes. Nodes run along the last axis, behind a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers._panels import last_coefficients, refine, spread, warn_unresolved
from helpers._validate import FloatArray
from helpers.borrowing.arguments import batch_shape
from helpers.distributions import Distribution

_TAIL = 10.0 ** -np.arange(15, 0, -1)
PROBABILITIES = np.concatenate([[0.0], _TAIL, [0.2, 0.35, 0.5, 0.65, 0.8], 1 - _TAIL[::-1], [1.0]])
KERNEL = np.array([-40.0, -18, -12, *range(-9, 10), 12, 18, 40])
"""Where a panel ends, in standard errors about an estimate."""
NEAR = np.concatenate([-(4.0 ** np.arange(-10, 6)), [0.0], 4.0 ** np.arange(-10, 6)])
"""The same about the boundary, beyond which an effect is called positive."""

NODES, ROUNDS = 16, 31
CLOSE = 1e-10  # last coefficients on a panel, against the largest mass there
_COLUMNS = 256
ROUNDING = 64 * float(np.finfo(np.float64).eps)
SUBNORMAL = 64 * float(np.finfo(np.float64).smallest_subnormal)


def resolved(distribution: Distribution, knots: FloatArray | None = None) -> FloatArray:
    """Edges of panels (batch…, P + 1) on each of which the nodes resolve the density.

    ``knots`` (batch…, k) are further edges, for the sake of what is to be integrated.
    """
    edges = _quantiles(distribution)
    if knots is not None:
        low, high = (np.asarray(distribution.quantile(q))[..., None] for q in (0.0, 1.0))
        knots = np.clip(knots, low, high)
        batch = np.broadcast_shapes(knots.shape[:-1], edges.shape[:-1])
        edges = np.concatenate([np.broadcast_to(e, (*batch, e.shape[-1])) for e in (edges, knots)], axis=-1)

    def look(panels: FloatArray) -> tuple[FloatArray, FloatArray]:
        x = spread(panels, NODES)[0]
        half = 0.5 * np.diff(panels)[..., 0]
        values = density(distribution, x.reshape(*x.shape[:-2], -1)).reshape(x.shape)
        mass = half[..., None] * values
        # Relative, because data that conflict with the prior make much of its tail; and never below what
        # the rounding of x does to a density that rises without bound at the end of its support, or what
        # its own does where it is too small to be a normal number.
        rounding = ROUNDING * np.abs(panels).max(axis=-1)
        least = np.maximum(1e-30, half * SUBNORMAL)
        floor = (CLOSE * half + rounding) * mass.max(axis=-1) + least * half
        last = last_coefficients(mass, 2)
        every = tuple(range(last.ndim - 1))
        rest = (last * half / np.maximum(floor, 1e-300)).max(axis=every)
        return rest, np.where(rest > 1, last.max(axis=every), 0)

    found = refine(np.sort(edges), look, ROUNDS)
    lost = float(found.values.sum())
    if lost > CLOSE:
        warn_unresolved(f"the density of {distribution!r}", lost, "Use a prior with lighter tails.")
    return found.edges


def density(distribution: Distribution, x: FloatArray) -> FloatArray:
    """The density at x (batch…, N), 0 where it is infinite: at the very end of a support, which rounding
    may hit."""
    found = np.moveaxis(np.asarray(distribution.pdf(np.moveaxis(x, -1, 0))), 0, -1)
    return np.where(np.isfinite(found), found, 0.0)


def expectation(distribution: Distribution, function: Callable[[FloatArray], Any], edges: FloatArray) -> Any:
    """E f(X) over the panels between ``edges``, one value for each entry of the batch."""
    x, w = spread(edges, NODES)
    mass = w * density(distribution, x)
    return (function(x) * mass).sum(-1) / mass.sum(-1)


class Resolved:
    """A single distribution on its panels, ready to meet many estimates."""

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self.low, self.high = (float(distribution.quantile(q)) for q in (0.0, 1.0))
        self.edges = resolved(distribution)

    def posterior(
        self, estimate: FloatArray, std_error: FloatArray, boundary: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Nodes (M, N) and weights, adding to 1, after ``estimate`` (M,), with a cut at ``boundary`` (M,).

        Where the estimate is far out in the prior's tail, the posterior may sit between the two, near
        the boundary: hence panels that shrink towards it. NaN where all of it underflows.
        """
        estimate, std_error, boundary = estimate[:, None], std_error[:, None], boundary[:, None]
        marks = np.broadcast_to(self.edges, (estimate.size, self.edges.size))
        grid = [marks, estimate + std_error * KERNEL, boundary + std_error * NEAR]
        x, w = spread(np.sort(np.clip(np.concatenate(grid, axis=1), self.low, self.high)), NODES)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            log_f = np.log(density(self.distribution, x)) - 0.5 * ((x - estimate) / std_error) ** 2
            f = w * np.exp(log_f - log_f.max(axis=1, keepdims=True))
            return x, f / f.sum(axis=1, keepdims=True)


def by_columns(function: Callable[..., FloatArray], *arrays: FloatArray) -> FloatArray:
    """``function`` of 1-D ``arrays``, a few hundred entries at a time, so that memory stays bounded."""
    parts = [
        function(*(a[start : start + _COLUMNS] for a in arrays))
        for start in range(0, max(arrays[0].size, 1), _COLUMNS)
    ]
    return np.concatenate(parts)


def _quantiles(distribution: Distribution) -> FloatArray:
    """Quantiles along the last axis, behind the batch; infinite ones left out."""
    at = PROBABILITIES.reshape(-1, *[1] * len(batch_shape(distribution)))
    found = np.moveaxis(np.asarray(distribution.quantile(at), dtype=np.float64), 0, -1)
    return found[..., np.isfinite(found).reshape(-1, len(PROBABILITIES)).all(axis=0)]
