"""06.1: a log odds ratio with its standard error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.grading.cases import Pair
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative

COUNTS = ("events_t", "n_t", "events_c", "n_c")
Counts = tuple[int, int, int, int]


def cells(events_t: float, n_t: float, events_c: float, n_c: float) -> tuple[float, float, float, float]:
    """Events and non-events, treated then control, a half added to all four where one is empty."""
    four = (events_t, n_t - events_t, events_c, n_c - events_c)
    half = 0.5 if 0 in four else 0.0
    return four[0] + half, four[1] + half, four[2] + half, four[3] + half


def log_odds_ratio(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """Estimate and standard error (Woolf 1955)."""
    a, b, c, d = cells(events_t, n_t, events_c, n_c)
    return float(np.log(a * d / (b * c))), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def _variant(name: str, change: Callable[[float, float, float, float], Pair]) -> Callable[..., Pair]:
    def wrong(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
        return change(*cells(events_t, n_t, events_c, n_c))

    wrong.__name__ = name
    return wrong


def _log_or(a: float, b: float, c: float, d: float) -> float:
    return float(np.log(a * d / (b * c)))


rates_for_odds = _variant(
    "rates_for_odds",
    lambda a, b, c, d: (
        float(np.log(a / (a + b) * (c + d) / c)),
        float(np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))),
    ),
)
rates_in_the_estimate = _variant(
    "rates_in_the_estimate",
    lambda a, b, c, d: (
        float(np.log(a / (a + b) * (c + d) / c)),
        float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)),
    ),
)
events_only = _variant("events_only", lambda a, b, c, d: (_log_or(a, b, c, d), float(np.sqrt(1 / a + 1 / c))))
visitors_for_non_events = _variant(
    "visitors_for_non_events",
    lambda a, b, c, d: (_log_or(a, b, c, d), float(np.sqrt(1 / a + 1 / (a + b) + 1 / c + 1 / (c + d)))),
)
variance_for_error = _variant(
    "variance_for_error", lambda a, b, c, d: (_log_or(a, b, c, d), 1 / a + 1 / b + 1 / c + 1 / d)
)


errors_added = _variant(
    "errors_added", lambda a, b, c, d: (_log_or(a, b, c, d), a**-0.5 + b**-0.5 + c**-0.5 + d**-0.5)
)
odds_ratio_itself = _variant(
    "odds_ratio_itself",
    lambda a, b, c, d: (a * d / (b * c), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))),
)
old_against_new = _variant(
    "old_against_new",
    lambda a, b, c, d: (-_log_or(a, b, c, d), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))),
)


def always_a_half(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """The half is added where nothing is empty, too."""
    return log_odds_ratio_of(events_t + 0.5, n_t + 1.0, events_c + 0.5, n_c + 1.0)


def half_in_the_empty_cell(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """Only the empty cell gets its half."""
    a, b, c, d = (x or 0.5 for x in (events_t, n_t - events_t, events_c, n_c - events_c))
    return _log_or(a, b, c, d), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def half_in_one_arm(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """The arm with an empty cell gets its halves, the other arm none."""

    def arm(events: int, n: int) -> tuple[float, float]:
        half = 0.5 if events in (0, n) else 0.0
        return events + half, n + 2 * half

    return log_odds_ratio_of(*arm(events_t, n_t), *arm(events_c, n_c))


def log_odds_ratio_of(y_t: float, n_t: float, y_c: float, n_c: float) -> Pair:
    """As `log_odds_ratio`, for counts that need no repair."""
    a, b, c, d = y_t, n_t - y_t, y_c, n_c - y_c
    return _log_or(a, b, c, d), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def two_arms(rng: np.random.Generator) -> Counts:
    """Unequal arms, rates far enough from 0 that odds and rates differ."""
    n_t, n_c = (int(n) for n in rng.integers(40, 400, 2))
    return (
        int(rng.binomial(n_t, rng.uniform(0.2, 0.6))) + 1,
        n_t + 1,
        int(rng.binomial(n_c, 0.3)) + 1,
        n_c + 2,
    )


def an_empty_cell(rng: np.random.Generator) -> Counts:
    """Nobody bought in one arm."""
    n_t, n_c = (int(n) for n in rng.integers(10, 60, 2))
    return 0, n_t, int(rng.integers(1, 8)), n_c


def everybody(rng: np.random.Generator) -> Counts:
    """Everybody bought in one arm: the other kind of empty cell."""
    n_t, n_c = (int(n) for n in rng.integers(10, 60, 2))
    return int(rng.integers(1, n_t)), n_t, n_c, n_c


ODDS = Exercise(
    id="06.1",
    title="A log odds ratio from four counts",
    points=2,
    minutes=10,
    reference=log_odds_ratio,
    kind=Function(),
    arguments=COUNTS,
    cases=two_arms,
    edges=[an_empty_cell, everybody],
    tolerance=relative(1e-9),
    forbidden=["helpers.effects"],
    mistakes=[
        Mistake(
            rates_for_odds,
            "This is the log *risk* ratio with its own standard error, right for another question. Odds "
            "compare buyers with those who did not buy; you compare them with all visitors.",
            "20 of 100 is a rate of 20/100 and odds of 20/80.",
        ),
        Mistake(
            rates_in_the_estimate,
            "Your standard error belongs to odds, your estimate to rates. What stands below the fraction "
            "bar in odds?",
            "20 of 100 is a rate of 20/100 and odds of 20/80.",
        ),
        Mistake(
            old_against_new,
            "Size right, sign wrong: you set the old checkout against the new one. Asked is new (`t`) "
            "against old (`c`), so that a gain comes out positive.",
        ),
        Mistake(
            odds_ratio_itself,
            "This is the odds ratio itself. It runs from 0 to ∞ with 1 for “no change”; the standard error "
            "you computed belongs to another scale.",
            "On which scale is “no change” 0, and a doubling as far from it as a halving?",
        ),
        Mistake(
            errors_added,
            "You add four roots. The four counts err independently, sometimes in opposite directions: what "
            "adds up is their variances. When do you take the root?",
        ),
        Mistake(
            events_only,
            "Your standard error knows the buyers only. The odds have two counts each, and both are "
            "uncertain: add the terms of those who did not buy.",
        ),
        Mistake(
            visitors_for_non_events,
            "Two of your four terms hold all visitors. Woolf's cells are the four corners of the table: "
            "bought and *not* bought, in each arm.",
        ),
        Mistake(
            variance_for_error,
            "The estimate is right. The sum of the four reciprocals is the *variance* of the log odds ratio.",
        ),
        Mistake(
            always_a_half,
            "You add a half to every table. Where no cell is empty that changes a result which needed no "
            "repair; add it only where there is an empty cell.",
        ),
        Mistake(
            half_in_the_empty_cell,
            "Right wherever no cell is empty. Where one is, you fill that cell alone: then the arm without "
            "buyers grows by half a visitor and the other does not. Add the half to all four.",
        ),
        Mistake(
            half_in_one_arm,
            "Right wherever no cell is empty. Where one is, you repair that arm and leave the other as it "
            "is, so only one of the two rates is drawn towards one half. Repair the whole table, all four "
            "cells.",
        ),
    ],
    praise="Right, empty cells included. On market D: 0.607 with standard error 0.273.",
    advice="Name the four corners of the table first: bought and did not buy, in each arm.",
)
