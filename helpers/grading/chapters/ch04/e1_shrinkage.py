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


@shrink.mistake
def divided_by_tau(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Right wherever τ is above zero. At τ = 0 you divide by it. Every market should land on μ then: which
    form of the same weighted mean can do without 1/τ²?

    Multiply above and below the bar by s²·τ².
    """
    return shrink(effects, std_errors, mu, tau) if tau else np.full_like(effects, np.nan)


@shrink.mistake
def error_not_squared(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """You squared τ but not s. Both weights are made of variances: s² and τ²."""
    return shrunken(effects, mu, std_errors / (std_errors + tau**2))


@shrink.mistake
def mean_not_added(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """These are the shrunken *distances* from μ. Each market's effect is μ plus that: is there a μ
    missing?"""
    return shrink(effects, std_errors, mu, tau) - mu


@shrink.mistake
def all_on_the_mean(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """Every market lands on μ: that is complete pooling, right for τ = 0 only. Where markets differ, each
    keeps some of its own estimate."""
    return np.full_like(effects, mu)


@shrink.mistake
def nothing_shrunk(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """These are the estimates as they came: no pooling. What you know about the population, μ and τ, should
    move each of them, the noisy ones further."""
    return effects


@shrink.mistake
def half_way(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """You took the plain average of μ and the estimate. Weigh the two: by how well the market was measured
    and by how far markets differ."""
    return shrunken(effects, mu, 0.5)


@shrink.mistake
def not_divided(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """Both terms are there, each with its right weight; but the weights do not add up to 1. Divide by their
    sum."""
    return effects * tau**2 + mu * std_errors**2


@shrink.mistake
def posterior_variance(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """That is each effect's posterior *variance*. Wanted is its mean."""
    return std_errors**2 * tau**2 / (std_errors**2 + tau**2)


@shrink.mistake
def average_error(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:
    """You used one average variance for all markets, so all are pulled by the same fraction. The pull
    depends on how noisy a market is: one weight each."""
    variance = float(np.mean(std_errors**2))
    return shrunken(effects, mu, variance / (variance + tau**2))


@shrink.mistake
def weight_on_estimate_only(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """These are the weights on the estimates. Wanted are the shrunken effects: the weighted means of μ and
    the estimates."""
    return 1 - weight_on_mean(std_errors, tau)


@shrink.mistake
def towards_zero(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """Your weights on the estimates are right, and the rest goes to zero: you pull towards 0, not towards μ.
    Where does the other term of the weighted mean come in?"""
    return shrink(effects, std_errors, 0.0, tau)


@shrink.mistake
def towards_their_precision_weighted_mean(
    effects: Array,
    std_errors: Array,
    mu: float,  # noqa: ARG001
    tau: float,
) -> Array:
    """You pull towards the mean of the effects weighted by 1/s². The population's mean is given: it is the
    argument μ."""
    return shrink(effects, std_errors, float(np.average(effects, weights=std_errors**-2)), tau)


@shrink.mistake
def towards_their_pooled_mean(effects: Array, std_errors: Array, mu: float, tau: float) -> Array:  # noqa: ARG001
    """You pull towards the mean of the effects weighted by 1/(s² + τ²). It is what you would put in for μ if
    you had to estimate it; here the population's mean is given, as the argument μ."""
    pooled = float(np.average(effects, weights=1 / (std_errors**2 + tau**2)))
    return shrink(effects, std_errors, pooled, tau)
