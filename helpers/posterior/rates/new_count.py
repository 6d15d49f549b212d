"""How many successes a new arm will show: a distribution on 0, 1, …, trials."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from scipy.special import log_expit

from helpers._panels import even_panels, spread
from helpers._validate import FloatArray
from helpers.distributions.counts import AveragedBinomial
from helpers.distributions.grid import Curve, GridMarginal
from helpers.posterior.rates.beta_functions import log_beta_in_logit
from helpers.posterior.rates.comparison import reach_in_logit

PANELS, POINTS = 4, 24  # where a Beta lives; and those of the rate's table
STRETCH = 3.0  # the table of a rate is in v, its log odds being 3·sinh v
SUMMED = 2000  # most trials whose probabilities are all found, and added up
CHUNK = 100  # counts handled at once


@dataclass(frozen=True, eq=False)
class NewCount(AveragedBinomial):
    """How many of ``trials`` will succeed at a rate whose distribution is known on a grid."""

    rate: GridMarginal

    @cached_property
    def probabilities(self) -> FloatArray:
        """P(count = y) for y = 0 … trials, of few trials."""
        found = self._probability(np.arange(self.trials + 1.0))
        return found / found.sum()

    def _probability(self, y: FloatArray) -> FloatArray:
        """P(count = y) for whole y from 0 to trials."""
        found, inner = np.empty(len(y)), (y > 0) & (y < self.trials)
        # the likelihood of y is the density of a Beta(y + 1, trials − y + 1) over trials + 1
        found[inner] = self._average(y[inner] + 1, self.trials - y[inner] + 1, self._density)
        found[inner] /= self.trials + 1
        for end, successes in ((0, True), (self.trials, False)):
            if (y == end).any():
                found[y == end] = self._none(successes)
        return found

    def _average(self, a: FloatArray, b: FloatArray, value: Curve) -> FloatArray:
        """Average of a curve known on the panels of the rate's table over the log odds of a Beta(a, b)."""
        found = np.empty(len(a))
        for start in range(0, len(a), CHUNK):
            part = slice(start, start + CHUNK)
            middle, scale, down, up = (each[:, None] for each in reach_in_logit(a[part], b[part]))
            low, high = -np.arcsinh(down / scale), np.arcsinh(up / scale)
            edges = low + (high - low) * np.linspace(0, 1, PANELS + 1)
            steps = np.arcsinh((STRETCH * np.sinh(self.rate.table.edges) - middle) / scale)
            edges = np.sort(np.concatenate([edges, np.clip(steps, low, high)], axis=1), axis=1)
            v, weight = spread(edges, POINTS)
            u = middle + scale * np.sinh(v)
            density = np.exp(log_beta_in_logit(u, a[part, None], b[part, None]))
            found[part] = (density * value(u) * weight * scale * np.cosh(v)).sum(axis=1)
        return found

    def _density(self, u: FloatArray) -> FloatArray:
        """Density of the rate at log odds u."""
        log_slope = log_expit(u) + log_expit(-u) + np.log(np.hypot(u, STRETCH))
        return self._ask(self.rate.table.pdf, u) * np.exp(-log_slope)

    def _ask(self, ask: Callable[[np.ndarray, FloatArray], FloatArray], u: FloatArray) -> FloatArray:
        v = np.arcsinh(u / STRETCH).ravel()
        return ask(np.zeros(v.size, dtype=int), v).reshape(u.shape)

    def _none(self, successes: bool = True) -> float:
        """P(no success), or P(no failure): the tail of the rate may be long there."""
        known = self.rate.table.edges
        even = even_panels(known[:, 0], known[:, -1], math.ceil((known[0, -1] - known[0, 0]) / 0.25))
        v, weight = spread(np.sort(np.concatenate([even, known], axis=1), axis=1), 16)
        u = STRETCH * np.sinh(v)
        density = self.rate.table.pdf(np.zeros(v.size, dtype=int), v.ravel())
        return float(
            (density * np.exp(self.trials * log_expit(-u if successes else u).ravel())) @ weight.ravel()
        )

    def _pdf(self, x: FloatArray) -> FloatArray:
        whole = (x == np.floor(x)) & (x >= 0) & (x <= self.trials)
        y = np.where(whole, x, 0.0)
        if self.trials <= SUMMED:
            return np.where(whole, self.probabilities[y.astype(int)], 0.0)
        found = np.zeros(x.shape)
        found[whole] = self._probability(y[whole])
        return found

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._tail(x, below=True)

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._tail(x, below=False)

    def _tail(self, x: FloatArray, below: bool) -> FloatArray:
        """P(count ≤ x), or P(count > x).

        More than y of the trials succeed where the y + 1 smallest of so many uniform numbers are below the
        rate; the largest of those has a Beta(y + 1, trials − y) distribution.
        """
        y = np.clip(np.floor(x), -1, self.trials)
        if self.trials <= SUMMED:
            upto = self._sums[0 if below else 1]
            return np.asarray(upto[y.astype(int) + 1])
        found = np.where((y < 0) == below, 0.0, 1.0)
        inner = (y >= 0) & (y < self.trials)
        curve = self.rate.table.cdf if below else self.rate.table.sf
        a, b = y[inner] + 1, self.trials - y[inner]
        found[inner] = np.minimum(self._average(a, b, partial(self._ask, curve)), 1)
        return found

    def _quantile(self, q: FloatArray) -> FloatArray:
        """By bisection between counts: the smallest that is not below the quantile."""
        low, high = np.full(q.shape, -1.0), np.full(q.shape, float(self.trials))
        for _ in range(math.ceil(math.log2(self.trials + 1)) + 1):
            middle = np.floor(0.5 * (low + high))
            reached = np.where(q > 0.5, self._sf(middle) <= (1 - q), self._cdf(middle) >= q * (1 - 1e-15))
            reached &= middle >= 0
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        return np.where(q < 1, high, self.trials)
