"""01.2: the vote of identical markets, from scratch."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.cases import Array
from helpers.grading.exercise import Exercise, Mistake
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


def vote_distribution(common_effect: float, std_errors: Array) -> Array:
    """P(0), …, P(K) significant results among K markets with the same true effect."""
    return counted(chances(common_effect, std_errors))


def with_average_power(common_effect: float, std_errors: Array) -> Array:
    """Binomial with the mean of the chances."""
    p = chances(common_effect, std_errors)
    return counted(np.full(p.size, p.mean()))


def with_average_error(common_effect: float, std_errors: Array) -> Array:
    """Binomial with the chance at the mean standard error."""
    return counted(np.repeat(chances(common_effect, std_errors.mean(keepdims=True)), std_errors.size))


def without_effect(common_effect: float, std_errors: Array) -> Array:  # noqa: ARG001
    """Binomial with 5 %: the redesign does nothing."""
    return counted(np.full(std_errors.size, 0.05))


def p_values_for_chances(common_effect: float, std_errors: Array) -> Array:
    """The two-sided p-value of the common effect in place of the chance to find it."""
    return counted(2 * ndtr(-np.abs(common_effect) / std_errors))


def one_tail(common_effect: float, std_errors: Array) -> Array:
    """Only gains can be significant."""
    return counted(ndtr(common_effect / std_errors - CUT))


def counts_failures(common_effect: float, std_errors: Array) -> Array:
    """The distribution of those not significant."""
    return vote_distribution(common_effect, std_errors)[::-1]


def cumulated(common_effect: float, std_errors: Array) -> Array:
    """P(at most m) for P(exactly m)."""
    return np.cumsum(vote_distribution(common_effect, std_errors))


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


DISTRIBUTION = Exercise(
    id="01.2",
    title="The vote of identical markets",
    points=3,
    minutes=15,
    reference=vote_distribution,
    arguments=("common_effect", "std_errors"),
    cases=identical_markets,
    edges=[a_common_loss, no_effect],
    # Wide enough for 1.96 written as 1.959964.
    tolerance=absolute(1e-4),
    forbidden=["helpers.widgets"],
    mistakes=[
        Mistake(
            with_average_power,
            "The mean of your distribution is right, its width is not. You gave every market the *average* "
            "chance of being significant; but the large markets pass far more often than the small ones.",
            "Add the markets one at a time, each with a chance of its own. After market A there are two "
            "probabilities, after B three, …",
        ),
        Mistake(
            with_average_error,
            "You used one average standard error for all markets. Chances are anything but linear in it: "
            "work market by market.",
        ),
        Mistake(
            without_effect,
            "That is the vote when the redesign does *nothing* and every significant market is a false "
            "alarm. Here every market has the same true effect, and it is not zero.",
            "With a true effect, z is Normal about effect/s with standard deviation 1. How often does it "
            "land beyond 1.96?",
        ),
        Mistake(
            p_values_for_chances,
            "For one market you computed a p-value: how often noise alone would reach the common effect. "
            "Wanted is the other way round: how often an estimate scattered about the common effect reaches "
            "1.96 standard errors. Large markets should come out with a *large* chance.",
        ),
        Mistake(
            one_tail,
            "Nearly. A two-sided test is also significant when z falls below −1.96. With a small effect that "
            "does happen now and then: add the other tail.",
        ),
        Mistake(
            counts_failures,
            "Your probabilities are right and stand in reverse order: you counted the markets that are *not* "
            "significant.",
        ),
        Mistake(
            cumulated,
            "You give the chance of *at most* m significant markets. Wanted is the chance of exactly m: "
            "K + 1 numbers that add up to one.",
        ),
    ],
    praise="Right, for any set of markets. Put in 0.308 and the eight standard errors and read off the two.",
    advice="Two steps. For one market: how often does a Normal with mean effect/s and standard deviation 1 "
    "fall outside ±1.96? Then start with [1.0], the distribution for no market at all, and let the markets "
    "join one by one. A simulation comes close, but here the exact numbers are wanted.",
)
