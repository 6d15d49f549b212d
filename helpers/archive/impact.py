"""What all that was shipped has brought: summed as measured, and as an archive's population lets expect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, studies
from helpers.archive.population import Population, found_before

STEP = 1e-3  # of a parameter's logarithm


@dataclass(frozen=True)
class CumulativeImpact:
    """Sums over what was shipped, each with its sd, in the unit of the effects.

    ``raw_sd`` holds the noise of the estimates alone. ``shrunken_sd`` holds what the estimates leave open of
    each effect, and the population's own uncertainty, which all effects share.
    """

    shipped: int
    raw: float
    raw_sd: float
    shrunken: float
    shrunken_sd: float


def cumulative_impact(
    effects: ArrayLike, std_errors: ArrayLike, shipped: ArrayLike, population: Population
) -> CumulativeImpact:
    """The sum of the effects of what was ``shipped``: raw, and shrunken towards ``population``.

    Raw lifts of what was picked because it did well add up their luck too. Effects add only where they share
    a metric and a scale, and where one change does not take from another.

    Args:
        effects, std_errors: one an experiment, shape (K,).
        shipped: which of them were kept, K times True or False.
        population: what `archive.population` found, best from all experiments, not from the shipped ones.

    Raises:
        ValueError: as `archive.population`; ``shipped`` of another length, or without a single True.
        TypeError: ``shipped`` is not made of True and False.
    """
    y, s = studies(effects, std_errors, at_least=1)
    try:
        kept = np.asarray(shipped)
    except ValueError:  # rows of unequal length
        kept = np.asarray(None)
    if kept.dtype != bool:
        raise TypeError(f"shipped must hold True or False, one an experiment; found {described(shipped)}")
    if kept.shape != y.shape:
        raise ValueError(f"shipped must have the shape of effects, {y.shape}; found {kept.shape}")
    if not kept.any():
        raise ValueError("shipped must hold at least one True: nothing was shipped, so nothing was brought")
    y, s, population = y[kept], s[kept], found_before(population)
    shared = _of_parameters(population, y, s)
    return CumulativeImpact(
        shipped=int(kept.sum()),
        raw=float(y.sum()),
        raw_sd=float(np.sqrt((s**2).sum())),
        shrunken=float(population.shrunken(y, s).sum()),
        shrunken_sd=math.sqrt(float((population.left_open(y, s) ** 2).sum()) + shared),
    )


def _of_parameters(population: Population, y: FloatArray, s: FloatArray) -> float:
    """Variance of the sum that comes from the estimated parameters, to first order (delta method)."""
    covariance = population._covariance
    inner = np.isfinite(np.diag(covariance))
    units = np.array([max(population.scale, 1e-300) if n == "mean" else 1.0 for n in population._estimated])
    steps = STEP * np.diag(units)

    def slope(step: FloatArray) -> float:
        up, down = (population._beside(way * step).shrunken(y, s).sum() for way in (1, -1))
        return float((up - down) / (2 * np.abs(step).sum()))

    gradient = np.array([slope(step) for step, open_ in zip(steps, inner, strict=True) if open_])
    return float(gradient @ covariance[np.ix_(inner, inner)] @ gradient)
