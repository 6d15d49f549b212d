"""What a Metropolis chain converges to whose moves are not quite right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.grading.cases import Array


@dataclass(frozen=True, eq=False)
class Tabulated:
    """A distribution known by its quantiles at the shares ½/n, 1½/n, …: ``values``, shape (n,), rising."""

    values: Array

    @property
    def mean(self) -> float:
        """Its mean."""
        return float(self.values.mean())

    @property
    def sd(self) -> float:
        """Its standard deviation."""
        return float(self.values.std())

    def quantile(self, q: float) -> float:
        """The value with a share ``q`` of it below."""
        return float(np.quantile(self.values, q))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """``n`` draws."""
        return np.interp(
            rng.uniform(size=n), (np.arange(self.values.size) + 0.5) / self.values.size, self.values
        )


def without_the_refused(mean: float, sd: float, step: float) -> Tabulated:
    """Draws of a Metropolis walk on N(mean, sd²) of which only accepted candidates were kept: the density
    times the chance to leave a place."""
    z, way = np.linspace(-6, 6, 601), np.linspace(-8, 8, 801)
    there = z[:, None] + way * step / sd
    leave = (np.minimum(1, np.exp((z[:, None] ** 2 - there**2) / 2)) * np.exp(-(way**2) / 2)).sum(1)
    weight = np.exp(-(z**2) / 2) * leave
    share = (np.cumsum(weight) - weight / 2) / weight.sum()
    return Tabulated(mean + sd * np.interp((np.arange(4000) + 0.5) / 4000, share, z))
