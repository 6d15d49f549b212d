"""What the plane of (μ, τ) says about one set of counts: moments, marginals, draws."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.distributions.grid import Chart, Curve, GridMarginal
from helpers.posterior.axis import finite_moments
from helpers.posterior.counts.plane import CountsPlane
from helpers.posterior.plane import charts
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.posterior.plane.smooth import SmoothPlane, solve

LOG_2PI = math.log(2 * math.pi)
TABLE_ERROR = 1e-11  # of the tables of one-study likelihoods, which both rules share


@dataclass(frozen=True, eq=False)
class CountsPosterior:
    """The posterior of one set of counts: moments from the nodes, marginals tabulated when first asked."""

    plane: CountsPlane
    nodes: PlanePosterior

    @cached_property
    def given(self) -> Callable[[int], FloatArray]:
        """At every node, of one study: log average likelihood, mean and variance of θ; (3, J, I)."""
        return self._filled_from.given(self.nodes.outer, self.nodes.inner)

    @property
    def _filled_from(self) -> CountsPlane | SmoothPlane:
        return self.nodes.plane  # type: ignore[return-value]

    @cached_property
    def moments(self) -> FloatArray:
        """Mean and sd of μ, τ and every θ; (2 + K, 2). Infinite or nan where they do not exist."""
        mu = _mean_and_sd(self.nodes, self.nodes.inner, np.zeros(1))
        prior = self.plane.mu_prior
        tail = self.plane.decay + (prior.tail - 1 if prior.proper else 0)
        order = finite_moments(tail)
        mu = (mu[0] if order > 0 else math.nan), (mu[1] if order > 1 else math.inf)
        each = [self._effect_moments(k) for k in range(len(self.plane.studies))]
        return np.array([mu, self.nodes.outer_moments(), *each])

    def _effect_moments(self, k: int) -> tuple[float, float]:
        """Mean and sd of θ_k. Without an event, or without a non-event, its tail is that of τ."""
        mean, sd = _mean_and_sd(self.nodes, *self.given(k)[1:])
        order = 2 if self.plane.informative[k] else self.plane.axis.order
        return (mean if order > 0 else math.copysign(math.inf, mean)), (sd if order > 1 else math.inf)

    def mu(self) -> GridMarginal:
        inner = self.nodes.inner[self._heavy_nodes]
        return self._marginal(
            lambda: (self.nodes.inner_density, inner.min(), inner.max()), self._pair(0), "mu"
        )

    def tau(self) -> GridMarginal:
        chart = charts.positive(float(self.plane.axis.scale[0]), self.plane.tau_prior.support)
        return GridMarginal(lambda: self.nodes.outer_table, self._pair(1), "tau", chart)

    def theta(self, k: int) -> GridMarginal:
        """The effect of study k."""
        return self._marginal(partial(self._effect, k), self._pair(2 + k), f"theta[{k}]")

    def _effect(self, k: int) -> tuple[Curve, float, float]:
        """Likelihood times Normal given the hyperparameters, over its average; and where that lives."""
        study, nodes = self.plane.studies[k], self.nodes
        logs, means, variances = self.given(k)
        series = nodes.series(logs)
        tau = np.maximum(nodes.outer, 1e-9 * study.width)
        stretch = 1 + (tau / study.width) ** 2

        def kernel(j: int, points: FloatArray, inner: FloatArray) -> FloatArray:
            log_average = nodes.evaluate(series[j], logs[j], nodes.place(j, inner))
            return study.log_value(points) - log_average + _log_normal(points - inner, tau[j])

        def window(j: int, points: FloatArray) -> tuple[FloatArray, FloatArray]:
            # dividing by the average moves the Normal about x away from the likelihood, and widens it
            middle = points + (points - study.centre) * (stretch[j] - 1)
            reach = 10 * tau[j] * math.sqrt(stretch[j])
            return middle - reach, middle + reach

        mean, sd = means[self._heavy_nodes], np.sqrt(variances[self._heavy_nodes])
        wide = nodes.wide(tau * np.sqrt(stretch), nodes.inner)

        def at_nodes(rows: np.ndarray, columns: np.ndarray, points: FloatArray) -> FloatArray:
            log_normal = _log_normal(points - nodes.inner[rows, columns], tau[rows])
            return log_normal + (study.log_value(points) - logs[rows, columns])

        density = partial(nodes.child_density, kernel=kernel, window=window, wide=wide, at_nodes=at_nodes)
        return density, (mean - 20 * sd).min(), (mean + 20 * sd).max()

    def new(self, std_error: float, name: str) -> GridMarginal:
        """The next study's true effect or, with a standard error, its estimate."""
        nodes = self.nodes
        spread = np.hypot(np.maximum(nodes.outer, 1e-12 * self.plane.axis.scale[0]), std_error)

        def kernel(j: int, points: FloatArray, inner: FloatArray) -> FloatArray:
            return _log_normal(points - inner, spread[j])

        def window(j: int, points: FloatArray) -> tuple[FloatArray, FloatArray]:
            return points - 8.6 * spread[j], points + 8.6 * spread[j]

        rows, columns = self._heavy_nodes
        inner, reach = nodes.inner[rows, columns], 8.6 * spread[rows]
        wide = nodes.wide(spread, nodes.inner)

        def at_nodes(rows: np.ndarray, columns: np.ndarray, points: FloatArray) -> FloatArray:
            return _log_normal(points - nodes.inner[rows, columns], spread[rows])

        density = partial(nodes.child_density, kernel=kernel, window=window, wide=wide, at_nodes=at_nodes)
        (mean, mu_sd), (tau_mean, tau_sd) = self.moments[:2]
        moments = (
            (mean if math.isfinite(tau_mean) else math.nan),
            math.hypot(mu_sd, tau_mean, tau_sd, std_error),
        )
        return self._marginal(lambda: (density, (inner - reach).min(), (inner + reach).max()), moments, name)

    @cached_property
    def _heavy_nodes(self) -> tuple[np.ndarray, np.ndarray]:
        """Nodes whose weight can be seen: row and column."""
        return np.nonzero(self.nodes.weight > 1e-17)

    def _pair(self, row: int) -> tuple[float, float]:
        return float(self.moments[row, 0]), float(self.moments[row, 1])

    @cached_property
    def _chart(self) -> Chart:
        """About the likeliest place of μ."""
        rows, columns = self._heavy_nodes
        heaviest = np.argmax(self.nodes.weight[rows, columns])
        centre = float(self.nodes.inner[rows[heaviest], columns[heaviest]])
        scale = float(self.plane.frame(np.zeros(1))[1][0])
        return charts.line(centre, scale)

    def _marginal(
        self, find: Callable[[], tuple[Curve, float, float]], moments: tuple[float, float], name: str
    ) -> GridMarginal:
        return charts.marginal(find, moments, name, self._chart)

    def draw(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        """Independent draws: mu, tau (n,) and theta (n, K)."""
        tau, mu = self.nodes.sample(n, rng)
        theta = [study.draw(mu, tau, rng) for study in self.plane.studies]
        return {"mu": mu, "tau": tau, "theta": np.stack(theta, axis=1)}

    def leave_out(self, k: int) -> float:
        """Log predictive probability of study k given the others: theirs is this posterior over M_k."""
        if len(self.plane.studies) == 1:
            return self.nodes.log_evidence
        inverse = self.nodes.log_mean_inverse(self.given(k)[0])
        if inverse is not None:
            return -inverse
        return self.nodes.log_evidence - solve(self.plane.without(k)).log_evidence

    def error_estimate(self) -> float:
        """Largest change of a moment when other nodes are used, over a wider range."""
        other = CountsPosterior(self.plane, PlanePosterior(self._filled_from.second(), like=self.nodes))
        change = [abs(other.nodes.log_evidence - self.nodes.log_evidence)]
        for row, ((mean, sd), (new_mean, new_sd)) in enumerate(zip(self.moments, other.moments, strict=True)):
            scale = mean if row == 1 else sd
            change += [abs(new_mean - mean) / scale] if math.isfinite(mean) and math.isfinite(scale) else []
            change += [abs(new_sd / sd - 1)] if math.isfinite(sd) else []
        return max(*change, self.nodes.rest) + TABLE_ERROR


def _mean_and_sd(nodes: PlanePosterior, mean: FloatArray, variance: FloatArray) -> tuple[float, float]:
    """Mean and sd of a mixture over the nodes, from those at each."""
    centre = float(nodes.expect(mean))
    return centre, math.sqrt(float(nodes.expect(variance + (mean - centre) ** 2)))


def _log_normal(gap: FloatArray, sd: Any) -> FloatArray:
    return -0.5 * (gap / sd) ** 2 - np.log(sd) - 0.5 * LOG_2PI
