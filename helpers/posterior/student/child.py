"""The density of an effect that is Student's t about μ, when the plane of (μ, scale) is known at nodes."""

from __future__ import annotations

import math

import numpy as np

from helpers._panels import NODES, spread
from helpers._validate import FloatArray
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.priors import StudentT

NEAR = 0.05  # lengths of a panel from a peak, further than which its nodes resolve the peak's flank
NARROW = 0.16  # lengths of a panel: the width of a peak from which on its nodes resolve the whole of it
NORMAL = 4.0  # √df from which a peak is a Normal's
CORE, GROWTH = 1.5, 12.0  # of panels about a narrow peak: the first, in widths of the peak, and the next
LOCAL = 26  # nodes of such a panel
UNSEEN = 1e-15  # weight of a row


def child_density(
    nodes: PlanePosterior, scale: FloatArray, df: float, factor: FloatArray, points: FloatArray
) -> FloatArray:
    """At ``points`` (m,), for ``scale`` (J,) at the rows, and times e^``factor`` (J, I), a function of μ.

    Where the scale is 0 the effect is μ. A peak narrower than the distance between nodes is integrated by
    panels that grow away from it.
    """
    log_h = nodes.log_inner + factor
    series = nodes.series(log_h)
    answer = np.zeros(len(points))
    for j in np.flatnonzero(nodes.weight.sum(axis=1) > UNSEEN):
        row = _Row(nodes, int(j), float(scale[j]), df, log_h[j], series[j])
        answer += nodes.outer_weight[j] * row.density(points)
    return answer


class _Row:
    """One row of the nodes, at one ``scale``: ``log_h`` (I,) and its Legendre coefficients."""

    def __init__(
        self, nodes: PlanePosterior, j: int, scale: float, df: float, log_h: FloatArray, series: FloatArray
    ):
        self.nodes, self.j, self.scale, self.df = nodes, j, scale, df
        self.log_h, self.series = log_h, series
        self.log_t = StudentT(df, 0, 1)._logpdf
        self.edges = nodes.z_edges[0]
        self.peak = scale * min(math.sqrt(df), NORMAL)

    def density(self, points: FloatArray) -> FloatArray:
        """Panels that a peak at a point is away from, by their nodes; the others with nodes of their own."""
        place = self.nodes.place(self.j, points)
        z = np.clip(place, self.edges[0], self.edges[-1])
        if self.scale == 0:
            log_density = self.nodes.evaluate(self.series, self.log_h, z)
            return np.where(place == z, np.exp(log_density) / (self.nodes.frame[1][self.j] * np.cosh(z)), 0)
        near = self._near(z)
        value = self.log_t((points[:, None] - self.nodes.inner[self.j]) / self.scale) + self.log_h
        total = (np.exp(value) * ~np.repeat(near, NODES, axis=1)) @ self.nodes.z_weight
        some = near.any(axis=1)
        if some.any():
            total[some] += self._local(points[some], z[some], near[some])
        return total / self.scale

    def _near(self, z: FloatArray) -> np.ndarray:
        """Which panels (m, P) do not resolve a peak at z (m,)."""
        length = np.diff(self.edges)
        gap = np.maximum(np.maximum(self.edges[:-1] - z[:, None], z[:, None] - self.edges[1:]), 0)
        width = self.nodes.frame[1][self.j] * np.cosh(z)
        narrow = (self.peak / width)[:, None] < NARROW * length
        return (gap < NEAR * length) & narrow

    def _local(self, points: FloatArray, z: FloatArray, near: np.ndarray) -> FloatArray:
        """The integral over the panels that are ``near``."""
        first, last = np.argmax(near, axis=1), near.shape[1] - np.argmax(near[:, ::-1], axis=1)
        low, high = self.edges[first], self.edges[last]
        centre, width = (part[self.j] for part in self.nodes.frame)
        core = CORE * self.peak
        span = width * float((np.sinh(high) - np.sinh(low)).max())
        steps = core * GROWTH ** np.arange(max(math.ceil(math.log(span / core, GROWTH)), 0) + 1)
        about = self.nodes.place(self.j, points[:, None] + np.concatenate([-steps, steps]))
        middles = 0.5 * (self.edges[1:] + self.edges[:-1])
        inner = [middles[first], middles[last - 1], self.edges[first + 1], self.edges[last - 1], z]
        ends = np.concatenate([np.stack([low, high, *inner], axis=1), about], axis=1)
        ends = np.sort(np.clip(ends, low[:, None], high[:, None]), axis=1)
        place, weight = spread(ends, LOCAL)
        some = np.nonzero(weight)  # most ends coincide with others: no panel is left between them
        place = place[some]
        value = self.nodes.evaluate(self.series, self.log_h, place)
        value += self.log_t((points[some[0]] - centre - width * np.sinh(place)) / self.scale)
        weight[some] *= np.exp(value)
        return weight.sum(axis=1)
