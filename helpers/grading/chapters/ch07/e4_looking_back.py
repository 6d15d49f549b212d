"""07.4: a wide prior and two countries."""

from __future__ import annotations

from functools import cache
from typing import Any

from scipy.special import ndtr

from helpers.effects import log_odds_ratio
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute
from helpers.priors import HalfNormal, Normal, Prior, Uniform

CANADA, CHINA = 0, 1
TESTS = log_odds_ratio([50, 60], [100, 100], [30, 55], [100, 100])
WIDE = Uniform(0, 100)


@cache
def posterior(tau_prior: Prior) -> Any:
    """Exact posterior for the two countries."""
    from helpers.posterior import random_effects

    return random_effects(TESTS.estimate, TESTS.std_error, Normal(0, 1), tau_prior)


@value(
    "Looking back: a prior that “lets the data speak”",
    points=2,
    minutes=8,
    tolerance=absolute(2.5e-4, decimals=3),
)
def china_under_uniform() -> float:
    """Right. With two groups Uniform(0, 100) is no neutral choice: it says that the countries are
    probably worlds apart, and takes back nearly half of what Canada had lent.

    `posterior.random_effects(estimates, std_errors, Normal(0, 1), tau_prior)` with `priors.Uniform(0,
    100)`; China's effect is the second entry of `.theta`.
    """
    return posterior(WIDE).theta.prob_above(0)[CHINA]


@china_under_uniform.mistake
def half_normal_kept() -> float:
    """That is the probability under HalfNormal(1). Exchange the prior of τ, and watch how far two
    countries let it go."""
    return posterior(HalfNormal(1)).theta.prob_above(0)[CHINA]


@china_under_uniform.mistake
def average_for_china() -> float:
    """That is about μ, the average of all countries that there might be. With two countries and such a
    prior next to nothing is known about it. The question is about China."""
    return posterior(WIDE).mu.prob_above(0)


@china_under_uniform.mistake
def next_country() -> float:
    """That is the effect in a *third* country. China's own is the second entry of `theta`."""
    return posterior(WIDE).theta_new.prob_above(0)


@china_under_uniform.mistake
def below_zero() -> float:
    """That is the probability that China's lift is *negative*. Asked is the other side of zero.

    `cdf(0)` is what lies below zero, `prob_above(0)` what lies above.
    """
    return 1 - china_under_uniform()


china_under_uniform.mistake(
    lambda: posterior(WIDE).theta.prob_above(0)[CANADA],
    "That is Canada, the first of the two. China is the second.",
    name="canada for china",
)


@china_under_uniform.mistake
def china_alone() -> float:
    """That is China alone, with no pooling at all. The uniform prior goes nearly half of that
    way, not all of it."""
    return ndtr(TESTS.estimate[CHINA] / TESTS.std_error[CHINA])


@china_under_uniform.mistake
def flat_up_to_one() -> float:
    """Your τ looks uniform between 0 and 1. The reviewer's goes up to *100*."""
    return posterior(Uniform(0, 1)).theta.prob_above(0)[CHINA]


@china_under_uniform.mistake
def share_of_both() -> float:
    """You averaged over the two countries. The question is about China, the second entry."""
    return float(posterior(WIDE).theta.prob_above(0).mean())
