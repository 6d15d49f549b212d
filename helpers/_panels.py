"""The Gauss–Legendre rule, on one interval and on many panels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial.legendre import leggauss

from helpers._validate import FloatArray


@lru_cache
def gauss(n: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of the Gauss–Legendre rule on (−1, 1)."""
    return leggauss(n)


def spread(edges: FloatArray, n: int) -> tuple[FloatArray, FloatArray]:
    """Gauss nodes and weights on every panel: ``edges`` (..., P + 1) to two arrays (..., P·n)."""
    node, weight = gauss(n)
    half = 0.5 * np.diff(edges)[..., None]
    middle = 0.5 * (edges[..., 1:] + edges[..., :-1])[..., None]
    shape = (*edges.shape[:-1], (edges.shape[-1] - 1) * n)
    return (middle + half * node).reshape(shape), (half * weight).reshape(shape)
