"""14.1: what partial pooling saves, from scratch."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, float]


def errors_and_tau(rng: np.random.Generator) -> Case:
    """Standard errors of a few groups, and a spread of their size."""
    return random_studies(rng)[1], round(float(rng.uniform(0.15, 0.6)), 2)


def two_groups(rng: np.random.Generator) -> Case:
    """The smallest set there is."""
    small = round(float(rng.uniform(0.1, 0.2)), 2)
    return np.array([small, round(2.5 * small, 2)]), round(float(rng.uniform(0.1, 0.3)), 2)


def _pull(std_errors: Array, tau: float) -> Array:
    return std_errors**2 / (std_errors**2 + tau**2)


def _about(std_errors: Array, tau: float) -> float:
    """Variance of the estimated mean."""
    return float(1 / np.sum(1 / (std_errors**2 + tau**2)))


def _share(left: Array, std_errors: Array) -> float:
    return float(1 - np.sum(left) / np.sum(std_errors**2))


@exercise(
    "What pooling would save",
    points=3,
    minutes=8,
    cases=errors_and_tau,
    edges=[two_groups],
    tolerance=relative(1e-9),
    forbidden=["helpers.advice"],
)
def saved(std_errors: Array, tau: float) -> float:
    """Right, and no estimate was needed: what pooling can save is known before the data are in.

    Weight on the mean first, then the two parts of the error, then the ratio of the two sums.
    """
    b = _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b**2 * _about(std_errors, tau), std_errors)


@saved.mistake
def mean_for_free(std_errors: Array, tau: float) -> float:
    """You treat the mean as known. It is estimated from the same groups, and its error enters each of them.

    Add B² times the variance of the mean, 1/Σ(s² + τ²)⁻¹.
    """
    return _share((1 - _pull(std_errors, tau)) * std_errors**2, std_errors)


@saved.mistake
def weight_inverted(std_errors: Array, tau: float) -> float:
    """Your weight on the mean grows with τ. The more the groups differ, the *less* a group should listen to
    the others: B = s²/(s² + τ²)."""
    b = 1 - _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b**2 * _about(std_errors, tau), std_errors)


@saved.mistake
def mean_of_shares(std_errors: Array, tau: float) -> float:
    """You average the groups' own shares. Asked is the share of the *total* squared error, and there the
    noisy groups count for more: sum first, divide then."""
    b = _pull(std_errors, tau)
    return float(1 - np.mean((1 - b) + b**2 * _about(std_errors, tau) / std_errors**2))


@saved.mistake
def what_is_left(std_errors: Array, tau: float) -> float:
    """That is the share that is *left*. Asked is what is saved: one minus it."""
    return 1 - saved(std_errors, tau)


@saved.mistake
def spreads_for_squares(std_errors: Array, tau: float) -> float:
    """Your weight is s/(s + τ). Variances add, so both are squared: B = s²/(s² + τ²)."""
    b = std_errors / (std_errors + tau)
    return _share((1 - b) * std_errors**2 + b**2 * _about(std_errors, tau), std_errors)


@saved.mistake
def tau_for_its_square(std_errors: Array, tau: float) -> float:
    """You put τ where τ² belongs. It is a standard deviation; variances add."""
    return saved(std_errors, tau**0.5)


@saved.mistake
def pull_not_squared(std_errors: Array, tau: float) -> float:
    """The mean's error reaches a group multiplied by B, so its *squared* error by B². You have B."""
    b = _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b * _about(std_errors, tau), std_errors)


@saved.mistake
def whole_price_of_the_mean(std_errors: Array, tau: float) -> float:
    """You charge every group the whole variance of the mean. Only the share B of a group's estimate is the
    mean: multiply by B²."""
    return _share((1 - _pull(std_errors, tau)) * std_errors**2 + _about(std_errors, tau), std_errors)


@saved.mistake
def mean_of_equal_groups(std_errors: Array, tau: float) -> float:
    """Your variance of the mean, 1/Σ s⁻², is that of a mean of groups that do not differ. Each estimate
    misses μ by its noise *and* by its group's departure: s² + τ²."""
    b = _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b**2 / np.sum(std_errors**-2.0), std_errors)


@saved.mistake
def complete_pooling(std_errors: Array, tau: float) -> float:
    """That is what *one number for all* saves. Partial pooling keeps 1 − B of each group's own estimate."""
    share = std_errors**-2.0 / np.sum(std_errors**-2.0)
    left = tau**2 * (np.sum(share**2) + 1 - 2 * share) + 1 / np.sum(std_errors**-2.0)
    return _share(left, std_errors)


@saved.mistake
def per_unit_of_left(std_errors: Array, tau: float) -> float:
    """That is what the saving is worth in data, g/(1 − g). Asked is the share g itself."""
    g = saved(std_errors, tau)
    return g / (1 - g)


@saved.mistake
def mean_upside_down(std_errors: Array, tau: float) -> float:
    """Your variance of the mean is upside down: Σ(s² + τ²)⁻¹ is a precision, and v is 1 over it."""
    b = _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b**2 / _about(std_errors, tau), std_errors)


@saved.mistake
def mean_of_one_group(std_errors: Array, tau: float) -> float:
    """Your v is that of a mean over *one* typical group: you averaged where a sum is wanted. The more groups,
    the better the mean is known."""
    b = _pull(std_errors, tau)
    return _share((1 - b) * std_errors**2 + b**2 * len(b) * _about(std_errors, tau), std_errors)


@saved.mistake
def average_weight(std_errors: Array, tau: float) -> float:
    """That is the groups' average weight on the mean. Asked is the share of squared error that is saved."""
    return float(np.mean(_pull(std_errors, tau)))


@saved.mistake
def amount_saved(std_errors: Array, tau: float) -> float:
    """That is how much squared error is saved. Asked is the *share*: divide by Σ s²."""
    return saved(std_errors, tau) * float(np.sum(std_errors**2))


@saved.mistake
def amount_left(std_errors: Array, tau: float) -> float:
    """That is how much squared error is left. Asked is the *share* that is saved: one minus what is left over
    Σ s²."""
    return (1 - saved(std_errors, tau)) * float(np.sum(std_errors**2))


@saved.mistake
def times_the_data(std_errors: Array, tau: float) -> float:
    """That is times how much data would do the same, 1/(1 − g). Asked is the share g itself."""
    return 1 / (1 - saved(std_errors, tau))


@saved.mistake
def of_errors_not_squares(std_errors: Array, tau: float) -> float:
    """You took a root before you compared. Asked is the share of the *squared* error."""
    return 1 - float(np.sqrt(1 - saved(std_errors, tau)))


@saved.mistake
def noise_alone_shrunk(std_errors: Array, tau: float) -> float:
    """(1 − B)²s² is what is left of the *noise*. The group's own departure is pulled in as well, which costs
    B²τ²; together they make (1 − B)s²."""
    b = _pull(std_errors, tau)
    return _share((1 - b) ** 2 * std_errors**2 + b**2 * _about(std_errors, tau), std_errors)


@saved.mistake
def one_typical_error(std_errors: Array, tau: float) -> float:
    """You put one typical standard error in for all groups. They are unequal, and the noisy ones gain most:
    compute group by group."""
    return saved(np.full(len(std_errors), np.mean(std_errors)), tau)
