"""Priors on the whole line: for the average effect μ and for log odds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betaincinv, betaln, ndtr, ndtri, stdtr

from helpers._validate import FloatArray
from helpers.priors.base import Prior, divergent, undefined

LOG_2PI = math.log(2 * math.pi)


@dataclass(frozen=True)
class Normal(Prior):
    """Normal with given ``mean`` and standard deviation ``sd`` > 0."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        self._check(mean={}, sd={"above": 0})

    @property
    def resolution(self) -> float:
        return self.sd

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Normal(name, mu=np.float64(self.mean), sigma=np.float64(self.sd), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        with np.errstate(over="ignore"):  # to −inf, as it should
            return -0.5 * ((x - self.mean) / self.sd) ** 2 - math.log(self.sd) - 0.5 * LOG_2PI

    def _cdf(self, x: FloatArray) -> FloatArray:
        return ndtr((x - self.mean) / self.sd)

    def _sf(self, x: FloatArray) -> FloatArray:
        return ndtr((self.mean - x) / self.sd)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.mean + self.sd * ndtri(q)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return rng.normal(self.mean, self.sd, n)

    def components(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return np.ones(1), np.array([self.mean]), np.array([self.sd])


@dataclass(frozen=True)
class StudentT(Prior):
    """Student's t with ``df`` > 0 degrees of freedom, centred at ``loc``, stretched by ``scale`` > 0.

    ``mean`` is nan for df ≤ 1 and ``sd`` inf for df ≤ 2, each with a warning.
    """

    df: float
    loc: float
    scale: float

    def __post_init__(self) -> None:
        self._check(df={"above": 0}, loc={}, scale={"above": 0})

    @property
    def mean(self) -> float:
        return self.loc if self.df > 1 else undefined(f"the mean of {self}")

    @property
    def sd(self) -> float:
        if self.df <= 2:
            return divergent(f"the sd of {self}")
        return self.scale * math.sqrt(self.df / (self.df - 2))

    @property
    def tail(self) -> float:
        return self.df + 1

    @property
    def resolution(self) -> float:
        return self.scale

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.StudentT(
            name, nu=np.float64(self.df), mu=np.float64(self.loc), sigma=np.float64(self.scale), **kwargs
        )

    def _logpdf(self, x: FloatArray) -> FloatArray:
        return log_student_t((x - self.loc) / self.scale, self.df) - math.log(self.scale)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return stdtr(self.df, (x - self.loc) / self.scale)

    def _sf(self, x: FloatArray) -> FloatArray:
        return stdtr(self.df, (self.loc - x) / self.scale)

    def _quantile(self, q: FloatArray) -> FloatArray:
        tail = np.minimum(q, 1 - q)
        return self.loc + np.sign(q - 0.5) * self.scale * half_t_quantile(
            self.df, np.abs(2 * q - 1), 2 * tail
        )

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return self.loc + self.scale * rng.standard_t(self.df, n)


class _Improper(Prior):
    """A prior with density 1: it has no total, so no quantile, no draws and no moments."""

    proper = False

    @property
    def mean(self) -> float:
        raise self._no("mean")

    @property
    def sd(self) -> float:
        raise self._no("sd")

    def _no(self, what: str) -> ValueError:
        return ValueError(f"{self} has no {what}: it is improper (its density does not integrate to 1)")

    def _logpdf(self, x: FloatArray) -> FloatArray:
        return np.where((x >= self.support[0]) & (x <= self.support[1]), 0.0, -np.inf)

    @property
    def tail(self) -> float:
        return 0.0

    def _cdf(self, x: FloatArray) -> FloatArray:  # noqa: ARG002
        raise self._no("cdf")

    def _sf(self, x: FloatArray) -> FloatArray:  # noqa: ARG002
        raise self._no("prob_above")

    def _quantile(self, q: FloatArray) -> FloatArray:  # noqa: ARG002
        raise self._no("quantile")

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:  # noqa: ARG002
        raise self._no("sample")


@dataclass(frozen=True)
class Flat(_Improper):
    """Density 1 on the whole line. Read as ``HalfFlat`` where a prior for τ is wanted."""

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Flat(name, **kwargs)


@dataclass(frozen=True)
class HalfFlat(_Improper):
    """Density 1 on x ≥ 0."""

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.HalfFlat(name, **kwargs)


def log_student_t(z: FloatArray, df: float) -> FloatArray:
    """Log density of the standard t with ``df`` degrees of freedom."""
    constant = math.log(gamma_ratio(df / 2)) - 0.5 * math.log(df * math.pi)
    return constant - (df + 1) / 2 * log1p_square(z / math.sqrt(df))


def gamma_ratio(x: float) -> float:
    """Γ(x + ½)/Γ(x), for large x from its expansion (Abramowitz & Stegun 1964, 6.1.47): logarithms of Γ would
    leave few digits of their difference."""
    if x < 300:
        return math.sqrt(math.pi) * math.exp(-betaln(x, 0.5))
    series = 0.0
    for coefficient in (-399 / 262144, -21 / 32768, 5 / 1024, 1 / 128, -1 / 8, 1.0):
        series = series / x + coefficient
    return math.sqrt(x) * series


def log1p_square(z: FloatArray) -> FloatArray:
    """log(1 + z²), also where z² is too large a number."""
    with np.errstate(over="ignore"):
        square = z * z
    found, huge = np.log1p(square), np.isinf(square)
    if huge.any():
        found = np.where(huge, 2 * np.log(np.maximum(np.abs(z), 1)), found)
    return found


def half_t_quantile(df: float, q: FloatArray, upper: FloatArray) -> FloatArray:
    """Quantile of |T| for a standard t, given q and ``upper`` = 1 − q, each exact where it is small."""
    share = betaincinv(0.5, df / 2, np.minimum(q, 0.5))  # x² / (df + x²)
    rest = betaincinv(df / 2, 0.5, np.minimum(upper, 0.5))  # df / (df + x²)
    with np.errstate(divide="ignore"):
        return np.where(q < 0.5, np.sqrt(df * share / (1 - share)), np.sqrt(df * (1 - rest) / rest))
