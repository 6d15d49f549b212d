"""06.4: an interval for a lift, to mend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from helpers.grading.cases import Pair
from helpers.grading.chapters.ch06.e1_odds import COUNTS, Counts
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.mistakes import spread
from helpers.grading.tolerance import Tolerance


def _parts(events_t: int, n_t: int, events_c: int, n_c: int) -> tuple[float, float, float]:
    """The ratio of the rates, and the relative variances of the new and of the old one."""
    new, old = events_t / n_t, events_c / n_c
    return new / old, (1 - new) / (n_t * new), (1 - old) / (n_c * old)


def lift_interval(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """95 % interval of the relative lift: that of the log ratio, transformed back (Katz et al. 1978)."""
    ratio, new, old = _parts(events_t, n_t, events_c, n_c)
    return _back(ratio, (new + old) ** 0.5)


def _back(ratio: float, error: float) -> Pair:
    half = spread.z_95() * error
    return float(ratio * np.exp(-half) - 1), float(ratio * np.exp(half) - 1)


def _variant(name: str, change: Callable[[float, float, float], Pair]) -> Callable[..., Pair]:
    def wrong(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
        return change(*_parts(events_t, n_t, events_c, n_c))

    wrong.__name__ = name
    return wrong


def _around(ratio: float, error: float) -> Pair:
    return spread.interval(ratio - 1, spread.z_95() * error)


as_received = _variant("as_received", lambda r, new, old: _around(r, r * new**0.5))  # noqa: ARG005
symmetric = _variant("symmetric", lambda r, new, old: _around(r, r * (new + old) ** 0.5))
old_is_certain = _variant("old_is_certain", lambda r, new, old: _back(r, new**0.5))  # noqa: ARG005
errors_added = _variant("errors_added", lambda r, new, old: _back(r, new**0.5 + old**0.5))
ratio_for_lift = _variant("ratio_for_lift", lambda r, new, old: _ratio(r, (new + old) ** 0.5))
root_forgotten = _variant("root_forgotten", lambda r, new, old: _back(r, new + old))
one_sided = _variant(
    "one_sided", lambda r, new, old: _back(r, (new + old) ** 0.5 * float(ndtri(0.95)) / spread.z_95())
)
old_over_new = _variant("old_over_new", lambda r, new, old: _back(1 / r, (new + old) ** 0.5))
not_transformed = _variant(
    "not_transformed",
    lambda r, new, old: spread.interval(float(np.log(r)), spread.z_95() * (new + old) ** 0.5),
)


def _ratio(ratio: float, error: float) -> Pair:
    low, high = _back(ratio, error)
    return low + 1, high + 1


def difference_over_old(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """The interval of the difference, divided by the old rate as if that were known."""
    new, old = events_t / n_t, events_c / n_c
    error = (new * (1 - new) / n_t + old * (1 - old) / n_c) ** 0.5 / old
    return spread.interval((new - old) / old, spread.z_95() * error)


def odds_for_rates(events_t: int, n_t: int, events_c: int, n_c: int) -> Pair:
    """The same steps for the odds ratio, with Woolf's standard error."""
    a, b, c, d = events_t, n_t - events_t, events_c, n_c - events_c
    return _back(a * d / (b * c), (1 / a + 1 / b + 1 / c + 1 / d) ** 0.5)


def few_buyers(rng: np.random.Generator) -> Counts:
    """So few buyers that the interval is clearly lopsided."""
    n_t, n_c = (int(n) for n in rng.integers(120, 500, 2))
    return int(rng.integers(12, 50)), n_t, int(rng.integers(8, 30)), n_c


def one_buyer(rng: np.random.Generator) -> Counts:
    """One buyer in the old arm."""
    return int(rng.integers(3, 12)), int(rng.integers(80, 200)), 1, int(rng.integers(80, 200))


LIFT = Exercise(
    id="06.4",
    title="Spot the error: the interval of a lift",
    points=3,
    minutes=10,
    reference=lift_interval,
    kind=Function(),
    arguments=COUNTS,
    cases=few_buyers,
    edges=[one_buyer],
    tolerance=Tolerance(relative=1e-4, absolute=1e-4),  # 1.96 is as good as 1.959964
    forbidden=["helpers.effects"],
    mistakes=[
        Mistake(
            as_received,
            "This is your colleague's interval, unchanged. Two things are wrong with it. Start with the "
            "noise: which of the two rates is treated as if it were known?",
            "Then the shape. A ratio cannot fall below 0 but can be many times too large: on which scale is "
            "its noise symmetrical?",
        ),
        Mistake(
            symmetric,
            "Both rates are uncertain now: good. But the interval is still as long downwards as upwards, and "
            "with few buyers it can promise less than −100 %. On which scale is the noise of a ratio "
            "symmetrical?",
            "Take the logarithm of the ratio, make the interval there, and transform both ends back.",
        ),
        Mistake(
            old_is_certain,
            "The scale is right now. But the old rate still counts as known; it was measured on visitors, "
            "like the new one. Add its relative variance.",
        ),
        Mistake(
            difference_over_old,
            "You divided the interval of the *difference* by the old rate. But the old rate below the bar is "
            "uncertain as well, and what is uncertain cannot be divided by as if it were known.",
            "Work with log(new/old) = log(new) − log(old): two terms, two relative variances.",
        ),
        Mistake(
            errors_added,
            "You add the two standard errors. The errors of the two arms are independent and partly cancel, "
            "so it is their squares that add.",
        ),
        Mistake(
            root_forgotten,
            "The scale is right and both arms are in. But you went to both sides by 1.96 *variances*. What "
            "lies between the sum of the two and a standard error?",
        ),
        Mistake(
            one_sided,
            "Everything is right but the width: ±1.645 leaves 5 % on *either* side, so this is a 90 % "
            "interval. A 95 % interval leaves 2.5 % on either side.",
        ),
        Mistake(
            old_over_new,
            "You have divided old by new: your interval says how much *worse* the old checkout is. The lift "
            "compares new with old.",
        ),
        Mistake(
            odds_for_rates,
            "This is the interval of the *odds* ratio (exercise 06.1), minus 1. A lift is about rates: "
            "buyers of all visitors, in the ratio and in its variance.",
        ),
        Mistake(
            ratio_for_lift,
            "This is the interval of the *ratio*. A lift of 0 is a ratio of 1: subtract 1 from both ends.",
        ),
        Mistake(
            not_transformed,
            "This is the interval of the *logarithm* of the ratio. Transform both ends back and take off 1.",
        ),
    ],
    praise="Mended. For market D it runs from about +6 % to +184 %: lopsided, as such a lift should be.",
    advice="Interval of log(ratio) first: its variance is the sum of the two relative variances, "
    "(1 − p)/(n p). Then back.",
)
