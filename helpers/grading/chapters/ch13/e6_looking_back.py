"""13.6: looking back at the Monte Carlo error, and at what it does not cover."""

from __future__ import annotations

import numpy as np

from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

RUNS = np.array([-25.31, -24.87, -25.06, -25.74, -25.12, -24.69, -25.55, -25.18, -26.02, -24.96])
EXACT = -48.12


@value(
    "Looking back: an error that is not covered",
    points=2,
    minutes=6,
    tolerance=absolute(3e-4, decimals=2),
    parts=["the mean", "its Monte Carlo error"],
)
def mean_and_error() -> tuple[float, float]:
    """Right: the Monte Carlo error is small, and the score is wrong by more than a hundred times as much.

    The ten runs are independent. What is the mean, and what is the standard error of a mean of ten?
    """
    return float(RUNS.mean()), float(RUNS.std(ddof=1) / np.sqrt(10))


@mean_and_error.mistake
def spread_of_one_run() -> tuple[float, float]:
    """Your second number is the spread from run to run. That is the error of *one* run; the mean of ten is
    surer by √10."""
    return float(RUNS.mean()), float(RUNS.std(ddof=1))


@mean_and_error.mistake
def divided_by_ten() -> tuple[float, float]:
    """You divided the spread by 10. The error of a mean falls with the *root* of the number of runs."""
    return float(RUNS.mean()), float(RUNS.std(ddof=1) / 10)


@mean_and_error.mistake
def of_all_draws() -> tuple[float, float]:
    """Your error is next to nothing. Did you divide by the root of all 40 000 draws? What varies here is a
    run's score, and there are ten runs."""
    return float(RUNS.mean()), float(RUNS.std(ddof=1) / np.sqrt(40_000))


@mean_and_error.mistake
def distance_to_exact() -> tuple[float, float]:
    """Your second number is how far off the mean is. That one knows only with the exact score in hand. Asked
    is the error that the runs themselves confess to."""
    return float(RUNS.mean()), float(RUNS.mean() - EXACT)


@mean_and_error.mistake
def variance_for_error() -> tuple[float, float]:
    """Your second number is a variance divided by ten. Take its root."""
    return float(RUNS.mean()), float(RUNS.var(ddof=1) / 10)


@mean_and_error.mistake
def divided_by_n() -> tuple[float, float]:
    """NumPy's `std` divides by n unless told otherwise. With ten runs that shows: `ddof=1`."""
    return float(RUNS.mean()), float(RUNS.std() / np.sqrt(10))


@mean_and_error.mistake
def half_an_interval() -> tuple[float, float]:
    """Your second number is about two standard errors, half of a 95 % interval. Asked is one."""
    return float(RUNS.mean()), float(2 * RUNS.std(ddof=1) / np.sqrt(10))


@mean_and_error.mistake
def variance_of_one_run() -> tuple[float, float]:
    """Your second number is the variance from run to run. Asked is the standard error of their mean: over
    √10, and in the units of the score."""
    return float(RUNS.mean()), float(RUNS.var(ddof=1))


@mean_and_error.mistake
def spread_by_n() -> tuple[float, float]:
    """Your second number is the spread from run to run, by NumPy's `std`, which divides by n unless told
    `ddof=1`. And the mean of ten is surer than one run, by √10."""
    return float(RUNS.mean()), float(RUNS.std())
