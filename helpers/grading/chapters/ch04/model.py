"""04.3: partial pooling in PyMC."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import markets
from helpers.grading.exercise import Exercise, Mistake
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


def partial_pooling(p: Named) -> float:
    """y ~ N(θ, s), θ ~ N(μ, τ), μ ~ N(0, 1), τ ~ HalfNormal(1)."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], markets()[1])


def half_normal_on_the_variance(p: Named) -> float:
    """The prior stands on τ²."""
    prior = -(p["mu"] ** 2) / 2 - p["tau"] ** 4 / 2 + float(np.log(p["tau"]))
    return prior + spread(p, p["tau"]) + noise(p["theta"], markets()[1])


def tau_as_variance(p: Named) -> float:
    """θ ~ N(μ, √τ)."""
    return half_normal(p) + spread(p, p["tau"] ** 0.5) + noise(p["theta"], markets()[1])


def variance_for_sd(p: Named) -> float:
    """sigma=std_errors**2."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], markets()[1] ** 2)


def data_about_the_mean(p: Named) -> float:
    """y ~ N(μ, s): the θ never meet the data."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["mu"], markets()[1])


def spread_counted_twice(p: Named) -> float:
    """y ~ N(θ, √(s² + τ²))."""
    return half_normal(p) + spread(p, p["tau"]) + noise(p["theta"], np.hypot(markets()[1], p["tau"]))


def offsets_not_scaled(p: Named) -> float:
    """θ = μ + offset: τ is in the model but does nothing."""
    return half_normal(p) + spread(p, 1.0) + noise(p["theta"], markets()[1])


@cache
def eight_exactly() -> Mapping[str, Any]:
    """Exact marginals for the eight markets."""
    from helpers.posterior import random_effects

    post = random_effects(*markets())
    return {"mu": post.mu, "tau": post.tau, "theta": post.theta}


MODEL = Exercise(
    id="04.3",
    title="Partial pooling in PyMC",
    points=3,
    minutes=12,
    reference=partial_pooling,
    kind=Model({"mu": None, "tau": None, "theta": 8}, posterior=eight_exactly),
    seconds=60,
    mistakes=[
        Mistake(
            data_about_the_mean,
            "Your data hang on μ directly, so the eight θ never meet them: each market's estimate should "
            "inform its own θ.",
        ),
        Mistake(
            variance_for_sd,
            "PyMC's `sigma` is a standard deviation. You gave it squared standard errors.",
        ),
        Mistake(
            tau_as_variance,
            "The spread of your θ is √τ: τ is used as if it were a variance. In PyMC `sigma` is a "
            "standard deviation.",
        ),
        Mistake(
            half_normal_on_the_variance,
            "Your HalfNormal prior stands on τ². Wanted is HalfNormal(1) on τ itself; on τ² it favours "
            "larger spreads.",
        ),
        Mistake(
            spread_counted_twice,
            "The spread τ is in your model twice: in θ, and again in the noise of the data. *Given* θ, an "
            "estimate strays by its standard error only.",
        ),
        Mistake(
            offsets_not_scaled,
            "The θ in your model spread by 1, whatever τ is. Written with offsets, θ is μ + τ · offset.",
        ),
    ],
    praise="Right: at random points its log density is the wanted one, however you wrote it.",
    advice="From top to bottom: μ ~ N(0, 1), τ ~ HalfNormal(1), θ ~ N(μ, τ) eight times, y ~ N(θ, s).",
)
