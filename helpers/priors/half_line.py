"""Priors on x > 0: for the spread τ between studies and for concentrations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betainc, erf, erfc, erfcinv, erfinv

from helpers._validate import FloatArray
from helpers.priors.base import Prior, divergent, inside
from helpers.priors.real_line import gamma_ratio, half_t_quantile, log1p_square, log_student_t


class Positive(Prior):
    """A prior whose density is positive on x ≥ 0 only."""

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


@dataclass(frozen=True)
class HalfNormal(Positive):
    """The absolute value of a Normal(0, ``scale``); ``scale`` > 0 is not its sd."""

    scale: float

    def __post_init__(self) -> None:
        self._check(scale={"above": 0})

    @property
    def mean(self) -> float:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def sd(self) -> float:
        return self.scale * math.sqrt(1 - 2 / math.pi)

    @property
    def resolution(self) -> float:
        return self.scale

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.HalfNormal(name, sigma=np.float64(self.scale), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        with np.errstate(over="ignore"):  # to −inf, as it should
            log_density = -0.5 * (x / self.scale) ** 2 + 0.5 * math.log(2 / math.pi) - math.log(self.scale)
        return inside(x, 0, math.inf, log_density)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return erf(np.maximum(x, 0) / (self.scale * math.sqrt(2)))

    def _sf(self, x: FloatArray) -> FloatArray:
        return erfc(np.maximum(x, 0) / (self.scale * math.sqrt(2)))

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.scale * math.sqrt(2) * np.where(q < 0.5, erfinv(q), erfcinv(1 - q))


@dataclass(frozen=True)
class HalfStudentT(Positive):
    """The absolute value of Student's t with ``df`` > 0, stretched by ``scale`` > 0."""

    df: float
    scale: float

    def __post_init__(self) -> None:
        self._check(df={"above": 0}, scale={"above": 0})

    @property
    def mean(self) -> float:
        if self.df <= 1:
            return divergent(f"the mean of {self}")
        return self.scale * self._standard_mean()

    def _standard_mean(self) -> float:
        """2·√(df/π)·Γ((df + 1)/2)/Γ(df/2)/(df − 1), that of |T|."""
        return 2 * math.sqrt(self.df / math.pi) / (self.df - 1) * gamma_ratio(self.df / 2)

    @property
    def sd(self) -> float:
        if self.df <= 2:
            return divergent(f"the sd of {self}")
        return self.scale * math.sqrt(self.df / (self.df - 2) - self._standard_mean() ** 2)

    @property
    def tail(self) -> float:
        return self.df + 1

    @property
    def resolution(self) -> float:
        return self.scale

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.HalfStudentT(name, nu=np.float64(self.df), sigma=np.float64(self.scale), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        log_density = log_student_t(x / self.scale, self.df) + math.log(2) - math.log(self.scale)
        return inside(x, 0, math.inf, log_density)

    def _cdf(self, x: FloatArray) -> FloatArray:
        squared = (np.clip(x / self.scale, 0, 1e150)) ** 2
        near = betainc(0.5, self.df / 2, squared / (self.df + squared))
        return np.where(squared < self.df, near, 1 - self._sf(x))

    def _sf(self, x: FloatArray) -> FloatArray:
        squared = (np.clip(x / self.scale, 0, 1e150)) ** 2
        return np.where(x < np.inf, betainc(self.df / 2, 0.5, self.df / (self.df + squared)), 0.0)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.scale * half_t_quantile(self.df, q, 1 - q)


@dataclass(frozen=True)
class HalfCauchy(Positive):
    """The absolute value of a Cauchy centred at 0; half of its mass lies below ``scale`` > 0."""

    scale: float

    def __post_init__(self) -> None:
        self._check(scale={"above": 0})

    @property
    def mean(self) -> float:
        return divergent(f"the mean of {self}")

    @property
    def sd(self) -> float:
        return divergent(f"the sd of {self}")

    @property
    def tail(self) -> float:
        return 2.0

    @property
    def resolution(self) -> float:
        return self.scale

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.HalfCauchy(name, beta=np.float64(self.scale), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        log_density = math.log(2 / (math.pi * self.scale)) - log1p_square(x / self.scale)
        return inside(x, 0, math.inf, log_density)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return 2 / math.pi * np.arctan(np.maximum(x, 0) / self.scale)

    def _sf(self, x: FloatArray) -> FloatArray:
        return 2 / math.pi * np.arctan2(self.scale, np.maximum(x, 0))

    def _quantile(self, q: FloatArray) -> FloatArray:
        lower, upper = np.tan(np.pi / 2 * q), 1 / np.tan(np.pi / 2 * np.maximum(1 - q, 1e-300))
        return self.scale * np.where(q < 0.5, lower, np.where(q < 1, upper, np.inf))


@dataclass(frozen=True)
class Exponential(Positive):
    """Exponential with ``rate`` > 0, so with mean 1/rate."""

    rate: float

    def __post_init__(self) -> None:
        self._check(rate={"above": 0})

    @property
    def mean(self) -> float:
        return 1 / self.rate

    @property
    def sd(self) -> float:
        return 1 / self.rate

    @property
    def resolution(self) -> float:
        return 1 / self.rate

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Exponential(name, lam=np.float64(self.rate), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        return inside(x, 0, math.inf, math.log(self.rate) - self.rate * x)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return -np.expm1(-self.rate * np.maximum(x, 0))

    def _sf(self, x: FloatArray) -> FloatArray:
        return np.exp(-self.rate * np.maximum(x, 0))

    def _quantile(self, q: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return -np.log1p(-q) / self.rate
