"""Hamiltonian Monte Carlo: throw the position like a ball, follow it for a while, accept where it lands.

Position x and momentum p move so that the energy p·p/2 − log density(x) would stay the same; small steps keep
it nearly so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, shown, whole_number
from helpers.priors.base import generator
from helpers.samplers.chain import Chain, draw_count, gradient_of, place, step_lengths, target

MOST_STEPS = 10**6


@np.errstate(over="ignore", invalid="ignore")  # of a motion that runs off, which is an error in words below
def leapfrog(
    grad: Callable[..., Any], position: ArrayLike, momentum: ArrayLike, step_size: ArrayLike, steps: int
) -> tuple[Any, Any]:
    """Follow Hamiltonian motion for ``steps`` leapfrog steps; returns the new (position, momentum).

    ``grad(x)`` is the gradient of the log density. Position and momentum are numbers, or vectors of one
    shape; ``step_size`` is one number, or one a coordinate, which does the work of a diagonal mass matrix.
    The motion keeps volume; from (position, −momentum) it runs back to where it came from; its energy is
    off by an amount of order step_size² (Neal 2011). It asks for ``steps`` + 1 gradients.
    Raises ``ValueError`` for shapes that differ, steps < 1, and a motion that runs off to infinity.
    """
    x, p = place(position, "position"), place(momentum, "momentum")
    if p.shape != x.shape:
        raise ValueError(f"momentum must have the shape of position, {x.shape}; found {p.shape}")
    length, count = step_lengths(step_size, "step_size", x), _step_count(steps)
    x, p = _move(gradient_of(grad, x, "position"), x, p, length, count)
    if not np.isfinite([x, p]).all():
        raise ValueError(
            f"step_size must be smaller: after {count} steps of {shown(length.max())} the motion has run off "
            "to infinity"
        )
    return x, p


@np.errstate(over="ignore", invalid="ignore")  # of a motion that runs off, which is rejected
def hmc(
    log_density: Callable[..., Any],
    grad: Callable[..., Any],
    start: ArrayLike,
    step_size: ArrayLike,
    steps: int,
    draws: int,
    rng: np.random.Generator,
) -> Chain:
    """Hamiltonian Monte Carlo (Duane et al. 1987; Neal 2011) with ``steps`` leapfrog steps a draw.

    ``log_density(x)``, up to a constant, and ``start`` as in `metropolis`; ``grad(x)``, its gradient, and
    ``step_size`` as in `leapfrog`. The longer the steps, the more are rejected. Where step_size · steps is
    near half a period of the motion, or a whole one, the chain goes back and forth and explores nothing.
    Raises ``ValueError`` and ``TypeError`` as these two do, but a motion that runs off is a rejection.
    """
    x, draws, rng = place(start, "start"), draw_count(draws), generator(rng)
    length, count = step_lengths(step_size, "step_size", x), _step_count(steps)
    density, here = target(log_density, x)
    gradient = gradient_of(grad, x, "start")
    chain, accepted = np.empty((draws, *x.shape)), 0
    for i in range(draws):
        kick = rng.standard_normal(x.shape)
        end, momentum = _move(gradient, x, kick, length, count)
        there = density(end) if np.isfinite(end).all() else -np.inf
        if np.log(rng.random()) < (there - _kinetic(momentum)) - (here - _kinetic(kick)):
            x, here = end, there
            accepted += 1
        chain[i] = x
    return Chain(chain, accepted / draws)


def _move(
    gradient: Callable[[FloatArray], FloatArray],
    x: FloatArray,
    p: FloatArray,
    step_size: FloatArray,
    steps: int,
) -> tuple[FloatArray, FloatArray]:
    """Half a kick; a drift and a kick in turn; at the end half a kick again."""
    p = p + 0.5 * step_size * gradient(x)
    for _ in range(steps - 1):
        x = x + step_size * p
        p = p + step_size * gradient(x)
    x = x + step_size * p
    return x, p + 0.5 * step_size * gradient(x)


def _kinetic(p: FloatArray) -> float:
    return 0.5 * np.sum(p * p)


def _step_count(steps: Any) -> int:
    return whole_number(steps, "steps", at_least=1, at_most=MOST_STEPS)
