"""03.5: the vote count, again."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array, markets
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

CUT, ONE_SIDED = 1.96, 1.6448536269514722

COMMON = 0.308


def _z() -> Array:
    """What z is about in each market."""
    return COMMON / markets()[1]


@value(
    "Looking back: the vote among identical markets",
    points=2,
    minutes=8,
    tolerance=absolute(5e-4, decimals=2),  # standard errors read off the table, to three decimals, will do
)
def expected_votes() -> float:
    """Right: fewer than two, and two is what was seen. A vote of two hardly tells: its probability
    is 0.32 if the markets are alike and still 0.20 if they differ by τ = 0.5. Q, on the same eight numbers,
    came out at 20.6, where equal markets give 7 on average.

    For each market: the probability that a Normal with mean 0.308/s and standard deviation 1 falls
    outside ±1.96.
    """
    return float(np.sum(ndtr(_z() - CUT) + ndtr(-_z() - CUT)))


@expected_votes.mistake
def under_the_null() -> float:
    """That is 5 % of eight: what you would expect if the redesign did *nothing*. Here every market has
    the same true effect of 0.308.

    In market k the z value is Normal with mean 0.308/s_k and standard deviation 1.
    """
    return 0.05 * len(_z())


@expected_votes.mistake
def at_the_average_error() -> float:
    """You used one average standard error for all. Power is anything but linear in s: the precise markets
    gain more than the noisy ones lose. Work market by market, then add."""
    z = COMMON / float(markets()[1].mean())
    return len(_z()) * float(ndtr(z - CUT) + ndtr(-z - CUT))


@expected_votes.mistake
def one_sided() -> float:
    """You counted z above 1.64, a one-sided test. The memo's votes were two-sided, at 1.96."""
    return float(np.sum(ndtr(_z() - ONE_SIDED)))


@expected_votes.mistake
def noise_forgotten() -> float:
    """You asked which markets would pass if each estimate hit the truth exactly. Estimates scatter: every
    market passes with some probability. Add the probabilities."""
    return float(np.sum(_z() > CUT))


@expected_votes.mistake
def the_other_share() -> float:
    """That is the expected number of markets that do *not* reach significance. You have the complement."""
    return len(_z()) - expected_votes()


@expected_votes.mistake
def upper_tail_alone() -> float:
    """Nearly: that counts the significant *gains*. Now and then an estimate falls below −1.96 standard
    errors although the effect is positive, and that is a vote as well: add the lower tail. (Or did you cut
    your number off? Then round it.)"""
    return float(np.sum(ndtr(_z() - CUT)))


@expected_votes.mistake
def at_one_sided_threshold() -> float:
    """Your threshold looks like 1.645, which leaves 5 % in *each* tail. The memo's votes were cast at
    1.96."""
    return float(np.sum(ndtr(_z() - ONE_SIDED) + ndtr(-_z() - ONE_SIDED)))


@expected_votes.mistake
def mean_for_sum() -> float:
    """That is the average chance of a market. Asked is how many of the eight come out significant: add the
    chances."""
    return expected_votes() / len(_z())


@expected_votes.mistake
def what_was_seen() -> float:
    """Two is what *was* seen, with effects that differ. Asked is what to expect on average if all eight had
    the same true effect: a sum of eight probabilities, and hardly a whole number."""
    return 2.0


@expected_votes.mistake
def divided_by_variance() -> float:
    """You divided the effect by the *squared* standard error. z is effect/s."""
    z = COMMON / markets()[1] ** 2
    return float(np.sum(ndtr(z - CUT) + ndtr(-z - CUT)))


@expected_votes.mistake
def their_own_estimates() -> float:
    """You gave each market its own *estimate* as its true effect. Asked is what identical markets would do:
    all have the true effect 0.308."""
    z = markets()[0] / markets()[1]
    return float(np.sum(ndtr(z - CUT) + ndtr(-z - CUT)))
