"""The weighted mean and the weighted sum of squares about it, on which everything here rests."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers._validate import FloatArray


def weighted_mean(y: FloatArray, w: FloatArray) -> FloatArray:
    """Mean of ``y`` along the last axis with weights ``w``."""
    return np.asarray((w * y).sum(axis=-1) / w.sum(axis=-1))


def weighted_squares(y: FloatArray, w: FloatArray) -> FloatArray:
    """Σ w (y − ȳ_w)² along the last axis: with w = 1/(s² + τ²) the generalised Q statistic.

    Two passes, about the mean, because Σ w y² − (Σ w y)²/Σ w loses all digits far from zero.
    """
    return np.asarray((w * (y - weighted_mean(y, w)[..., None]) ** 2).sum(axis=-1))


def centre(y: FloatArray, s: FloatArray) -> FloatArray:
    """The effect of the most precise study, an origin that spares rounding errors and changes no spread.

    It is exactly the common value of equal effects; and where that study outweighs all others its own
    deviation, which is then tiny, keeps all its digits.
    """
    return np.asarray(np.take_along_axis(y, s.argmin(axis=-1)[..., None], axis=-1)[..., 0])


def effective_weight(w: FloatArray) -> FloatArray:
    """Σw − Σw²/Σw along the last axis, as Σ w·(sum of the others)/Σw.

    All terms are positive, so nothing cancels when one study outweighs all others together.
    """
    nothing = np.zeros_like(w[..., :1])
    before = np.concatenate([nothing, w[..., :-1]], axis=-1).cumsum(axis=-1)
    after = np.concatenate([nothing, w[..., :0:-1]], axis=-1).cumsum(axis=-1)[..., ::-1]
    return np.asarray((w * (before + after)).sum(axis=-1) / w.sum(axis=-1))


def centred(y: FloatArray, s: FloatArray) -> FloatArray:
    """Effects less their `centre`."""
    return np.asarray(y - centre(y, s)[..., None])


def plain(value: Any) -> Any:
    """A Python float for a single result, the array for a batch."""
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array
