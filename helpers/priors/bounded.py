"""Priors on an interval: for a spread with a hard limit and for rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betainc, betaincc, betaincinv, betaln, xlog1py, xlogy

from helpers._validate import FloatArray
from helpers.priors.base import Prior, inside


@dataclass(frozen=True)
class Uniform(Prior):
    """Uniform between ``low`` and ``high`` > low."""

    low: float
    high: float

    def __post_init__(self) -> None:
        self._check(low={})
        self._check(high={"above": self.low})
        if math.isinf(self.high - self.low):
            raise ValueError(f"high must be less than 1.8e308 above low; found {self.low} and {self.high}")

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return 0.5 * self.low + 0.5 * self.high

    @property
    def sd(self) -> float:
        return (self.high - self.low) / math.sqrt(12)

    @property
    def resolution(self) -> float:
        return self.high - self.low

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Uniform(name, lower=np.float64(self.low), upper=np.float64(self.high), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        return inside(x, self.low, self.high, np.full(np.shape(x), -math.log(self.high - self.low)))

    def _cdf(self, x: FloatArray) -> FloatArray:
        return (np.clip(x, self.low, self.high) - self.low) / (self.high - self.low)

    def _sf(self, x: FloatArray) -> FloatArray:
        return (self.high - np.clip(x, self.low, self.high)) / (self.high - self.low)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.low + (self.high - self.low) * q


@dataclass(frozen=True)
class Beta(Prior):
    """Beta(``a``, ``b``) on (0, 1); ``a``, ``b`` > 0 count like successes and failures."""

    a: float
    b: float

    def __post_init__(self) -> None:
        self._check(a={"above": 0, "at_most": 1e100}, b={"above": 0, "at_most": 1e100})

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        total = self.a + self.b
        return math.sqrt(self.a / total * (self.b / total) / (total + 1))

    @property
    def resolution(self) -> float:
        return self.sd

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Beta(name, alpha=np.float64(self.a), beta=np.float64(self.b), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        rate = np.clip(x, 0, 1)
        log_density = xlogy(self.a - 1, rate) + xlog1py(self.b - 1, -rate) - betaln(self.a, self.b)
        return inside(x, 0, 1, log_density)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return betainc(self.a, self.b, np.clip(x, 0, 1))

    def _sf(self, x: FloatArray) -> FloatArray:
        return betaincc(self.a, self.b, np.clip(x, 0, 1))

    def _quantile(self, q: FloatArray) -> FloatArray:
        return betaincinv(self.a, self.b, q)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return rng.beta(self.a, self.b, n)
