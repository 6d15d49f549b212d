"""Makers of cases: sets of studies a learner can read, ordinary ones and rare ones.

Numbers carry two or three decimals, so that what a hint shows is exactly what was used. Ordinary
sets have unequal standard errors and visible heterogeneity, because equal ones hide a wrong weight
and Q below its degrees of freedom hides a wrong I².
"""

from __future__ import annotations

from functools import cache

import numpy as np

from helpers._validate import FloatArray

Array = FloatArray  # as exercises call it
Pair = tuple[float, float]
Studies = tuple[Array, Array]


@cache
def markets() -> Studies:
    """Effects and standard errors of the eight markets."""
    from helpers.datasets import load

    table = load("eight_markets")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def random_studies(rng: np.random.Generator) -> Studies:
    """Four to nine studies, standard errors spread over a factor of four, τ near 0.6."""
    k = int(rng.integers(4, 10))
    s = rng.permutation(np.geomspace(0.12, 0.5, k)) * rng.uniform(0.85, 1.15, k)
    s = np.round(s, 3)
    y = np.round(rng.normal(rng.uniform(-0.8, 0.8), rng.uniform(0.5, 0.9), k) + s * rng.standard_normal(k), 3)
    return y, s


def log_likelihood_of_tau(effects: Array, std_errors: Array, tau: Array) -> Array:
    """log p(effects | τ), up to a constant, μ ~ Normal(0, 1) averaged out, at every τ (n,)."""
    variance = std_errors**2 + tau[:, None] ** 2
    precision = np.sum(1 / variance, axis=1) + 1
    mean = np.sum(effects / variance, axis=1) / precision
    fit = np.sum(effects**2 / variance + np.log(variance), axis=1) - mean**2 * precision + np.log(precision)
    return -fit / 2


def two_studies(rng: np.random.Generator) -> Studies:
    """The smallest set there is."""
    return np.round(rng.normal(0, 1, 2), 2), np.round(rng.uniform(0.1, 0.6, 2), 2)


def alike_studies(rng: np.random.Generator) -> Studies:
    """Estimates closer together than their noise: Q is below its degrees of freedom."""
    k = int(rng.integers(4, 8))
    s = np.round(rng.uniform(0.2, 0.6, k), 2)
    return np.round(rng.normal(0.4, 0.05, k), 2), s


def equal_studies(rng: np.random.Generator) -> Studies:
    """Every estimate the same: Q is zero."""
    k = int(rng.integers(3, 6))
    return np.full(k, round(rng.uniform(0.1, 0.9), 2)), np.round(rng.uniform(0.1, 0.5, k), 2)
