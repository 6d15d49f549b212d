"""10.1: the eight schools with offsets, in PyMC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Studies
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.model import Model

Named = Mapping[str, Any]


@cache
def schools() -> Studies:
    """Effects and standard errors of the eight schools, in points."""
    table = load("eight_schools")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def _normal(x: Any, centre: Any, sd: Any) -> float:
    """Log density up to a constant, the sd included."""
    return -float(np.sum(((x - centre) / sd) ** 2 / 2 + np.log(sd) * np.ones(np.shape(x))))


def _prior(p: Named, scale: float = 10.0, either_sign: bool = False) -> float:
    if p["tau"] < 0 and not either_sign:
        return -np.inf  # with offsets nothing else would tell: −τ and offsets turned round fit as well
    return _normal(p["mu"], 0, 20) - float(np.log1p((p["tau"] / scale) ** 2))


def _schools(theta: Any, sd: Any = None) -> float:
    effects, std_errors = schools()
    return _normal(effects, theta, std_errors if sd is None else sd)


def _theta(p: Named) -> Any:
    return p["mu"] + p["tau"] * p["offset"]


@exercise(
    "Eight schools with offsets",
    kind=Model({"mu": None, "tau": None, "offset": 8}, moved=("offset",)),
    points=3,
    minutes=12,
    seconds=60,
)
def offsets(p: Named) -> float:
    """Right: at random points its log density is the wanted one, and what the sampler moves has no
    funnel.

    From top to bottom: μ ~ N(0, 20), τ ~ HalfCauchy(10), eight offsets with a prior that knows neither μ
    nor τ, the effects computed from all three, the estimates about the effects.
    """
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def tau_twice(p: Named) -> float:
    """τ is in your model twice: the offsets already spread by it, and then they are multiplied by it.
    The effects spread by τ². Offsets count in units of τ: what is the standard deviation of such a
    number?"""
    return _prior(p) + _normal(p["offset"], 0, p["tau"]) + _schools(_theta(p))


@offsets.mistake
def tau_not_multiplied(p: Named) -> float:
    """The spread τ has gone: your effects spread by 1, whatever τ is. An offset counts how many τ a
    school is from the mean."""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(p["mu"] + p["offset"])


@offsets.mistake
def effects_renamed(p: Named) -> float:
    """Your `offset` spreads by τ: it is the effect less the mean, under another name, and the funnel is
    still there. Give it a prior that does not know τ."""
    return _prior(p) + _normal(p["offset"], 0, p["tau"]) + _schools(p["mu"] + p["offset"])


@offsets.mistake
def still_centred(p: Named) -> float:
    """Your `offset` is the effect itself, normal about μ with standard deviation τ: the funnel is still
    there. Give the sampler numbers whose prior knows neither μ nor τ, and compute the effects."""
    return _prior(p) + _normal(p["offset"], p["mu"], p["tau"]) + _schools(p["offset"])


@offsets.mistake
def mean_forgotten(p: Named) -> float:
    """Your effects lie about 0, not about μ: nothing hangs on the mean. Where does it come in?"""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(p["tau"] * p["offset"])


@offsets.mistake
def variance_for_sd(p: Named) -> float:
    """PyMC's `sigma` is a standard deviation. You gave it squared standard errors."""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(_theta(p), schools()[1] ** 2)


@offsets.mistake
def tau_as_variance(p: Named) -> float:
    """You multiply the offsets by √τ, as if τ were a variance. It is a standard deviation, as its prior
    says."""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(p["mu"] + p["tau"] ** 0.5 * p["offset"])


@offsets.mistake
def tau_squared(p: Named) -> float:
    """You multiply the offsets by τ². A standard deviation scales them, and that is τ itself."""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(p["mu"] + p["tau"] ** 2 * p["offset"])


@offsets.mistake
def prior_of_the_square(p: Named) -> float:
    """Your half-Cauchy stands on τ². Wanted is HalfCauchy(10) on τ itself."""
    prior = _normal(p["mu"], 0, 20) - float(np.log1p((p["tau"] ** 2 / 10) ** 2)) + float(np.log(p["tau"]))
    return prior + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def scale_of_one(p: Named) -> float:
    """Your half-Cauchy has scale 1. These effects are in points of a test, and the wanted scale is 10."""
    return _prior(p, 1.0) + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def half_normal(p: Named) -> float:
    """Your prior of τ is a half-normal. Wanted is a half-Cauchy with the same scale, whose tail is
    longer."""
    prior = _normal(p["mu"], 0, 20) - (p["tau"] / 10) ** 2 / 2
    return prior + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def narrow_mean(p: Named) -> float:
    """Your μ has a standard deviation of 1. In points of a test that is next to nothing: wanted is 20."""
    prior = _normal(p["mu"], 0, 1) - float(np.log1p((p["tau"] / 10) ** 2))
    return prior + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def tau_of_either_sign(p: Named) -> float:
    """Your τ may be negative: its Cauchy is not cut at 0. The model runs, for −τ with the offsets turned
    round gives the same effects; but a standard deviation has no sign, and wanted is a *half*-Cauchy."""
    return _prior(p, either_sign=True) + _normal(p["offset"], 0, 1) + _schools(_theta(p))


@offsets.mistake
def spread_in_the_noise(p: Named) -> float:
    """τ is also in the noise of your estimates. *Given* its effect, an estimate strays by its standard
    error alone."""
    return _prior(p) + _normal(p["offset"], 0, 1) + _schools(_theta(p), np.hypot(schools()[1], p["tau"]))
