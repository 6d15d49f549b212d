"""20.4: chapter 18's choice, on a report's two numbers."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Pair
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Plan = tuple[int, float, float]


def plans(rng: np.random.Generator) -> Plan:
    """Markets there are, standard error of each, spread."""
    return int(rng.integers(4, 13)), round(rng.uniform(0.2, 0.4), 3), round(rng.uniform(0.2, 0.4), 3)


def alike(rng: np.random.Generator) -> Plan:
    """Markets that are all the same."""
    K, s, _ = plans(rng)
    return K, s, 0.0


def _errors(K: int, s: float, tau: float) -> Pair:
    return float(np.sqrt((tau**2 + s**2 / 2) / K)), float(np.sqrt((tau**2 + s**2) / (2 * K)))


@exercise(
    "Looking back: larger tests, or more of them?",
    points=2,
    minutes=6,
    cases=plans,
    edges=[alike],
    tolerance=relative(1e-4),
)
def two_plans(K: int, s: float, tau: float) -> Pair:
    """Right: twice the visitors halve s², twice the markets halve the whole. τ is worn down by markets
    alone.

    The mean of K equally precise markets has the variance (τ² + s²)/K. Which part does each plan change?
    """
    return _errors(K, s, tau)


@two_plans.mistake
def spread_left_out(K: int, s: float, tau: float) -> Pair:  # noqa: ARG001
    """Both your errors are those of markets that are all alike: τ is missing, and with it the reason to
    prefer more markets."""
    return _errors(K, s, 0.0)


@two_plans.mistake
def error_halved(K: int, s: float, tau: float) -> Pair:
    """With twice the visitors you halved the standard error. It takes four times as many for that: s²
    halves."""
    return float(np.sqrt((tau**2 + s**2 / 4) / K)), _errors(K, s, tau)[1]


@two_plans.mistake
def everything_halved(K: int, s: float, tau: float) -> Pair:
    """Your first plan halves τ² as well. How much markets differ is no question of how many visitors each
    has (chapter 18)."""
    return (_errors(K, s, tau)[1],) * 2


@two_plans.mistake
def nothing_gained(K: int, s: float, tau: float) -> Pair:
    """Your first number leaves s as it is. Twice the visitors halve its square."""
    return float(np.sqrt((tau**2 + s**2) / K)), _errors(K, s, tau)[1]


@two_plans.mistake
def variances(K: int, s: float, tau: float) -> Pair:
    """These are variances. A standard error is the root of one, in the unit of the effects."""
    first, second = _errors(K, s, tau)
    return first**2, second**2


@two_plans.mistake
def root_of_markets_forgotten(K: int, s: float, tau: float) -> Pair:
    """You divided standard deviations by the number of markets. It is the *variance* that falls with
    1/K."""
    return float(np.sqrt(tau**2 + s**2 / 2) / K), float(np.sqrt(tau**2 + s**2) / (2 * K))


@two_plans.mistake
def next_market(K: int, s: float, tau: float) -> Pair:
    """You added τ² once more, undivided: that is the uncertainty of the *next market*. Asked is that of the
    mean."""
    first, second = _errors(K, s, tau)
    return float(np.hypot(first, tau)), float(np.hypot(second, tau))


@two_plans.mistake
def sds_added(K: int, s: float, tau: float) -> Pair:
    """You added two standard deviations before squaring. Independent parts add as *squares*."""
    return float((tau + s / np.sqrt(2)) / np.sqrt(K)), float((tau + s) / np.sqrt(2 * K))
