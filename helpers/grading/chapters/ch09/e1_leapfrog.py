"""09.1: leapfrog, from scratch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Throw = tuple[Array, Array, float, int, Array, Array]


class End(NamedTuple):
    """Where a throw ends, and with what momentum."""

    position: Array
    momentum: Array


def a_throw(rng: np.random.Generator) -> Throw:
    """A throw over two or three independent normals: position, momentum, step size, steps, means, sds."""
    d = int(rng.integers(2, 4))
    sd = np.round(rng.permutation(np.geomspace(0.5, 1.6, d)) * rng.uniform(0.9, 1.1, d), 2)
    mean = np.round(rng.uniform(0.5, 2.0, d) * rng.choice([-1, 1], d), 1)
    push = np.round(rng.uniform(0.4, 1.6, d) * rng.choice([-1, 1], d), 1)
    away = np.round(mean + sd * rng.uniform(0.5, 1.5, d) * rng.choice([-1, 1], d), 1)
    return away, push, round(float(rng.uniform(0.25, 0.4)), 2), int(rng.integers(3, 7)), mean, sd


def one_step(rng: np.random.Generator) -> Throw:
    """A single step is a throw too."""
    position, momentum, step_size, _, mean, sd = a_throw(rng)
    return position, momentum, step_size, 1, mean, sd


def follow(throw: Throw, first: float, between: float, last: float) -> End:
    """Kicks of these parts of a step, with drifts between them."""
    x, r, step, steps, mean, sd = throw
    for i in range(steps):
        r = r - (between if i else first) * step * (x - mean) / sd**2
        x = x + step * r
    return End(x, r - last * step * (x - mean) / sd**2)


@exercise(
    "Leapfrog",
    points=3,
    minutes=12,
    cases=a_throw,
    edges=[one_step],
    parts=["the position", "the momentum"],
    tolerance=relative(1e-8),
    forbidden=["helpers.samplers"],
)
def leapfrog(position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array) -> End:
    """Right: half a kick, a drift, half a kick, as often as asked. Run it on from the end with the momentum
    turned round, and it comes back to where it started.

    The gradient of the log density of a normal is −(x − mean)/sd². Write one step on paper: which position
    does each of the two kicks see?
    """
    return follow((position, momentum, step_size, steps, mean, sd), 0.5, 1.0, 0.5)


@leapfrog.mistake
def full_kicks(position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array) -> End:
    """Each of your steps kicks twice by a *full* step, once before the drift and once after: the slope is
    counted double. Or your gradient is twice too large.

    The two kicks of one step share it: step_size / 2 each.
    """
    return follow((position, momentum, step_size, steps, mean, sd), 1.0, 2.0, 1.0)


@leapfrog.mistake
def wrong_sign(position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array) -> End:
    """Your particle is pushed *away* from the peak. The kick is by the gradient of the log density, which
    points uphill; towards the mean, that is."""
    return follow((position, momentum, step_size, steps, mean, sd), -0.5, -1.0, -0.5)


@leapfrog.mistake
def euler(position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array) -> End:
    """You move position and momentum at the same time, each by the *old* value of the other. That is Euler's
    method: it gains energy at every step, and what it gains it never gives back.

    Take turns: the drift uses the momentum that has just been kicked, the next kick the position that has
    just moved.
    """
    x, r = position, momentum
    for _ in range(steps):
        x, r = x + step_size * r, r - step_size * (x - mean) / sd**2
    return End(x, r)


@leapfrog.mistake
def kick_then_drift(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Your steps are a full kick and a drift. That keeps energy fairly well, but it is not the same backwards
    as forwards, and the acceptance step relies on that.

    Split the kick: half before the drift, half after it.
    """
    return follow((position, momentum, step_size, steps, mean, sd), 1.0, 1.0, 0.0)


@leapfrog.mistake
def ends_on_a_full_kick(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Your last kick is a full one. Only *between* two drifts do two half kicks add up
    to a whole."""
    return follow((position, momentum, step_size, steps, mean, sd), 0.5, 1.0, 1.0)


@leapfrog.mistake
def last_kick_missing(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """In your momentum the half kick at the end is missing. It matters: the energy that decides about
    acceptance is that of the end."""
    return follow((position, momentum, step_size, steps, mean, sd), 0.5, 1.0, 0.0)


@leapfrog.mistake
def half_kicks_only(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Each of your steps holds half a kick and a drift, and no second half after it: the slope counts for
    half of what it should."""
    return follow((position, momentum, step_size, steps, mean, sd), 0.5, 0.5, 0.0)


@leapfrog.mistake
def one_slope_for_both(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Both kicks of a step use the slope from *before* the drift. The particle has moved by then: compute the
    gradient again where it is now."""
    x, r = position, momentum
    for _ in range(steps):
        kick = -step_size / 2 * (x - mean) / sd**2
        x = x + step_size * (r + kick)
        r = r + 2 * kick
    return End(x, r)


@leapfrog.mistake
def one_step_short(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """There is one step too few. Count the drifts: there are as many as `steps`, and a kick more."""
    if steps == 1:
        return End(position, momentum)
    return leapfrog(position, momentum, step_size, steps - 1, mean, sd)


@leapfrog.mistake
def divided_by_sd(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Look at the gradient: −(x − mean)/sd. Differentiate (x − mean)²/(2 sd²) once more: the square stays
    below the line."""
    return leapfrog(position, momentum, step_size, steps, mean, np.sqrt(sd))


@leapfrog.mistake
def mean_forgotten(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Your slope pulls towards 0. The peak is at `mean`."""
    return leapfrog(position, momentum, step_size, steps, 0 * mean, sd)


@leapfrog.mistake
def drifts_first(
    position: Array, momentum: Array, step_size: float, steps: int, mean: Array, sd: Array
) -> End:
    """Half a drift, a kick, half a drift: that is leapfrog the other way round, and a good one too. Asked for
    is the one that begins and ends with half a *kick*."""
    x, r = position, momentum
    for _ in range(steps):
        x = x + step_size / 2 * r
        r = r - step_size * (x - mean) / sd**2
        x = x + step_size / 2 * r
    return End(x, r)
