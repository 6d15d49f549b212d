"""What the nodes over a plane of two hyperparameters say between them: marginals and draws."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.polynomial.legendre import legval, legvander

from helpers._panels import NODES, cut, gauss, spread, to_series
from helpers._validate import FloatArray
from helpers.distributions.panels import PanelDensity
from helpers.posterior.plane.nodes import PlaneNodes
from helpers.posterior.quadrature import PIECE_NODES, PIECES

LOCAL = 72  # nodes where a child's density given the hyperparameters is narrow
AT_ONCE = 1_000_000  # points times nodes of the rectangle handled at once: a few times 8 MB
DRAWS = 2000  # draws interpolated at once
SLACK = 1.0  # how far beyond those at its two neighbours the log of a resolved function may be
WIDE = 1.2  # gaps between nodes, which resolve a Normal of that sd
VISIBLE = 1e-16  # weight of a node that can be seen
UNSEEN = 1e-14  # share at the ends of the nodes
Window = Callable[[int, FloatArray], tuple[FloatArray, FloatArray]]
AtNodes = Callable[[np.ndarray, np.ndarray, FloatArray], FloatArray]
Kernel = Callable[[int, FloatArray, FloatArray], FloatArray]


class PlanePosterior(PlaneNodes):
    """The nodes, and polynomials through the log densities at them."""

    @cached_property
    def _series(self) -> FloatArray:
        """Legendre coefficients in z of the log density, (J, panels, NODES)."""
        return self.series(self.log_inner)

    def series(self, table: FloatArray) -> FloatArray:
        """Legendre coefficients in z of a table (J, I), panel by panel."""
        return table.reshape(len(table), -1, NODES) @ to_series(NODES)

    def evaluate(self, series: FloatArray, table: FloatArray, z: FloatArray) -> FloatArray:
        """A function of z with values ``table`` (I,) at the nodes and coefficients ``series`` (panels, n).

        Kept near its values at the nodes on either side: a log density that falls by millions within a panel
        is no polynomial there, and need only stay small.
        """
        edges = self.z_edges[0]
        panel = np.clip(np.searchsorted(edges, z) - 1, 0, len(edges) - 2)
        t = (2 * z - edges[panel] - edges[panel + 1]) / (edges[panel + 1] - edges[panel])
        value = np.empty(z.shape)
        for p in np.unique(panel):
            at = panel == p
            used = np.flatnonzero(np.abs(series[p]) > 1e-15 * np.abs(series[p]).max())
            value[at] = legval(t[at], series[p, : used[-1] + 1])
        return _near(value, *_neighbours(self.z, table, z))

    def log_mean_inverse(self, logs: FloatArray) -> float | None:
        """log E[exp(−logs)] for ``logs`` at the nodes (J, I); None where its mass may lie beyond them."""
        share = self.weight * np.exp(logs.min() - logs)
        ends = [share[-2:], share[:, 0], share[:, -1]]
        if self.x_edges[0, 0] > self.plane.axis.ends()[0][0]:
            ends.append(share[0])
        if max(end.sum() for end in ends) >= UNSEEN * share.sum():
            return None
        return float(np.log(share.sum()) - logs.min())

    @cached_property
    def frame(self) -> tuple[FloatArray, FloatArray]:
        """Centre and width of the inner parameter at the nodes of the outer, (J,) each."""
        return self.plane.frame(self.outer)

    @property
    def _heavy_rows(self) -> list[int]:
        return [int(j) for j in np.flatnonzero(self.weight.sum(axis=1) > 1e-15)]

    def place(self, j: int, inner: FloatArray) -> FloatArray:
        """The z of values of the inner parameter, at node j of the outer."""
        centre, width = self.frame
        return np.arcsinh((inner - centre[j]) / width[j])

    def wide(self, spread: FloatArray, inner: FloatArray) -> np.ndarray:
        """Nodes of the outer parameter (J,) where those of the inner resolve a Normal of sd ``spread`` (J,).

        ``inner`` (J, I) is the inner parameter at the nodes, on the scale of that Normal.
        """
        seen = self.weight > VISIBLE
        gap = np.where(seen[:, 1:] & seen[:, :-1], np.abs(np.diff(inner, axis=1)), 0)
        return spread > WIDE * gap.max(axis=1)

    def child_density(
        self,
        points: FloatArray,
        kernel: Kernel,
        window: Window,
        wide: np.ndarray,
        at_nodes: AtNodes,
    ) -> FloatArray:
        """Density at ``points`` (m,) of a quantity with density ``kernel`` given the hyperparameters.

        ``kernel(j, points, inner)`` is its log, for the outer parameter of node j; it counts only where the
        inner parameter is inside ``window(j, points)``. There it is integrated with nodes of its own, since
        it may be narrower than the distance between those of the rectangle. Not so at the nodes of the outer
        parameter that are ``wide`` (J,): there the rectangle's serve, with what ``at_nodes(rows, columns,
        points)`` says of the same log density.
        """
        rows, columns = np.nonzero((self.weight > VISIBLE) & wide[:, None])
        answer, weight = np.empty(len(points)), self.weight[rows, columns]
        size = max(AT_ONCE // max(len(rows), 1), 1)
        for part in (slice(start, start + size) for start in range(0, len(points), size)):
            answer[part] = np.exp(at_nodes(rows, columns, points[part, None])) @ weight
        node, node_weight = gauss(LOCAL)
        centre, width = self.frame
        ends = self.z_edges[0, [0, -1]]
        for j in self._heavy_rows:
            if wide[j]:
                continue
            bounds = (self.place(j, end) for end in window(j, points))
            low, high = (np.clip(bound, *ends)[:, None] for bound in bounds)
            z = 0.5 * (low + high) + 0.5 * (high - low) * node
            inner = centre[j] + width[j] * np.sinh(z)
            log_value = self.evaluate(self._series[j], self.log_inner[j], z) + kernel(
                j, points[:, None], inner
            )
            answer += self.outer_weight[j] * ((np.exp(log_value) @ node_weight) * 0.5 * (high - low)[:, 0])
        return answer

    def inner_density(self, points: FloatArray) -> FloatArray:
        """Marginal density of the inner parameter at ``points`` (m,)."""
        _, width = self.frame
        low, high = self.z_edges[0, [0, -1]]
        answer = np.zeros(len(points))
        for j in self._heavy_rows:
            z = self.place(j, points)
            inside = (z >= low) & (z <= high)
            log_inner = self.evaluate(self._series[j], self.log_inner[j], z[inside])
            log_value = log_inner - np.log(width[j] * np.cosh(z[inside]))
            answer[inside] += self.outer_weight[j] * np.exp(log_value)
        return answer

    @cached_property
    def outer_table(self) -> PanelDensity:
        """The density of the outer parameter in x, on pieces of its panels."""
        fine = cut(self.x_edges, PIECES)
        x, _ = spread(fine, PIECE_NODES)
        outer, slope = self.plane.axis.value(x)
        log_inner = self._log_outer_likelihood(x[0])
        log_density = log_inner + self.plane.axis.prior._logpdf(outer[0]) + np.log(slope[0])
        values = np.exp(log_density - log_density.max()).reshape(1, -1, PIECE_NODES)
        return PanelDensity(fine, values, self.weight[-1:].sum(axis=1))

    def _log_outer_likelihood(self, x: FloatArray) -> FloatArray:
        """log p(data | outer) at x, by interpolation between the nodes."""
        peak = self.log_inner.max(axis=1)
        total = peak + np.log(np.exp(self.log_inner - peak[:, None]) @ self.z_weight)
        return self._along_x(total[:, None], x)[:, 0]

    def _along_x(self, table: FloatArray, x: FloatArray) -> FloatArray:
        """A table (J, C) of smooth functions of x, between its nodes: (n, C)."""
        edges = self.x_edges[0]
        panels = len(edges) - 1
        series = np.moveaxis(table[: panels * NODES].reshape(panels, NODES, -1), 1, 2) @ to_series(NODES)
        panel = np.clip(np.searchsorted(edges, x) - 1, 0, panels - 1)
        t = np.clip((2 * x - edges[panel] - edges[panel + 1]) / (edges[panel + 1] - edges[panel]), -1, 1)
        answer = np.empty((len(x), table.shape[1]))
        for p in np.unique(panel):
            at = panel == p
            answer[at] = legvander(t[at], NODES - 1) @ series[p].T
        return _near(answer, *_neighbours(self.x, table, x))

    def sample(self, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """``n`` independent draws of the outer and the inner parameter."""
        x = self.outer_table.quantile(
            np.zeros(n, dtype=int), rng.random(n) * (1 - self.outer_table.beyond[0])
        )
        outer = self.plane.axis.value(x[None])[0][0]
        centre, width = self.plane.frame(outer)
        place, z = rng.random(n), np.empty(n)
        for start in range(0, n, DRAWS):
            part = slice(start, start + DRAWS)
            log_density = self._along_x(self.log_inner, x[part])
            values = np.exp(log_density - log_density.max(axis=1, keepdims=True))
            count = len(values)
            edges = np.tile(self.z_edges, (count, 1))
            table = PanelDensity(edges, values.reshape(count, -1, NODES), np.zeros(count))
            z[part] = table.quantile(np.arange(count), place[part])
        return outer, centre + width * np.sinh(z)


def _neighbours(nodes: FloatArray, table: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Values of a table (N, ...) at the nodes (N,) on either side of each x."""
    after = np.clip(np.searchsorted(nodes, x), 1, len(nodes) - 1)
    return table[after - 1], table[after]


def _near(value: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    return np.clip(value, np.minimum(left, right) - SLACK, np.maximum(left, right) + SLACK)
