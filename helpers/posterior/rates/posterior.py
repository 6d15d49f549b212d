"""What the plane of mean and concentration says: about each rate, the next one, and their order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from scipy.special import expit, logit

from helpers._validate import FloatArray
from helpers.distributions.grid import Chart, Curve, GridMarginal, tabulate
from helpers.posterior.plane.posterior import PlanePosterior
from helpers.posterior.rates.beta_functions import log_beta_in_logit
from helpers.posterior.rates.comparison import chances_largest, reach_in_logit
from helpers.posterior.rates.new_count import STRETCH
from helpers.posterior.rates.plane import RatesPlane

FARTHEST = 1e30  # log odds
VISIBLE = 1e-15  # weight from which a node counts


def _rate_slope(p: FloatArray) -> FloatArray:
    inner = np.clip(p, 1e-300, 1 - 1e-16)
    slope = 1 / (inner * (1 - inner) * np.hypot(logit(inner), STRETCH))
    return np.where((p > 0) & (p < 1), slope, 0.0)


RATE = Chart(
    lambda u: expit(STRETCH * np.sinh(u)),
    lambda p: np.arcsinh(logit(np.clip(p, 0, 1)) / STRETCH),
    _rate_slope,
    (0.0, 1.0),
)


@dataclass(frozen=True, eq=False)
class RatesPosterior:
    """Moments from the nodes, marginals tabulated when first asked."""

    plane: RatesPlane
    nodes: PlanePosterior

    @cached_property
    def _hyper(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """m and 1 − m (J, I), c (J, 1) at the nodes."""
        log_m, log_rest = self.plane.mean_rate(self.nodes.inner)
        return np.exp(log_m), np.exp(log_rest), self.plane.concentration(self.nodes.outer)[:, None]

    def _parameters(self, k: int | None) -> tuple[FloatArray, FloatArray]:
        """Of the Beta of rate k, or of a new rate, at the nodes; (J, I) each."""
        m, rest, c = self._hyper
        y, n = (0.0, 0.0) if k is None else (self.plane.y[k], self.plane.n[k])
        return np.maximum(y + c * m, 1e-290), np.maximum(n - y + c * rest, 1e-290)

    def moments(self, k: int | None) -> tuple[float, float]:
        """Mean and sd of a rate."""
        a, b = self._parameters(k)
        mean = a / (a + b)
        centre = float(self.nodes.expect(mean))
        variance = mean * (b / (a + b)) / (a + b + 1) + (mean - centre) ** 2
        return centre, math.sqrt(float(self.nodes.expect(variance)))

    def rate(self, k: int | None) -> GridMarginal:
        """Rate k, or for None that of a new arm."""
        y, n = (0.0, 0.0) if k is None else (self.plane.y[k], self.plane.n[k])
        c = self.plane.concentration(self.nodes.outer)
        first, second = self._parameters(k)

        def kernel(j: int, points: FloatArray, inner: FloatArray) -> FloatArray:
            log_m, log_rest = self.plane.mean_rate(inner)
            a, b = y + c[j] * np.exp(log_m), n - y + c[j] * np.exp(log_rest)
            return log_beta_in_logit(points, np.maximum(a, 1e-290), np.maximum(b, 1e-290))

        def window(j: int, points: FloatArray) -> tuple[FloatArray, FloatArray]:
            # the Beta's mean is within ± 6.5/√(n + c) of the rate on the scale arcsin √
            angle, reach = np.arcsin(np.sqrt(expit(points))), 6.5 / math.sqrt(n + c[j])
            ends = (np.maximum(angle - reach, 0.0), np.minimum(angle + reach, 0.5 * np.pi))
            low, high = (self.plane.inner_of((np.sin(end) ** 2 * (n + c[j]) - y) / c[j]) for end in ends)
            return low, high

        seen = self.nodes.weight > VISIBLE
        middle, _, down, up = reach_in_logit(first[seen], second[seen])
        low, high = max((middle - down).min(), -FARTHEST), min((middle + up).max(), FARTHEST)
        wide = self.nodes.wide(0.5 / np.sqrt(n + c), np.arcsin(np.sqrt(self._hyper[0])))

        def at_nodes(rows: np.ndarray, columns: np.ndarray, points: FloatArray) -> FloatArray:
            return log_beta_in_logit(points, first[rows, columns], second[rows, columns])

        density = partial(
            self.nodes.child_density, kernel=kernel, window=window, wide=wide, at_nodes=at_nodes
        )
        name = "rate_new" if k is None else f"rates[{k}]"
        return _in_logit(density, (low, high), self.moments(k), name)

    def mean_rate(self) -> GridMarginal:
        m = self._hyper[0]
        centre = float(self.nodes.expect(m))
        sd = math.sqrt(float(self.nodes.expect((m - centre) ** 2)))
        low, high = self.plane.bounds
        inner = self.nodes.inner[self.nodes.weight > VISIBLE]
        chart = Chart(
            lambda u: low + (high - low) * expit(u),
            self.plane.inner_of,
            lambda p: np.where(
                (p > low) & (p < high),
                (high - low) / np.maximum(np.clip(p - low, 0, 1) * np.clip(high - p, 0, 1), 1e-300),
                0,
            ),
            (low, high),
        )
        ends = float(inner.min()), float(inner.max())
        return GridMarginal(
            lambda: tabulate(self.nodes.inner_density, *ends), (centre, sd), "mean_rate", chart
        )

    def concentration(self) -> GridMarginal:
        scale = float(self.plane.axis.scale[0])
        if self.plane.hyperprior is not None:
            chart = Chart(
                lambda u: scale * np.sinh(u),
                lambda c: np.arcsinh(np.maximum(c, 0) / scale),
                lambda c: (c >= 0) / np.hypot(c, scale),
                self.plane.axis.prior.support,
            )
            return GridMarginal(
                lambda: self.nodes.outer_table, self.nodes.outer_moments(), "concentration", chart
            )
        chart = Chart(
            lambda u: np.maximum(scale * np.sinh(u), 1e-150) ** -2,
            lambda c: np.arcsinh(np.maximum(c, 1e-290) ** -0.5 / scale),
            lambda c: (
                (c > 0) * 0.5 / (np.maximum(c, 1e-290) * np.hypot(1, scale * np.sqrt(np.maximum(c, 0))))
            ),
            (0.0, math.inf),
            rising=False,
        )
        # ψ = c^(−1/2) has a positive density at 0, so that even the mean of c diverges
        return GridMarginal(lambda: self.nodes.outer_table, (math.inf, math.inf), "concentration", chart)

    def chances_largest(self, arms: list[int]) -> FloatArray:
        """P(rate k is above those of all the other ``arms``), for each k of them."""
        seen = self.nodes.weight > 1e-14
        a, b = np.stack([[part[seen] for part in self._parameters(arm)] for arm in arms], axis=1)
        weight = self.nodes.weight[seen]
        return np.minimum(chances_largest(a, b) @ weight / weight.sum(), 1)

    def draw(self, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
        """Independent draws of the rates (n, K), the mean rate and the concentration (n,)."""
        outer, inner = self.nodes.sample(n, rng)
        c = self.plane.concentration(outer)
        log_m, log_rest = self.plane.mean_rate(inner)
        m = np.exp(log_m)
        a = np.clip((c * m)[:, None] + self.plane.y, 1e-290, 1e290)
        b = np.clip((c * np.exp(log_rest))[:, None] + self.plane.n - self.plane.y, 1e-290, 1e290)
        return {"rates": rng.beta(a, b), "mean_rate": m, "concentration": c}

    def loo(self) -> FloatArray:
        """Log predictive probability of each arm's count given the others."""
        found = np.full(len(self.plane.y), self.nodes.log_evidence)
        for k in range(len(found)):
            without = self.plane.without(k)
            without.check_proper("the posterior without one arm")
            if len(found) > 1:  # the evidence of no arm at all is 1
                found[k] -= PlanePosterior(without).log_evidence
        return found

    def error_estimate(self) -> float:
        """Largest change of a rate's mean, in sds, of its sd or of log evidence when other nodes are used."""
        other = RatesPosterior(self.plane, PlanePosterior(self.plane, like=self.nodes))
        change = [abs(other.nodes.log_evidence - self.nodes.log_evidence)]
        for k in (None, *range(len(self.plane.y))):
            (mean, sd), (new_mean, new_sd) = self.moments(k), other.moments(k)
            change += [abs(new_mean - mean) / sd, abs(new_sd / sd - 1)]
        return max(*change, self.nodes.rest) + 1e-14


def _in_logit(
    density: Curve, ends: tuple[float, float], moments: tuple[float, float], name: str
) -> GridMarginal:
    """A rate's marginal from the density of its log odds between ``ends``."""

    def stretched(u: FloatArray) -> FloatArray:
        return density(STRETCH * np.sinh(u)) * STRETCH * np.cosh(u)

    low, high = (math.asinh(end / STRETCH) for end in ends)
    return GridMarginal(lambda: tabulate(stretched, low, high), moments, name, RATE)
