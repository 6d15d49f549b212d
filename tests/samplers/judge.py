"""Judging samplers: chains that start from exact draws stay exact, and then independent chains are a sample.

Nothing here estimates an autocorrelation: chains are compared with each other, so limits hold as they stand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

ALPHA = 1e-8  # a single test: those of this folder together stay below 1e-6


def assert_mean(by_chain: Any, expected: float, what: str = "") -> None:
    """Averages of independent chains have this mean: exactly, where each began with an exact draw."""
    gap, limit = off(by_chain, expected)
    assert gap < limit, (
        f"{what}: {np.mean(by_chain):.5f} for {expected:.5f}: {gap:.1f} errors off, {limit:.1f} allowed"
    )


def off(by_chain: Any, expected: float) -> tuple[float, float]:
    """How many of their own standard errors the averages of independent chains lie off, and the limit."""
    means = np.asarray(by_chain, dtype=float)
    gap = abs(means.mean() - expected) / (means.std(ddof=1) / np.sqrt(means.size))
    return float(gap), float(stats.t.isf(ALPHA / 2, means.size - 1))


def p_value(draws: Any, cdf: Any) -> float:
    """Kolmogorov–Smirnov: are independent draws from the distribution with this cdf?"""
    return float(stats.kstest(np.asarray(draws), cdf).pvalue)
