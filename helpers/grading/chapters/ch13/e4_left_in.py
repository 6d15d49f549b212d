"""13.4: spot the error: a study that forecasts itself."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies, two_studies
from helpers.grading.declare import exercise
from helpers.grading.mistakes import sampling
from helpers.grading.tolerance import relative

LOG_2PI = np.log(2 * np.pi)


def _log_normal(x: Array, mean: Array | float, variance: Array) -> float:
    return float(-np.sum((x - mean) ** 2 / variance + np.log(variance) + LOG_2PI) / 2)


def _without(effects: Array, std_errors: Array, power: float = 2.0) -> tuple[Array, Array]:
    """For every study the mean of the others, flat prior, and the sum of their weights."""
    w = std_errors**-power
    rest = w.sum() - w
    return (np.sum(w * effects) - w * effects) / rest, rest


@exercise(
    "Spot the error: left out, or left in?",
    points=3,
    minutes=10,
    cases=random_studies,
    edges=[two_studies],
    tolerance=relative(1e-7),
)
def left_out(effects: Array, std_errors: Array) -> float:
    """Mended: each study is foreseen by the others, with their uncertainty and its own noise.

    For one study: which mean do the *others* give, how sure are they of it, and how far may an *estimate*
    fall from a mean that is known?
    """
    mean, precision = _without(effects, std_errors)
    return _log_normal(effects, mean, 1 / precision + std_errors**2)


@left_out.mistake
def as_received(effects: Array, std_errors: Array) -> float:
    """That is the function as you got it: every study is part of the mean that forecasts it, so it is graded
    on what it has told. And is that mean known for certain?

    Take study k out of the sums, for each k anew; then ask for the variance of the forecast.
    """
    mean = float(np.average(effects, weights=std_errors**-2))
    return _log_normal(effects, mean, std_errors**2)


@left_out.mistake
def in_sample(effects: Array, std_errors: Array) -> float:
    """The forecast's variance is right for one that has seen everything. But every study is still part of the
    mean that forecasts it. That is an in-sample score, not a left-out one."""
    w = std_errors**-2
    return _log_normal(effects, float(np.average(effects, weights=w)), 1 / w.sum() + std_errors**2)


@left_out.mistake
def mean_taken_as_known(effects: Array, std_errors: Array) -> float:
    """The study is out of the mean now. But the mean of the others is not known for certain: its own variance
    belongs in the forecast."""
    mean, _ = _without(effects, std_errors)
    return _log_normal(effects, mean, std_errors**2)


@left_out.mistake
def noise_forgotten(effects: Array, std_errors: Array) -> float:
    """Your forecast is of the mean. The *estimate* of the study left out has noise of its own: add s²."""
    mean, precision = _without(effects, std_errors)
    return _log_normal(effects, mean, 1 / precision)


@left_out.mistake
def precision_of_all(effects: Array, std_errors: Array) -> float:
    """The mean leaves the study out, its uncertainty does not: you used the precision of all studies. The
    others are less sure."""
    mean, _ = _without(effects, std_errors)
    return _log_normal(effects, mean, 1 / np.sum(std_errors**-2) + std_errors**2)


@left_out.mistake
def mean_of_all(effects: Array, std_errors: Array) -> float:
    """The uncertainty is that of the others, the mean still that of all. Take the study out of both."""
    w = std_errors**-2
    _, precision = _without(effects, std_errors)
    return _log_normal(effects, float(np.average(effects, weights=w)), 1 / precision + std_errors**2)


@left_out.mistake
def plain_means(effects: Array, std_errors: Array) -> float:
    """Your mean of the others is the plain one. Precise studies say more about it: weigh by 1/s²."""
    mean = (effects.sum() - effects) / (len(effects) - 1)
    _, precision = _without(effects, std_errors)
    return _log_normal(effects, mean, 1 / precision + std_errors**2)


@left_out.mistake
def with_1_over_s(effects: Array, std_errors: Array) -> float:
    """Your weights are 1/s. Information adds up on the scale of 1/s²."""
    mean, precision = _without(effects, std_errors, 1.0)
    return _log_normal(effects, mean, 1 / precision + std_errors**2)


@left_out.mistake
def sds_added(effects: Array, std_errors: Array) -> float:
    """You added the standard deviation of the mean and that of the noise. Variances add."""
    mean, precision = _without(effects, std_errors)
    return _log_normal(effects, mean, (precision**-0.5 + std_errors) ** 2)


@left_out.mistake
def averaged(effects: Array, std_errors: Array) -> float:
    """You averaged over the studies. The elpd is a sum."""
    return left_out(effects, std_errors) / len(effects)


@left_out.mistake
def deviance_scale(effects: Array, std_errors: Array) -> float:
    """You multiplied by −2. Asked is the sum of log densities, on which higher is better."""
    return sampling.minus_two_lost(left_out(effects, std_errors))


@left_out.mistake
def constants_dropped(effects: Array, std_errors: Array) -> float:
    """The factors 1/√(2π) are missing. For one model beside another of this form they cancel; here the log
    density itself is wanted."""
    return left_out(effects, std_errors) + len(effects) * float(LOG_2PI) / 2


@left_out.mistake
def variance_for_sd(effects: Array, std_errors: Array) -> float:
    """A variance stands where a standard deviation is wanted: SciPy's `norm` takes the root."""
    mean, precision = _without(effects, std_errors)
    return _log_normal(effects, mean, (1 / precision + std_errors**2) ** 2)


@left_out.mistake
def densities_summed(effects: Array, std_errors: Array) -> float:
    """You added densities. Chances of independent things multiply, so their logarithms add: take the
    logarithm first."""
    mean, precision = _without(effects, std_errors)
    variance = 1 / precision + std_errors**2
    return float(np.sum(np.exp(-((effects - mean) ** 2) / variance / 2) / np.sqrt(2 * np.pi * variance)))


@left_out.mistake
def plain_means_taken_as_known(effects: Array, std_errors: Array) -> float:
    """The study is out of the mean. But that mean is the plain one, and you take it for known: weigh by 1/s²,
    and put the mean's own variance into the forecast."""
    return _log_normal(effects, (effects.sum() - effects) / (len(effects) - 1), std_errors**2)


@left_out.mistake
def out_of_the_sum_alone(effects: Array, std_errors: Array) -> float:
    """You took the study out of Σ w·y and left its weight in Σ w. Take it out of both."""
    mean, precision = _without(effects, std_errors)
    return _log_normal(effects, mean * precision / np.sum(std_errors**-2), 1 / precision + std_errors**2)


@left_out.mistake
def out_of_the_weights_alone(effects: Array, std_errors: Array) -> float:
    """You took the study's weight out of Σ w and left the study in Σ w·y. Take it out of both."""
    _, precision = _without(effects, std_errors)
    mean = np.sum(effects * std_errors**-2) / precision
    return _log_normal(effects, mean, 1 / precision + std_errors**2)


@left_out.mistake
def density_itself(effects: Array, std_errors: Array) -> float:
    """You return a density, a product over the studies. Asked is its logarithm: add up log densities."""
    return float(np.exp(left_out(effects, std_errors)))
