"""How many successes a new arm will show: a distribution on 0, 1, …, trials."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import log_expit

from helpers._panels import even_panels, spread
from helpers._validate import FloatArray
from helpers.distributions.grid import GridMarginal
from helpers.posterior.rates.beta_functions import log_beta_in_logit
from helpers.posterior.rates.comparison import reach_in_logit
from helpers.priors.base import Distribution

POINTS = 40
STRETCH = 3.0  # the table of a rate is in v, its log odds being 3·sinh v
CHUNK = 2000  # counts handled at once


@dataclass(frozen=True, eq=False)
class NewCount(Distribution):
    """Binomial(``trials``, p) averaged over ``rate``, the distribution of p.

    ``pdf`` is the probability of a count, 0 between whole numbers; a quantile is the smallest count whose
    cumulative probability reaches it.
    """

    rate: GridMarginal
    trials: int

    @property
    def mean(self) -> float:
        return self.trials * self.rate.mean

    @property
    def sd(self) -> float:
        mean, variance = self.rate.mean, self.rate.sd**2
        within = mean * (1 - mean) - variance
        return math.sqrt(self.trials * within + self.trials**2 * variance)

    @cached_property
    def probabilities(self) -> FloatArray:
        """P(count = y) for y = 0 … trials."""
        found = np.empty(self.trials + 1)
        found[[0, -1]] = self._none(), self._none(successes=False)
        for start in range(1, self.trials, CHUNK):
            y = np.arange(start, min(start + CHUNK, self.trials), dtype=float)
            found[y.astype(int)] = self._some(y)
        return found / found.sum()

    def _some(self, y: FloatArray) -> FloatArray:
        """P(count = y) for 0 < y < trials, by quadrature where the likelihood of y lives, in log odds."""
        middle, scale, down, up = reach_in_logit(y, self.trials - y)
        edges = even_panels(-np.arcsinh(down / scale), np.arcsinh(up / scale), 4)
        v, weight = spread(edges, POINTS)
        u = middle[:, None] + scale[:, None] * np.sinh(v)
        # the likelihood of y is the density of a Beta(y + 1, trials − y + 1) over trials + 1
        beta = log_beta_in_logit(u, y[:, None] + 1, self.trials - y[:, None] + 1)
        log_jacobian = -log_expit(u) - log_expit(-u) + np.log(scale[:, None] * np.cosh(v))
        return (np.exp(beta + log_jacobian) * self._density(u) * weight).sum(axis=1) / (self.trials + 1)

    def _density(self, u: FloatArray) -> FloatArray:
        """Density of the log odds of the rate."""
        v = np.arcsinh(u / STRETCH).ravel()
        return self.rate.table.pdf(np.zeros(v.size, dtype=int), v).reshape(u.shape) / np.hypot(u, STRETCH)

    def _none(self, successes: bool = True) -> float:
        """P(no success), or P(no failure): the tail of the rate may be long there."""
        low, high = self.rate.table.edges[0, [0, -1]]
        edges = even_panels(np.array([low]), np.array([high]), math.ceil((high - low) / 0.25))
        v, weight = spread(edges, 16)
        u = STRETCH * np.sinh(v)
        density = self.rate.table.pdf(np.zeros(v.size, dtype=int), v.ravel())
        return float(
            (density * np.exp(self.trials * log_expit(-u if successes else u).ravel())) @ weight.ravel()
        )

    def _pdf(self, x: FloatArray) -> FloatArray:
        whole = (x == np.floor(x)) & (x >= 0) & (x <= self.trials)
        return np.where(whole, self.probabilities[np.where(whole, x, 0).astype(int)], 0.0)

    def _cdf(self, x: FloatArray) -> FloatArray:
        upto = np.cumsum(self.probabilities)
        count = np.clip(np.floor(x), -1, self.trials).astype(int)
        return np.where(count < 0, 0.0, np.minimum(upto[count], 1.0))

    def _sf(self, x: FloatArray) -> FloatArray:
        above = np.append(np.cumsum(self.probabilities[::-1])[-2::-1], 0.0)
        count = np.clip(np.floor(x), -1, self.trials).astype(int)
        return np.where(count < 0, 1.0, np.minimum(above[count], 1.0))

    def _quantile(self, q: FloatArray) -> FloatArray:
        upto = np.cumsum(self.probabilities)
        return np.minimum(np.searchsorted(upto, q * (1 - 1e-15)), self.trials).astype(float)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return rng.binomial(self.trials, self.rate._sample(n, rng)).astype(float)
