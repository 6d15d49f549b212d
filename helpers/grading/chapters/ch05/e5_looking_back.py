"""05.5: what a DerSimonian–Laird zero hides."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Pair, Studies
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute
from helpers.heterogeneity import tau_squared
from helpers.priors import HalfCauchy, HalfNormal, Normal, Prior, Uniform

BAR = 5.0


def schools() -> Studies:
    """Effects and standard errors of the eight schools, in points."""
    table = load("eight_schools")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


@cache
def posterior() -> Any:
    """Exact posterior for the eight schools."""
    from helpers.posterior import random_effects

    return random_effects(*schools(), Normal(0, 20), HalfNormal(10))


@value(
    "Looking back: what a zero hides",
    points=2,
    minutes=8,
    tolerance=absolute(6e-5, decimals=4),  # three would end in a nought, .400, as two do in a mistake
    parts=["the estimate of τ", "the probability"],
)
def zero_and_probability() -> Pair:
    """The estimator says zero; four chances in ten say that schools differ with a standard deviation of
    more than 5 points. Both are about the same eight numbers.

    `heterogeneity.tau_squared` gives τ², and `posterior.random_effects(effects, std_errors, mu_prior,
    tau_prior)` everything else.
    """
    return tau_squared(*schools()) ** 0.5, posterior().tau.prob_above(BAR)


@zero_and_probability.mistake
def from_the_point_estimate() -> Pair:
    """A probability of nothing. Did you read it off the point estimate, τ̂ = 0? The estimator stops at
    zero whenever Q is below its degrees of freedom: it saw no need for more, which is not certainty. Or
    did you leave the prior of τ at its default? Half-normal(1) all but excludes spreads of 5 *points*.

    `posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10))` has the whole distribution:
    `.tau.prob_above(5)`.
    """
    return zero_and_probability()[0], 0.0


@zero_and_probability.mistake
def lower_tail() -> Pair:
    """That is the probability that τ is *below* 5 points. Asked for was above."""
    estimate, above = zero_and_probability()
    return estimate, 1 - above


@zero_and_probability.mistake
def prior_only() -> Pair:
    """Your second number is the prior's. The eight schools have something to add, if not much: ask the
    posterior."""
    return zero_and_probability()[0], HalfNormal(10).prob_above(BAR)


@zero_and_probability.mistake
def next_school() -> Pair:
    """Your second number is about the *effect* in a ninth school, θ_new. Asked for was the spread between
    schools, τ."""
    return zero_and_probability()[0], posterior().theta_new.prob_above(BAR)


@zero_and_probability.mistake
def spread_of_estimates() -> Pair:
    """Your first number is the standard deviation of the eight estimates, noise and all. Standard errors
    of 9 to 18 points explain all of it: see chapter 3."""
    return float(np.std(schools()[0], ddof=1)), zero_and_probability()[1]


@cache
def _under(mu_prior: Normal, tau_prior: Prior) -> Pair:
    from helpers.posterior import random_effects

    return zero_and_probability()[0], random_effects(*schools(), mu_prior, tau_prior).tau.prob_above(BAR)


@zero_and_probability.mistake
def narrow_mean() -> Pair:
    """Your second number has μ ~ Normal(0, 1) in it, the default. Effects are in *points* here: coaching may
    well be worth ten of them. Asked is μ ~ Normal(0, 20)."""
    return _under(Normal(0, 1), HalfNormal(10))


@zero_and_probability.mistake
def half_cauchy() -> Pair:
    """Your second number looks like one under HalfCauchy(10). Asked is HalfNormal(10), with lighter tails."""
    return _under(Normal(0, 20), HalfCauchy(10))


@zero_and_probability.mistake
def flat_up_to_a_hundred() -> Pair:
    """Your second number looks like one under Uniform(0, 100). Asked is HalfNormal(10)."""
    return _under(Normal(0, 20), Uniform(0, 100))


@zero_and_probability.mistake
def average_school() -> Pair:
    """Your second number is about μ, the *average* effect of coaching. Asked was the spread between schools,
    τ."""
    return zero_and_probability()[0], posterior().mu.prob_above(BAR)


@zero_and_probability.mistake
def bar_for_the_variance() -> Pair:
    """Your second number asks whether the *variance* exceeds 5. Asked is a standard deviation of more than 5
    points: no root."""
    return zero_and_probability()[0], posterior().tau.prob_above(BAR**0.5)


@zero_and_probability.mistake
def above_zero() -> Pair:
    """τ is above zero for certain under this prior. Asked is how probably it is above *5 points*."""
    return zero_and_probability()[0], 1.0


@zero_and_probability.mistake
def posterior_mean() -> Pair:
    """Your first number is the posterior mean of τ. To set beside the probability is the classical estimate,
    DerSimonian and Laird's, which says something else."""
    return float(posterior().tau.mean), zero_and_probability()[1]


@zero_and_probability.mistake
def variance_of_the_mean() -> Pair:
    """Your second number has μ ~ Normal(0, √20) in it. The second argument of `Normal` is a standard
    deviation, 20 points: leave the root out."""
    return _under(Normal(0, 20**0.5), HalfNormal(10))


@zero_and_probability.mistake
def variance_of_the_spread() -> Pair:
    """Your second number has τ ~ HalfNormal(√10) in it. The argument of `HalfNormal` is a scale, in points
    like τ itself: leave the root out."""
    return _under(Normal(0, 20), HalfNormal(10**0.5))
