"""09.4: the pilot's logistic regression in PyMC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.model import Model

Named = Mapping[str, Any]


@cache
def pilot() -> tuple[Array, Array, Array]:
    """Age and voucher of the pilot's 200 subscribers, and whether they upgraded: chapter 9's recipe."""
    rng = np.random.default_rng(42)
    age, voucher = rng.normal(55, 12, size=200), rng.normal(100, 30, size=200)
    upgraded = rng.binomial(1, 1 / (1 + np.exp(3 - 0.04 * age - 0.015 * voucher)), size=200)
    return age, voucher, upgraded.astype(float)


def standardised(x: Array) -> Array:
    """Less its mean, over its standard deviation."""
    return (x - x.mean()) / x.std()


def prior(p: Named, sd: float = 2.0) -> float:
    """N(0, sd) on all three coefficients."""
    return -(p["intercept"] ** 2 + p["b_age"] ** 2 + p["b_voucher"] ** 2) / (2 * sd**2)


def line(p: Named, age: Array, voucher: Array) -> Array:
    """Log odds of each subscriber."""
    return np.asarray(p["intercept"] + p["b_age"] * age + p["b_voucher"] * voucher)


def likelihood(eta: Array, outcome: Array) -> float:
    """Log density of the outcomes."""
    return float(np.sum(eta * outcome - np.logaddexp(0, eta)))


def on_standard_scale(p: Named) -> Array:
    """Log odds from standardised predictors, as asked."""
    age, voucher, _ = pilot()
    return line(p, standardised(age), standardised(voucher))


@exercise(
    "The pilot in PyMC",
    kind=Model({"intercept": None, "b_age": None, "b_voucher": None}),
    points=3,
    minutes=12,
    seconds=60,
)
def campaign_model(p: Named) -> float:
    """Right: at random points its log density is the wanted one, however you wrote it.

    From top to bottom: three coefficients N(0, 2), a line in the standardised predictors, and a Bernoulli
    whose *log odds* are that line.
    """
    return prior(p) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def variance_for_sd(p: Named) -> float:
    """Your priors have a standard deviation of 4: 2 squared. PyMC's `sigma` is a standard deviation."""
    return prior(p, 4.0) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def sd_taken_for_variance(p: Named) -> float:
    """Your priors have a standard deviation of √2, as if 2 were the variance. Wanted is a *standard
    deviation* of 2, and that is what PyMC's `sigma` takes."""
    return prior(p, 2**0.5) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def prior_as_precision(p: Named) -> float:
    """2 went in as PyMC's `tau`, which is a *precision*, one over the variance. Name the argument:
    `sigma`."""
    return prior(p, 2**-0.5) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def wide_priors(p: Named) -> float:
    """Your priors have a standard deviation of 10, as in the linear regression. On log odds that says that
    most subscribers surely upgrade or surely do not. Wanted is 2."""
    return prior(p, 10.0) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def unit_priors(p: Named) -> float:
    """Your priors have a standard deviation of 1. Wanted is 2."""
    return prior(p, 1.0) + likelihood(on_standard_scale(p), pilot()[2])


@campaign_model.mistake
def logit_twice(p: Named) -> float:
    """Your line goes through the logistic curve *twice*: you turned it into chances and gave these as
    `logit_p`. Give chances as `p`, or the line itself as `logit_p`."""
    return prior(p) + likelihood(1 / (1 + np.exp(-on_standard_scale(p))), pilot()[2])


@campaign_model.mistake
def logit_forgotten(p: Named) -> float:
    """The line meets the 0s and 1s through a normal with sd 1. An outcome of 0 or 1 is a Bernoulli, and the
    line its log odds."""
    return prior(p) - float(np.sum((pilot()[2] - on_standard_scale(p)) ** 2)) / 2


@campaign_model.mistake
def raw_predictors(p: Named) -> float:
    """Age and voucher went in as they are, in years and euros. Wanted are the standardised columns: then one
    step of either is one standard deviation, and N(0, 2) means the same for both.

    Raw, a coefficient of 1 would multiply the odds by e with every year.
    """
    age, voucher, outcome = pilot()
    return prior(p) + likelihood(line(p, age, voucher), outcome)


@campaign_model.mistake
def predictors_exchanged(p: Named) -> float:
    """`b_age` multiplies the voucher and `b_voucher` the age."""
    age, voucher, outcome = pilot()
    return prior(p) + likelihood(line(p, standardised(voucher), standardised(age)), outcome)


@campaign_model.mistake
def outcome_turned(p: Named) -> float:
    """Your model explains who does *not* upgrade: every sign is turned round."""
    return prior(p) + likelihood(-on_standard_scale(p), pilot()[2])
