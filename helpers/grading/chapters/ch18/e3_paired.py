"""18.3: spot the error in a comparison of two programmes."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, Pair
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array]


def two_analyses(rng: np.random.Generator) -> Case:
    """What six to eight programmes earned in some rounds, under two analyses of the same results."""
    count = int(rng.integers(6, 9))
    world = rng.normal(20, 40, (count, 1))
    rounds, ahead = int(rng.integers(2, 5)), float(rng.choice([-6, 6]))
    first = np.round(world + rng.normal(0, 25, (count, rounds)), 0)
    return first, np.round(first - rng.normal(ahead, 9, (count, rounds)), 0)


def two_programmes(rng: np.random.Generator) -> Case:
    """Two programmes are the fewest that have a standard error."""
    first, second = two_analyses(rng)
    return first[:2], second[:2]


@exercise(
    "Spot the error: is the difference real?",
    points=3,
    minutes=10,
    cases=two_analyses,
    edges=[two_programmes],
    parts=["the difference", "its standard error"],
    tolerance=relative(1e-9),
)
def difference(first: Array, second: Array) -> Pair:
    """Mended: a programme is one observation, and the two analyses met the same luck in it.

    Which numbers are independent of each other? Not the rounds of one programme, and not the two
    analyses of one programme.
    """
    gap = (first - second).sum(axis=1)
    return gap.mean(), gap.std(ddof=1) / np.sqrt(len(gap))


@difference.mistake
def as_received(first: Array, second: Array) -> Pair:
    """That is the function as you got it. Two things are wrong with the standard error. It takes the two
    analyses for independent, and it takes the rounds of a programme for independent.

    Compute what each *programme* gained by the one analysis over the other: one number a programme.
    """
    parts = [x.std(ddof=1) / np.sqrt(x.size) * x.shape[1] for x in (first, second)]
    return first.sum(1).mean() - second.sum(1).mean(), float(np.hypot(*parts))


@difference.mistake
def unpaired(first: Array, second: Array) -> Pair:
    """Programmes are the observations now. But the two analyses met the *same* worlds, and what those
    worlds did to both cancels in the difference: chapter 13 compares two models so, point by point.
    Yours is too large.

    The standard error of the mean of differences, not √(se₁² + se₂²).
    """
    totals = [x.sum(axis=1) for x in (first, second)]
    errors = [x.std(ddof=1) / np.sqrt(len(x)) for x in totals]
    return totals[0].mean() - totals[1].mean(), float(np.hypot(*errors))


@difference.mistake
def rounds_independent(first: Array, second: Array) -> Pair:
    """Paired now. But you treat the rounds of one programme as independent observations; they share its
    world and its belief. Add up each programme first."""
    gap = first - second
    return gap.sum(1).mean(), gap.std(ddof=1) / np.sqrt(gap.size) * gap.shape[1]


@difference.mistake
def spread_for_error(first: Array, second: Array) -> Pair:
    """Your second number says how much single programmes differ. The standard error of their *mean* is
    smaller by √(number of programmes)."""
    gap = (first - second).sum(axis=1)
    return gap.mean(), gap.std(ddof=1)


@difference.mistake
def divided_by_count(first: Array, second: Array) -> Pair:
    """You divided by the number of programmes. A standard error falls with its *root*."""
    gap = (first - second).sum(axis=1)
    return gap.mean(), gap.std(ddof=1) / len(gap)


@difference.mistake
def per_round(first: Array, second: Array) -> Pair:
    """That is the difference per *round*. Asked is what a whole programme gains."""
    gap = (first - second).mean(axis=1)
    return gap.mean(), gap.std(ddof=1) / np.sqrt(len(gap))


@difference.mistake
def other_way_round(first: Array, second: Array) -> Pair:
    """The sign: asked is the first less the second."""
    mean, error = difference(first, second)
    return -mean, error


@difference.mistake
def population_sd(first: Array, second: Array) -> Pair:
    """All but right: `std` divides by the number of programmes unless told `ddof=1`. They are a sample."""
    gap = (first - second).sum(axis=1)
    return gap.mean(), gap.std() / np.sqrt(len(gap))


@difference.mistake
def sign_taken_off(first: Array, second: Array) -> Pair:
    """You took the sign off. Where the second earned more the difference is negative."""
    mean, error = difference(first, second)
    return abs(mean), error


@difference.mistake
def error_per_round(first: Array, second: Array) -> Pair:
    """Your standard error is that of the difference per *round*. Asked is that of a whole programme's."""
    mean, error = difference(first, second)
    return mean, error / first.shape[1]


@difference.mistake
def root_of_all_results(first: Array, second: Array) -> Pair:
    """You divided by the root of the number of *results*. Independent are the programmes: count those."""
    mean, error = difference(first, second)
    return mean, error / first.shape[1] ** 0.5


@difference.mistake
def along_the_rounds(first: Array, second: Array) -> Pair:
    """You added up over programmes, round by round. A programme is a row: `axis=1`."""
    gap = (first - second).sum(axis=0)
    return gap.mean(), gap.std(ddof=1) / np.sqrt(len(gap))
