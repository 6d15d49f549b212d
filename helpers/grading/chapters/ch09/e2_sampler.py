"""09.2: a Hamiltonian sampler, from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.distributions import EffectPrior, NormalMixture
from helpers.grading.declare import exercise
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.tolerance import monte_carlo

Case = tuple[float, float, float, int, int]
DRAWS = 8000


def _turn(step: float, steps: int) -> tuple[float, float]:
    """After a throw at sd 1 position is c · position + s · momentum."""
    angle = steps * np.arccos(1 - step**2 / 2)
    return float(np.cos(angle)), float(np.sin(angle) / np.sqrt(1 - step**2 / 4))


def a_normal(rng: np.random.Generator) -> Case:
    """A normal, and steps so long that some are rejected: mean, sd, step size, steps, draws."""
    while True:
        sd, mean = round(float(rng.uniform(2.0, 4.0)), 1), round(float(rng.uniform(3.0, 8.0)), 1)
        step, steps = round(sd * float(rng.uniform(1.1, 1.35)), 1), int(rng.integers(1, 6))
        if abs(_turn(step / sd, steps)[0]) < 0.35:
            return mean, sd, step, steps, DRAWS


@exercise(
    "A Hamiltonian sampler",
    kind=Draws({"x": None}, min_effective={"x": 1500}),
    points=4,
    minutes=15,
    seconds=20,
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
def always_accepted(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws spread too wide, by just as much as throws do that are *all* accepted. With steps this
    coarse the ends of throws lie too far out too often.

    Compare the energy at the end with that at the start, and accept with chance exp(−change), else stay.
    """
    return {"x": EffectPrior(mean, sd / np.sqrt(1 - (step_size / sd) ** 2 / 4))}


@sampler.mistake
def kinetic_forgotten(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws crowd about the peak. You accept by the densities of the two places alone, so the throw
    counts as an ordinary proposal; but a particle that climbs has paid for it with its motion.

    Half the squared momentum belongs into the energy, before the throw and after it.
    """
    cos, sin = _turn(step_size / sd, steps)
    z = np.linspace(-7, 7, 561)
    gain = np.exp(np.minimum(0, (z[:, None] ** 2 - z**2) / 2))
    move = gain * np.exp(-(((z - cos * z[:, None]) / sin) ** 2) / 2)
    move *= (z[1] - z[0]) / (abs(sin) * np.sqrt(2 * np.pi))
    move += np.diag(np.maximum(0, 1 - move.sum(axis=1)))
    weights = np.exp(-(z**2))
    for _ in range(400):
        weights = weights @ move
    return {"x": NormalMixture(weights / weights.sum(), mean + sd * z, np.full(z.size, sd * (z[1] - z[0])))}


@sampler.mistake
def sd_for_variance(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws have a standard deviation of √sd: somewhere in the energy (x − mean)² is divided by sd where
    sd² belongs."""
    return {"x": EffectPrior(mean, float(np.sqrt(sd)))}


@sampler.mistake
def about_zero(mean: float, sd: float, step_size: float, steps: int, draws: int) -> Mapping[str, Any]:  # noqa: ARG001
    """Your draws lie about 0: the mean has been forgotten, in the energy at least."""
    return {"x": EffectPrior(0 * mean, sd)}
