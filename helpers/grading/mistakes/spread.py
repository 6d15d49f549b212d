"""Mistakes 1 to 6: Q, I², τ, the pooled mean and its intervals."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, stdtrit

from helpers.grading.cases import Array, Pair


def weighted_q(effects: Array, weights: Array, centre: float | None = None) -> float:
    """Σ w (y − centre)², about the weighted mean unless a centre is given."""
    middle = float(np.average(effects, weights=weights)) if centre is None else centre
    return float(np.sum(weights * (effects - middle) ** 2))


# Mistakes 1 and 2: the wrong weights, the wrong centre.
def q_with_1_over_s(effects: Array, std_errors: Array) -> float:
    """Q with weights 1/s in place of 1/s²."""
    return weighted_q(effects, 1 / std_errors)


def q_about_plain_mean(effects: Array, std_errors: Array) -> float:
    """Q about the plain mean of the effects."""
    return weighted_q(effects, std_errors**-2, float(np.mean(effects)))


def q_unweighted(effects: Array, std_errors: Array) -> float:
    """Squared deviations from the weighted mean, added up as if all were equally precise."""
    return weighted_q(effects, np.ones_like(std_errors), float(np.average(effects, weights=std_errors**-2)))


def sum_of_squares(effects: Array, std_errors: Array) -> float:
    """Squared deviations from the plain mean: the standard errors are not used at all."""
    return weighted_q(effects, np.ones_like(std_errors))


# Mistake 3: I² with the wrong number, or upside down.
def i_squared_with_k(q: float, k: int) -> float:
    """1 − K/Q."""
    return max(0.0, 1 - k / q) if q else 0.0


def i_squared_upside_down(q: float, k: int) -> float:
    """df/Q: the share of noise."""
    return (k - 1) / q if q else np.inf


# Mistakes 4 and 5: the spread of the estimates for the spread of the truth; τ for τ².
def sd_of_estimates(effects: Array) -> float:
    """Standard deviation of the estimates: their noise is still in it."""
    return float(np.std(effects, ddof=1))


def random_effects_mean(effects: Array, std_errors: Array, tau_squared: float) -> tuple[float, float]:
    """Weighted mean and its standard error, weights 1/(s² + τ²); a wrong τ² goes in where it is wrong."""
    weights = 1 / (std_errors**2 + tau_squared)
    return float(np.average(effects, weights=weights)), float(np.sum(weights) ** -0.5)


# Mistake 6: confidence for prediction, z for t.
def interval(mean: float, half_width: float) -> tuple[float, float]:
    """mean ± half_width."""
    return mean - half_width, mean + half_width


def z_95() -> float:
    """97.5 % quantile of the Normal."""
    return float(ndtri(0.975))


def t_95(df: int) -> float:
    """97.5 % quantile of Student's t."""
    return float(stdtrit(df, 0.975))


def sd_of_shrunken(means: Array) -> float:
    """Standard deviation of shrunken effects: too small, because shrinking took from it."""
    return float(np.std(means, ddof=1))


def tau_for_variance(effects: Array, std_errors: Array, tau: float) -> Pair:
    """Pooled mean and standard error with weights 1/(s² + τ)."""
    return random_effects_mean(effects, std_errors, tau)


def confidence_for_prediction(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The interval of the mean, taken for that of the next market."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, z_95() * error)


def prediction_with_z(effects: Array, std_errors: Array, tau_squared: float) -> Pair:
    """The prediction interval as if τ were known."""
    mean, error = random_effects_mean(effects, std_errors, tau_squared)
    return interval(mean, z_95() * (tau_squared + error**2) ** 0.5)
