"""The normal–normal model given τ, where everything is Gaussian.

    y_k ~ Normal(θ_k, s_k²),   θ_k ~ Normal(μ, τ²),   μ ~ a mixture of normals, or flat

With v_k = s_k² + τ² the data enter through Σ 1/v, the mean of y weighted by 1/v, the weighted sum of
squares about it, and Σ log v (Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., eq. 5.20–5.21).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.normal.mu_prior import Components

LOG_2PI = math.log(2 * math.pi)
BLOCK = 65_536  # numbers a working array may hold, so that it stays in the processor's cache


@dataclass(frozen=True)
class Conditional:
    """At each value of τ and component of the prior of μ: log p(y, component | τ), mean and variance of μ."""

    log_likelihood: FloatArray
    mean: FloatArray
    variance: FloatArray


def condition(y: FloatArray, s2: FloatArray, tau: FloatArray, prior: Components | None) -> Conditional:
    """Integrate θ and μ out. ``y``, ``s2``: (b, K); ``tau``: (b, N); result: (b, N, C)."""
    centre = (y / s2).sum(axis=-1, keepdims=True) / (1 / s2).sum(axis=-1, keepdims=True)
    precision, pooled, scatter, log_v = _pool(y - centre, s2, tau * tau)
    base = log_v
    base += scatter
    base += np.log(precision)
    base += (y.shape[1] - 1) * LOG_2PI
    base *= -0.5
    variance = 1 / precision
    pooled += centre
    if prior is None:
        return Conditional(base[..., None], pooled[..., None], variance[..., None])
    if len(prior.means) > 1:
        base, pooled, variance = base[..., None], pooled[..., None], variance[..., None]
    total = variance + prior.variances
    gap = prior.means - pooled
    fit = gap * gap / total
    fit += np.log(total)
    fit += LOG_2PI - 2 * prior.log_weights
    fit *= -0.5
    fit += base
    share = variance / total
    gap *= share
    gap += pooled
    share *= prior.variances
    shape = (*tau.shape, len(prior.means))
    return Conditional(fit.reshape(shape), gap.reshape(shape), share.reshape(shape))


def _pool(
    y: FloatArray, s2: FloatArray, t2: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Σ 1/v, weighted mean, weighted squares about it, Σ log v: (b, N) each."""
    sums, log_v = over_studies(np.stack([np.ones_like(y), y, y * y], axis=1), s2, t2)
    precision, first, second = sums[:, 0], sums[:, 1], sums[:, 2]
    pooled = first / precision
    return precision, pooled, np.maximum(second - first * pooled, 0), log_v


def over_studies(terms: FloatArray, s2: FloatArray, t2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Σ terms/v and Σ log v, v = s² + τ²: ``terms`` (b, T, K) to (b, T, N) and (b, N), studies in blocks."""
    sums, log_v = np.zeros((*terms.shape[:2], t2.shape[1])), np.zeros(t2.shape)
    factors = _safe_factors(s2, t2)
    step = max(BLOCK // t2.size, 1)
    for k in range(0, s2.shape[1], step):
        v = s2[:, k : k + step, None] + t2[:, None, :]
        log_v += np.log(v.prod(axis=1)) if v.shape[1] <= factors else _log_product(v, factors)
        np.divide(1, v, out=v)
        sums += terms[:, :, k : k + step] @ v
    return sums, log_v


def _safe_factors(s2: FloatArray, t2: FloatArray) -> int:
    """How many variances to multiply before taking a logarithm, which costs as much as ten products."""
    largest, smallest = s2.max() + t2.max(), s2.min() + t2.min()
    decades = max(abs(math.log10(largest)), abs(math.log10(smallest)), 1.0)
    return max(int(290 / decades), 1)


def _log_product(v: FloatArray, factors: int) -> FloatArray:
    return np.log(np.multiply.reduceat(v, np.arange(0, v.shape[1], factors), axis=1)).sum(axis=1)
