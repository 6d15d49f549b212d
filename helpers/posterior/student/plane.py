"""Estimates with standard errors: the plane of μ and the scale of a Student-t population."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.axis import Axis, finite_moments
from helpers.posterior.plane.smooth import StudiesPlane
from helpers.posterior.quadrature import DROP
from helpers.posterior.student.population import Population
from helpers.priors import Prior

SCALES, PLACES = 24, 65  # of a first look for modes
GROUPS = 8  # of as many studies each, in each of which μ is looked for
HUNDREDS = 200  # studies, of which only scales that count at a landmark are looked at for modes
LOOK = 14.0  # nats, to which their likelihoods are right in a look for modes
SLACK = 0.1  # nats a study, by which a mode of μ may be higher than any landmark
NEAR = 1e-5  # of the smallest scale: below that, whatever a likelihood does counts for nothing


@dataclass(frozen=True, eq=False)
class StudentPlane(StudiesPlane):
    """(μ, scale) with every θ integrated out, for studies ``y``, ``s`` (K,): a ``Plane``.

    Near scale = 0 a likelihood far out goes like scale^df: it is not even and, where df is small, it is
    smooth only in the logarithm of the scale.
    """

    y: FloatArray
    s: FloatArray
    population: Population
    mu_prior: Prior
    scale_prior: Prior
    one_mode: bool = False  # whether μ is known to have no more

    even = False

    @property
    def heavy(self) -> bool:
        return math.isfinite(self.mu_prior.tail)

    @cached_property
    def reach(self) -> float:
        """The largest distance between what says where μ is."""
        reach = max(float(np.ptp(self.y)), self.widths.min())
        if self.mu_prior.proper:
            reach = max(reach, float(np.abs(self.y - self.mu_prior.quantile(0.5)).max()))
        return reach

    @cached_property
    def axis(self) -> Axis:
        reach = max(self.reach, float(self.s.max()))
        if math.isfinite(self.scale_prior.resolution):
            reach = max(reach, self.scale_prior.resolution)
        reach = max(reach, self.scale_prior.support[0])
        scale = min(float(self.s.min()), self.scale_prior.resolution)
        if self.population.df < 2:
            scale *= NEAR
        return Axis(self.scale_prior, np.array([scale]), np.array([reach]), self.decay)

    @property
    def decay(self) -> float:
        """The posterior density of the scale falls like scale^(−decay)."""
        return len(self.y) - (not self.mu_prior.proper) + self.scale_prior.tail

    @property
    def mu_tail(self) -> float:
        """The posterior density of μ falls like |μ|^(−mu_tail): with the scale, or at a scale of its own."""
        K = len(self.y)
        own = min(K + self.scale_prior.tail - 1, K * (self.population.df + 1))
        return own + self.mu_prior.tail

    @property
    def inner_order(self) -> int:
        return finite_moments(self.mu_tail) if self.heavy else 0

    @property
    def centres(self) -> FloatArray:
        return self.y

    @property
    def widths(self) -> FloatArray:
        return self.s

    @cached_property
    def landmarks(self) -> FloatArray:
        """Where μ may be: at a study, in the midst of a cluster of them, or where its prior is."""
        K = len(self.y)
        some = np.sort(self.y)[np.unique(np.round(np.linspace(0, K - 1, min(K, GROUPS + 1))).astype(int))]
        prior = self.mu_prior
        return np.append(some, prior.quantile(0.5)) if prior.proper else some

    def frame(self, outer: FloatArray) -> tuple[FloatArray, FloatArray]:
        """About the median, which outliers do not move; of several modes, a width that holds them all."""
        precision = (1 / (self.s**2 + outer[:, None] ** 2)).sum(axis=1)
        centre, wider = np.full(len(outer), self._median), self.reach**2 if self.several else 0.0
        if self.mu_prior.proper:
            own = 1 / self.mu_prior.resolution**2
            if not self.several:
                centre = (precision * centre + own * self.mu_prior.quantile(0.5)) / (precision + own)
            precision = precision + own
        return centre, np.sqrt(1 / precision + wider)

    @cached_property
    def _median(self) -> float:
        """Of the studies, weighted by precision."""
        order = np.argsort(self.y)
        upto = np.cumsum(self.s[order] ** -2.0)
        return float(self.y[order][np.searchsorted(upto, 0.5 * upto[-1])])

    @cached_property
    def several(self) -> bool:
        """Whether μ has several modes at some scale."""
        if self.one_mode:
            return False
        scales = float(self.s.min()) * np.geomspace(0.01, 4 * max(self.reach / self.s.min(), 1), SCALES)
        ends = self.landmarks.min(), self.landmarks.max()
        grid = np.unique(np.append(np.linspace(*ends, PLACES), self.landmarks))
        if self.many:  # most scales are thousands of nats away
            few = self._rough(scales, np.unique(self.landmarks)).max(axis=1)
            scales = scales[few > few.max() - DROP - SLACK * len(self.y)]
        g = self._rough(scales, grid)
        inner = g[:, 1:-1]
        modes = (inner > g[:, :-2]) & (inner >= g[:, 2:]) & (inner > g.max() - DROP)
        return bool((modes.sum(axis=1) > 1).any())

    @property
    def many(self) -> bool:
        """Whether there are hundreds of studies."""
        return len(self.y) >= HUNDREDS

    def _rough(self, scales: FloatArray, grid: FloatArray) -> FloatArray:
        """Log density of μ on the ``grid`` (G,) and of log scale, (R, G): of hundreds of studies roughly."""
        plane = self.coarser if self.many else self
        g = plane.log_joint(scales, np.tile(grid, (len(scales), 1)))
        return g + (self.scale_prior._logpdf(scales) + np.log(scales))[:, None]

    @property
    def coarser(self) -> StudentPlane:
        """The plane by fewer Normals, for a look."""
        return replace(self, population=Population.of(self.population.df, nats=LOOK))

    def with_df(self, df: float) -> StudentPlane:
        """The plane of the same studies."""
        return replace(self, population=Population.of(df, nats=self.population.nats))

    def without(self, k: int) -> StudentPlane:
        """The plane of the other studies."""
        return replace(self, y=np.delete(self.y, k), s=np.delete(self.s, k))

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        logs = self.population.log_average(self.y, self.s, inner, outer)
        return self.mu_prior._logpdf(inner) + logs.sum(axis=0)

    def averages(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        return self.population.averages(self.y, self.s, inner, outer)
