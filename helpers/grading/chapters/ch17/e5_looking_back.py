"""17.5: one belief, carried through one more experiment."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Pair, markets
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

ESTIMATE, PER_ARM, SIGMA, MARGIN = 0.16, 634, 4.0, 0.20


def error() -> float:
    """Standard error of the test in market nine."""
    return SIGMA * float(np.sqrt(2 / PER_ARM))


@cache
def nine_markets(se: float | None = None) -> Any:
    """Exact posterior of the eight markets and the ninth."""
    from helpers.posterior import random_effects

    effects, std_errors = markets()
    return random_effects(np.append(effects, ESTIMATE), np.append(std_errors, se or error()))


@cache
def eight_markets() -> Any:
    """Exact posterior before the test."""
    from helpers.posterior import random_effects

    return random_effects(*markets())


def pays(se: float | None = None, beyond: float = MARGIN) -> float:
    """P(the effect in market nine exceeds ``beyond``)."""
    return float(nine_markets(se).theta.prob_above(beyond)[-1])


def works() -> float:
    """P(an effect above zero in market ten)."""
    return float(nine_markets().theta_new.prob_above(0.0))


@value(
    "Looking back: through the loop once",
    points=3,
    minutes=12,
    tolerance=absolute(3e-4, decimals=3),
    parts=["it pays in market nine", "it works in market ten"],
)
def through_the_loop() -> Pair:
    """Go live in market nine, and plan for market ten with a belief that has learned. The synthesis became
    the next plan's prior.

    Put the ninth estimate, with its standard error, behind the eight, and fit once. `.theta` has one marginal
    a market, `.theta_new` is the next one.
    """
    return pays(), works()


@through_the_loop.mistake
def alone() -> Pair:
    """Your first number judges market nine by its own test alone, a flat analysis. The plan said: analysed
    together with the eight markets (chapter 4, partial pooling)."""
    return float(ndtr((ESTIMATE - MARGIN) / error())), works()


@through_the_loop.mistake
def above_zero() -> Pair:
    """Your first number is the chance that it *works*, an effect above zero. It has to pay: above .20."""
    return pays(beyond=0.0), works()


@through_the_loop.mistake
def before_the_test() -> Pair:
    """Your second number is the ceiling from before the test. Market nine has reported since: market ten is
    planned with nine markets."""
    return pays(), float(eight_markets().theta_new.prob_above(0.0))


@through_the_loop.mistake
def average_market() -> Pair:
    """Your second number is about μ, the average market. Market ten is one market: θ new."""
    return pays(), float(nine_markets().mu.prob_above(0.0))


@through_the_loop.mistake
def a_new_market_for_the_ninth() -> Pair:
    """Your first number is about a market *without* data. Market nine has some now: its own θ, the last of
    nine."""
    return float(nine_markets().theta_new.prob_above(MARGIN)), works()


@through_the_loop.mistake
def prior_of_the_ninth() -> Pair:
    """Your first number is what was believed of market nine *before* its test. Update it."""
    return float(eight_markets().theta_new.prob_above(MARGIN)), works()


@through_the_loop.mistake
def ten_has_to_pay() -> Pair:
    """Your second number asks whether it *pays* in market ten. Asked is whether it works: above zero."""
    return pays(), float(nine_markets().theta_new.prob_above(MARGIN))


@through_the_loop.mistake
def one_arm() -> Pair:
    """Your noise variance for market nine looks like half of what it is. The test had two arms of 634
    visitors each, and both are noisy: σ·√(2/634)."""
    se = error() / 2**0.5
    return pays(se), float(nine_markets(se).theta_new.prob_above(0.0))


@through_the_loop.mistake
def the_other_tail() -> Pair:
    """Your first number is the chance that it does *not* pay."""
    return 1 - pays(), works()


@through_the_loop.mistake
def its_estimate() -> Pair:
    """Your second number looks like one about an *estimate* in market ten, noise included. Asked is the
    effect."""
    return pays(), float(nine_markets().new_estimate(error()).prob_above(0.0))


@through_the_loop.mistake
def shared_out() -> Pair:
    """Your noise variance for market nine looks like twice what it is. 634 is the size of *one* arm."""
    se = error() * 2**0.5
    return pays(se), float(nine_markets(se).theta_new.prob_above(0.0))


@through_the_loop.mistake
def market_eight() -> Pair:
    """Your first number is about the market before: counting begins at 0, so market nine is `[8]`, or
    `[-1]`."""
    return float(nine_markets().theta.prob_above(MARGIN)[-2]), works()


@through_the_loop.mistake
def from_the_predictive() -> Pair:
    """Your first number treats the belief about market nine as a Normal, and updates that. It is no Normal,
    and the ninth result speaks about τ as well: fit the nine together."""
    before = eight_markets().theta_new
    gain = before.sd**2 / (before.sd**2 + error() ** 2)
    mean = before.mean + gain * (ESTIMATE - before.mean)
    return float(ndtr((mean - MARGIN) / (before.sd * (1 - gain) ** 0.5))), works()
