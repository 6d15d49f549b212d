"""The posterior of one set of studies from a Student-t population: parts at one df or several, mixed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers._panels import spread
from helpers._validate import FloatArray
from helpers.distributions.grid import Chart, Curve, GridMarginal
from helpers.posterior.axis import finite_moments
from helpers.posterior.plane import charts
from helpers.posterior.student.freedom import Freedom
from helpers.posterior.student.part import Density, Part

EDGES = np.array([-9.0, -4.5, -2.0, 2.0, 4.5, 9.0])  # of panels over a Normal, in sds
AT_ONCE = 50  # points for which it is summed at once
NODES = 24
FAR = 1e-9
ROUNDING = 1e-12  # what the sums over Normals may lose


@dataclass(frozen=True, eq=False)
class StudentPosterior:
    """``parts`` (N,) with ``weights`` adding to 1; ``freedom`` tells of df where it has a prior."""

    parts: tuple[Part, ...]
    weights: FloatArray
    log_evidence: float
    freedom: Freedom | None = None

    @classmethod
    def at(cls, part: Part) -> StudentPosterior:
        """Given df."""
        return cls((part,), np.ones(1), part.nodes.log_evidence)

    @classmethod
    def over(cls, freedom: Freedom) -> StudentPosterior:
        """With a prior on df."""
        return cls(freedom.parts, freedom.weights, freedom.log_evidence, freedom)

    @cached_property
    def moments(self) -> FloatArray:
        """Mean and sd of μ, scale, θ_new and every θ, (3 + K, 2); inf or nan where they do not exist."""
        mean, variance = np.moveaxis(np.array([part.moments for part in self.parts]), 2, 0)
        centre = self.weights @ mean
        gap = mean - np.where(np.isfinite(centre), centre, 0)
        sd = np.sqrt(self.weights @ (variance + np.where(np.isfinite(centre), gap, 0) ** 2))
        if self.freedom and finite_moments(self.freedom.prior.support[0] + 1) < 2:
            sd[2] = math.inf
        return np.stack([centre, sd], axis=1)

    def spread(self) -> GridMarginal:
        """The sd of θ given the hyperparameters, of a df above 2."""
        if self.freedom:
            return self.freedom.spread()
        axis, ratio = self.parts[0].plane.axis, self.parts[0].spread
        low, high = (ratio * end for end in axis.prior.support)
        chart = charts.positive(ratio * float(axis.scale[0]), (low, high))
        mean, sd = self._pair(1)
        return GridMarginal(
            lambda: self.parts[0].nodes.outer_table, (ratio * mean, ratio * sd), "spread", chart
        )

    def mu(self) -> GridMarginal:
        return self._marginal(Part.mu, 0, "mu")

    def theta(self, k: int) -> GridMarginal:
        """The effect of study k."""
        return self._marginal(lambda part: part.effect(k), 3 + k, f"theta[{k}]")

    @cached_property
    def theta_new(self) -> GridMarginal:
        """The effect of a new study."""
        return self._marginal(Part.new, 2, "theta_new")

    def scale(self) -> GridMarginal:
        axis = self.parts[0].plane.axis
        chart = charts.positive(float(axis.scale[0]), axis.prior.support)
        if len(self.parts) == 1:
            return GridMarginal(lambda: self.parts[0].nodes.outer_table, self._pair(1), "scale", chart)

        def find() -> tuple[Curve, float, float]:
            density, low, high = self._mixed(Part.scale)
            first, last = chart.to_x(np.array([low, high]))
            return lambda x: density(chart.to_u(x)) * chart.slope(x), float(first), float(last)

        return charts.marginal(find, self._pair(1), "scale", chart)

    def _mixed(self, density_of: Callable[[Part], Density]) -> Density:
        """A density of the mixture, from those of its parts."""
        found = [density_of(part) for part in self.parts]
        densities, low, high = zip(*found, strict=True)

        def density(points: FloatArray) -> FloatArray:
            each = zip(self.weights, densities, strict=True)
            return sum((w * one(points) for w, one in each if w > 0), np.zeros(len(points)))

        return density, min(low), max(high)

    def _marginal(self, density_of: Callable[[Part], Density], row: int, name: str) -> GridMarginal:
        return charts.marginal(lambda: self._mixed(density_of), self._pair(row), name, self._chart)

    def _pair(self, row: int) -> tuple[float, float]:
        return float(self.moments[row, 0]), float(self.moments[row, 1])

    @cached_property
    def _chart(self) -> Chart:
        """About the likeliest place of μ."""
        heaviest = self.parts[int(np.argmax(self.weights))]
        row, column = np.unravel_index(np.argmax(heaviest.nodes.weight), heaviest.nodes.weight.shape)
        plane = heaviest.plane
        scale = min(float((1 / plane.s**2).sum() ** -0.5), plane.mu_prior.resolution)
        return charts.line(float(heaviest.nodes.inner[row, column]), scale)

    def new(self, std_error: float, name: str) -> GridMarginal:
        """The estimate of a new study: θ_new and a Normal error."""

        def find() -> tuple[Curve, float, float]:
            table = self.theta_new.table
            edges = self._chart.to_x(table.edges[0])

            def density(points: FloatArray) -> FloatArray:
                starts = range(0, len(points), AT_ONCE)
                return np.concatenate(
                    [self._with_error(points[i : i + AT_ONCE], std_error, edges) for i in starts]
                )

            return density, edges[0] - 9 * std_error, edges[-1] + 9 * std_error

        mean, sd = self._pair(2)
        return charts.marginal(find, (mean, math.hypot(sd, std_error)), name, self._chart)

    def _with_error(self, points: FloatArray, std_error: float, edges: FloatArray) -> FloatArray:
        """Density at ``points`` (m,), from that of θ_new on panels between ``edges``."""
        about = points[:, None] + std_error * EDGES
        panels = np.concatenate([about, np.tile(edges, (len(points), 1))], axis=1)
        panels = np.sort(np.clip(panels, about[:, :1], about[:, -1:]), axis=1)
        x, w = spread(panels, NODES)
        z = (x - points[:, None]) / std_error
        normal = np.exp(-0.5 * z * z) / (std_error * math.sqrt(2 * math.pi))
        found = (self.theta_new._pdf(x) * normal * w).sum(axis=1)
        far = np.abs(points) * FAR > std_error  # there the error is nothing, and its panels have no length
        return np.where(far, self.theta_new._pdf(points), found)

    def df(self) -> GridMarginal:
        """The degrees of freedom, of a posterior that has a prior on them."""
        assert self.freedom is not None
        return self.freedom.marginal()

    def draw(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        """Independent draws: mu, scale (n,), theta (n, K), and df (n,) where it has a prior."""
        counts = rng.multinomial(n, self.weights / self.weights.sum())
        each = zip(self.parts, counts.tolist(), strict=True)
        drawn = [part.draw(count, rng) for part, count in each if count or n == 0]
        order = rng.permutation(n)
        mu, scale, theta = (np.concatenate(each)[order] for each in zip(*drawn, strict=True))
        found = {"mu": mu, "scale": scale, "theta": theta}
        return {**found, "df": self.freedom.draw(mu, scale, rng)} if self.freedom else found

    def leave_out(self, k: int) -> float:
        """Log predictive density of study k given the others."""
        if len(self.parts[0].plane.y) == 1:
            return self.log_evidence
        shift = np.array([part.log_without(k) - part.nodes.log_evidence for part in self.parts])
        top = shift.max()
        return -float(top + math.log(self.weights @ np.exp(shift - top)))

    def error_estimate(self) -> float:
        """The largest change of a moment, in sds or relative to itself, when other nodes are used."""
        if self.freedom is None:
            return self._change(StudentPosterior.at(self.parts[0].second()))
        heaviest = StudentPosterior.at(self.parts[int(np.argmax(self.weights))])
        return heaviest.error_estimate() + self._change(StudentPosterior.over(self.freedom.second()))

    def _change(self, other: StudentPosterior) -> float:
        change = [abs(other.log_evidence - self.log_evidence)]
        for row, ((mean, sd), (new_mean, new_sd)) in enumerate(zip(self.moments, other.moments, strict=True)):
            scale = mean if row == 1 else sd
            change += [abs(new_mean - mean) / scale] if math.isfinite(mean) and math.isfinite(scale) else []
            change += [abs(new_sd / sd - 1)] if math.isfinite(sd) else []
        rest = max(part.nodes.rest for part in self.parts)
        return max(*change, rest, self.freedom.rest if self.freedom else 0.0) + ROUNDING
