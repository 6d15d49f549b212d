"""Mistakes 8 and 9: the next market, priors of τ that say more than they seem to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array

LogPrior = Callable[[Array], Array]


# Mistake 8: the next market from the average alone, or from single values of μ and τ.
def next_positive_from_mean(post: Any) -> float:
    """P(μ > 0), taken for the next market's."""
    return float(post.mu.prob_above(0))


def next_positive_plugged_in(mu_mean: float, tau_mean: float) -> float:
    """P(θ_new > 0) from N(E μ, E τ)."""
    return float(ndtr(mu_mean / tau_mean))


def next_positive_normal(mu_mean: float, mu_sd: float, tau_mean: float) -> float:
    """P(θ_new > 0) from a Normal with the mean of τ in it: τ varies, and mixing over it is not Normal."""
    return float(ndtr(mu_mean / np.hypot(mu_sd, tau_mean)))


# Mistake 5 again, and 9: priors of τ that do not say what was meant.
def tau_mean_under(effects: Array, std_errors: Array, log_prior: LogPrior) -> float:
    """E(τ) under a prior given by its log density on τ, with μ ~ N(0, 1)."""
    u = np.linspace(-16.0, 8.0, 24_001)  # log τ
    tau = np.exp(u)
    v = std_errors**2 + tau[:, None] ** 2
    precision = 1 + (1 / v).sum(axis=1)
    mean = (effects / v).sum(axis=1) / precision
    misfit = (effects**2 / v).sum(axis=1) - mean**2 * precision
    log_w = log_prior(tau) + u - (np.log(v).sum(axis=1) + np.log(precision) + misfit) / 2
    w = np.exp(log_w - log_w.max())
    return float((w * tau).sum() / w.sum())


def half_normal_on_the_variance(tau: Array) -> Array:
    """HalfNormal(1) put on τ²."""
    return -(tau**4) / 2 + np.log(tau)


def uniform_to_100(tau: Array) -> Array:
    """Uniform(0, 100)."""
    return np.where(tau < 100, 0.0, -np.inf)


def half_cauchy(tau: Array) -> Array:
    """HalfCauchy(1)."""
    return -np.log1p(tau**2)


def vague_gamma_on_precision(tau: Array) -> Array:
    """Gamma(.001, .001) on 1/τ², with its Jacobian."""
    return -(2 * 0.001 + 1) * np.log(tau) - 0.001 / tau**2
