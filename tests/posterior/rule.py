"""The rule that exact answers are checked with: one Gauss–Legendre rule on one interval."""

from __future__ import annotations

import numpy as np


def rule(low: float, high: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """``n`` nodes and weights on (``low``, ``high``)."""
    node, weight = np.polynomial.legendre.leggauss(n)
    return 0.5 * (low + high) + 0.5 * (high - low) * node, 0.5 * (high - low) * weight
