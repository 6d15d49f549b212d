"""06.1: a log odds ratio with its standard error."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Pair
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Counts = tuple[int, int, int, int]


def corners(events_t: int, n_t: int, events_c: int, n_c: int) -> Counts:
    """The four cells of the table: bought and did not buy, treated then control."""
    return events_t, n_t - events_t, events_c, n_c - events_c


def repaired(*counts: int) -> list[float]:
    """The four cells, a half added to all of them where one is empty."""
    cells = corners(*counts)
    return [x + 0.5 * (0 in cells) for x in cells]


def woolf(a: float, b: float, c: float, d: float) -> Pair:
    """Log odds ratio and its standard error (Woolf 1955)."""
    return float(np.log(a * d / (b * c))), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def two_arms(rng: np.random.Generator) -> Counts:
    """Unequal arms, rates far enough from 0 that odds and rates differ."""
    n_t, n_c = (int(n) for n in rng.integers(40, 400, 2))
    events_t, events_c = rng.binomial(n_t, rng.uniform(0.2, 0.6)), rng.binomial(n_c, 0.3)
    return int(events_t) + 1, n_t + 1, int(events_c) + 1, n_c + 2


def an_empty_cell(rng: np.random.Generator) -> Counts:
    """Nobody bought in one arm."""
    n_t, n_c = (int(n) for n in rng.integers(10, 60, 2))
    return 0, n_t, int(rng.integers(1, 8)), n_c


def everybody(rng: np.random.Generator) -> Counts:
    """Everybody bought in one arm: the other kind of empty cell."""
    n_t, n_c = (int(n) for n in rng.integers(10, 60, 2))
    return int(rng.integers(1, n_t)), n_t, n_c, n_c


@exercise(
    "A log odds ratio from four counts",
    points=2,
    minutes=10,
    cases=two_arms,
    edges=[an_empty_cell, everybody],
    tolerance=relative(1e-9),
    forbidden=["helpers.effects"],
    parts=["the log odds ratio", "the standard error"],
)
def log_odds_ratio(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """Right, empty cells included. On market D: 0.607 with standard error 0.273.

    Name the four corners of the table first: bought and did not buy, in each arm.
    """
    return woolf(*repaired(events_t, n_t, events_c, n_c))


@log_odds_ratio.mistake
def rates_for_odds(*counts: int) -> Pair:
    """This is the log *risk* ratio with its own standard error, right for another question. Odds compare
    buyers with those who did not buy; you compare them with all visitors.

    20 of 100 is a rate of 20/100 and odds of 20/80.
    """
    a, b, c, d = repaired(*counts)
    error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return float(np.log(a / (a + b) * (c + d) / c)), float(error)


@log_odds_ratio.mistake
def rates_in_the_estimate(*counts: int) -> Pair:
    """Your standard error belongs to odds, your estimate to rates. What stands below the fraction bar in
    odds?

    20 of 100 is a rate of 20/100 and odds of 20/80.
    """
    return rates_for_odds(*counts)[0], log_odds_ratio(*counts)[1]


@log_odds_ratio.mistake
def old_against_new(*counts: int) -> Pair:
    """Size right, sign wrong: you set the old checkout against the new one. Asked is new (`t`) against
    old (`c`), so that a gain comes out positive."""
    estimate, error = log_odds_ratio(*counts)
    return -estimate, error


@log_odds_ratio.mistake
def odds_ratio_itself(*counts: int) -> Pair:
    """This is the odds ratio itself. It runs from 0 to ∞ with 1 for “no change”; the standard error you
    computed belongs to another scale.

    On which scale is “no change” 0, and a doubling as far from it as a halving?
    """
    estimate, error = log_odds_ratio(*counts)
    return float(np.exp(estimate)), error


@log_odds_ratio.mistake
def errors_added(*counts: int) -> Pair:
    """You add four roots. The four counts err independently, sometimes in opposite directions: what adds
    up is their variances. When do you take the root?"""
    return log_odds_ratio(*counts)[0], sum(x**-0.5 for x in repaired(*counts))


@log_odds_ratio.mistake
def events_only(*counts: int) -> Pair:
    """Your standard error knows the buyers only. The odds have two counts each, and both are uncertain:
    add the terms of those who did not buy."""
    a, _, c, _ = repaired(*counts)
    return log_odds_ratio(*counts)[0], (1 / a + 1 / c) ** 0.5


@log_odds_ratio.mistake
def visitors_for_non_events(*counts: int) -> Pair:
    """Two of your four terms hold all visitors. Woolf's cells are the four corners of the table: bought
    and *not* bought, in each arm."""
    a, b, c, d = repaired(*counts)
    return log_odds_ratio(*counts)[0], (1 / a + 1 / (a + b) + 1 / c + 1 / (c + d)) ** 0.5


@log_odds_ratio.mistake
def variance_for_error(*counts: int) -> Pair:
    """The sum of the four reciprocals is the *variance* of the log odds ratio."""
    estimate, error = log_odds_ratio(*counts)
    return estimate, error**2


@log_odds_ratio.mistake
def always_a_half(*counts: int) -> Pair:
    """You add a half to every table. Where no cell is empty that changes a result which needed no repair;
    add it only where there is an empty cell."""
    return woolf(*(x + 0.5 for x in corners(*counts)))


@log_odds_ratio.mistake
def half_in_the_empty_cell(*counts: int) -> Pair:
    """Right wherever no cell is empty. Where one is, you fill that cell alone: then the arm without
    buyers grows by half a visitor and the other does not. Add the half to all four."""
    return woolf(*(x or 0.5 for x in corners(*counts)))


@log_odds_ratio.mistake
def half_in_one_arm(*counts: int) -> Pair:
    """Right wherever no cell is empty. Where one is, you repair that arm and leave the other as it is, so
    only one of the two rates is drawn towards one half. Repair the whole table, all four cells."""
    a, b, c, d = corners(*counts)
    new, old = 0.5 * (0 in (a, b)), 0.5 * (0 in (c, d))
    return woolf(a + new, b + new, c + old, d + old)


@log_odds_ratio.mistake
def never_a_half(*counts: int) -> Pair:
    """Right wherever no cell is empty. Where one is, a logarithm or a reciprocal of 0 comes in: add a half to
    all four cells of such a table first."""
    return log_odds_ratio(*counts) if all(corners(*counts)) else (np.nan, np.inf)


@log_odds_ratio.mistake
def half_to_the_events(*counts: int) -> Pair:
    """Right wherever no cell is empty. Where one is, you add a half to the buyers and take it from those who
    did not buy. Each of the four cells grows by a half, so an arm grows by one visitor."""
    a, b, c, d = corners(*counts)
    half = 0.5 * (0 in (a, b, c, d))
    if 0 in (b, d):
        raise ArithmeticError("fewer than nobody")
    return woolf(a + half, b - half, c + half, d - half)


@log_odds_ratio.mistake
def difference_of_rates(*counts: int) -> Pair:
    """That is the difference of the two rates, with its standard error. Asked is the log of the odds ratio:
    form the odds of each arm first."""
    events_t, n_t, events_c, n_c = counts
    new, old = events_t / n_t, events_c / n_c
    return new - old, (new * (1 - new) / n_t + old * (1 - old) / n_c) ** 0.5


@log_odds_ratio.mistake
def error_of_the_risk_ratio(*counts: int) -> Pair:
    """Your estimate belongs to odds, your standard error to rates: all visitors are taken off in it. For odds
    the four cells are added."""
    return log_odds_ratio(*counts)[0], rates_for_odds(*counts)[1]


@log_odds_ratio.mistake
def visitors_throughout(*counts: int) -> Pair:
    """You have *all* visitors where those who did not buy belong, in the estimate and in its standard error.
    The four corners of the table are bought and *not* bought, in each arm.

    20 of 100 is a rate of 20/100 and odds of 20/80.
    """
    return rates_for_odds(*counts)[0], visitors_for_non_events(*counts)[1]
