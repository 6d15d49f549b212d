"""15.1: the power prior, from scratch."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, Pair, random_studies, two_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def studies_and_share(rng: np.random.Generator) -> Case:
    """Studies and the share of them that is to count."""
    return *random_studies(rng), round(float(rng.uniform(0.06, 0.6)), 2)


def two_and_share(rng: np.random.Generator) -> Case:
    """Two studies, a small share."""
    return *two_studies(rng), 0.05


def one_study(rng: np.random.Generator) -> Case:
    """A single study has its own estimate for a pooled one."""
    return np.round(rng.normal(0.4, 0.5, 1), 2), np.round(rng.uniform(0.1, 0.6, 1), 2), 0.3


def pooled_variance(std_errors: Array) -> float:
    """Variance of the precision-weighted mean."""
    return float(1 / np.sum(std_errors**-2))


@exercise(
    "The power prior",
    points=2,
    minutes=8,
    cases=studies_and_share,
    edges=[two_and_share, one_study],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
    parts=["the mean", "the standard deviation"],
)
def power_prior(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Right. α divides the variance, and the centre does not hear of it.

    Write the pooled likelihood as exp(−(θ − ȳ)²/(2V)) and raise it to the power of α. What stands where V
    stood?
    """
    mean = float(np.average(effects, weights=std_errors**-2))
    return mean, float(np.sqrt(pooled_variance(std_errors) / alpha))


@power_prior.mistake
def sd_over_alpha(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """You divide the *standard deviation* by α. The exponent sits on the likelihood, and what it divides
    there is a variance. For the eight markets and α = .25 your prior is .362 wide, twice too much.

    Raise exp(−(θ − ȳ)²/(2V)) to the power of α: V becomes V/α, and its root √V/√α.
    """
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean, sd / alpha**0.5


@power_prior.mistake
def sd_times_root(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your prior is *narrower* than the pooled estimate itself. Counting a part of the past must leave you
    less sure than counting all of it. (For the eight markets and α = .25 you have .045; all of the past
    gives .091.)"""
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean, sd * alpha


@power_prior.mistake
def sd_times_alpha(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """You multiply the standard deviation by α, so the less of the past counts, the surer you are. It should
    be the other way round, and on the scale of the variance."""
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean, sd * alpha**1.5


@power_prior.mistake
def variance_returned(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your second number is the variance. Asked is the standard deviation, its root."""
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean, sd**2


@power_prior.mistake
def all_of_the_past(effects: Array, std_errors: Array, alpha: float) -> Pair:  # noqa: ARG001
    """α has had no effect: this is the pooled estimate with its own standard error, the past in full."""
    return power_prior(effects, std_errors, 1.0)


@power_prior.mistake
def mean_shrunk_too(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """You multiplied the mean by α as well: a power makes the likelihood flatter, it does not move its
    peak."""
    mean, sd = power_prior(effects, std_errors, alpha)
    return alpha * mean, sd


@power_prior.mistake
def unweighted_mean(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your mean is the plain one. Pooling lets each market count by its precision, 1/s²."""
    return float(np.mean(effects)), power_prior(effects, std_errors, alpha)[1]


@power_prior.mistake
def plain_means(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """You averaged the estimates and the standard errors, plainly. Pooling lets each market count by its
    precision, 1/s², and eight markets together are surer than one of them."""
    return float(np.mean(effects)), float(np.mean(std_errors) / alpha**0.5)


@power_prior.mistake
def with_1_over_s(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your weights are 1/s. Information adds up on the scale of 1/variance: 1/s²."""
    w = 1 / std_errors
    return float(np.average(effects, weights=w)), float(1 / np.sqrt(alpha * w.sum()))


@power_prior.mistake
def average_variance(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """For the variance you averaged the s² and divided by K, as if all markets weighed the same. The variance
    of a precision-weighted mean is 1/Σ(1/s²)."""
    mean = power_prior(effects, std_errors, alpha)[0]
    return mean, float(np.sqrt(np.mean(std_errors**2) / len(effects) / alpha))


@power_prior.mistake
def square_root_forgotten_in_weights(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your second number is a precision, the sum of the weights times α. A standard deviation is one over
    the root of it."""
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean, sd**-2


@power_prior.mistake
def mean_with_1_over_s(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your mean has weights 1/s. Information adds up on the scale of 1/variance: 1/s²."""
    return float(np.average(effects, weights=1 / std_errors)), power_prior(effects, std_errors, alpha)[1]


@power_prior.mistake
def the_rest_of_the_past(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your width is that of the share 1 − α. α is what counts, not what is left out."""
    return power_prior(effects, std_errors, 1 - alpha)


@power_prior.mistake
def mean_divided(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """You divided the mean by α. A power makes the likelihood flatter, it does not move its peak."""
    mean, sd = power_prior(effects, std_errors, alpha)
    return mean / alpha, sd


@power_prior.mistake
def sum_of_variances(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your width grows with every further market: you added the variances. What adds up is information,
    1/s²."""
    return power_prior(effects, std_errors, alpha)[0], float(np.sqrt(np.sum(std_errors**2) / alpha))


@power_prior.mistake
def width_of_one_market(effects: Array, std_errors: Array, alpha: float) -> Pair:
    """Your width is that of one typical market. Together the markets are surer: the pooled variance is
    1/Σ(1/s²)."""
    return power_prior(effects, std_errors, alpha)[0], float(np.mean(std_errors) / alpha**0.5)
