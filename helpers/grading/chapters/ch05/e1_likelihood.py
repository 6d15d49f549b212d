"""05.1: the likelihood of τ, from scratch."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies, two_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

LOG_2PI = np.log(2 * np.pi)


def _normal(x: Array, mean: float, variance: Array) -> float:
    """Sum of log densities of independent Normals."""
    return -np.sum((x - mean) ** 2 / variance + np.log(variance) + LOG_2PI) / 2


def studies_and_tau(rng: np.random.Generator) -> tuple[Array, Array, float]:
    """Studies and a candidate for τ."""
    return *random_studies(rng), round(float(rng.uniform(0.15, 0.9)), 2)


def at_zero(rng: np.random.Generator) -> tuple[Array, Array, float]:
    """τ = 0 is a candidate too."""
    return *two_studies(rng), 0.0


@exercise(
    "The likelihood of τ",
    points=3,
    minutes=12,
    cases=studies_and_tau,
    edges=[at_zero],
    tolerance=relative(1e-8),
    forbidden=["helpers.posterior"],
)
def log_likelihood(effects: Array, std_errors: Array, tau: float) -> float:
    """Right. Multiply its exponential by a prior, divide by the sum, and you have this chapter.

    Given τ, the estimates are jointly Normal with mean 0. Write down their K × K covariance matrix.
    """
    weights = 1 / (std_errors**2 + tau**2)
    precision = np.sum(weights) + 1
    mean = np.sum(weights * effects) / precision
    # log p(y | μ) + log p(μ) − log p(μ | y), at μ = its posterior mean
    return _normal(effects, mean, 1 / weights) - (mean**2 + np.log(precision)) / 2


@log_likelihood.mistake
def mean_plugged_in(effects: Array, std_errors: Array, tau: float) -> float:
    """You put the weighted mean in for μ. That is its best value for this τ, so every τ looks better than
    it is, and small ones most, because their mean is surest. μ is unknown: average over it.

    Given τ, the K estimates are jointly Normal about 0. What is the variance of y_k = μ + noise, and what
    is the covariance of two estimates that share μ?
    """
    variance = std_errors**2 + tau**2
    return _normal(effects, np.average(effects, weights=1 / variance), variance)


@log_likelihood.mistake
def mean_at_zero(effects: Array, std_errors: Array, tau: float) -> float:
    """You used the prior mean of μ, 0, as if it were known. Its prior has standard deviation 1, and that
    uncertainty belongs into the likelihood.

    Add the variance of μ: to each estimate, and to what every two of them have in common.
    """
    return _normal(effects, 0.0, std_errors**2 + tau**2)


@log_likelihood.mistake
def independent_means(effects: Array, std_errors: Array, tau: float) -> float:
    """The variance of each estimate is right. But you treat the estimates as independent, as if each had
    a μ of its own. They share one μ, so they move together.

    The covariance of any two is the variance of μ. `scipy.stats.multivariate_normal` takes a whole
    matrix.
    """
    return _normal(effects, 0.0, std_errors**2 + tau**2 + 1)


@log_likelihood.mistake
def flat_mean(effects: Array, std_errors: Array, tau: float) -> float:
    """That is the likelihood for a *flat* prior on μ, the one behind REML. Here μ ~ Normal(0, 1): means
    far from 0 are less likely.

    The sum of the weights becomes Σw + 1, and 0 joins the average as one more observation.
    """
    variance = std_errors**2 + tau**2
    return mean_plugged_in(effects, std_errors, tau) + (LOG_2PI - np.log(np.sum(1 / variance))) / 2


@log_likelihood.mistake
def tau_for_its_square(effects: Array, std_errors: Array, tau: float) -> float:
    """Look at the variance of an estimate: you added τ to s². Only variances add, so it must be τ²."""
    return log_likelihood(effects, std_errors, tau**0.5)


@log_likelihood.mistake
def spreads_added(effects: Array, std_errors: Array, tau: float) -> float:
    """You add two standard deviations. Noise and departure are independent, so it is their squares that
    add: s² + τ²."""
    return log_likelihood(effects, std_errors + tau, 0.0)


@log_likelihood.mistake
def plain_mean_plugged_in(effects: Array, std_errors: Array, tau: float) -> float:
    """You put the plain mean of the estimates in for μ, as if it were known. It is not: say what you know
    about it, Normal(0, 1), and average over that."""
    return _normal(effects, np.mean(effects), std_errors**2 + tau**2)


@log_likelihood.mistake
def constants_dropped(effects: Array, std_errors: Array, tau: float) -> float:
    """Right up to a constant: the factors 1/√(2π) are missing. For the *shape* of the posterior that
    would do. Here the log of the density itself is wanted."""
    return log_likelihood(effects, std_errors, tau) + len(effects) * LOG_2PI / 2


@log_likelihood.mistake
def without_logarithm(effects: Array, std_errors: Array, tau: float) -> float:
    """That is the density. Its logarithm is wanted: with a hundred markets the density itself is too
    small for a computer."""
    return np.exp(log_likelihood(effects, std_errors, tau))


@log_likelihood.mistake
def spread_shared(effects: Array, std_errors: Array, tau: float) -> float:
    """You added τ² to *every* entry of the covariance, as if all markets departed from μ together. Each
    departs on its own account: τ² belongs on the diagonal, with s²; shared is μ alone."""
    cov = np.diag(std_errors**2) + tau**2 + 1
    return _normal(np.linalg.solve(np.linalg.cholesky(cov), effects), 0.0, np.ones(len(effects))) - float(
        np.linalg.slogdet(cov)[1] / 2
    )


@log_likelihood.mistake
def spread_forgotten(effects: Array, std_errors: Array, tau: float) -> float:  # noqa: ARG001
    """Your density does not depend on τ. The variance of an estimate about μ has two terms, its own noise
    and the market's departure: s² + τ²."""
    return log_likelihood(effects, std_errors, 0.0)


@log_likelihood.mistake
def errors_not_squared(effects: Array, std_errors: Array, tau: float) -> float:
    """You squared τ but not s. A standard error is a standard deviation; on the diagonal of a covariance
    stand variances."""
    return log_likelihood(effects, std_errors**0.5, tau)


@log_likelihood.mistake
def sds_for_variances(effects: Array, std_errors: Array, tau: float) -> float:
    """On the diagonal of your covariance stands √(s² + τ²). That is a standard deviation; a covariance
    matrix holds variances."""
    return log_likelihood(effects, (std_errors**2 + tau**2) ** 0.25, 0.0)


@log_likelihood.mistake
def mean_for_sum(effects: Array, std_errors: Array, tau: float) -> float:
    """You averaged over the markets. The log density of all estimates together is a sum, not a mean."""
    return log_likelihood(effects, std_errors, tau) / len(effects)


@log_likelihood.mistake
def best_mean_with_its_prior(effects: Array, std_errors: Array, tau: float) -> float:
    """You put a best value in for μ and added the prior's log density there. That is the height of the
    joint density at one μ. Asked is its *area*: average over every μ that there might be."""
    variance = std_errors**2 + tau**2
    mean = np.average(effects, weights=1 / variance)
    return _normal(effects, mean, variance) - (mean**2 + LOG_2PI) / 2


@log_likelihood.mistake
def variance_for_sd(effects: Array, std_errors: Array, tau: float) -> float:
    """You gave `norm` the variance, s² + τ²: its `scale` is a standard deviation. And your estimates are
    independent about 0, as if μ were known to be 0: they share a μ with a prior of its own."""
    return _normal(effects, 0.0, (std_errors**2 + tau**2) ** 2)


@log_likelihood.mistake
def spreads_added_about_zero(effects: Array, std_errors: Array, tau: float) -> float:
    """You add two standard deviations, s + τ; of independent sources it is the squares that add. And your
    estimates scatter about 0, as if μ were known: they share a μ with a prior of its own."""
    return _normal(effects, 0.0, (std_errors + tau) ** 2)
