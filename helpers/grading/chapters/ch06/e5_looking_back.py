"""06.5: market nine, in points."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

BASELINE, GOAL = 0.08, 0.11
NEEDED = float(np.log(GOAL / (1 - GOAL)) - np.log(BASELINE / (1 - BASELINE)))


@cache
def eight_exactly() -> Any:
    """The exact posterior of the eight markets' conversions."""
    from helpers.datasets import load
    from helpers.posterior import binomial_random_effects

    table = load("binary_markets")
    return binomial_random_effects(table["events_t"], table["n_t"], table["events_c"], table["n_c"])


def beyond(change: float) -> float:
    """P(θ_new > change)."""
    return float(eight_exactly().theta_new.prob_above(change))


@value(
    "Looking back: market nine, in points",
    points=2,
    minutes=8,
    tolerance=absolute(2.5e-4, decimals=3),  # two of the mistakes below lie only .006 apart
)
def chance_in_market_nine() -> float:
    """Right: about one in three. “It works on average” and “it pays in market nine” are far apart.

    Two steps: how far must θ move the log odds to get from 8 % to 11 %? And how likely is `theta_new` to
    lie beyond that?
    """
    return beyond(NEEDED)


@chance_in_market_nine.mistake
def average_for_next() -> float:
    """That is the probability for the *average* of all such markets. Market nine is one market and
    departs from the average on its own account.

    In chapter 4 the next market had a marginal of its own: `theta_new`.
    """
    return float(eight_exactly().mu.prob_above(NEEDED))


@chance_in_market_nine.mistake
def points_for_log_odds() -> float:
    """You asked for θ above 0.03. Three points are three points of a *rate*; θ lives on the log odds.

    How far apart are logit(.08) and logit(.11)?
    """
    return beyond(GOAL - BASELINE)


@chance_in_market_nine.mistake
def any_gain() -> float:
    """That is the probability of *any* gain. The licence pays from 11 % on: how large must θ be?"""
    return beyond(0)


@chance_in_market_nine.mistake
def ratio_of_rates() -> float:
    """Near. You took the logarithm of the ratio of the *rates*. θ is a difference of log *odds*.

    logit(p) = log(p/(1 − p)): the odds of 11 % are 11 to 89.
    """
    return beyond(np.log(GOAL / BASELINE))


@chance_in_market_nine.mistake
def relative_gain() -> float:
    """You used the relative lift, 0.375, as if it were a log odds ratio. Transform both rates first."""
    return beyond(GOAL / BASELINE - 1)


@chance_in_market_nine.mistake
def it_does_not_pay() -> float:
    """That is the probability that the licence does *not* pay: the other tail.

    `marginal.cdf(x)` is the probability of less than x, `marginal.prob_above(x)` that of more.
    """
    return 1 - beyond(NEEDED)


@chance_in_market_nine.mistake
def from_eleven_to_eight() -> float:
    """You asked for θ above a *negative* number: that is the way from 11 % down to 8 %. Market nine has
    to go up. Which of the two logits is subtracted from which?"""
    return beyond(-NEEDED)


@chance_in_market_nine.mistake
def difference_of_odds() -> float:
    """You subtracted the odds, .11/.89 and .08/.92. θ is a difference of their *logarithms*."""
    return beyond(GOAL / (1 - GOAL) - BASELINE / (1 - BASELINE))


@chance_in_market_nine.mistake
def average_of_the_eight() -> float:
    """You averaged the eight markets' own probabilities. Each of those knows its market's data; market
    nine has none, and may lie where none of the eight does.

    In chapter 4 the next market had a marginal of its own: `theta_new`.
    """
    return float(np.mean(eight_exactly().theta.prob_above(NEEDED)))


@chance_in_market_nine.mistake
def plugged_in() -> float:
    """You put the means of μ and τ into a Normal. Both are uncertain, and what you do not know about them
    belongs in the answer: ask the posterior's `theta_new`."""
    post = eight_exactly()
    return float(ndtr((post.mu.mean - NEEDED) / post.tau.mean))


@chance_in_market_nine.mistake
def ratio_of_odds() -> float:
    """You held θ against the odds *ratio*, 1.42. θ is its logarithm."""
    return beyond(GOAL / (1 - GOAL) / BASELINE * (1 - BASELINE))


@chance_in_market_nine.mistake
def goal_itself() -> float:
    """You held θ against .11, a conversion. θ is no conversion: it is by how much the log odds rise, from
    those of 8 % on."""
    return beyond(GOAL)


@chance_in_market_nine.mistake
def goal_without_baseline() -> float:
    """You held θ against logit(.11). That is where market nine must *arrive*; θ is how far it must go, and
    it starts from 8 %."""
    return beyond(np.log(GOAL / (1 - GOAL)))


@chance_in_market_nine.mistake
def normal_shape() -> float:
    """You gave θ_new a Normal shape, with the right mean and standard deviation. It is a mixture over τ,
    narrower in the middle and longer in the tails: ask the marginal itself."""
    new = eight_exactly().theta_new
    return float(ndtr((new.mean - NEEDED) / new.sd))
