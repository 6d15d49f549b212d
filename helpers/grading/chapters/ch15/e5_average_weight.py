"""15.5: a weight averaged over draws."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array]


def weight_on_mean(std_errors: Array, tau: Array | float) -> Array:
    """s²/(s² + τ²), at each τ along the last axis."""
    return std_errors**2 / (std_errors**2 + np.square(tau))


def errors_and_draws(rng: np.random.Generator) -> Case:
    """Standard errors and a dozen draws of τ, of the same size."""
    s = np.round(rng.permutation(np.geomspace(0.15, 0.6, int(rng.integers(3, 7)))), 2)
    return s, np.round(np.abs(rng.normal(0.35, 0.25, 12)) + 0.02, 2)


def a_draw_at_zero(rng: np.random.Generator) -> Case:
    """One of the draws is zero: there all weight is on the mean."""
    s, tau = errors_and_draws(rng)
    return s, np.append(tau, 0.0)


def one_draw(rng: np.random.Generator) -> Case:
    """A single draw."""
    s, tau = errors_and_draws(rng)
    return s, tau[:1]


@exercise(
    "Looking back: average last",
    points=2,
    minutes=8,
    cases=errors_and_draws,
    edges=[a_draw_at_zero, one_draw],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
)
def average_weights(std_errors: Array, tau_draws: Array) -> Array:
    """Right: one weight for each draw and market, averaged last.

    Compute the weight at *every* draw, as if τ were known to be that; then average over draws, for each
    market.
    """
    return weight_on_mean(std_errors[:, None], tau_draws).mean(axis=1)


@average_weights.mistake
def plugged_in(std_errors: Array, tau_draws: Array) -> Array:
    """You averaged τ first and computed the weights at that average. A published notebook
    does that. The weight is a bent function of τ: its average is not its value at the average.

    Chapter 8: E f(θ) is the mean of f over the draws. Here f is the weight.
    """
    return weight_on_mean(std_errors, float(np.mean(tau_draws)))


@average_weights.mistake
def plugged_in_median(std_errors: Array, tau_draws: Array) -> Array:
    """You computed the weights at the median of τ. One value of τ, however well chosen, is not all of them:
    average the *weights*."""
    return weight_on_mean(std_errors, float(np.median(tau_draws)))


@average_weights.mistake
def plugged_in_mean_square(std_errors: Array, tau_draws: Array) -> Array:
    """These are the weights at the average of τ². Nearer to the formula, and still one value: the average of
    a bent function is not the function of the average. Average the weights."""
    return weight_on_mean(std_errors, float(np.mean(tau_draws**2) ** 0.5))


@average_weights.mistake
def inverted(std_errors: Array, tau_draws: Array) -> Array:
    """These are the weights on each market's *own* estimate: 1 minus what was asked. The noisiest
    market should lean on the mean most. (On the eight markets market A would get .482 for .518.)"""
    return 1 - average_weights(std_errors, tau_draws)


@average_weights.mistake
def by_sd(std_errors: Array, tau_draws: Array) -> Array:
    """You average at the right place, but your weight is s/(s + τ). Information adds up on the scale of
    1/variance: square both. (At the mean of τ the eight markets would begin with .487 instead of .474.)"""
    return (std_errors[:, None] / (std_errors[:, None] + tau_draws)).mean(axis=1)


@average_weights.mistake
def tau_not_squared(std_errors: Array, tau_draws: Array) -> Array:
    """You average at the right place, but you added τ to s². Only variances add: τ²."""
    return (std_errors[:, None] ** 2 / (std_errors[:, None] ** 2 + tau_draws)).mean(axis=1)


@average_weights.mistake
def divided_by_tau(std_errors: Array, tau_draws: Array) -> Array:
    """Right as long as no draw is zero. At τ = 0 your form of the weight divides by it; there all
    weight is on the mean. Multiply above and below the bar by s²·τ²."""
    right = average_weights(std_errors, tau_draws)
    return right if tau_draws.all() else np.full_like(right, np.nan)


@average_weights.mistake
def summed(std_errors: Array, tau_draws: Array) -> Array:
    """You added the weights up over the draws. With many draws that exceeds 1, which no weight can: divide by
    the number of draws."""
    return average_weights(std_errors, tau_draws) * len(tau_draws)
