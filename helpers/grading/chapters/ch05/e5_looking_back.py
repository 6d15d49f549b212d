"""05.5: what a DerSimonian–Laird zero hides."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Array, Pair
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.mistakes.spread import sd_of_estimates
from helpers.grading.tolerance import absolute
from helpers.priors import HalfNormal, Normal

BAR = 5.0


def _schools() -> tuple[Array, Array]:
    table = load("eight_schools")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


@cache
def _posterior() -> Any:
    from helpers.posterior import random_effects

    return random_effects(*_schools(), mu_prior=Normal(0, 20), tau_prior=HalfNormal(10))


def zero_and_probability() -> Pair:
    """τ̂ of DerSimonian and Laird, and P(τ > 5 | data)."""
    from helpers.heterogeneity import tau_squared

    return float(np.sqrt(tau_squared(*_schools()))), float(_posterior().tau.prob_above(BAR))


def from_the_point_estimate() -> Pair:
    """An estimate of 0 taken for certainty."""
    return zero_and_probability()[0], 0.0


def lower_tail() -> Pair:
    """P(τ < 5)."""
    estimate, above = zero_and_probability()
    return estimate, 1 - above


def prior_only() -> Pair:
    """What the prior says before data."""
    return zero_and_probability()[0], float(HalfNormal(10).prob_above(BAR))


def next_school() -> Pair:
    """P(θ_new > 5)."""
    return zero_and_probability()[0], float(_posterior().theta_new.prob_above(BAR))


def spread_of_estimates() -> Pair:
    """The standard deviation of the estimates for τ̂."""
    return sd_of_estimates(_schools()[0]), zero_and_probability()[1]


SCHOOLS = Exercise(
    id="05.5",
    title="Looking back: what a zero hides",
    points=2,
    minutes=8,
    reference=zero_and_probability,
    kind=Value(),
    tolerance=absolute(8e-4),
    mistakes=[
        Mistake(
            from_the_point_estimate,
            "A probability of nothing. Did you read it off the point estimate, τ̂ = 0? The estimator stops "
            "at zero whenever Q is below its degrees of freedom: that is silence, not certainty. Or did you "
            "leave the prior of τ at its default? Half-normal(1) holds spreads of 5 *points* to be "
            "impossible.",
            "`posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10))` has the whole distribution: "
            "`.tau.prob_above(5)`.",
        ),
        Mistake(
            lower_tail,
            "That is the probability that τ is *below* 5 points. Asked for was above.",
        ),
        Mistake(
            prior_only,
            "Your second number is the prior's. The eight schools have something to add, if not much: "
            "ask the posterior.",
        ),
        Mistake(
            next_school,
            "Your second number is about the *effect* in a ninth school, θ_new. Asked for was the spread "
            "between schools, τ.",
        ),
        Mistake(
            spread_of_estimates,
            "Your first number is the standard deviation of the eight estimates, noise and all. Standard "
            "errors of 9 to 18 points explain all of it: see chapter 3.",
        ),
    ],
    praise="The estimator says zero; four chances in ten say that schools differ by more than 5 points. "
    "Both are about the same eight numbers.",
    advice="`heterogeneity.tau_squared` gives τ², and `posterior.random_effects(effects, std_errors, "
    "mu_prior, tau_prior)` everything else.",
)
