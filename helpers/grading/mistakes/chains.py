"""What a Metropolis chain converges to whose moves are not quite right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.grading.cases import Array


@dataclass(frozen=True, eq=False)
class Tabulated:
    """A distribution known by its ``weights``, which add up to 1, at evenly spaced ``points``."""

    points: Array
    weights: Array

    @property
    def mean(self) -> float:
        """Its mean."""
        return float(self.weights @ self.points)

    @property
    def sd(self) -> float:
        """Its standard deviation."""
        return float((self.weights @ (self.points - self.mean) ** 2) ** 0.5)

    def pdf(self, x: Array) -> Array:
        """Its density."""
        density = self.weights / (self.points[1] - self.points[0])
        return np.asarray(np.interp(x, self.points, density, left=0.0, right=0.0))

    def quantile(self, q: float | Array) -> Array:
        """The value with a share ``q`` of it below."""
        return np.asarray(np.interp(q, np.cumsum(self.weights) - self.weights / 2, self.points))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """``n`` draws."""
        return self.quantile(rng.uniform(size=n))


def without_the_refused(mean: float, sd: float, step: float) -> Tabulated:
    """Draws of a Metropolis walk on N(mean, sd²) of which only accepted candidates were kept: the density
    times the chance to leave a place."""
    z, way = np.linspace(-6, 6, 601), np.linspace(-8, 8, 801)
    there = z[:, None] + way * step / sd
    leave = (np.minimum(1, np.exp((z[:, None] ** 2 - there**2) / 2)) * np.exp(-(way**2) / 2)).sum(1)
    weight = np.exp(-(z**2) / 2) * leave
    return Tabulated(mean + sd * z, weight / weight.sum())
