"""06.5: market nine, in points."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise, Misconception
from helpers.grading.kinds.value import Value
from helpers.grading.tolerance import absolute

BASELINE, GOAL = 0.08, 0.11


@cache
def markets() -> Any:
    """The exact posterior of the eight markets' conversions."""
    from helpers.datasets import load
    from helpers.posterior import binomial_random_effects

    table = load("binary_markets")
    return binomial_random_effects(table["events_t"], table["n_t"], table["events_c"], table["n_c"])


def _log_odds(p: float) -> float:
    return float(np.log(p / (1 - p)))


def chance_in_market_nine() -> float:
    """P(θ_new > logit .11 − logit .08)."""
    return float(markets().theta_new.prob_above(_log_odds(GOAL) - _log_odds(BASELINE)))


def average_for_next() -> float:
    """μ for θ_new."""
    return float(markets().mu.prob_above(_log_odds(GOAL) - _log_odds(BASELINE)))


def points_for_log_odds() -> float:
    """Three points taken for .03 on the log odds."""
    return float(markets().theta_new.prob_above(GOAL - BASELINE))


def any_gain() -> float:
    """P(θ_new > 0)."""
    return float(markets().theta_new.prob_above(0))


def ratio_of_rates() -> float:
    """log(.11/.08): a ratio of rates, not of odds."""
    return float(markets().theta_new.prob_above(np.log(GOAL / BASELINE)))


def relative_gain() -> float:
    """.11/.08 − 1."""
    return float(markets().theta_new.prob_above(GOAL / BASELINE - 1))


def plugged_in() -> float:
    """A Normal with the posterior means of μ and τ."""
    from scipy.special import ndtr

    post, needed = markets(), _log_odds(GOAL) - _log_odds(BASELINE)
    return float(ndtr((post.mu.mean - needed) / post.tau.mean))


MARKET_NINE = Exercise(
    id="06.5",
    title="Looking back: market nine, in points",
    points=2,
    minutes=8,
    reference=chance_in_market_nine,
    kind=Value(),
    tolerance=absolute(4.5e-4),
    misconceptions=[
        Misconception(
            average_for_next,
            "That is the probability for the *average* of all such markets. Market nine is one market and "
            "departs from the average on its own account.",
            "In chapter 4 the next market had a marginal of its own: `theta_new`.",
        ),
        Misconception(
            points_for_log_odds,
            "You asked for θ above 0.03. Three points are three points of a *rate*; θ lives on the log odds.",
            "How far apart are logit(.08) and logit(.11)?",
        ),
        Misconception(
            any_gain,
            "That is the probability of *any* gain. The licence pays from 11 % on: how large must θ be?",
        ),
        Misconception(
            ratio_of_rates,
            "Near. You took the logarithm of the ratio of the *rates*. θ is a difference of log *odds*.",
            "logit(p) = log(p/(1 − p)): the odds of 11 % are 11 to 89.",
        ),
        Misconception(
            relative_gain,
            "You used the relative lift, 0.375, as if it were a log odds ratio. Transform both rates first.",
        ),
        Misconception(
            plugged_in,
            "You put the means of μ and τ into a Normal. Both are uncertain, and what you do not know about "
            "them belongs in the answer: ask the posterior's `theta_new`.",
        ),
    ],
    praise="Right: about one in three. “It works on average” and “it pays in market nine” are far apart.",
    advice="Two steps: how far must θ move the log odds to get from 8 % to 11 %? And how likely is "
    "`theta_new` to lie beyond that?",
)
