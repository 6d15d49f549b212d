"""12.4: a Student-t population in PyMC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import markets
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.model import Model

Named = Mapping[str, Any]
DF = 5.0


def _priors(p: Named) -> float:
    """N(0, 1) on μ, HalfNormal(1) on the scale."""
    return -(p["mu"] ** 2) / 2 - p["scale"] ** 2 / 2


def _population(p: Named, scale: Any, df: float = DF) -> float:
    """Log density of θ about μ, up to a constant."""
    z = (p["theta"] - p["mu"]) / scale
    return float(np.sum(-(df + 1) / 2 * np.log1p(z**2 / df))) - len(p["theta"]) * float(np.log(scale))


def _data(centre: Any, sd: Any) -> float:
    z = (markets()[0] - centre) / sd
    return -float(np.sum(z**2)) / 2 - float(np.sum(np.log(sd) * np.ones(z.size)))


@cache
def exactly() -> Mapping[str, Any]:
    """Exact marginals for the eight markets."""
    from helpers.posterior import student_t_random_effects

    post = student_t_random_effects(*markets(), DF)
    return {"mu": post.mu, "scale": post.scale, "theta": post.theta}


@exercise(
    "A population with fat tails",
    kind=Model({"mu": None, "scale": None, "theta": 8}, posterior=exactly, nu=DF),
    points=3,
    minutes=10,
    seconds=60,
)
def fat_tails(p: Named) -> float:
    """Right: at random points its log density is the wanted one, however you wrote it.

    From top to bottom: μ ~ N(0, 1), a scale ~ HalfNormal(1), eight θ from a Student-t with ν = 5 about μ and
    with that scale, and each estimate Normal about its own θ, with its standard error.
    """
    return _priors(p) + _population(p, p["scale"]) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def sd_for_scale(p: Named) -> float:
    """Your `scale` is the standard deviation of θ. A Student-t with scale 1 and ν = 5 has a standard
    deviation of √(5/3): PyMC's `sigma` is the scale."""
    return _priors(p) + _population(p, p["scale"] * ((DF - 2) / DF) ** 0.5) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def scaled_up(p: Named) -> float:
    """You multiplied the scale by √(5/3). That turns it into the standard deviation; PyMC's `sigma` wants the
    scale itself."""
    return _priors(p) + _population(p, p["scale"] * (DF / (DF - 2)) ** 0.5) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def still_normal(p: Named) -> float:
    """Your population is still Normal. The tails come from `pm.StudentT` with `nu=5`."""
    z = (p["theta"] - p["mu"]) / p["scale"]
    population = -float(np.sum(z**2)) / 2 - 8 * float(np.log(p["scale"]))
    return _priors(p) + population + _data(p["theta"], markets()[1])


@fat_tails.mistake
def prior_on_the_square(p: Named) -> float:
    """Your HalfNormal(1) stands on the square of the scale. Wanted is HalfNormal(1) on the scale itself."""
    prior = -(p["mu"] ** 2) / 2 - p["scale"] ** 4 / 2 + float(np.log(p["scale"]))
    return prior + _population(p, p["scale"]) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def precision(p: Named) -> float:
    """The scale went in as PyMC's `lam`, which is a *precision*, one over the square. Give it as `sigma`."""
    return _priors(p) + _population(p, p["scale"] ** -0.5) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def tails_on_the_noise(p: Named) -> float:
    """The Student-t stands on the *data*. Here it is the effects that may lie far out; an estimate still errs
    Normally about its own θ."""
    z = (markets()[0] - p["theta"]) / markets()[1]
    data = float(np.sum(-(DF + 1) / 2 * np.log1p(z**2 / DF)))
    normal = (p["theta"] - p["mu"]) / p["scale"]
    return _priors(p) - float(np.sum(normal**2)) / 2 - 8 * float(np.log(p["scale"])) + data


@fat_tails.mistake
def tails_on_both(p: Named) -> float:
    """The population is right. But you gave the noise of the data fat tails as well; that is Normal, with the
    standard errors."""
    z = (markets()[0] - p["theta"]) / markets()[1]
    return _priors(p) + _population(p, p["scale"]) + float(np.sum(-(DF + 1) / 2 * np.log1p(z**2 / DF)))


@fat_tails.mistake
def freedom_of_the_data(p: Named) -> float:
    """Your Student-t has ν = 7, one less than the number of markets. ν is not counted from the data here:
    it says how fat the tails of the population are, and 5 is wanted."""
    return _priors(p) + _population(p, p["scale"], 7.0) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def cauchy(p: Named) -> float:
    """Your population is a Cauchy, a Student-t with ν = 1: its tails are so fat that it has no mean. ν = 5 is
    wanted."""
    return _priors(p) + _population(p, p["scale"], 1.0) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def about_zero(p: Named) -> float:
    """Your θ lie about 0. They are drawn about μ, so that the eight tell about it: `mu=mu`."""
    return _priors(p) + _population({**p, "mu": 0.0}, p["scale"]) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def scale_not_used(p: Named) -> float:
    """Your `scale` has a prior and is used nowhere: θ spreads by 1, whatever it is. PyMC takes it as
    `sigma=scale`."""
    return _priors(p) + _population(p, 1.0) + _data(p["theta"], markets()[1])


@fat_tails.mistake
def data_about_the_mean(p: Named) -> float:
    """Your data hang on μ directly, so the eight θ never meet them."""
    return _priors(p) + _population(p, p["scale"]) + _data(p["mu"], markets()[1])


@fat_tails.mistake
def variance_for_sd(p: Named) -> float:
    """The population is right. But PyMC's `sigma` of the data is a standard deviation, and you gave it
    squared standard errors."""
    return _priors(p) + _population(p, p["scale"]) + _data(p["theta"], markets()[1] ** 2)
