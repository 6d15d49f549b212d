"""01.2: the vote of identical markets, from scratch."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

CUT = 1.96


def chances(common_effect: float, std_errors: Array) -> Array:
    """Chance of significance in each market when every true effect is ``common_effect``."""
    z = common_effect / std_errors
    return np.asarray(ndtr(z - CUT) + ndtr(-z - CUT))


def counted(p: Array) -> Array:
    """Distribution of the number of successes, one trial after the other."""
    distribution = np.ones(1)
    for chance in p:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


def identical_markets(rng: np.random.Generator) -> tuple[float, Array]:
    """Three to eight markets of unequal size with a small common effect, of either sign."""
    k = int(rng.integers(3, 9))
    s = rng.permutation(np.geomspace(0.1, 0.5, k)) * rng.uniform(0.9, 1.1, k)
    return round(float(rng.uniform(0.15, 0.35)), 2), np.round(s, 2)


def a_common_loss(rng: np.random.Generator) -> tuple[float, Array]:
    """The redesign does harm everywhere."""
    effect, s = identical_markets(rng)
    return -effect, s


def no_effect(rng: np.random.Generator) -> tuple[float, Array]:
    """The redesign does nothing anywhere."""
    return 0.0, identical_markets(rng)[1]


@exercise(
    "The vote of identical markets",
    points=3,
    minutes=15,
    cases=identical_markets,
    edges=[a_common_loss, no_effect],
    tolerance=absolute(1e-4),  # wide enough for 1.96 written as 1.959964
    forbidden=["helpers.widgets"],
)
def vote_distribution(common_effect: float, std_errors: Array) -> Array:
    """Right, for any set of markets. Put in 0.308 and the eight standard errors and read off the two.

    Two steps. For one market: how often does a Normal with mean effect/s and standard deviation 1 fall
    outside ±1.96? Then start with [1.0], the distribution for no market at all, and let the markets join
    one by one. A simulation comes close, but here the exact numbers are wanted.
    """
    return counted(chances(common_effect, std_errors))


@vote_distribution.mistake
def with_average_power(common_effect: float, std_errors: Array) -> Array:
    """The mean of your distribution is right, its width is not. You gave every market the *average*
    chance of being significant; but the large markets pass far more often than the small ones.

    Add the markets one at a time, each with a chance of its own. After market A there are two
    probabilities, after B three, …
    """
    p = chances(common_effect, std_errors)
    return counted(np.full(p.size, p.mean()))


@vote_distribution.mistake
def with_average_error(common_effect: float, std_errors: Array) -> Array:
    """You used one average standard error for all markets. Chances are anything but linear in it: work
    market by market."""
    return counted(np.repeat(chances(common_effect, std_errors.mean(keepdims=True)), std_errors.size))


@vote_distribution.mistake
def without_effect(common_effect: float, std_errors: Array) -> Array:  # noqa: ARG001
    """That is the vote when the redesign does *nothing* and every significant market is a false alarm.
    Here every market has the same true effect, and it is not zero.

    With a true effect, z is Normal about effect/s with standard deviation 1. How often does it land
    beyond 1.96?
    """
    return counted(np.full(std_errors.size, 0.05))


@vote_distribution.mistake
def p_values_for_chances(common_effect: float, std_errors: Array) -> Array:
    """For one market you computed a p-value: how often noise alone would reach the common effect. Wanted
    is the other way round: how often an estimate scattered about the common effect reaches 1.96 standard
    errors. Large markets should come out with a *large* chance."""
    return counted(2 * ndtr(-np.abs(common_effect) / std_errors))


@vote_distribution.mistake
def one_tail(common_effect: float, std_errors: Array) -> Array:
    """Nearly. A two-sided test is also significant when z falls below −1.96. With a small effect that
    does happen now and then: add the other tail."""
    return counted(ndtr(common_effect / std_errors - CUT))


@vote_distribution.mistake
def counts_failures(common_effect: float, std_errors: Array) -> Array:
    """Your probabilities are right and stand in reverse order: you counted the markets that are *not*
    significant."""
    return vote_distribution(common_effect, std_errors)[::-1]


@vote_distribution.mistake
def cumulated(common_effect: float, std_errors: Array) -> Array:
    """You give the chance of *at most* m significant markets. Wanted is the chance of exactly m: K + 1
    numbers that add up to one."""
    return np.cumsum(vote_distribution(common_effect, std_errors))


@vote_distribution.mistake
def at_one_sided_threshold(common_effect: float, std_errors: Array) -> Array:
    """Your threshold looks like 1.645, which leaves 5 % in *each* tail. Two-sided at 5 % it is 1.96."""
    z = common_effect / std_errors
    return counted(ndtr(z - 1.645) + ndtr(-z - 1.645))


@vote_distribution.mistake
def twice_one_tail(common_effect: float, std_errors: Array) -> Array:
    """You doubled one tail. With an effect the two tails are not alike: z is Normal about effect/s, nearer
    to one threshold than to the other. Compute each, then add."""
    return counted(2 * ndtr(np.abs(common_effect) / std_errors - CUT))


@vote_distribution.mistake
def divided_by_variance(common_effect: float, std_errors: Array) -> Array:
    """You divided the effect by the *squared* standard error. A z value counts how many standard errors an
    estimate lies from zero."""
    return counted(chances(common_effect, std_errors**2))


@vote_distribution.mistake
def at_least(common_effect: float, std_errors: Array) -> Array:
    """You give the chance of *at least* m significant markets. Wanted is the chance of exactly m: K + 1
    numbers that add up to one."""
    return np.cumsum(vote_distribution(common_effect, std_errors)[::-1])[::-1]
