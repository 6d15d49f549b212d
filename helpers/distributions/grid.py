"""A single marginal known through its density alone: polynomials on panels, halved where they must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers._panels import refine, spread, to_series, warn_unresolved
from helpers._validate import FloatArray
from helpers.distributions.panels import PanelDensity
from helpers.priors.base import Distribution, divergent, undefined

NODES = 24
ROUNDS = 40
CLOSE = 1e-11  # last coefficients of a panel, against the largest of any
Curve = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Chart:
    """A monotone change of coordinates between u, in which a density is smooth, and x, which is asked for."""

    to_x: Curve
    to_u: Curve
    slope: Curve  # |du/dx| at x
    ends: tuple[float, float]  # of x
    rising: bool = True


LINE = Chart(lambda u: u, lambda x: x, np.ones_like, (-np.inf, np.inf))


@dataclass(frozen=True, eq=False)
class GridMarginal(Distribution):
    """A single distribution from a table of its density in u, made by ``make`` when first asked for.

    Its moments, being known better, are given: ``moments`` is (mean, sd), inf or nan where they do not exist.
    """

    make: Callable[[], PanelDensity]
    moments: tuple[float, float]
    name: str
    chart: Chart = LINE

    @property
    def shape(self) -> tuple[int, ...]:
        """That of a single posterior."""
        return ()

    @property
    def mean(self) -> float:
        if np.isnan(self.moments[0]):
            undefined(f"{self.name}.mean")
        elif np.isinf(self.moments[0]):
            divergent(f"{self.name}.mean")
        return self.moments[0]

    @property
    def sd(self) -> float:
        if np.isinf(self.moments[1]):
            divergent(f"{self.name}.sd")
        return self.moments[1]

    def __repr__(self) -> str:
        return f"<posterior of {self.name}: mean {self.moments[0]:.4g}, sd {self.moments[1]:.4g}>"

    @cached_property
    def table(self) -> PanelDensity:
        """The density on its panels."""
        table = self.make()
        if table.rest:
            warn_unresolved(f"the density of {self.name}", table.rest, "Its mean and sd do not depend on it.")
        return table

    def _ask(self, ask: Callable[[np.ndarray, FloatArray], FloatArray], u: FloatArray) -> FloatArray:
        flat = np.ravel(u)
        return ask(np.zeros(flat.size, dtype=int), flat).reshape(np.shape(u))

    def _pdf(self, x: FloatArray) -> FloatArray:
        return self._ask(self.table.pdf, self.chart.to_u(x)) * self.chart.slope(x)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._ask(self.table.cdf if self.chart.rising else self.table.sf, self.chart.to_u(x))

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._ask(self.table.sf if self.chart.rising else self.table.cdf, self.chart.to_u(x))

    def _quantile(self, q: FloatArray) -> FloatArray:
        inner = self.chart.to_x(self._ask(self.table.quantile, q if self.chart.rising else 1 - q))
        low, high = self.chart.ends
        return np.where(q <= 0, low, np.where(q >= 1, high, inner))


def tabulate(density: Curve, low: float, high: float) -> PanelDensity:
    """Panels between ``low`` and ``high``, halved until the density's polynomial has converged on each."""
    largest = 0.0

    def look(panels: FloatArray) -> tuple[FloatArray, FloatArray]:
        nonlocal largest
        u, _ = spread(panels, NODES)
        values = density(u.ravel()).reshape(u.shape)
        half = 0.5 * np.diff(panels)
        series = np.abs(values @ to_series(NODES)) * half
        largest = max(largest, float(series.max()))
        narrow = half[:, 0] < 1e-13 * np.abs(panels).max(axis=1)
        return np.where(narrow, 0, series[:, -2:].max(axis=1) / max(CLOSE * largest, 1e-300)), values

    found = refine(np.linspace(low, high, 9), look, ROUNDS)
    tables = found.values[np.argsort(found.panels[:, 0])]
    return PanelDensity(found.edges[None], tables[None], np.zeros(1), CLOSE * found.rest)
