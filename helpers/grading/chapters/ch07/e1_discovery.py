"""07.1: adjusted p-values after Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from helpers.grading.cases import Array
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative


def adjusted(p: Array) -> Array:
    """Benjamini–Hochberg adjusted p-values, in the order of ``p``."""
    order = np.argsort(p)
    return _back(order, _running_minimum(_scaled(p[order])))


def _scaled(ascending: Array) -> Array:
    count = ascending.size
    return np.asarray(ascending * count / np.arange(1, count + 1))


def _running_minimum(values: Array) -> Array:
    """From the largest down, never above 1."""
    return np.minimum(1, np.minimum.accumulate(values[::-1])[::-1])


def _back(order: NDArray[np.intp], ascending: Array) -> Array:
    out = np.empty_like(ascending)
    out[order] = ascending
    return out


def sorted_answer(p: Array) -> Array:
    """Right numbers in ascending order: the arms have lost their places."""
    return _running_minimum(_scaled(np.sort(p)))


def not_monotone(p: Array) -> Array:
    """The running minimum is left out."""
    order = np.argsort(p)
    return _back(order, np.minimum(1, _scaled(p[order])))


def running_maximum(p: Array) -> Array:
    """Holm's direction: from the smallest up."""
    order = np.argsort(p)
    return _back(order, np.minimum(1, np.maximum.accumulate(_scaled(p[order]))))


def bonferroni(p: Array) -> Array:
    """K times each."""
    return np.minimum(1, p.size * p)


def holm(p: Array) -> Array:
    """K, K − 1, … and a running maximum."""
    order = np.argsort(p)
    factors = np.arange(p.size, 0, -1)
    return _back(order, np.minimum(1, np.maximum.accumulate(p[order] * factors)))


def ranks_from_the_top(p: Array) -> Array:
    """Rank 1 for the largest p-value."""
    order = np.argsort(p)
    values = p[order] * p.size / np.arange(p.size, 0, -1)
    return _back(order, _running_minimum(values))


def ranks_from_zero(p: Array) -> Array:
    """Ranks from 0, so that the smallest is divided by nothing."""
    order = np.argsort(p)
    return _back(order, _running_minimum(p[order] * p.size / np.arange(p.size)))


def sorted_once_more(p: Array) -> Array:
    """values[order] where result[order] = values is wanted."""
    order = np.argsort(p)
    return _running_minimum(_scaled(p[order]))[order]


def minimum_from_the_smallest(p: Array) -> Array:
    """The running minimum runs the wrong way."""
    order = np.argsort(p)
    return _back(order, np.minimum(1, np.minimum.accumulate(_scaled(p[order]))))


def factor_upside_down(p: Array) -> Array:
    """i/K in the place of K/i."""
    order = np.argsort(p)
    return _back(order, _running_minimum(p[order] * np.arange(1, p.size + 1) / p.size))


def hochberg(p: Array) -> Array:
    """Holm's factors with the running minimum of a step-up procedure."""
    order = np.argsort(p)
    return _back(order, _running_minimum(p[order] * np.arange(p.size, 0, -1)))


def argsort_for_ranks(p: Array) -> Array:
    """Positions of the sorted values taken for ranks of the values."""
    return np.minimum(1, p * p.size / (np.argsort(p) + 1))


def p_values(rng: np.random.Generator) -> tuple[Array]:
    """A dozen tests or so, some small, shuffled; adjusted values that would not be monotone by themselves."""
    k = int(rng.integers(6, 13))
    p = np.concatenate([rng.uniform(0.001, 0.06, k // 2), rng.uniform(0.2, 0.95, k - k // 2)])
    close = np.sort(p)[1] * rng.uniform(1.02, 1.2)  # two near each other: the running minimum matters
    p[np.argsort(p)[2]] = close
    return (np.round(rng.permutation(p), 4),)


def one_test(rng: np.random.Generator) -> tuple[Array]:
    """A single test needs no adjustment."""
    return (np.round(rng.uniform(0.01, 0.9, 1), 3),)


def equal_tests(rng: np.random.Generator) -> tuple[Array]:
    """All the same: the adjusted values are that value."""
    return (np.full(int(rng.integers(3, 6)), round(float(rng.uniform(0.01, 0.5)), 3)),)


DISCOVERY = Exercise(
    id="07.1",
    title="Adjusted p-values for many arms",
    points=3,
    minutes=12,
    reference=adjusted,
    kind=Function(),
    arguments=("p",),
    cases=p_values,
    edges=[one_test, equal_tests],
    tolerance=relative(1e-9),
    mistakes=[
        Mistake(
            sorted_answer,
            "The numbers are right, but they come back sorted: nobody knows any longer which belongs to "
            "which arm. Put each adjusted value where its p-value came from.",
            "order = np.argsort(p) says where the sorted values came from; result[order] = … puts them back.",
        ),
        Mistake(
            sorted_once_more,
            "The numbers are right and stand in the wrong places. values[order] sorts a second time; wanted "
            "is the way back.",
            "Make an empty array and write into it: result[order] = values.",
        ),
        Mistake(
            minimum_from_the_smallest,
            "Your running minimum starts at the smallest p-value, so nothing may exceed *its* value and "
            "hopeless arms pass with it. From which end must it run?",
        ),
        Mistake(
            factor_upside_down,
            "Your factor is i/K: adjusting makes the p-values *smaller*, and a dozen tests would be easier "
            "to pass than one. It is K/i.",
        ),
        Mistake(
            hochberg,
            "Your direction is right, your factors K, K − 1, … are Holm's. Together they make a procedure "
            "that controls the chance of *any* false claim. Here the i-th smallest gets K/i.",
        ),
        Mistake(
            not_monotone,
            "p·K/i alone can give a smaller p-value the larger adjusted one. Then an arm would fail while "
            "one with weaker evidence passes. What must hold of adjusted values in the order of p?",
            "Start from the largest: each value is the minimum of its own p·K/i and all those above it.",
        ),
        Mistake(
            running_maximum,
            "Your values are monotone, from the wrong end. Benjamini and Hochberg step *up*: an arm passes "
            "if any arm with a larger p-value passes. So the minimum runs down from the largest.",
        ),
        Mistake(
            bonferroni,
            "This is Bonferroni: every p-value times K. It controls the chance of *any* false claim. Here "
            "the i-th smallest p-value is multiplied by K/i only.",
        ),
        Mistake(
            holm,
            "This is Holm's procedure, with factors K, K − 1, and so on. Wanted are the factors K/1, K/2, … "
            "of Benjamini and Hochberg.",
        ),
        Mistake(
            ranks_from_the_top,
            "Your ranks run the wrong way: the *smallest* p-value has rank 1 and the factor K.",
        ),
        Mistake(
            argsort_for_ranks,
            "np.argsort(p) does not give ranks. It says *where* the smallest value stands, then the next; "
            "where arms come shuffled that is another thing than how small each value is.",
            "Sort first, p[order], multiply by K/1, K/2, … and put back; or rank = np.argsort(np.argsort(p)) "
            "+ 1.",
        ),
        Mistake(
            ranks_from_zero,
            "Your ranks start at 0; the smallest p-value has rank 1, the largest rank K and the factor 1.",
        ),
    ],
    praise="Right, in any order, with ties and with a single arm.",
    advice="Three steps: sort; multiply the i-th smallest by K/i; from the largest down take the running "
    "minimum. Then put everything back in its place.",
)
