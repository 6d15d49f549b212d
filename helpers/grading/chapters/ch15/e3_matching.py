"""15.3: a matching to mend."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, Pair, random_studies, two_studies
from helpers.grading.chapters.ch15.e1_power_prior import pooled_variance
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, float, float]


def errors_and_belief(rng: np.random.Generator) -> Case:
    """Standard errors, the sd of a belief that is wider than the pooled estimate, and an outcome's sd."""
    _, std_errors = random_studies(rng)
    return std_errors, round(float(rng.uniform(0.3, 0.8)), 2), round(float(rng.uniform(2, 6)), 1)


def two_markets(rng: np.random.Generator) -> Case:
    """Two markets only."""
    return two_studies(rng)[1], 1.1, 3.0


@exercise(
    "Spot the error: matched and counted",
    points=2,
    minutes=8,
    cases=errors_and_belief,
    edges=[two_markets],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
    parts=["α", "visitors per arm"],
)
def matched(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Mended, both lines: α .029 and 114.6 visitors for the eight markets.

    A power prior has variance V/α; set that equal to belief_sd². And two arms of n estimate a difference with
    variance 2σ²/n.
    """
    return pooled_variance(std_errors) / belief_sd**2, 2 * (sigma / belief_sd) ** 2


@matched.mistake
def as_received(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """That is the function as you got it: α .171 and 334 visitors for the eight markets. Put its α
    into a power prior and look how wide that is. Is it as wide as the belief?

    There is a second error below the first: how many arms does an experiment have?
    """
    alpha = pooled_variance(std_errors) ** 0.5 / belief_sd
    return alpha, alpha * sigma**2 / pooled_variance(std_errors)


@matched.mistake
def ratio_of_sds(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """The visitors now count both arms. But α is still a ratio of standard deviations (.171 for the eight
    markets), and the visitors follow it. The exponent divides the variance."""
    alpha = pooled_variance(std_errors) ** 0.5 / belief_sd
    return alpha, alpha * 2 * sigma**2 / pooled_variance(std_errors)


@matched.mistake
def alpha_only_ratio_of_sds(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your α is a ratio of standard deviations. Asked is that of *variances*, since the exponent divides the
    variance. With your α the prior would be narrower than the belief."""
    return pooled_variance(std_errors) ** 0.5 / belief_sd, matched(std_errors, belief_sd, sigma)[1]


@matched.mistake
def one_arm(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your visitors are those of a single mean, with variance σ²/n. An effect is a difference of two arms,
    each with its own noise."""
    alpha, visitors = matched(std_errors, belief_sd, sigma)
    return alpha, visitors / 2


@matched.mistake
def both_arms_together(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Twice as many visitors as are wanted. Are they those of both arms together? Asked are visitors *per
    arm*: 2σ²/n is the variance of their difference."""
    alpha, visitors = matched(std_errors, belief_sd, sigma)
    return alpha, visitors * 2


@matched.mistake
def the_whole_past(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your visitors are those of the whole past: the pooled estimate's, without α."""
    return matched(std_errors, belief_sd, sigma)[0], 2 * sigma**2 / pooled_variance(std_errors)


@matched.mistake
def upside_down(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your α is upside down: above 1 it would count each past visitor more than once. The belief is
    wider than the pooled estimate, so less than all of the past may count."""
    alpha, visitors = matched(std_errors, belief_sd, sigma)
    return 1 / alpha, visitors


@matched.mistake
def average_variance(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """For the pooled variance you averaged the s² and divided by K; the variance of a precision-weighted mean
    is 1/Σ(1/s²), which the first line had right."""
    alpha = float(np.mean(std_errors**2)) / len(std_errors) / belief_sd**2
    return alpha, matched(std_errors, belief_sd, sigma)[1]


@matched.mistake
def sigma_not_squared(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your visitors grow with σ, not with its square. What an arm of n leaves of the noise is a *variance* of
    σ²/n."""
    alpha, visitors = matched(std_errors, belief_sd, sigma)
    return alpha, visitors / sigma


@matched.mistake
def visitors_left_at_the_old_alpha(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your visitors count both arms, but follow from another α than the one that you return: that of the
    function as you got it, a ratio of standard deviations. One α goes through both lines."""
    return matched(std_errors, belief_sd, sigma)[0], ratio_of_sds(std_errors, belief_sd, sigma)[1]


@matched.mistake
def visitors_left_as_received(std_errors: Array, belief_sd: float, sigma: float) -> Pair:
    """Your visitors are those of the function as you got it, with its α, a ratio of standard deviations, and
    with a single arm. Only the first line has been mended: one α goes through both."""
    return matched(std_errors, belief_sd, sigma)[0], as_received(std_errors, belief_sd, sigma)[1]
