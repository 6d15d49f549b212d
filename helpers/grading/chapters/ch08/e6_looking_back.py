"""08.6: the next market, from draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float, float]


class Answer(NamedTuple):
    """What draws of μ and τ say about opening the next market."""

    chance: float
    profit: float


def draws_and_prices(rng: np.random.Generator) -> Case:
    """A handful of draws of μ and τ, and what a success earns and a failure costs."""
    n = int(rng.integers(6, 11))
    mu, tau = np.round(rng.normal(0.25, 0.2, n), 2), np.round(rng.uniform(0.08, 0.9, n), 2)
    mu[0] = -abs(mu[0]) - 0.05
    return mu, tau, 1000.0 * int(rng.integers(80, 130)), 1000.0 * int(rng.integers(60, 400))


def _opened(chance: float, success: float, failure: float) -> Answer:
    return Answer(float(chance), float(chance * success - (1 - chance) * failure))


@exercise(
    "Looking back: the next market, from draws",
    points=2,
    minutes=7,
    cases=draws_and_prices,
    parts=["the chance", "the profit"],
    tolerance=relative(1e-9),
)
def market_nine(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """Right: for each draw the chance with *that* μ and τ, then the average. No random numbers were needed.

    Given μ and τ the next market's effect is N(μ, τ²). How probably is it above zero? That is an f(μ, τ). The
    profit is that of opening, even where it is a loss.
    """
    return _opened(np.mean(ndtr(mu / tau)), success, failure)


@market_nine.mistake
def average_market(mu: Array, tau: Array, success: float, failure: float) -> Answer:  # noqa: ARG001
    """That is the chance that the *average* lift is above zero. The next market departs from the average, by
    a draw with standard deviation τ."""
    return _opened(np.mean(mu > 0), success, failure)


@market_nine.mistake
def means_plugged_in(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """You put the mean of μ and the mean of τ into the formula. The average of f is not f of the averages:
    compute the chance for each draw, then average."""
    return _opened(ndtr(mu.mean() / tau.mean()), success, failure)


@market_nine.mistake
def average_ratio(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """You average μ/τ and take the chance of that. Take the chance of each first: f before the average."""
    return _opened(ndtr(np.mean(mu / tau)), success, failure)


@market_nine.mistake
def variance_for_sd(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """You divide μ by τ². How many *standard deviations* is μ above zero? τ is one already."""
    return _opened(np.mean(ndtr(mu / tau**2)), success, failure)


@market_nine.mistake
def chance_of_failure(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """That is the chance that the next market's effect is *below* zero."""
    return _opened(np.mean(ndtr(-mu / tau)), success, failure)


@market_nine.mistake
def failure_forgotten(mu: Array, tau: Array, success: float, failure: float) -> Answer:  # noqa: ARG001
    """Your profit counts what success earns; with the rest of the probability a failure has to be paid
    for."""
    chance = float(np.mean(ndtr(mu / tau)))
    return Answer(chance, chance * success)


@market_nine.mistake
def failure_added(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """`failure` is what a failure *costs*: it has to be taken off."""
    chance = float(np.mean(ndtr(mu / tau)))
    return Answer(chance, chance * success + (1 - chance) * failure)


@market_nine.mistake
def opened_in_hindsight(mu: Array, tau: Array, success: float, failure: float) -> Answer:
    """In your profit a draw that speaks for a loss counts as 0, as if one knew μ and τ and stayed away then.
    Asked is what *opening* brings, losses included."""
    each = ndtr(mu / tau)
    profit = np.maximum(each * success - (1 - each) * failure, 0)
    return Answer(float(each.mean()), float(profit.mean()))


@market_nine.mistake
def spread_of_mu(mu: Array, tau: Array, success: float, failure: float) -> Answer:  # noqa: ARG001
    """You divide by the standard deviation of the draws of μ: that is how unsure the *average* is. How far
    the next market departs from it is τ, another in each draw."""
    return _opened(ndtr(mu.mean() / mu.std()), success, failure)
