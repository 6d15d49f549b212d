"""A Student-t population as a mixture of Normals, and one study's likelihood averaged over it.

    θ ~ μ + scale·t_df:  θ | λ ~ Normal(μ, scale²/λ),  λ ~ Gamma(df/2, rate df/2)

Given λ an estimate is Normal(μ, s² + scale²/λ). The integral over log λ is a sum over an even grid, whose
error falls geometrically (Trefethen & Weideman 2014, SIAM Review 56:385–458), and all its terms are positive:
it is as good in a far tail as at the peak.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.normal.mu_prior import log_precisions

LOG_2PI = math.log(2 * math.pi)
FAR, FARTHEST = 138.0, 2000.0  # log of squared distance, in scales, to which the density is right; nats
FARTHEST_GAP = 1e150  # whose square is a number
NEGLIGIBLE, MORE = 32.0, 8.0  # nats, and for a first look
ELEMENTS = 200_000  # of a working array: it fits the processor's cache


@dataclass(frozen=True, eq=False)
class Population:
    """``log_weights`` and ``variances`` (M,) of the Normals, for scale 1; variances fall."""

    df: float
    log_weights: FloatArray
    variances: FloatArray
    nats: float = NEGLIGIBLE

    @classmethod
    def of(cls, df: float, reach: float = math.inf, nats: float = NEGLIGIBLE) -> Self:
        """Student's t with ``df`` degrees of freedom, right to e^(−``nats``) up to ``reach`` scales away."""
        far = min(FAR, 2 * FARTHEST / (df + 1))
        reach = min(reach, math.sqrt(df * math.expm1(far)))
        log_weights, u = log_precisions(df, reach, nats=nats)
        return cls(df, log_weights, np.exp(-u), nats)

    def log_average(self, y: FloatArray, s: FloatArray, mu: FloatArray, scale: FloatArray) -> FloatArray:
        """log ∫ Normal(y | θ, s²) t(θ | μ, scale) dθ for studies (K,) at nodes ``mu`` (R, N), ``scale`` (R,).

        Shape (K, R, N).
        """
        return self._over(y, s, mu, scale, moments=False)[0]

    def averages(self, y: FloatArray, s: FloatArray, mu: FloatArray, scale: FloatArray) -> FloatArray:
        """The same, and mean and variance of θ given μ, scale and y; (3, K, R, N)."""
        return self._over(y, s, mu, scale, moments=True)

    def _over(
        self, y: FloatArray, s: FloatArray, mu: FloatArray, scale: FloatArray, moments: bool
    ) -> FloatArray:
        """A few studies and rows at a time; those alike together, since as many Normals serve them."""
        with np.errstate(over="ignore"):
            order = np.argsort(np.abs(y - np.median(mu)) / s)
        found = np.empty((3 if moments else 1, len(y), *mu.shape))
        pairs = max(ELEMENTS // (64 * mu.shape[1]), 1)
        rows = min(max(pairs // len(y), 1), len(scale))
        step = max(pairs // rows, 1)
        for row in range(0, len(scale), rows):
            part = slice(row, row + rows)
            for k in range(0, len(y), step):
                some = order[k : k + step]
                found[:, some, part] = self._block(y[some], s[some], mu[part], scale[part], moments)
        return found

    def _block(
        self, y: FloatArray, s: FloatArray, mu: FloatArray, scale: FloatArray, moments: bool
    ) -> FloatArray:
        gap = np.clip(y[:, None, None] - mu, -FARTHEST_GAP, FARTHEST_GAP)
        square = gap * gap
        some = self._about(s, scale, float(square.max()))
        between = scale[:, None] ** 2 * some.variances
        variance = s[:, None, None] ** 2 + between
        base = some.log_weights - 0.5 * np.log(variance) - 0.5 * LOG_2PI
        seen = _seen(base, base - 0.5 * square.max(axis=2, keepdims=True) / variance, self.nats)
        base, variance = base[..., seen], variance[..., seen]
        g = square[..., None] * (-0.5 / variance)[:, :, None, :]
        g += base[:, :, None, :]
        peak = g.max(axis=3)
        g -= peak[..., None]
        np.exp(g, out=g)
        if not moments:
            return (peak + np.log(g.sum(axis=3)))[None]
        share = between[:, seen] / variance  # of the gap, by which θ follows y
        total, first, second = np.moveaxis(
            g @ np.stack([np.ones_like(share), share, share**2], axis=-1), 3, 0
        )
        first /= total
        scatter = np.maximum(second / total - first * first, 0)
        return np.stack(
            [peak + np.log(total), mu + first * gap, s[:, None, None] ** 2 * first + square * scatter]
        )

    def _about(self, s: FloatArray, scale: FloatArray, square: float) -> Population:
        """The Normals that may count for these studies and scales, at squared gaps up to ``square``.

        Those that do at the smallest and the largest of both, and some more: which count moves one way only.
        """
        ends = [each[[each.argmin(), each.argmax()]] for each in (s, scale)]
        variance = ends[0][:, None, None] ** 2 + ends[1][:, None] ** 2 * self.variances
        base = self.log_weights - 0.5 * np.log(variance)
        seen = _seen(base, base - 0.5 * square / variance, self.nats + MORE)
        return replace(self, log_weights=self.log_weights[seen], variances=self.variances[seen])

    def draw(
        self, y: FloatArray, s: FloatArray, mu: FloatArray, scale: FloatArray, rng: np.random.Generator
    ) -> FloatArray:
        """One draw of θ (n,) of a study for each pair ``mu``, ``scale`` (n,)."""
        between = scale[:, None] ** 2 * self.variances
        variance = s**2 + between
        g = self.log_weights - 0.5 * np.log(variance) - 0.5 * (y - mu[:, None]) ** 2 / variance
        upto = np.cumsum(np.exp(g - g.max(axis=1, keepdims=True)), axis=1)
        chosen = (upto < rng.random(len(mu))[:, None] * upto[:, -1:]).sum(axis=1)[:, None]
        share = np.take_along_axis(between / variance, chosen, axis=1)[:, 0]
        return mu + share * (y - mu) + s * np.sqrt(share) * rng.standard_normal(len(mu))


def _seen(near: FloatArray, far: FloatArray, negligible: float) -> slice:
    """Which Normals count, by their log densities (..., M) at a gap of 0 and at the largest.

    The wider one is, the more it counts far out: in between only those in between count.
    """
    last = np.flatnonzero((near >= near.max(axis=-1, keepdims=True) - negligible).any(axis=(0, 1)))[-1]
    first = np.flatnonzero((far >= far.max(axis=-1, keepdims=True) - negligible).any(axis=(0, 1)))[0]
    return slice(int(first), int(last) + 1)
