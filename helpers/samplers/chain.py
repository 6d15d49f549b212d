"""What the samplers share: the chain that they return, and checks on what they are given."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._results import ByValue
from helpers._validate import FloatArray, described, floats, real_array, shown, whole_number

MOST_DRAWS = 10**8
_FARTHEST = 1e100
_POSITION = (np.ndarray, np.float64)


@dataclass(frozen=True, eq=False)
class Chain(ByValue):
    """What a sampler returned.

    ``draws`` has shape (draws,) where the start was a number and (draws, d) where it was a vector of d:
    the position after each move, the same again where the move was rejected. ``accepted`` is the share of
    moves that were accepted, in [0, 1].
    """

    draws: FloatArray
    accepted: float


def draw_count(value: Any) -> int:
    """How many draws to make."""
    return whole_number(value, "draws", at_least=1, at_most=MOST_DRAWS)


def place(value: Any, name: str) -> FloatArray:
    """Somewhere to be: one number, or a vector."""
    array = real_array(value, name)
    if array.ndim > 1 or not array.size:
        raise ValueError(f"{name} must be one number or a vector of numbers; found shape {array.shape}")
    return array


def step_lengths(value: Any, name: str, x: FloatArray) -> FloatArray:
    """How far to step: one length, or one for each coordinate of ``x``."""
    array = real_array(value, name)
    if array.ndim and array.shape != x.shape:
        wanted = f"one number, or one a coordinate, {x.size}" if x.ndim else "one number"
        raise ValueError(f"{name} must be {wanted}; found shape {array.shape}")
    if (array <= 0).any():
        raise ValueError(f"{name} must be above 0; found {shown(array[array <= 0].flat[0])}")
    if (array > _FARTHEST).any():
        raise ValueError(f"{name} must be at most {_FARTHEST:g}; found {shown(array.max())}")
    return array


def asked(function: Any, call: str, *arguments: Any) -> Any:
    """The answer of a function, written ``call`` in errors. Positions are lent as copies: what it does to
    them harms no chain."""
    lent = [a.copy()[()] if isinstance(a, _POSITION) else a for a in arguments]
    try:
        answer = function(*lent)
    except TypeError as error:
        raise TypeError(f"{call} must work; found {described(function)}, which says: {error}") from error
    if answer is None:
        raise TypeError(f"{call} must return a value; found None: is the `return` missing?")
    return answer


def like(answer: Any, call: str, x: FloatArray) -> FloatArray:
    """An answer that must have a number for each coordinate of ``x``."""
    if not isinstance(answer, _POSITION) or answer.dtype != np.float64:
        answer = floats(answer, f"what {call} returns")
    if answer.shape != x.shape:
        wanted = f"one number a coordinate, shape {x.shape}" if x.ndim else "one number"
        raise ValueError(f"{call} must return {wanted}; found shape {answer.shape}")
    return answer


def log_density_of(function: Any, call: str, *arguments: Any) -> float:
    """The answer of a log density: one number, −inf where the density is 0, never NaN or +inf."""
    answer = asked(function, call, *arguments)
    if isinstance(answer, float) and answer < math.inf:
        return answer
    array = floats(answer, f"what {call} returns")
    if array.ndim:
        raise ValueError(
            f"{call} must return one number; found shape {array.shape}: add up over data and coordinates"
        )
    if not array < math.inf:
        at = ", ".join(described(a.tolist()) for a in arguments)
        raise ValueError(
            f"{call} must return a number, or −inf where the density is 0; found {float(array)} at {at}"
        )
    return float(array)


def target(log_density: Any, start: FloatArray) -> tuple[Callable[[FloatArray], float], float]:
    """``log_density``, its every answer checked, and its value at ``start``, which must be possible."""

    def density(x: FloatArray) -> float:
        return log_density_of(log_density, "log_density(x)", x)

    here = density(start)
    if here == -math.inf:
        raise ValueError(
            "start must lie where the density is above 0; "
            f"found log_density(x) = −inf at {described(start.tolist())}"
        )
    return density, here


def gradient_of(grad: Any, start: FloatArray, name: str) -> Callable[[FloatArray], FloatArray]:
    """``grad``, its every answer checked for shape, and for being finite where the motion begins."""

    def gradient(x: FloatArray) -> FloatArray:
        return like(asked(grad, "grad(x)", x), "grad(x)", x)

    first = gradient(start)
    if not np.isfinite(first).all():
        raise ValueError(f"grad(x) must be finite at {name}; found {described(first.tolist())}")
    return gradient
