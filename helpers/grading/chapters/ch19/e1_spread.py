"""19.1: the spread of a population, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Archive = tuple[Array, Array]


def archives(rng: np.random.Generator) -> Archive:
    """Thirty blindly drawn arms with unequal noise, spread out by more: in none is ω = 0 likeliest."""
    s = np.round(rng.uniform(0.05, 0.35, 30), 3)
    while True:
        y = np.round(rng.normal(rng.choice([-0.1, 0.1]), np.hypot(rng.uniform(0.25, 0.45), s)), 3)
        if np.sum((y**2 - s**2) / s**4) > np.sum(2 / s**2):  # the likelihood rises from 0, and not barely
            return y, s


def _likeliest(y: Array, variance: Callable[[float], Array], mean: Callable[[Array], float]) -> float:
    """The spread at which the estimates are likeliest."""

    def loss(log: float) -> float:
        v = variance(float(np.exp(log)))
        return float(np.sum(np.log(v) + (y - mean(v)) ** 2 / v))

    found = minimize_scalar(loss, bounds=(-7, 2), method="bounded", options={"xatol": 1e-9})
    return float(np.exp(found.x))


def nothing(variance: Array) -> float:  # noqa: ARG001
    """The mean that is known."""
    return 0.0


@exercise(
    "A population from scratch",
    points=3,
    minutes=10,
    cases=archives,
    tolerance=relative(5e-4),
    forbidden=["helpers.archive", "helpers.posterior", "helpers.heterogeneity"],
)
def spread(effects: Array, std_errors: Array) -> float:
    """Right: each estimate has the variance of its noise and that of the population, and the mean is known.

    Write the likelihood of one estimate first: normal about 0, with which variance? Then sum its logarithms,
    and look for the spread at which the sum is largest.
    """
    return _likeliest(effects, lambda w: std_errors**2 + w**2, nothing)


@spread.mistake
def noise_left_in(effects: Array, std_errors: Array) -> float:  # noqa: ARG001
    """That is the spread of the *estimates* about 0. They scatter by their noise as well, and the noise is no
    property of the population."""
    return float(np.sqrt(np.mean(effects**2)))


@spread.mistake
def by_moments(effects: Array, std_errors: Array) -> float:
    """You took the mean noise variance off the mean square. That estimates the same spread, but a noisy
    estimate counts as much as a precise one. Asked is the likeliest."""
    return float(np.sqrt(max(np.mean(effects**2) - np.mean(std_errors**2), 0)))


@spread.mistake
def squared(effects: Array, std_errors: Array) -> float:
    """That is the variance ω². Asked is ω, in the unit of the effects."""
    return spread(effects, std_errors) ** 2


@spread.mistake
def mean_estimated(effects: Array, std_errors: Array) -> float:
    """Your mean comes from the estimates. It is known: arms drawn blindly average 0, by symmetry. What was
    used up to fit it is missing in the spread."""
    return _likeliest(
        effects, lambda w: std_errors**2 + w**2, lambda v: float(np.average(effects, weights=1 / v))
    )


@spread.mistake
def sds_added(effects: Array, std_errors: Array) -> float:
    """You added two standard deviations. Noise and population are independent, so their *variances* add."""
    return _likeliest(effects, lambda w: (std_errors + w) ** 2, nothing)


@spread.mistake
def errors_not_squared(effects: Array, std_errors: Array) -> float:
    """Your variance has the standard error in it as it is. Square it first."""
    return _likeliest(effects, lambda w: std_errors + w**2, nothing)


@spread.mistake
def noise_forgotten_in_the_weights(effects: Array, std_errors: Array) -> float:
    """Your weights are 1/s², those of a population without spread. Once effects differ, a precise estimate
    tells little more of their spread than a less precise one. The likelihood weighs by s² + ω²."""
    w = std_errors**-2.0
    return float(np.sqrt(max(np.sum(w * (effects**2 - std_errors**2)) / np.sum(w), 0)))
