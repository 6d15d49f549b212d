"""A prior on the degrees of freedom: where to try them, and what their posterior is.

As df → ∞ the likelihood has a limit, which it is a term of order 1/df away from: what a prior with a power
tail leaves far out is put there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.polynomial.legendre import legvander

from helpers._panels import even_panels, last_coefficients, refine, spread, to_series, warn_unresolved
from helpers._validate import FloatArray
from helpers.distributions.grid import Chart, GridMarginal, tabulate
from helpers.distributions.panels import PanelDensity
from helpers.posterior.axis import finite_moments
from helpers.posterior.plane import charts
from helpers.posterior.quadrature import shifted
from helpers.posterior.student.degrees import freedom, last_place, log_prior
from helpers.posterior.student.part import Part
from helpers.priors import Prior

NODES = 12
LONGEST = 2.5  # panel, in x
CLOSE = 1e-4  # last coefficients: the rule's error is of the order of their square
NEARLY = 3e-3  # where each df is expensive: the rule's error is below 1e-8 still
ROUNDS = 5
LIMIT = 1e9  # that infinity
LARGEST = 1e300
NEAREST = 30  # times the first panel is halved towards df = low, where the spread may have no bound
Solve = Callable[[float], Part]


@dataclass(frozen=True, eq=False)
class Freedom:
    """Panels of x (P + 1,) and the posteriors at their nodes, ``parts`` (P·n,).

    Where the prior goes on beyond the panels there is one part more, the limit. ``rest`` is the share of the
    density that the panels do not resolve. ``solve`` answers at one df.
    """

    prior: Prior
    solve: Solve
    edges: FloatArray
    parts: tuple[Part, ...]
    rest: float = 0.0

    @classmethod
    def over(cls, prior: Prior, solve: Solve, edges: FloatArray | None = None) -> Self:
        """Halve panels until the density is resolved on each: all there are, or ``edges`` that hold it."""
        end, top, close = last_place(prior), -math.inf, CLOSE if edges is None else NEARLY
        if edges is None:
            edges = even_panels(np.zeros(1), np.array([end]), math.ceil(end / LONGEST))[0]

        def look(panels: FloatArray) -> tuple[FloatArray, FloatArray]:
            nonlocal top
            x, _ = spread(panels, NODES)
            parts = np.frompyfunc(lambda at: solve(float(freedom(prior, at))), 1, 1)(x)
            g = _log_density(prior, x, parts)
            top = max(top, float(g.max()))
            return last_coefficients(np.exp(g - top), 3) * np.diff(panels)[:, 0] / close, parts

        found = refine(edges, look, ROUNDS)
        parts: list[Any] = found.values[np.argsort(found.panels[:, 0])].ravel().tolist()
        if found.rest:
            warn_unresolved("the posterior of df", close * found.rest, "error_estimate admits it.")
        limit = [solve(LIMIT)] if math.isinf(prior.support[1]) and edges[-1] == end else []
        return cls(prior, solve, found.edges, (*parts, *limit), close * found.rest)

    def second(self) -> Self:
        """Other nodes, on other panels: over a wider range, if there is one."""
        edges = shifted(self.edges[None], np.zeros(1), np.array([last_place(self.prior)]))[0]
        if len(edges) == 2:
            edges = np.insert(edges, 1, edges.mean())
        parts = [self.solve(float(freedom(self.prior, at))) for at in spread(edges, NODES)[0]]
        return type(self)(self.prior, self.solve, edges, (*parts, *self.parts[len(self._x) :]))

    @cached_property
    def _x(self) -> FloatArray:
        return spread(self.edges, NODES)[0]

    @cached_property
    def _log_density(self) -> FloatArray:
        """Of x at the nodes, times the evidence; (P·n,)."""
        return _log_density(self.prior, self._x, np.array(self.parts[: len(self._x)], dtype=object))

    @cached_property
    def _log_shares(self) -> FloatArray:
        shares = self._log_density + np.log(spread(self.edges, NODES)[1])
        if len(self.parts) == len(shares):
            return shares
        after = float(self.prior._sf(freedom(self.prior, self.edges[-1])))
        return np.append(shares, math.log(after) + self.parts[-1].nodes.log_evidence)

    @cached_property
    def log_evidence(self) -> float:
        top = self._log_shares.max()
        return float(top + math.log(np.exp(self._log_shares - top).sum()))

    @cached_property
    def weights(self) -> FloatArray:
        """Of the parts, adding to 1."""
        return np.exp(self._log_shares - self.log_evidence)

    @cached_property
    def _within(self) -> PanelDensity:
        """The density of x on the panels, over its total there."""
        values = np.exp(self._log_density - self.log_evidence).reshape(1, -1, NODES)
        return PanelDensity(self.edges[None], values, np.zeros(1))

    def marginal(self) -> GridMarginal:
        """The posterior of df."""
        low, high = self.prior.support
        chart = Chart(
            lambda u: low + 2 * np.expm1(u),
            lambda df: np.log1p(np.maximum(df - low, 0) / 2),
            lambda df: (df >= low) / (2 + np.maximum(df - low, 0)),
            (low, high),
        )
        within = self.weights[: len(self._x)].sum()
        after = math.exp(self.parts[-1].nodes.log_evidence - self.log_evidence)

        def density(u: FloatArray) -> FloatArray:
            x, df = np.arcsinh(np.sqrt(np.expm1(u))), chart.to_x(u)
            inside = within * self._within.pdf(np.zeros(len(x), dtype=int), x) / (2 * np.tanh(x))
            beyond = after * self.prior._pdf(df) / chart.slope(df)
            return np.where(x <= self.edges[-1], inside, beyond)

        end = float(chart.to_u(np.array(min(high, LARGEST))))
        return GridMarginal(lambda: tabulate(density, 0.0, end), self._moments(), "df", chart)

    def _moments(self) -> tuple[float, float]:
        """Mean and sd of df; what lies beyond the panels falls like its prior."""
        tail = self.prior.tail
        order = finite_moments(tail)
        df = freedom(self.prior, self._x)
        first, second = (float(self.weights[: len(df)] @ df**power) for power in (1, 2))
        if len(self.parts) > len(df):
            end, share = float(freedom(self.prior, self.edges[-1])), self.weights[-1]
            first += share * end * (tail - 1) / (tail - 2) if order > 0 else math.inf
            second += share * end**2 * (tail - 1) / (tail - 3) if order > 1 else math.inf
        return first, (math.sqrt(max(second - first**2, 0)) if order > 1 else math.inf)

    def spread(self) -> GridMarginal:
        """The posterior of scale·√(df/(df − 2)): interpolated between the nodes of df."""
        axis = self.parts[0].plane.axis
        chart = charts.positive(float(axis.scale[0]), (axis.prior.support[0], math.inf))
        tables = [part.nodes.outer_table for part in self.parts]
        density_at_nodes = np.exp(self._log_density - self.log_evidence)
        limit = self.weights[len(self._x) :]

        def one(point: float) -> float:
            x, w = spread(self._cut(point), NODES)
            ratio = self._ratio(x)
            shares = self.between(x) * density_at_nodes * (w / ratio)[:, None]
            each = zip(tables, shares.T, strict=False)
            within = sum(float(share @ _at(table, chart, point / ratio)) for table, share in each)
            return within + sum(at * float(_at(tables[-1], chart, np.array([point]))[0]) for at in limit)

        ends = chart.to_x(np.array([table.edges[0, [0, -1]] for table in tables]))
        closest = self.edges[:1] if self.edges[0] > 0 else self.edges[1:2] * 2.0**-NEAREST
        highest = ends[:, 1].max() * self._ratio(closest)[0]
        return charts.marginal(
            lambda: (lambda points: np.array([one(at) for at in points]), ends[:, 0].min(), highest),
            self._spread_moments(),
            "spread",
            chart,
        )

    def _cut(self, spread: float) -> FloatArray:
        """Panels of x, shorter towards 0, and cut where the scale of a ``spread`` leaves its support."""
        close = self.edges[1] * 2.0 ** -np.arange(1.0, NEAREST)
        ends = np.array(self.parts[0].plane.axis.prior.support)
        ratios = spread / ends[ends > 0]
        places = 1 / (ratios[ratios > 1] ** 2 - 1) - (self.prior.support[0] - 2) / 2
        inner = np.concatenate([close, np.arcsinh(np.sqrt(places[places > 0]))])
        inner = inner[(inner > self.edges[0]) & (inner < self.edges[-1])]
        return np.sort(np.concatenate([self.edges, inner]))

    def _ratio(self, x: FloatArray) -> FloatArray:
        """The sd of Student's t over its scale, at x; df − 2 without cancellation."""
        return np.sqrt(freedom(self.prior, x) / (self.prior.support[0] - 2 + 2 * np.sinh(x) ** 2))

    def _spread_moments(self) -> tuple[float, float]:
        ratio = np.append(self._ratio(self._x), np.ones(len(self.parts) - len(self._x)))
        mean, variance = np.array([part.moments[1] for part in self.parts]).T
        first = float(self.weights @ (ratio * mean))
        if self.prior.support[0] == 2 or not math.isfinite(first):
            return first, math.inf
        return first, math.sqrt(self.weights @ (ratio**2 * (variance + mean**2)) - first**2)

    def draw(self, mu: FloatArray, scale: FloatArray, rng: np.random.Generator) -> FloatArray:
        """One draw of df for each pair ``mu``, ``scale`` (n,): from its density given both."""
        plane = self.parts[0].plane
        logs = np.stack(
            [
                part.plane.population.log_average(plane.y, plane.s, mu[:, None], scale)[..., 0].sum(axis=0)
                for part in self.parts
            ],
            axis=1,
        )
        evidence = np.array([part.nodes.log_evidence for part in self.parts])
        logs += self._log_shares - evidence
        shares = np.exp(logs - logs.max(axis=1, keepdims=True))
        count = len(self._x)
        beyond = shares[:, count:].sum(axis=1) / shares.sum(axis=1)
        values = (shares[:, :count] / spread(self.edges, NODES)[1]).reshape(len(mu), -1, NODES)
        table = PanelDensity(np.tile(self.edges, (len(mu), 1)), values, beyond)
        place = rng.random(len(mu))
        x = table.quantile(np.arange(len(mu)), np.minimum(place, 1 - beyond))
        after = np.maximum(1 - place, 1e-300) / np.maximum(beyond, 1e-300)
        far = freedom(self.prior, self.edges[-1]) * np.minimum(after, 1) ** (-1 / (self.prior.tail - 1))
        return np.where(place < 1 - beyond, freedom(self.prior, x), far)

    def between(self, x: FloatArray) -> FloatArray:
        """Weights (M, P·n) that interpolate what the parts say to places ``x`` (M,) on the panels."""
        panel = np.clip(np.searchsorted(self.edges, x) - 1, 0, len(self.edges) - 2)
        left, right = self.edges[panel], self.edges[panel + 1]
        t = (2 * x - left - right) / (right - left)
        weights = np.zeros((len(x), len(self.edges) - 1, NODES))
        weights[np.arange(len(x)), panel] = legvander(t, NODES - 1) @ to_series(NODES).T
        return weights.reshape(len(x), -1)


def _at(table: PanelDensity, chart: Chart, points: FloatArray) -> FloatArray:
    """The density that a table in u gives to points of any shape."""
    u = chart.to_u(points).ravel()
    return table.pdf(np.zeros(len(u), dtype=int), u).reshape(points.shape) * chart.slope(points)


def _log_density(prior: Prior, x: FloatArray, parts: FloatArray) -> FloatArray:
    """Of x, times the evidence, from the ``parts`` there."""
    evidence = np.vectorize(lambda part: part.nodes.log_evidence, otypes=[float])(parts)
    return log_prior(prior, x) + evidence
