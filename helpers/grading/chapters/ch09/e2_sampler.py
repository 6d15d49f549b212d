"""09.2: a Hamiltonian sampler, from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.distributions import EffectPrior
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.tolerance import monte_carlo

Case = tuple[float, float, float, int, int]
DRAWS = 8000


def _kept(step: float, steps: int) -> float:
    """The share of its position that a throw at sd 1 keeps: c in c · position + s · momentum."""
    return float(np.cos(steps * np.arccos(1 - step**2 / 2)))


def _settled(mean: float, sd: float, step: float, slope: float, motion: float) -> Mapping[str, Any]:
    """Where throws lead whose acceptance takes the energy slope · U + motion · K.

    Leapfrog keeps K + (1 − ε²/4)·U, ε = step/sd. So a throw by itself is reversible for a normal of precision
    1 − ε²/4 (in units of sd), and accepting multiplies its density by exp(−(slope − motion·(1 − ε²/4))·U).
    """
    kept = 1 - (step / sd) ** 2 / 4
    return {"x": EffectPrior(mean, float(sd / np.sqrt(kept + slope - motion * kept)))}


def a_normal(rng: np.random.Generator) -> Case:
    """A normal, and steps so long that some are rejected: mean, sd, step size, steps, draws."""
    while True:
        sd, mean = round(float(rng.uniform(2.3, 2.6)), 2), round(float(rng.uniform(3.0, 8.0)), 1)
        step, steps = round(sd * float(rng.uniform(1.1, 1.27)), 2), int(rng.integers(1, 6))
        if abs(_kept(step / sd, steps)) < 0.35:
            return mean, sd, step, steps, DRAWS


@exercise(
    "A Hamiltonian sampler",
    kind=Draws({"x": None}, min_effective={"x": 1500}, number="draws", stays=True, starts_right=True),
    points=4,
    minutes=15,
    seconds=40,
    cases=a_normal,
    arguments=("mean", "sd", "step_size", "steps", "draws", "rng"),
    tolerance=monte_carlo(familywise=1e-6),
    forbidden=["helpers.samplers"],
)
def sampler(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Right: the draws come from the density, though the steps are coarse. The acceptance step mends what
    leapfrog loses.

    Three things make it right. A fresh push before each throw, from a standard normal. Then leapfrog. Then
    accept by the change of the *whole* energy, slope and motion; a throw that is not accepted counts the old
    place once more.
    """
    return {"x": EffectPrior(mean, sd)}


@sampler.mistake
def always_accepted(mean: float, sd: float, step_size: float, *_: int) -> Mapping[str, Any]:
    """Your draws spread too wide, by just as much as throws do that are *all* accepted. With steps this
    coarse the ends of throws lie too far out too often.

    Compare the energy at the end with that at the start, and accept with chance exp(−change), else stay.
    """
    return _settled(mean, sd, step_size, 0, 0)


@sampler.mistake
def kinetic_forgotten(mean: float, sd: float, step_size: float, *_: int) -> Mapping[str, Any]:
    """Your draws crowd about the peak. You accept by the densities of the two places alone, so the throw
    counts as an ordinary proposal; but a particle that climbs has paid for it with its motion.

    Half the squared momentum belongs into the energy, before the throw and after it.
    """
    return _settled(mean, sd, step_size, 1, 0)


@sampler.mistake
def half_lost_in_slope(mean: float, sd: float, step_size: float, *_: int) -> Mapping[str, Any]:
    """Your draws scatter too little, by a factor of √2: a ½ is missing in the potential energy, that of the
    slope. Minus the log density of a normal is (x − mean)²/(2 sd²)."""
    return _settled(mean, sd, step_size, 2, 1)


@sampler.mistake
def half_lost_in_motion(mean: float, sd: float, step_size: float, *_: int) -> Mapping[str, Any]:
    """Your draws spread far too wide. Is the energy of motion *half* the squared momentum? And does a throw
    that loses energy always count, or is the sign of the change the wrong way round?"""
    return _settled(mean, sd, step_size, 1, 2)


@sampler.mistake
def both_halves_lost(mean: float, sd: float, step_size: float, *_: int) -> Mapping[str, Any]:
    """Your draws crowd about the peak a little. The change of energy that you accept by is twice what it
    should be: slope and motion have a ½ each, and a throw is accepted with chance exp(−change)."""
    return _settled(mean, sd, step_size, 2, 2)


@sampler.mistake
def sd_for_variance(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws have a standard deviation of √sd: somewhere in the energy (x − mean)² is divided by sd where
    sd² belongs."""
    return {"x": EffectPrior(mean, float(np.sqrt(sd)))}


@sampler.mistake
def about_zero(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws lie about 0: the mean has been forgotten, in the energy at least."""
    return {"x": EffectPrior(0 * mean, sd)}
