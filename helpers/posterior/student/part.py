"""What the plane of (μ, scale) says at one number of degrees of freedom: densities and moments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.distributions.grid import Curve
from helpers.posterior.axis import finite_moments
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.posterior.plane.smooth import START, Box, Shape, SmoothPlane, solve
from helpers.posterior.plane.summit import climb
from helpers.posterior.student.child import child_density
from helpers.posterior.student.plane import StudentPlane
from helpers.priors import Normal, StudentT

BEYOND = 1e-17  # share of θ_new beyond its table
FARTHEST = 1e100  # scales
MANY = 30  # studies, from which a polynomial over the plane pays
UNSEEN_SCALE = 1e-12  # over the narrowest that the density of μ may be
Density = tuple[Curve, float, float]  # and between which ends it lives


@dataclass(frozen=True, eq=False)
class Part:
    """The posterior given df; with a prior on df, one of several that are mixed."""

    plane: StudentPlane
    nodes: PlanePosterior

    @classmethod
    def of(cls, plane: StudentPlane, box: Box | None = None, shape: Shape = (START, START)) -> Part:
        """``box`` is where to look first, with ``shape`` nodes a side."""
        if len(plane.y) < MANY or plane.several:
            return cls(plane, PlanePosterior(plane))
        if box is None and plane.many and (summit := climb(plane.coarser)):
            box = summit.box
        return cls(plane, solve(plane, box, shape))

    @property
    def df(self) -> float:
        return self.plane.population.df

    @property
    def spread(self) -> float:
        """The sd of θ over its scale, where df > 2."""
        return math.sqrt(self.df / (self.df - 2)) if self.df > 2 else math.inf

    def second(self) -> Part:
        """Other nodes, over a wider range."""
        filled = self.nodes.plane
        plane = filled.second() if isinstance(filled, SmoothPlane) else self.plane
        return Part(self.plane, PlanePosterior(plane, like=self.nodes))

    @cached_property
    def given(self) -> Callable[[int], FloatArray]:
        """At every node, of one study: log average likelihood, mean and variance of θ; (3, J, I)."""
        filled = self.nodes.plane
        if isinstance(filled, SmoothPlane):
            return filled.given(self.nodes.outer, self.nodes.inner)
        found = self.plane.averages(self.nodes.outer, self.nodes.inner)
        return lambda k: found[:, k]

    @cached_property
    def moments(self) -> FloatArray:
        """Mean and variance of μ, scale, θ_new and each θ, (3 + K, 2); inf or nan where they do not exist."""
        mean, variance = self._moments_of(self.nodes.inner, np.zeros(1))
        order = finite_moments(self.plane.mu_tail)
        mu = (mean if order > 0 else math.nan), (variance if order > 1 else math.inf)
        scale_mean, scale_sd = self.nodes.outer_moments()
        new_mean = mu[0] if math.isfinite(scale_mean) and self.df > 1 else math.nan
        new = new_mean, mu[1] + self.spread**2 * (scale_mean**2 + scale_sd**2)
        return np.array([mu, (scale_mean, scale_sd**2), new, *self._effects()])

    def _effects(self) -> Iterable[Any]:
        """Mean and variance of each θ."""
        filled = self.nodes.plane
        if isinstance(filled, SmoothPlane):
            return filled.effect_moments(self.nodes)
        return [self._moments_of(*self.given(k)[1:]) for k in range(len(self.plane.y))]

    def _moments_of(self, mean: FloatArray, variance: FloatArray) -> tuple[float, float]:
        """Mean and variance of a mixture over the nodes, from those at each."""
        centre = float(self.nodes.expect(mean))
        return centre, float(self.nodes.expect(variance + (mean - centre) ** 2))

    def mu(self) -> Density:
        inner = self.nodes.inner[self._heavy_nodes]
        return self.nodes.inner_density, inner.min(), inner.max()

    def scale(self) -> Density:
        """Of the scale's place on the axis, x."""
        table = self.nodes.outer_table
        ends = table.edges[0, [0, -1]]
        return lambda x: table.pdf(np.zeros(len(x), dtype=int), x), ends[0], ends[1]

    def new(self) -> Density:
        """θ_new: Student's t about μ."""
        density = partial(child_density, self.nodes, self._scale, self.df, np.zeros(self.nodes.inner.shape))
        rows, columns = self._heavy_nodes
        unit = min(-float(StudentT(self.df, 0, 1).quantile(BEYOND)), FARTHEST)
        inner, reach = self.nodes.inner[rows, columns], unit * self._scale[rows]
        return density, (inner - reach).min(), (inner + reach).max()

    def effect(self, k: int) -> Density:
        """θ_k: likelihood times Student's t, over its average."""
        logs, means, variances = self.given(k)
        typical = float(self.nodes.expect(logs))
        over_average = partial(child_density, self.nodes, self._scale, self.df, typical - logs)
        likelihood = Normal(float(self.plane.y[k]), float(self.plane.s[k]))
        mean, sd = means[self._heavy_nodes], np.sqrt(variances[self._heavy_nodes])

        def density(points: FloatArray) -> FloatArray:
            return over_average(points) * np.exp(likelihood._logpdf(points) - typical)

        return density, (mean - 20 * sd).min(), (mean + 20 * sd).max()

    @cached_property
    def _scale(self) -> FloatArray:
        """At the rows; 0 where it is so small that no density of an effect shows it."""
        narrowest = min(self.plane.s.min(), self.plane.mu_prior.resolution)
        return np.where(self.nodes.outer > UNSEEN_SCALE * narrowest, self.nodes.outer, 0)

    @cached_property
    def _heavy_nodes(self) -> tuple[np.ndarray, np.ndarray]:
        """Nodes whose weight can be seen: row and column."""
        return np.nonzero(self.nodes.weight > 1e-17)

    def draw(self, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Independent draws of μ, scale (n,) and θ (n, K)."""
        scale, mu = self.nodes.sample(n, rng)
        population = self.plane.population
        each = zip(self.plane.y, self.plane.s, strict=True)
        theta = [population.draw(y, s, mu, scale, rng) for y, s in each]
        return mu, scale, np.stack(theta, axis=1)

    def log_without(self, k: int) -> float:
        """Log evidence of the other studies: this posterior, over the average likelihood of study k."""
        inverse = self.nodes.log_mean_inverse(self.given(k)[0])
        if inverse is not None:
            return float(self.nodes.log_evidence + inverse)
        return Part.of(self.plane.without(k)).nodes.log_evidence
