"""The prior of μ as a mixture of normals, which is what keeps everything Gaussian given τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from helpers._validate import FloatArray, described, moderate
from helpers.distributions import EffectPrior, NormalMixture
from helpers.posterior.rates.beta_functions import LARGE, stirling_rest
from helpers.priors import Flat, Normal, StudentT

NORMAL = 1e12  # degrees of freedom from which on Student's t is a Normal to rounding
NATS = 34.0  # to which the rule in log λ is right: to rounding


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
        return _moderate(np.zeros(1), np.array([float(prior.mean)]), np.array([float(prior.sd)]))
    if isinstance(prior, NormalMixture):
        weights, means, sds = (np.asarray(part) for part in (prior.weights, prior.means, prior.sds))
        kept = weights > 0
        return _moderate(np.log(weights[kept]), means[kept], sds[kept])
    if isinstance(prior, StudentT):
        return _student(prior, reach)
    raise TypeError(
        f"mu_prior must be Normal, StudentT, Flat, EffectPrior or NormalMixture (a prior on the whole line); "
        f"found {described(prior)}"
    )


def _moderate(log_weights: FloatArray, means: FloatArray, sds: FloatArray) -> Components:
    """The components, unless a square of theirs would overflow or underflow."""
    sds = moderate(sds, "the sd of mu_prior", positive=True)
    return Components(log_weights, moderate(means, "the mean of mu_prior"), sds**2)


def centre(prior: Any) -> FloatArray:
    """Where ``prior`` puts μ, one number a component; empty when it is flat."""
    if isinstance(prior, StudentT):
        return np.array([prior.loc])
    mixture = components(prior, 1.0)
    return np.empty(0) if mixture is None else mixture.means


def _student(prior: StudentT, reach: float) -> Components:
    """Trapezoid rule over the log of the precision λ, with μ | λ ~ Normal(loc, scale²/λ)."""
    _moderate(np.zeros(1), np.array([prior.loc]), np.array([prior.scale]))
    log_weights, u = log_precisions(prior.df, reach / prior.scale, -90 / min(prior.df, NORMAL))
    return Components(log_weights, np.full(u.size, prior.loc), prior.scale**2 * np.exp(-u))


def log_precisions(
    df: float, reach: float, lowest: float = -math.inf, nats: float = NATS
) -> tuple[FloatArray, FloatArray]:
    """Log weights and values u of a rule over u = log λ, λ ~ Gamma(df/2, rate df/2), from ``lowest`` on.

    Student's t is a Normal with precision λ; the rule gives its density to a share of e^(−``nats``), as
    far out as ``reach``.
    """
    half = min(df, NORMAL) / 2
    slack = min(5.0, 500 / math.sqrt(half))
    # to the left the integrand falls like λ^half, and like λ^(half + 1/2) once 1/λ exceeds reach²
    stretched = math.log1p(reach**2 / df)
    u_low = max(lowest - slack, -stretched - _fall(half + 0.5) - slack)
    u_high = _fall(half, upwards=True)
    step = _step(half + 0.5, nats + math.log(2))
    u = np.arange(u_low, u_high + step, step)
    return _log_peak(half) - half * (np.expm1(u) - u) + math.log(step), u


def _step(shape: float, nats: float) -> float:
    """Of an even grid in log λ on which λ^shape·e^(−λ) is summed to a share of 2e^(−``nats``).

    By Poisson's formula the share is 2|Γ(shape + iω)|/Γ(shape) at ω = 2π/step; Γ by Stirling's. Its logarithm
    is concave: from the second of Newton's steps on, ω is no less than it has to be.
    """
    omega = 2 * nats / math.pi + math.sqrt(2 * shape * nats)
    for _ in range(6):
        angle = math.atan(omega / shape)
        fallen = omega * angle - 0.5 * (shape - 0.5) * math.log1p((omega / shape) ** 2)
        omega -= (fallen - nats) / (angle + 0.5 * omega / (shape**2 + omega**2))
    return 2 * math.pi / omega


def _log_peak(half: float) -> float:
    """half·log(half) − half − log Γ(half), of large numbers without their difference."""
    if half < LARGE:
        return half * math.log(half) - half - float(gammaln(half))
    return 0.5 * math.log(half / (2 * math.pi)) - float(stirling_rest(np.array(half)))


def _fall(shape: float, upwards: bool = False) -> float:
    """How far from its mode the log density shape·(1 + v − e^v) has fallen by 40."""
    v = np.linspace(0, 1, 4001) * (10 if upwards else 45 / shape + 5)
    signed = v if upwards else -v
    return float(v[np.argmax(shape * (1 + signed - np.exp(signed)) < -40)])
