"""The prior of μ as a mixture of normals, which is what keeps everything Gaussian given τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from helpers._validate import FloatArray
from helpers.distributions import EffectPrior, NormalMixture
from helpers.priors import Flat, Normal, StudentT

STEP = 0.27  # trapezoid in log λ: integrands are analytic within π/2, so the error is e^(−2π·(π/2)/0.27)


@dataclass(frozen=True)
class Components:
    """Log weights, means and variances, each (C,)."""

    log_weights: FloatArray
    means: FloatArray
    variances: FloatArray


def components(prior: Any, reach: float) -> Components | None:
    """The mixture that ``prior`` is; ``None`` when it is flat.

    A Student prior is a Normal whose precision has a Gamma prior. Its mixture is a quadrature rule over
    that precision, good as long as estimates, standard errors and τ are within ``reach`` of its centre.
    """
    if isinstance(prior, Flat):
        return None
    if isinstance(prior, Normal | EffectPrior):
        return Components(np.zeros(1), np.array([float(prior.mean)]), np.array([float(prior.sd) ** 2]))
    if isinstance(prior, NormalMixture):
        weights, means, sds = (np.asarray(part) for part in (prior.weights, prior.means, prior.sds))
        kept = weights > 0
        return Components(np.log(weights[kept]), means[kept], sds[kept] ** 2)
    if isinstance(prior, StudentT):
        return _student(prior, reach)
    raise TypeError(
        f"mu_prior must be Normal, StudentT, Flat, EffectPrior or NormalMixture (a prior on the whole line); "
        f"found {prior!r}"
    )


def centre(prior: Any) -> FloatArray:
    """Where ``prior`` puts μ, one number a component; empty when it is flat."""
    if isinstance(prior, StudentT):
        return np.array([prior.loc])
    mixture = components(prior, 1.0)
    return np.empty(0) if mixture is None else mixture.means


def _student(prior: StudentT, reach: float) -> Components:
    """Trapezoid rule over u = log λ, with λ ~ Gamma(df/2, rate df/2) and μ | λ ~ Normal(loc, scale²/λ)."""
    half = prior.df / 2
    # to the left the integrand falls like λ^half, and like λ^(half + 1/2) once scale²/λ exceeds reach²
    # (there, as to the right, log densities shape·(1 + v − e^v) are 40 below their mode at the latest)
    u_low = max(-45 / half - 5, -math.log1p((reach / prior.scale) ** 2 / prior.df) - 40 / (half + 0.5) - 6)
    u_high = min(math.sqrt(80 / half), 1 + math.log1p(40 / half))
    step = min(STEP, 0.7 / math.sqrt(half + 0.5))
    u = np.arange(u_low, u_high + step, step)
    log_gamma = half * math.log(half) - gammaln(half) + half * (u - np.exp(u))
    return Components(log_gamma + math.log(step), np.full(u.size, prior.loc), prior.scale**2 * np.exp(-u))
