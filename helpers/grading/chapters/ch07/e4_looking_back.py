"""07.4: a wide prior and two countries."""

from __future__ import annotations

from functools import cache
from typing import Any

from scipy.special import ndtr

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.tolerance import absolute

CHINA = 1


@cache
def _tests() -> tuple[Any, Any]:
    """Log odds ratios and standard errors of Canada and China."""
    from helpers.effects import log_odds_ratio

    effect = log_odds_ratio([50, 60], [100, 100], [30, 55], [100, 100])
    return effect.estimate, effect.std_error


@cache
def _posterior(family: str, size: float) -> Any:
    from helpers import priors
    from helpers.posterior import random_effects

    tau = priors.Uniform(0, size) if family == "Uniform" else priors.HalfNormal(size)
    return random_effects(*_tests(), priors.Normal(0, 1), tau)


def china_under_uniform() -> float:
    """P(θ_China > 0) under Uniform(0, 100)."""
    return float(_posterior("Uniform", 100).theta.prob_above(0)[CHINA])


def half_normal_kept() -> float:
    """The prior was not exchanged."""
    return float(_posterior("HalfNormal", 1).theta.prob_above(0)[CHINA])


def average_for_china() -> float:
    """μ for θ_China."""
    return float(_posterior("Uniform", 100).mu.prob_above(0))


def next_country() -> float:
    """θ_new for θ_China."""
    return float(_posterior("Uniform", 100).theta_new.prob_above(0))


def canada() -> float:
    """The first entry for the second."""
    return float(_posterior("Uniform", 100).theta.prob_above(0)[0])


def china_alone() -> float:
    """No pooling."""
    estimate, error = _tests()
    return float(ndtr(estimate[CHINA] / error[CHINA]))


def below_zero() -> float:
    """The wrong tail."""
    return 1 - china_under_uniform()


UNIFORM = Exercise(
    id="07.4",
    title="Looking back: a prior that “lets the data speak”",
    points=2,
    minutes=8,
    reference=china_under_uniform,
    kind=Value(),
    tolerance=absolute(6e-4),
    mistakes=[
        Mistake(
            half_normal_kept,
            "That is the probability under HalfNormal(1). Exchange the prior of τ, and watch how far two "
            "countries let it go.",
        ),
        Mistake(
            average_for_china,
            "That is about μ, the average of all countries that there might be. With two countries and such "
            "a prior next to nothing is known about it. The question is about China.",
        ),
        Mistake(
            next_country,
            "That is the effect in a *third* country. China's own is the second entry of `theta`.",
        ),
        Mistake(
            below_zero,
            "That is the probability that China's lift is *negative*. Asked is the other side of zero.",
            "`cdf(0)` is what lies below zero, `prob_above(0)` what lies above.",
        ),
        Mistake(
            canada,
            "That is Canada, the first of the two. China is the second.",
            name="canada for china",
        ),
        Mistake(
            china_alone,
            "That is China alone, with no pooling at all. The uniform prior goes most of that way; it does "
            "not go all of it.",
        ),
    ],
    praise="Right. With two groups Uniform(0, 100) is no neutral choice: it says that the countries are "
    "probably worlds apart, and takes back much of what Canada had lent.",
    advice="`posterior.random_effects(estimates, std_errors, Normal(0, 1), tau_prior)` with "
    "`priors.Uniform(0, 100)`; China's effect is the second entry of `.theta`.",
)
