"""The numbered random worlds that figures show: the same in Python and in the browser."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from helpers._validate import FloatArray

_MASK = 0xFFFFFFFF


def world_normals(world: int, count: int) -> FloatArray:
    """The standard Normal numbers behind world number ``world``, as the browser draws them."""
    state, uniform = (world * 0x9E3779B1) & _MASK, np.empty(count)
    for i in range(count):
        state = (state + 0x6D2B79F5) & _MASK
        t = ((state ^ (state >> 15)) * (1 | state)) & _MASK
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & _MASK)) & _MASK) ^ t
        uniform[i] = ((t ^ (t >> 14)) + 0.5) / 2**32
    return np.asarray(ndtri(uniform), dtype=np.float64)
