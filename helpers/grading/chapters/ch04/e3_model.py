"""04.3: partial pooling in PyMC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import markets
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.model import Model

Named = Mapping[str, Any]


def _squares(x: Any) -> float:
    return float(np.sum(np.square(x)))


def spread(p: Named, sd: float) -> float:
    """Log density of θ around μ."""
    return -len(p["theta"]) * float(np.log(sd)) - _squares((p["theta"] - p["mu"]) / sd) / 2


def noise(centre: Any, sd: Any) -> float:
    """Log density of the estimates around ``centre``."""
    return (
        -float(np.sum(np.log(sd) * np.ones(len(markets()[0])))) - _squares((markets()[0] - centre) / sd) / 2
    )


def half_normal(p: Named) -> float:
    """HalfNormal(1) on τ, and N(0, 1) on μ."""
    return -(p["mu"] ** 2) / 2 - p["tau"] ** 2 / 2


@cache
def eight_exactly() -> Mapping[str, Any]:
    """Exact marginals for the eight markets."""
    from helpers.posterior import random_effects

    post = random_effects(*markets())
    return {"mu": post.mu, "tau": post.tau, "theta": post.theta}


@exercise(
    "Partial pooling in PyMC",
    kind=Model({"mu": None, "tau": None, "theta": 8}, posterior=eight_exactly),
    points=3,
    minutes=12,
    seconds=60,
)
def partial_pooling(p: Named) -> float:
    """Right: at random points its log density is the wanted one, however you wrote it.

    From top to bottom: μ ~ N(0, 1), τ ~ HalfNormal(1), θ ~ N(μ, τ) eight times, y ~ N(θ, s).
    """
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def data_about_the_mean(p: Named) -> float:
    """Your data hang on μ directly, so the eight θ never meet them: each market's estimate should inform
    its own θ."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["mu"], markets()[1])


@partial_pooling.mistake
def variance_for_sd(p: Named) -> float:
    """PyMC's `sigma` is a standard deviation. You gave it squared standard errors."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], markets()[1] ** 2)


@partial_pooling.mistake
def tau_as_variance(p: Named) -> float:
    """The spread of your θ is √τ: τ is used as if it were a variance. In PyMC `sigma` is a standard
    deviation."""
    return half_normal(p) + spread(p, p["tau"] ** 0.5) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def half_normal_on_the_variance(p: Named) -> float:
    """Your HalfNormal prior stands on τ². Wanted is HalfNormal(1) on τ itself; on τ² it favours larger
    spreads."""
    prior = -(p["mu"] ** 2) / 2 - p["tau"] ** 4 / 2 + float(np.log(p["tau"]))
    return prior + spread(p, p["tau"]) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def spread_counted_twice(p: Named) -> float:
    """The spread τ is in your model twice: in θ, and again in the noise of the data. *Given* θ, an
    estimate strays by its standard error only."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], np.hypot(markets()[1], p["tau"]))


@partial_pooling.mistake
def offsets_not_scaled(p: Named) -> float:
    """The θ in your model spread by 1, whatever τ is. Written with offsets, θ is μ + τ · offset."""
    return half_normal(p) + spread(p, 1.0) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def tau_as_precision(p: Named) -> float:
    """τ went in as PyMC's `tau`, which is a *precision*, one over the variance. The spread of the θ is a
    standard deviation: `sigma`."""
    return half_normal(p) + spread(p, p["tau"] ** -0.5) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def errors_as_precisions(p: Named) -> float:
    """The standard errors went in as PyMC's `tau`, which is a *precision*, one over the variance. They are
    standard deviations: `sigma`."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], markets()[1] ** -0.5)


@partial_pooling.mistake
def centred_on_zero(p: Named) -> float:
    """Your θ lie about 0, not about μ: μ has a prior, and nothing hangs on it. Where does it come in?"""
    return half_normal(p) + spread({**p, "mu": 0.0}, p["tau"]) + noise(p["theta"], markets()[1])


@partial_pooling.mistake
def spread_for_noise(p: Named) -> float:
    """Your data stray by τ about their θ. Given θ, an estimate strays by its own standard error, which is
    known; τ is how far the θ stray about μ."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], p["tau"])
