"""10.6: does the prior move the decision?"""

from __future__ import annotations

from functools import cache
from typing import Any

from helpers.grading.cases import Pair, Studies
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute
from helpers.priors import HalfCauchy, HalfNormal, Normal, Prior

ALIKE = 0.1
SCALES = (0.5, 2.0)


@cache
def noisy_markets() -> Studies:
    """The eight markets on a metric three times as noisy."""
    from helpers.datasets import simulate_markets

    table = simulate_markets(20, sigma=12)
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


@cache
def _tau(prior: Prior) -> Any:
    from helpers.posterior import random_effects

    return random_effects(*noisy_markets(), Normal(0, 1), prior).tau


def _below(value: float, *priors: Prior) -> Pair:
    first, second = (float(_tau(prior).cdf(value)) for prior in priors)
    return first, second


@value(
    "Looking back: is it the prior?",
    points=2,
    minutes=8,
    tolerance=absolute(6e-4, decimals=3, near=0.005),
    parts=["the chance under scale 0.5", "the chance under scale 2"],
)
def two_chances() -> Pair:
    """Right: .243 and .181. Four times the scale, and both are above the bar of .15: the decision does
    not hang on the prior, as it did with three markets in chapter 5.

    `posterior.random_effects(y, s, Normal(0, 1), HalfNormal(…)).tau.cdf(0.1)`.
    """
    return _below(ALIKE, *(HalfNormal(scale) for scale in SCALES))


@two_chances.mistake
def prior_only() -> Pair:
    """Those are the priors' own chances. Eight noisy markets have something to add: ask the posterior."""
    first, second = (HalfNormal(scale).cdf(ALIKE) for scale in SCALES)
    return first, second


@two_chances.mistake
def above() -> Pair:
    """Those are the chances that τ is *above* 0.1. Alike means below."""
    first, second = two_chances()
    return 1 - first, 1 - second


@two_chances.mistake
def half_cauchy() -> Pair:
    """Those look like half-Cauchy priors. Asked are half-normals."""
    return _below(ALIKE, *(HalfCauchy(scale) for scale in SCALES))


@two_chances.mistake
def default_twice() -> Pair:
    """Your two numbers are those of scale 1, twice: the engine's default. Hand it the prior."""
    return _below(ALIKE, HalfNormal(1), HalfNormal(1))


@two_chances.mistake
def variance_below() -> Pair:
    """You ask whether the *variance* is below 0.1. The bar is for τ, a standard deviation."""
    return _below(ALIKE**0.5, *(HalfNormal(scale) for scale in SCALES))


@two_chances.mistake
def scale_for_variance() -> Pair:
    """Your half-normals have scales of √½ and √2, as if 0.5 and 2 were variances. `HalfNormal` takes the
    scale itself."""
    return _below(ALIKE, *(HalfNormal(scale**0.5) for scale in SCALES))


@two_chances.mistake
def density_there() -> Pair:
    """Those are the heights of the two densities *at* 0.1. Asked is the probability below it: `cdf`, not
    `pdf`."""
    first, second = (float(_tau(HalfNormal(scale)).pdf(ALIKE)) for scale in SCALES)
    return first, second


@cache
def _ordinary(prior: Prior) -> float:
    from helpers.grading.cases import markets
    from helpers.posterior import random_effects

    return float(random_effects(*markets(), Normal(0, 1), prior).tau.cdf(ALIKE))


@two_chances.mistake
def revenue_itself() -> Pair:
    """Those are the chances from the eight markets' *revenue*. This chapter's metric is three times as
    noisy: `noisy`, not `eight_markets`."""
    first, second = (_ordinary(HalfNormal(scale)) for scale in SCALES)
    return first, second


@two_chances.mistake
def scale_squared() -> Pair:
    """Your half-normals have scales of 0.25 and 4: the scales squared. `HalfNormal` takes the scale
    itself."""
    return _below(ALIKE, *(HalfNormal(scale**2) for scale in SCALES))
