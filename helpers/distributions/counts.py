"""How many successes a rate with a Beta belief will show: the Beta–Binomial, and mixtures of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betaln

from helpers._validate import FloatArray, described, whole_number
from helpers.distributions.betas import BetaMixture
from helpers.priors.base import Distribution


@dataclass(frozen=True, eq=False)
class AveragedBinomial(Distribution):
    """Binomial(``trials``, p) averaged over ``rate``, whatever the distribution of p is.

    ``pdf`` is the probability of a count, 0 between whole numbers; a quantile is the smallest count whose
    cumulative probability reaches it. A subclass supplies ``probabilities``, beside what every distribution
    needs.
    """

    rate: Distribution
    trials: int

    discrete = True

    @property
    def mean(self) -> float:
        return self.trials * self.rate.mean

    @property
    def sd(self) -> float:
        mean, variance = self.rate.mean, self.rate.sd**2
        return math.sqrt(self.trials * (mean * (1 - mean) - variance) + self.trials**2 * variance)

    @property
    def probabilities(self) -> FloatArray:
        """P(count = y) for y = 0 … trials."""
        raise NotImplementedError

    @cached_property
    def _sums(self) -> tuple[FloatArray, FloatArray]:
        """P(count ≤ y) and P(count > y) for y = −1 … trials, each added up from its own end."""
        below, above = np.cumsum(self.probabilities), np.cumsum(self.probabilities[::-1])[::-1]
        return np.minimum(np.append(0.0, below), 1.0), np.minimum(np.append(above, 0.0), 1.0)

    def _at_least(self, x: FloatArray) -> FloatArray:
        return self._sf(np.ceil(x) - 1)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return rng.binomial(self.trials, self.rate._sample(n, rng)).astype(float)


@dataclass(frozen=True, eq=False)
class CountMixture(AveragedBinomial):
    """Binomial(``trials``, p) averaged over ``rate``, a `BetaMixture` for p; ``trials`` ≥ 1.

    All trials + 1 probabilities are computed and kept.
    """

    rate: BetaMixture

    def __post_init__(self) -> None:
        if not isinstance(self.rate, BetaMixture):
            raise TypeError(f"rate must be a BetaMixture; found {described(self.rate)}")
        object.__setattr__(self, "trials", whole_number(self.trials, "trials", at_least=1, at_most=10**7))

    @cached_property
    def probabilities(self) -> FloatArray:
        """P(count = y) for y = 0 … trials."""
        y, n = np.arange(self.trials + 1.0), self.trials
        ways = -np.log(n + 1) - betaln(y + 1, n - y + 1)
        found = sum(
            w * np.exp(ways + betaln(a + y, b + n - y) - betaln(a, b))
            for w, a, b in zip(*self.rate.parts(), strict=True)
        )
        return np.asarray(found / np.sum(found))

    def _at(self, sums: FloatArray, x: FloatArray) -> FloatArray:
        return np.asarray(sums[np.clip(np.floor(x), -1, self.trials).astype(int) + 1])

    def _pdf(self, x: FloatArray) -> FloatArray:
        whole = (x == np.floor(x)) & (x >= 0) & (x <= self.trials)
        return np.where(whole, self.probabilities[np.where(whole, x, 0).astype(int)], 0.0)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._at(self._sums[0], x)

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._at(self._sums[1], x)

    def _quantile(self, q: FloatArray) -> FloatArray:
        first = np.searchsorted(self._sums[0][1:], q * (1 - 1e-15))
        return np.minimum(first, self.trials).astype(np.float64)
