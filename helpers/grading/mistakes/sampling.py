"""Mistakes 10 to 13: convergence, effective draws, and the comparison of models."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from helpers.grading.cases import Array


# Mistake 10: R-hat of ``draws``, shape (chains, draws).
def _within_and_between(draws: Array) -> tuple[float, float, int]:
    n = draws.shape[1]
    return float(draws.var(axis=1, ddof=1).mean()), float(n * draws.mean(axis=1).var(ddof=1)), n


def r_hat_unsplit(draws: Array) -> float:
    """Whole chains: one drift that all of them share goes unseen."""
    within, between, n = _within_and_between(draws)
    return float(np.sqrt(((n - 1) / n * within + between / n) / within))


def r_hat_upside_down(draws: Array) -> float:
    """W over V̂."""
    return 1 / r_hat_unsplit(draws)


def r_hat_without_root(draws: Array) -> float:
    """V̂ over W."""
    return r_hat_unsplit(draws) ** 2


# Mistake 11: draws counted as if they were independent.
def effective_size_is_all(draws: Array) -> float:
    """The number of draws."""
    return float(draws.size)


def mcse_of_independent(draws: Array) -> float:
    """sd/√S, autocorrelation forgotten."""
    return float(draws.std(ddof=1) / np.sqrt(draws.size))


# Mistakes 12 and 13, on log likelihoods of shape (draws, observations).
def in_sample_lppd(log_likelihood: Array) -> float:
    """Σ log mean p(y_i | θ): how well the data are fitted that the model has seen."""
    return float(np.sum(logsumexp(log_likelihood, axis=0) - np.log(len(log_likelihood))))


def mean_of_logs(log_likelihood: Array) -> float:
    """Σ mean log p(y_i | θ)."""
    return float(np.sum(log_likelihood.mean(axis=0)))


def minus_two_lost(elpd: float) -> float:
    """A deviance taken for an expected log density, or the other way round."""
    return -2 * elpd


def difference_as_if_independent(pointwise_a: Array, pointwise_b: Array) -> float:
    """√(se_a² + se_b²): but both models predict the same observations."""
    n = len(pointwise_a)
    return float(np.sqrt(n * (np.var(pointwise_a, ddof=1) + np.var(pointwise_b, ddof=1))))
