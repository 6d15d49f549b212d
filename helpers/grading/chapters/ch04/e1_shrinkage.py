"""04.1: shrinkage by hand."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, random_studies
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


def weight_on_mean(std_errors: Array, tau: float) -> Array:
    """s²/(s² + τ²): the weight on μ."""
    return std_errors**2 / (std_errors**2 + tau**2)


def shrunken(effects: Array, mu: float, weight: Array | float) -> Array:
    """weight·μ + (1 − weight)·effect."""
    return np.asarray(weight * mu + (1 - weight) * effects)


def studies_to_shrink(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """Studies with a μ away from their middle and a τ of the size of their standard errors."""
    effects, std_errors = random_studies(rng)
    return (
        effects,
        std_errors,
        round(float(rng.uniform(-0.5, 0.5)), 2),
        round(float(rng.uniform(0.15, 0.45)), 2),
    )


def no_spread(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """τ = 0: everything goes to μ."""
    return *studies_to_shrink(rng)[:3], 0.0


def one_study(rng: np.random.Generator) -> tuple[Array, Array, float, float]:
    """A single market, τ large."""
    return np.round(rng.normal(0, 1, 1), 2), np.round(rng.uniform(0.1, 0.4, 1), 2), 0.3, 5.0


@exercise(
    "Shrinkage by hand",
    points=2,
    minutes=8,
    cases=studies_to_shrink,
    edges=[no_spread, one_study],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
)
def shrink(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Right, at both ends too: complete pooling at τ = 0, none at a huge τ.

    Each shrunken effect is a weighted mean of μ and the market's own estimate, with precisions 1/τ² and
    1/s².
    """
    return shrunken(effects, mu, weight_on_mean(std_errors, tau))


@shrink.mistake
def shrink_inverted(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """The two weights are swapped: your noisiest market keeps most of its own estimate. Who should listen
    to the others more, a market that measured badly or one that measured well?

    Check the ends: with τ = 0 every market must land on μ, with a huge τ every market stays where it is.
    """
    return shrunken(effects, mu, 1 - weight_on_mean(std_errors, tau))


@shrink.mistake
def shrink_by_sd(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Your weight is s/(s + τ). Information adds up on the scale of 1/variance: square both."""
    return shrunken(effects, mu, std_errors / (std_errors + tau))


@shrink.mistake
def shrink_tau_for_variance(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """You added τ to s². The one is a standard deviation, the other a variance."""
    return shrunken(effects, mu, std_errors**2 / (std_errors**2 + tau))


@shrink.mistake
def weight_on_mean_only(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """These are the weights on μ. Wanted are the shrunken effects: the weighted means of μ and the
    estimates."""
    return weight_on_mean(std_errors, tau)


@shrink.mistake
def pushed_away(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Each market moves by the right distance, in the wrong direction: away from μ. Check the sign of (μ
    − effect)."""
    return 2 * effects - shrink(effects, std_errors, mu, tau)


@shrink.mistake
def towards_their_own_mean(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """You pull towards the mean of the effects. The population's mean is given: it is the argument μ."""
    return shrink(effects, std_errors, float(effects.mean()), tau)


@shrink.mistake
def average_pull(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Every market is pulled by the same fraction. The pull depends on how noisy a market is: one weight
    each."""
    return shrunken(effects, mu, np.mean(weight_on_mean(std_errors, tau)))
