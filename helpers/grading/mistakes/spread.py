"""What Q and intervals are computed with."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from helpers.grading.cases import Array, Pair


def weighted_q(effects: Array, weights: Array, centre: float | None = None) -> float:
    """Σ w (y − centre)², about the weighted mean unless a centre is given."""
    middle = float(np.average(effects, weights=weights)) if centre is None else centre
    return float(np.sum(weights * (effects - middle) ** 2))


def interval(mean: float, half_width: float) -> Pair:
    """mean ± half_width."""
    return mean - half_width, mean + half_width


def z_95() -> float:
    """97.5 % quantile of the Normal."""
    return float(ndtri(0.975))
