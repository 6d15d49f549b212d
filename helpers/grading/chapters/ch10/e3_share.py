"""10.3: shrinkage as a proportion."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array]


def errors_and_draws(rng: np.random.Generator) -> Case:
    """Four to eight standard errors, and sixty draws of τ of their size, some of them near 0."""
    k = int(rng.integers(4, 9))
    std_errors = np.round(rng.permutation(np.geomspace(0.25, 0.9, k)), 3)
    return std_errors, np.round(np.abs(rng.normal(0, rng.uniform(0.4, 0.7), 60)) + 0.001, 3)


def no_spread(rng: np.random.Generator) -> Case:
    """τ = 0 in every draw: complete pooling."""
    return np.round(rng.uniform(0.2, 0.6, 3), 2), np.zeros(20)


@exercise(
    "Shrinkage as a proportion",
    points=2,
    minutes=8,
    cases=errors_and_draws,
    edges=[no_spread],
    tolerance=relative(1e-8),
    forbidden=["helpers.borrowing"],
)
def share(std_errors: Array, tau: Array) -> Array:
    """Right: the share of each draw, averaged over the draws, one number a study. No estimate went in.

    For one draw of τ the share is s²/(s² + τ²). There are as many shares as draws; which of them do you
    want?
    """
    return np.mean(std_errors**2 / (std_errors**2 + tau[:, None] ** 2), axis=0)


@share.mistake
def at_the_mean(std_errors: Array, tau: Array) -> Array:
    """You put the mean of τ into the formula. The share bends with τ, so the share at the mean is not
    the mean of the shares: draws near zero, where a study goes nearly all the way, get lost."""
    return std_errors**2 / (std_errors**2 + np.mean(tau) ** 2)


@share.mistake
def at_the_mean_square(std_errors: Array, tau: Array) -> Array:
    """You averaged τ² first. One share a draw, and then the mean of the shares."""
    return std_errors**2 / (std_errors**2 + np.mean(tau**2))


@share.mistake
def at_the_median(std_errors: Array, tau: Array) -> Array:
    """You put the median of τ into the formula. One share a draw, and then the mean of the shares."""
    return std_errors**2 / (std_errors**2 + np.median(tau) ** 2)


@share.mistake
def weight_on_the_estimate(std_errors: Array, tau: Array) -> Array:
    """That is the weight that stays on the study's own estimate. Asked is how far it is pulled: the
    weight on the mean."""
    return 1 - share(std_errors, tau)


@share.mistake
def without_squares(std_errors: Array, tau: Array) -> Array:
    """Your shares are ratios of standard deviations. Precision is one over the *variance*."""
    return np.mean(std_errors / (std_errors + tau[:, None]), axis=0)


@share.mistake
def root_of_the_share(std_errors: Array, tau: Array) -> Array:
    """You put s over √(s² + τ²). It is the variances whose ratio is the share."""
    return np.mean(std_errors / np.hypot(std_errors, tau[:, None]), axis=0)


@share.mistake
def tau_not_squared(std_errors: Array, tau: Array) -> Array:
    """You squared the standard error and not τ. Both are standard deviations, and variances add."""
    return np.mean(std_errors**2 / (std_errors**2 + tau[:, None]), axis=0)
