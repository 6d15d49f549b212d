"""Standard errors from intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from helpers._validate import FloatArray

OFF = 0.06  # of the width, that rounding may move a middle


def half_width(low: FloatArray, high: FloatArray, level: FloatArray) -> FloatArray:
    """The standard error behind a Normal interval at ``level``."""
    return (high - low) / (2 * ndtri((1 + level) / 2))


def is_symmetric(low: FloatArray, centre: FloatArray, high: FloatArray) -> NDArray[np.bool_]:
    """Whether the estimate stands in the middle of its interval, as near as rounding lets it."""
    return np.asarray(np.abs((low + high) / 2 - centre) <= OFF * (high - low))
