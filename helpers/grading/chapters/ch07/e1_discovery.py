"""07.1: adjusted p-values after Benjamini and Hochberg."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Wrong = Callable[[Array], Array]


def _scaled(p: Array) -> Array:
    """K/i times the i-th smallest, in ascending order."""
    return np.sort(p) * p.size / np.arange(1, p.size + 1)


def _step_up(ascending: Array) -> Array:
    """The running minimum from the largest down, never above 1."""
    return np.minimum(1, np.minimum.accumulate(ascending[::-1])[::-1])


def _holm(p: Array) -> Array:
    """K − i + 1 times the i-th smallest, in ascending order."""
    return np.sort(p) * np.arange(p.size, 0, -1)


def _put_back(ascending: Array, p: Array) -> Array:
    """The i-th value to where the i-th smallest of ``p`` stands."""
    return ascending[np.argsort(np.argsort(p))]


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


@exercise(
    "Adjusted p-values for many arms",
    points=3,
    minutes=12,
    cases=p_values,
    edges=[one_test, equal_tests],
    tolerance=relative(1e-9),
)
def adjusted(p: Array) -> Array:
    """Right, in any order, with ties and with a single arm.

    Three steps: sort; multiply the i-th smallest by K/i; from the largest down take the running minimum.
    Then put everything back in its place.
    """
    return _put_back(_step_up(_scaled(p)), p)


def cut_or_not(wrong: Wrong) -> Wrong:
    """Declare a mistake whose values may exceed 1: as it is, and cut off at 1."""
    hint, _, more = (wrong.__doc__ or "").partition("\n\n")
    adjusted.mistake(lambda p: np.minimum(1, wrong(p)), wrong.__doc__ or "", name=wrong.__name__)
    above = f"{hint.rstrip()} (And some of your values are above 1, which no probability is.)\n\n{more}"
    adjusted.mistake(wrong, above, name=f"{wrong.__name__}, uncut")
    return wrong


@adjusted.mistake
def sorted_answer(p: Array) -> Array:
    """The numbers are right, but they come back sorted: nobody knows any longer which belongs to which
    arm. Put each adjusted value where its p-value came from.

    order = np.argsort(p) says where the sorted values came from; result[order] = … puts them back.
    """
    return _step_up(_scaled(p))


@adjusted.mistake
def sorted_once_more(p: Array) -> Array:
    """The numbers are right and stand in the wrong places. values[order] sorts a second time; wanted is
    the way back.

    Make an empty array and write into it: result[order] = values.
    """
    return _step_up(_scaled(p))[np.argsort(p)]


@adjusted.mistake
def minimum_from_the_smallest(p: Array) -> Array:
    """Your running minimum starts at the smallest p-value, so nothing may exceed *its* value and hopeless
    arms pass with it. From which end must it run?"""
    return _put_back(np.minimum(1, np.minimum.accumulate(_scaled(p))), p)


@adjusted.mistake
def factor_upside_down(p: Array) -> Array:
    """Your factor is i/K: adjusting makes the p-values *smaller*, and a dozen tests would be easier to
    pass than one. It is K/i."""
    return _put_back(_step_up(np.sort(p) * np.arange(1, p.size + 1) / p.size), p)


@adjusted.mistake
def hochberg(p: Array) -> Array:
    """Your direction is right, your factors K, K − 1, … are Holm's. Together they make a procedure that
    controls the chance of *any* false claim. Here the i-th smallest gets K/i."""
    return _put_back(_step_up(_holm(p)), p)


@cut_or_not
def not_monotone(p: Array) -> Array:
    """p·K/i alone can give a smaller p-value the larger adjusted one. Then an arm would fail while one
    with weaker evidence passes. What must hold of adjusted values in the order of p?

    Start from the largest: each value is the minimum of its own p·K/i and all those above it.
    """
    return _put_back(_scaled(p), p)


@cut_or_not
def running_maximum(p: Array) -> Array:
    """Your values are monotone, from the wrong end. Benjamini and Hochberg step *up*: an arm passes if
    any arm with a larger p-value passes. So the minimum runs down from the largest."""
    return _put_back(np.maximum.accumulate(_scaled(p)), p)


@cut_or_not
def bonferroni(p: Array) -> Array:
    """This is Bonferroni: every p-value times K. It controls the chance of *any* false claim. Here the
    i-th smallest p-value is multiplied by K/i only."""
    return p.size * p


@cut_or_not
def holm(p: Array) -> Array:
    """This is Holm's procedure, with factors K, K − 1, and so on. Wanted are the factors K/1, K/2, … of
    Benjamini and Hochberg."""
    return _put_back(np.maximum.accumulate(_holm(p)), p)


@cut_or_not
def ranks_from_the_top(p: Array) -> Array:
    """Your ranks run the wrong way: the *smallest* p-value has rank 1 and the factor K."""
    scaled = np.sort(p) * p.size / np.arange(p.size, 0, -1)
    return _put_back(np.minimum.accumulate(scaled[::-1])[::-1], p)


@cut_or_not
def argsort_for_ranks(p: Array) -> Array:
    """np.argsort(p) does not give ranks. It says *where* the smallest value stands, then the next; where
    arms come shuffled that is another thing than how small each value is.

    Sort first, p[order], multiply by K/1, K/2, … and put back; or rank = np.argsort(np.argsort(p)) + 1.
    """
    return p * p.size / (np.argsort(p) + 1)


@cut_or_not
def holm_not_monotone(p: Array) -> Array:
    """Your factors K, K − 1, … are Holm's; his running maximum is missing. Here the i-th smallest gets K/i,
    and a running *minimum*, from the largest down, comes after it."""
    return _put_back(_holm(p), p)


@adjusted.mistake
def unadjusted(p: Array) -> Array:
    """These are the p-values as they came. With a dozen of them at 5 %, false claims are to be expected:
    multiply the i-th smallest by K/i."""
    return p.copy()


@cut_or_not
def in_the_given_order(p: Array) -> Array:
    """You multiply by K/1, K/2, … in the order in which the p-values *came*. i is a rank: sort first."""
    return p * p.size / np.arange(1, p.size + 1)


@cut_or_not
def under_any_dependence(p: Array) -> Array:
    """This is Benjamini and Yekutieli's procedure, with a further factor 1 + 1/2 + … + 1/K, for tests that
    may depend on each other in any way. Asked is Benjamini and Hochberg's, without it."""
    return adjusted(p) * np.sum(1 / np.arange(1, p.size + 1))


@adjusted.mistake
def sidak(p: Array) -> Array:
    """This is Šidák's adjustment, 1 − (1 − p)^K: like Bonferroni's it controls the chance of *any* false
    claim. Here the i-th smallest p-value is multiplied by K/i."""
    return 1 - (1 - p) ** p.size


@adjusted.mistake
def ranks_from_zero(p: Array) -> Array:
    """Your ranks start at 0; the smallest p-value has rank 1, the largest rank K and the factor 1."""
    return _put_back(_step_up(np.sort(p) * p.size / np.arange(p.size)), p)
