"""06.4: an interval for a lift, to mend."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from helpers.grading.cases import Pair
from helpers.grading.chapters.ch06.e1_odds import Counts, log_odds_ratio
from helpers.grading.declare import exercise
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import Tolerance


def log_ratio(events_t: int, n_t: int, events_c: int, n_c: int) -> tuple[float, float, float]:
    """log(new/old), and the relative variances of the new rate and of the old."""
    new, old = events_t / n_t, events_c / n_c
    return float(np.log(new / old)), (1 - new) / (n_t * new), (1 - old) / (n_c * old)


def lift(centre: float, error: float) -> Pair:
    """The 95 % interval of a log ratio, as a lift."""
    low, high = spread.interval(centre, spread.z_95() * error)
    return float(np.expm1(low)), float(np.expm1(high))


def as_long_downwards(centre: float, error: float) -> Pair:
    """The same with the noise of the ratio itself, on either side."""
    return spread.interval(float(np.expm1(centre)), spread.z_95() * float(np.exp(centre)) * error)


def few_buyers(rng: np.random.Generator) -> Counts:
    """So few buyers that the interval is clearly lopsided."""
    n_t, n_c = (int(n) for n in rng.integers(120, 500, 2))
    return int(rng.integers(12, 50)), n_t, int(rng.integers(8, 30)), n_c


def one_buyer(rng: np.random.Generator) -> Counts:
    """One buyer in the old arm."""
    return int(rng.integers(3, 12)), int(rng.integers(80, 200)), 1, int(rng.integers(80, 200))


@exercise(
    "Spot the error: the interval of a lift",
    points=3,
    minutes=10,
    cases=few_buyers,
    edges=[one_buyer],
    tolerance=Tolerance(relative=1e-4, absolute=1e-4),  # 1.96 is as good as 1.959964
    forbidden=["helpers.effects"],
    parts=["the lower limit", "the upper limit"],
)
def lift_interval(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """Mended. For market D it runs from about +6 % to +184 %: lopsided, as such a lift should be.

    Interval of log(ratio) first: its variance is the sum of the two relative variances, (1 − p)/(n p).
    Then back.
    """
    centre, new, old = log_ratio(events_t, n_t, events_c, n_c)
    return lift(centre, (new + old) ** 0.5)  # Katz et al. 1978


@lift_interval.mistake
def as_received(*counts: int) -> Pair:
    """This is your colleague's interval, unchanged. Two things are wrong with it. Start with the noise:
    which of the two rates is treated as if it were known?

    Then the shape. A ratio cannot fall below 0 but can be many times too large: on which scale is its
    noise symmetrical?
    """
    centre, new, _ = log_ratio(*counts)
    return as_long_downwards(centre, new**0.5)


@lift_interval.mistake
def symmetric(*counts: int) -> Pair:
    """Both rates are uncertain now: good. But the interval is still as long downwards as upwards, and
    with few buyers it can promise less than −100 %. On which scale is the noise of a ratio symmetrical?

    Take the logarithm of the ratio, make the interval there, and transform both ends back.
    """
    centre, new, old = log_ratio(*counts)
    return as_long_downwards(centre, (new + old) ** 0.5)


@lift_interval.mistake
def old_is_certain(*counts: int) -> Pair:
    """The scale is right now. But the old rate still counts as known; it was measured on visitors, like
    the new one. Add its relative variance."""
    centre, new, _ = log_ratio(*counts)
    return lift(centre, new**0.5)


@lift_interval.mistake
def difference_over_old(*counts: int) -> Pair:
    """You divided the interval of the *difference* by the old rate. But the old rate below the bar is
    uncertain as well, and what is uncertain cannot be divided by as if it were known.

    Work with log(new/old) = log(new) − log(old): two terms, two relative variances.
    """
    events_t, n_t, events_c, n_c = counts
    new, old = events_t / n_t, events_c / n_c
    error = (new * (1 - new) / n_t + old * (1 - old) / n_c) ** 0.5 / old
    return spread.interval((new - old) / old, spread.z_95() * error)


@lift_interval.mistake
def errors_added(*counts: int) -> Pair:
    """You add the two standard errors. The errors of the two arms are independent and partly cancel, so
    it is their squares that add."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, new**0.5 + old**0.5)


@lift_interval.mistake
def root_forgotten(*counts: int) -> Pair:
    """The scale is right and both arms are in. But you went to both sides by 1.96 *variances*. What lies
    between the sum of the two and a standard error?"""
    centre, new, old = log_ratio(*counts)
    return lift(centre, new + old)


@lift_interval.mistake
def one_sided(*counts: int) -> Pair:
    """Everything is right but the width: ±1.645 leaves 5 % on *either* side, so this is a 90 % interval.
    A 95 % interval leaves 2.5 % on either side."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, (new + old) ** 0.5 * ndtri(0.95) / ndtri(0.975))


@lift_interval.mistake
def old_over_new(*counts: int) -> Pair:
    """You have divided old by new: your interval says how much *worse* the old checkout is. The lift
    compares new with old."""
    centre, new, old = log_ratio(*counts)
    return lift(-centre, (new + old) ** 0.5)


@lift_interval.mistake
def odds_for_rates(*counts: int) -> Pair:
    """This is the interval of the *odds* ratio (exercise 06.1), minus 1. A lift is about rates: buyers of
    all visitors, in the ratio and in its variance."""
    return lift(*log_odds_ratio(*counts))


@lift_interval.mistake
def ratio_for_lift(*counts: int) -> Pair:
    """This is the interval of the *ratio*. A lift of 0 is a ratio of 1: subtract 1 from both ends."""
    low, high = lift_interval(*counts)
    return low + 1, high + 1


@lift_interval.mistake
def not_transformed(*counts: int) -> Pair:
    """This is the interval of the *logarithm* of the ratio. Transform both ends back and take off 1."""
    centre, new, old = log_ratio(*counts)
    return spread.interval(centre, spread.z_95() * (new + old) ** 0.5)


@lift_interval.mistake
def one_standard_error(*counts: int) -> Pair:
    """You went *one* standard error to either side. That holds about two lifts in three; for 95 % it takes
    1.96 of them."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, (new + old) ** 0.5 / spread.z_95())


@lift_interval.mistake
def variances_subtracted(*counts: int) -> Pair:
    """You subtract one variance from the other. The logs are subtracted; their noise is not: two uncertain
    numbers make a difference that is more uncertain than either."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, abs(new - old) ** 0.5)


@lift_interval.mistake
def base_ten(*counts: int) -> Pair:
    """Two logarithms are at work. The variance (1 − p)/(n p) belongs to the *natural* one; yours is to base
    10."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, (new + old) ** 0.5 * np.log(10))


@lift_interval.mistake
def one_taken_off_the_log(*counts: int) -> Pair:
    """You took the 1 off on the scale of the logarithm. First transform both ends back, to ratios; then
    take off 1."""
    low, high = not_transformed(*counts)
    return low - 1, high - 1


@lift_interval.mistake
def without_the_complement(*counts: int) -> Pair:
    """Your variance is one over the buyers, in each arm. The variance of log p̂ has a factor (1 − p) as well:
    of all visitors only so many can buy."""
    events_t, _, events_c, _ = counts
    return lift(log_ratio(*counts)[0], (1 / events_t + 1 / events_c) ** 0.5)


@lift_interval.mistake
def new_is_certain(*counts: int) -> Pair:
    """The scale is right now. But the *new* rate counts as known; it was measured on visitors, like the old
    one. Add its relative variance."""
    centre, _, old = log_ratio(*counts)
    return lift(centre, old**0.5)


@lift_interval.mistake
def ninety_nine_per_cent(*counts: int) -> Pair:
    """Everything is right but the width: ±2.576 makes a 99 % interval. Asked is one of 95 %."""
    centre, new, old = log_ratio(*counts)
    return lift(centre, (new + old) ** 0.5 * ndtri(0.995) / ndtri(0.975))


@lift_interval.mistake
def difference_of_rates(*counts: int) -> Pair:
    """This is the interval of the *difference* of the two rates, in points. A lift compares their ratio
    with 1."""
    events_t, n_t, events_c, n_c = counts
    new, old = events_t / n_t, events_c / n_c
    return spread.interval(new - old, spread.z_95() * (new * (1 - new) / n_t + old * (1 - old) / n_c) ** 0.5)
