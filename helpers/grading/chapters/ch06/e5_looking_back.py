"""06.5: market nine, in points."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.value import Value
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


def it_does_not_pay() -> float:
    """The lower tail."""
    return 1 - chance_in_market_nine()


def from_eleven_to_eight() -> float:
    """logit .08 − logit .11: the change with its sign turned."""
    return float(markets().theta_new.prob_above(_log_odds(BASELINE) - _log_odds(GOAL)))


def difference_of_odds() -> float:
    """.11/.89 − .08/.92, without the logarithm."""
    return float(markets().theta_new.prob_above(GOAL / (1 - GOAL) - BASELINE / (1 - BASELINE)))


def average_of_the_eight() -> float:
    """The mean of the eight markets' own probabilities."""
    return float(np.mean(markets().theta.prob_above(_log_odds(GOAL) - _log_odds(BASELINE))))


MARKET_NINE = Exercise(
    id="06.5",
    title="Looking back: market nine, in points",
    points=2,
    minutes=8,
    reference=chance_in_market_nine,
    kind=Value(),
    tolerance=absolute(2.5e-4),  # .314 passes; two of the mistakes below lie only .006 apart
    mistakes=[
        Mistake(
            average_for_next,
            "That is the probability for the *average* of all such markets. Market nine is one market and "
            "departs from the average on its own account.",
            "In chapter 4 the next market had a marginal of its own: `theta_new`.",
        ),
        Mistake(
            points_for_log_odds,
            "You asked for θ above 0.03. Three points are three points of a *rate*; θ lives on the log odds.",
            "How far apart are logit(.08) and logit(.11)?",
        ),
        Mistake(
            any_gain,
            "That is the probability of *any* gain. The licence pays from 11 % on: how large must θ be?",
        ),
        Mistake(
            ratio_of_rates,
            "Near. You took the logarithm of the ratio of the *rates*. θ is a difference of log *odds*.",
            "logit(p) = log(p/(1 − p)): the odds of 11 % are 11 to 89.",
        ),
        Mistake(
            relative_gain,
            "You used the relative lift, 0.375, as if it were a log odds ratio. Transform both rates first.",
        ),
        Mistake(
            it_does_not_pay,
            "That is the probability that the licence does *not* pay: the other tail.",
            "`marginal.cdf(x)` is the probability of less than x, `marginal.prob_above(x)` that of more.",
        ),
        Mistake(
            from_eleven_to_eight,
            "You asked for θ above a *negative* number: that is the way from 11 % down to 8 %. Market nine "
            "has to go up. Which of the two logits is subtracted from which?",
        ),
        Mistake(
            difference_of_odds,
            "You subtracted the odds, .11/.89 and .08/.92. θ is a difference of their *logarithms*.",
        ),
        Mistake(
            average_of_the_eight,
            "You averaged the eight markets' own probabilities. Each of those knows its market's data; "
            "market nine has none, and may lie where none of the eight does.",
            "In chapter 4 the next market had a marginal of its own: `theta_new`.",
        ),
        Mistake(
            plugged_in,
            "You put the means of μ and τ into a Normal. Both are uncertain, and what you do not know about "
            "them belongs in the answer: ask the posterior's `theta_new`.",
        ),
    ],
    praise="Right: about one in three. “It works on average” and “it pays in market nine” are far apart.",
    advice="Two steps: how far must θ move the log odds to get from 8 % to 11 %? And how likely is "
    "`theta_new` to lie beyond that?",
)
