"""08.1: one conditional of a Gibbs sampler."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


class Conditional(NamedTuple):
    """A Normal: what is drawn from."""

    mean: float
    sd: float


def _meet(theta_mean: float, error: float, prior_mean: float, prior_sd: float) -> Conditional:
    """An estimate with its standard error meets a Normal prior."""
    precision = error**-2 + prior_sd**-2
    return Conditional((theta_mean / error**2 + prior_mean / prior_sd**2) / precision, precision**-0.5)


def effects_and_spread(rng: np.random.Generator) -> tuple[Array, float, float, float]:
    """A few true effects, the spread they were drawn with, and a prior that has a say."""
    k = int(rng.integers(4, 8))
    tau = round(float(rng.uniform(0.4, 0.8)), 2)
    theta = np.round(rng.normal(rng.uniform(0.6, 1.2), tau, k), 2)
    return theta, tau, round(float(rng.uniform(-0.8, -0.3)), 2), round(float(rng.uniform(0.3, 0.6)), 2)


def two_effects(rng: np.random.Generator) -> tuple[Array, float, float, float]:
    """The fewest there are to differ."""
    return np.round(rng.normal(1, 0.5, 2), 2), 0.5, -0.5, 0.7


@exercise(
    "One conditional",
    points=2,
    minutes=8,
    cases=effects_and_spread,
    edges=[two_effects],
    parts=["the mean", "the standard deviation"],
    tolerance=relative(1e-9),
)
def conditional_of_mu(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """Right: the mean of K effects is an estimate of μ with standard error τ/√K, and it meets the prior.

    Keep the factors of the joint density that contain μ: the prior, and N(θ_k | μ, τ²) for each k. Add up
    precisions.
    """
    return _meet(theta.mean(), tau / len(theta) ** 0.5, prior_mean, prior_sd)


@conditional_of_mu.mistake
def variance_for_sd(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """Your second number is the variance, and `rng.normal` takes a standard deviation: the chain would run,
    and scatter too little."""
    right = conditional_of_mu(theta, tau, prior_mean, prior_sd)
    return Conditional(right.mean, right.sd**2)


@conditional_of_mu.mistake
def precision_for_sd(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """Your second number is the precision; one over its root is the standard deviation."""
    right = conditional_of_mu(theta, tau, prior_mean, prior_sd)
    return Conditional(right.mean, right.sd**-2)


@conditional_of_mu.mistake
def prior_forgotten(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:  # noqa: ARG001
    """That is what the effects say by themselves. μ has a prior as well, and its precision adds to theirs."""
    return Conditional(theta.mean(), tau / len(theta) ** 0.5)


@conditional_of_mu.mistake
def mean_not_shrunk(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """Your mean does not know of the prior. It is an average, by precision, of what the effects say and what
    the prior says."""
    return Conditional(theta.mean(), conditional_of_mu(theta, tau, prior_mean, prior_sd).sd)


@conditional_of_mu.mistake
def one_effect(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """You weigh the mean of K effects as if it were one effect: its standard error is τ/√K, not τ."""
    return _meet(theta.mean(), tau, prior_mean, prior_sd)


@conditional_of_mu.mistake
def prior_mean_lost(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:  # noqa: ARG001
    """Right for a prior with mean 0. This one has another mean, and it belongs into the weighted average."""
    return _meet(theta.mean(), tau / len(theta) ** 0.5, 0.0, prior_sd)


@conditional_of_mu.mistake
def prior_sd_not_squared(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """You take the prior's standard deviation for its variance. A precision is one over the *square* of a
    standard deviation."""
    return _meet(theta.mean(), tau / len(theta) ** 0.5, prior_mean, prior_sd**0.5)


@conditional_of_mu.mistake
def tau_not_squared(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """τ is a standard deviation, and you use it as a variance: the effects' precision is K/τ²."""
    return _meet(theta.mean(), (tau / len(theta)) ** 0.5, prior_mean, prior_sd)


@conditional_of_mu.mistake
def spread_of_an_effect(theta: Array, tau: float, prior_mean: float, prior_sd: float) -> Conditional:
    """Your standard deviation is that of a *new effect*, τ included; μ itself is known better than that."""
    right = conditional_of_mu(theta, tau, prior_mean, prior_sd)
    return Conditional(right.mean, float(np.hypot(right.sd, tau)))
