"""08.4: a Metropolis sampler from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.distributions import EffectPrior
from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.mistakes.chains import without_the_refused
from helpers.grading.tolerance import monte_carlo

PRIOR_SD = 2.0


def outcomes_and_start(rng: np.random.Generator) -> tuple[Array, float, float, float]:
    """A few outcomes, their known sd, a start far off, and a step that is often refused.

    The posterior lies eight to ten of its sds from 0: there it shows where a candidate is proposed from.
    """
    n, sigma = int(rng.integers(5, 9)), round(float(rng.uniform(2.5, 4)), 1)
    told = n / sigma**2
    sd = (told + PRIOR_SD**-2) ** -0.5
    noise = sigma * rng.standard_normal(n)
    outcomes = np.round(rng.uniform(8, 10) / (told * sd) + noise - noise.mean(), 2)
    return outcomes, sigma, 1000.0, round(6 * sd, 1)


def _normal(precision: float, total: float) -> Mapping[str, Any]:
    return {"theta": EffectPrior(float(total / precision), float(precision**-0.5))}


@exercise(
    "A sampler from scratch",
    kind=Draws(
        {"theta": None},
        min_effective={"theta": 1500},
        leeway=0.9,
        stays=True,
        near_misses=("refused_not_counted",),
    ),
    seconds=20,
    points=4,
    minutes=15,
    cases=outcomes_and_start,
    arguments=("outcomes", "sigma", "start", "step", "rng"),
    tolerance=monte_carlo(familywise=1e-6),
    forbidden=["helpers.samplers"],
)
def walk(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Right: your draws come from the posterior, and you left out the walk in.

    Log prior plus the *sum* of the log likelihoods; go if log u is below the difference; else stay, and
    write down where you stand once more.
    """
    return _normal(len(outcomes) / sigma**2 + PRIOR_SD**-2, outcomes.sum() / sigma**2)


@walk.mistake
def refused_not_counted(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:
    """You keep accepted candidates only. Where a candidate is refused the walk *stays*, and the place counts
    once more: that is how probable places come by their weight."""
    right = walk(outcomes, sigma, start, step)["theta"]
    return {"theta": without_the_refused(right.mu, right.sigma, step)}


@walk.mistake
def proposed_about_zero(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your candidates lie about 0, wherever the walk stands, so places near 0 come up too often. A candidate
    is the present place *plus* a step."""
    return _normal(len(outcomes) / sigma**2 + PRIOR_SD**-2 + step**-2, outcomes.sum() / sigma**2)


@walk.mistake
def prior_forgotten(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws come from the likelihood alone. θ has a prior, N(0, 2²): its log density belongs to the
    sum."""
    return _normal(len(outcomes) / sigma**2, outcomes.sum() / sigma**2)


@walk.mistake
def likelihood_averaged(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """You average the log likelihoods of the outcomes, so all of them together count as one. Log likelihoods
    *add up*."""
    return _normal(sigma**-2 + PRIOR_SD**-2, outcomes.mean() / sigma**2)


@walk.mistake
def sd_for_variance(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """In your likelihood sigma stands where its square belongs: the outcomes look more precise than they
    are."""
    return _normal(len(outcomes) / sigma + PRIOR_SD**-2, outcomes.sum() / sigma)


@walk.mistake
def prior_sd_for_variance(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your prior has the variance 2. Its *standard deviation* is 2: divide by 2 · 2²."""
    return _normal(len(outcomes) / sigma**2 + 1 / PRIOR_SD, outcomes.sum() / sigma**2)


@walk.mistake
def halves_lost(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:
    """Your draws scatter too little, by a factor of √2: the ½ in the exponent of the Normal density is
    missing."""
    right = walk(outcomes, sigma, start, step)["theta"]
    return {"theta": EffectPrior(right.mu, right.sigma / 2**0.5)}


@walk.mistake
def prior_for_every_outcome(outcomes: Array, sigma: float, start: float, step: float) -> Mapping[str, Any]:  # noqa: ARG001
    """Your prior is in the sum once for every outcome. There is one θ, so there is one prior."""
    return _normal(len(outcomes) * (sigma**-2 + PRIOR_SD**-2), outcomes.sum() / sigma**2)
