"""12.1: what a prior for τ says about two tests."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.special import ndtr

from helpers._panels import spread
from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Question = tuple[float, float, float, float]


@cache
def _half_normal() -> tuple[Array, Array]:
    """Nodes and weights that average over a half-normal of scale 1."""
    u, weight = spread(np.array([0.0, 0.5, 2.0, 9.0]))
    return u, weight * np.sqrt(2 / np.pi) * np.exp(-(u**2) / 2)


def _averaged(limit: float, sd_of: Callable[[Array], Array], scale: float) -> float:
    """P(|X| > limit) where X ~ N(0, sd_of(τ)²) and τ is half-normal."""
    u, weight = _half_normal()
    return float(2 * weight @ ndtr(-limit / sd_of(scale * u)))


def _with_variance(limit: float, variance: float, slope: float, scale: float) -> float:
    """The same with the variance ``variance`` + ``slope``·τ²."""
    return _averaged(limit, lambda tau: np.sqrt(variance + slope * tau**2), scale)


def two_tests(rng: np.random.Generator) -> Question:
    """A limit about twice as far as two tests usually differ; noise that counts; every slip shows."""
    while True:
        scale = round(float(rng.uniform(0.2, 0.5)), 2)
        s1, s2 = (round(float(v), 2) for v in scale * rng.uniform(0.4, 1.0, 2))
        case = round(1.9 * math.sqrt(2) * scale * float(rng.uniform(0.9, 1.1)), 2), scale, s1, s2
        found = np.sort([differ(*case), *(m.wrong(*case) for m in differ.mistakes)])
        if np.min(np.diff(found) / found[1:]) > 0.03:
            return case


def precise(rng: np.random.Generator) -> Question:
    """Almost no noise."""
    return 1.0, round(float(rng.uniform(0.3, 0.6)), 2), 0.01, 0.02


@exercise(
    "How far apart will two tests come out?",
    points=3,
    minutes=10,
    cases=two_tests,
    edges=[precise],
    tolerance=relative(1e-3, near=0.02),
)
def differ(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """Right: Normal given τ, and averaged over τ. Nothing had to be simulated, and μ dropped out.

    Given τ the difference of two estimates is Normal about 0. Its variance has four terms; then average the
    two tails over the prior of τ.
    """
    return _with_variance(limit, noise_1**2 + noise_2**2, 2.0, tau_scale)


@differ.mistake
def mean_plugged_in(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """You fixed τ at its prior mean. Large differences come mostly from the worlds in which τ is large, and
    you left those out.

    Compute the two tails for many values of τ and average *them*.
    """
    tau = tau_scale * math.sqrt(2 / math.pi)
    return float(2 * ndtr(-limit / math.sqrt(2 * tau**2 + noise_1**2 + noise_2**2)))


@differ.mistake
def scale_plugged_in(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """You took the scale of the half-normal for τ itself. It is the scale of what you believe *about* τ: most
    of that prior lies below it, some far above. Average over it."""
    return float(2 * ndtr(-limit / math.sqrt(2 * tau_scale**2 + noise_1**2 + noise_2**2)))


@differ.mistake
def noise_forgotten(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:  # noqa: ARG001
    """That is about the *true* effects of two tests. Asked is about what is measured: each test adds its own
    noise."""
    return _with_variance(limit, 0.0, 2.0, tau_scale)


@differ.mistake
def one_departure(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """You counted τ² once. *Both* tests depart from the mean, each on its own account."""
    return _with_variance(limit, noise_1**2 + noise_2**2, 1.0, tau_scale)


@differ.mistake
def one_side(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """Half of it. Either one tail is missing, or your half-normal is the density of a whole normal: it needs
    the factor 2."""
    return differ(limit, tau_scale, noise_1, noise_2) / 2


@differ.mistake
def inside(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """That is the probability that they differ by *less*. Asked was more."""
    return 1 - differ(limit, tau_scale, noise_1, noise_2)


@differ.mistake
def one_noise(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:  # noqa: ARG001
    """Only the first test's noise is in your answer. A difference has that of both."""
    return _with_variance(limit, noise_1**2, 2.0, tau_scale)


@differ.mistake
def noise_not_squared(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """The standard errors went into the variance as they are. Squares add, not standard errors."""
    return _with_variance(limit, noise_1 + noise_2, 2.0, tau_scale)


@differ.mistake
def added_before_squaring(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """You added the standard errors and squared the sum. Independent errors partly cancel: square each
    first, then add."""
    return _with_variance(limit, (noise_1 + noise_2) ** 2, 2.0, tau_scale)


@differ.mistake
def prior_of_the_variance(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """τ went into the variance as it is, or your half-normal stands on τ². It is the prior of τ: square each
    τ, then count it."""
    noise = noise_1**2 + noise_2**2
    return _averaged(limit, lambda squared: np.sqrt(2 * squared + noise), tau_scale)


@differ.mistake
def deviations_added(limit: float, tau_scale: float, noise_1: float, noise_2: float) -> float:
    """You added standard deviations: √2·τ, and the two errors. What is independent partly cancels: add
    variances, then take the root."""
    return _averaged(limit, lambda tau: math.sqrt(2) * tau + noise_1 + noise_2, tau_scale)
