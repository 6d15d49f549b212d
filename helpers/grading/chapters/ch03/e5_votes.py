"""03.5: the vote count, again."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.declare import value
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import absolute

PUBLISHED = np.array([0.423, 0.359, 0.330, 0.296, 0.277, 0.255, 0.212, 0.163])
COMMON = 0.308


@value(
    "Looking back: the vote among identical markets",
    points=2,
    minutes=8,
    # Standard errors to three decimals, and the far tail left out or in: both are right answers.
    tolerance=absolute(0.0125),
)
def expected_votes() -> float:
    """Right: fewer than two, and two is what was seen. A vote of two hardly tells: its probability
    is 0.32 if the markets are alike and still 0.20 if they differ by τ = 0.5. Q, on the same eight numbers,
    came out at 20.6, where equal markets give 7 on average.

    For each market: the probability that a Normal with mean 0.308/s and standard deviation 1 falls
    outside ±1.96.
    """
    z = COMMON / PUBLISHED
    return float(np.sum(ndtr(z - spread.z_95()) + ndtr(-z - spread.z_95())))


@expected_votes.mistake
def under_the_null() -> float:
    """That is 5 % of eight: what you would expect if the redesign did *nothing*. Here every market has
    the same true effect of 0.308.

    In market k the z value is Normal with mean 0.308/s_k and standard deviation 1.
    """
    return 0.05 * len(PUBLISHED)


@expected_votes.mistake
def at_the_average_error() -> float:
    """You used one average standard error for all. Power is anything but linear in s: the precise markets
    gain more than the noisy ones lose. Work market by market, then add."""
    return len(PUBLISHED) * float(ndtr(COMMON / PUBLISHED.mean() - spread.z_95()))


@expected_votes.mistake
def one_sided() -> float:
    """You counted z above 1.64, a one-sided test. The memo's votes were two-sided, at 1.96."""
    return float(np.sum(ndtr(COMMON / PUBLISHED - 1.6448536269514722)))


@expected_votes.mistake
def noise_forgotten() -> float:
    """You asked which markets would pass if each estimate hit the truth exactly. Estimates scatter: every
    market passes with some probability. Add the probabilities."""
    return float(np.sum(spread.z_95() < COMMON / PUBLISHED))


@expected_votes.mistake
def the_other_share() -> float:
    """That is the expected number of markets that do *not* reach significance. You have the complement."""
    return len(PUBLISHED) - expected_votes()
