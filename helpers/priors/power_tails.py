"""Priors whose tails fall like a power: a Gamma on the precision, and the Pareto."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, gammaln

from helpers._validate import FloatArray
from helpers.priors.base import Prior, divergent, inside
from helpers.priors.half_line import Positive
from helpers.priors.real_line import gamma_ratio

MANY = 1e4
"""Shape of a Gamma from which on its moments are taken from an expansion."""


@dataclass(frozen=True)
class GammaPrecision(Positive):
    """A Gamma(``shape``, ``rate``) prior on the precision τ⁻², as a prior on τ, Jacobian included.

    p(τ) = 2 rate^shape / Γ(shape) · τ^(−2·shape − 1) · exp(−rate / τ²). With small shape and rate it
    looks uninformative and is not (Gelman 2006, Bayesian Analysis 1:515–534).
    """

    shape: float
    rate: float

    def __post_init__(self) -> None:
        self._check(shape={"above": 0}, rate={"above": 0})

    @property
    def mean(self) -> float:
        if self.shape <= 0.5:
            return divergent(f"the mean of {self}")
        return math.sqrt(self.rate) * self._standard_mean()

    def _standard_mean(self) -> float:
        """Γ(shape − ½)/Γ(shape), the mean where the rate is 1."""
        return 1 / gamma_ratio(self.shape - 0.5)

    @property
    def sd(self) -> float:
        if self.shape <= 1:
            return divergent(f"the sd of {self}")
        a = self.shape
        if a > MANY:  # the difference would lose its digits; its expansion in 1/a has them
            return math.sqrt(self.rate) / (2 * a) * math.sqrt(1 + 1.875 / a + 2.59375 / a**2)
        return math.sqrt(self.rate) * math.sqrt(1 / (a - 1) - self._standard_mean() ** 2)

    @property
    def tail(self) -> float:
        return 2 * self.shape + 1

    @property
    def resolution(self) -> float:
        # exp(−rate/τ²) is e^(−36), as good as 0, at √rate/6
        return math.sqrt(self.rate) / 6

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        def spread(shape: Any, rate: Any, size: Any) -> Any:
            return pm.Gamma.dist(alpha=shape, beta=rate, size=size) ** -0.5

        kwargs.setdefault("default_transform", pm.distributions.transforms.log)
        return pm.CustomDist(name, np.float64(self.shape), np.float64(self.rate), dist=spread, **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        positive = np.maximum(x, 1e-150)
        constant = math.log(2) + self.shape * math.log(self.rate) - gammaln(self.shape)
        with np.errstate(over="ignore"):
            inner = (math.sqrt(self.rate) / positive) ** 2
            log_density = constant - (2 * self.shape + 1) * np.log(positive) - inner
        return np.where(x > 0, log_density, -np.inf)

    def _cdf(self, x: FloatArray) -> FloatArray:
        far, log_sf = self._far(x)
        return np.where(far, -np.expm1(log_sf), gammaincc(self.shape, self._precision(x)))

    def _sf(self, x: FloatArray) -> FloatArray:
        far, log_sf = self._far(x)
        return np.where(far, np.exp(log_sf), gammainc(self.shape, self._precision(x)))

    def _far(self, x: FloatArray) -> tuple[np.ndarray, FloatArray]:
        """Where z = rate/x² is tiny, and there the log of P(shape, z) = z^shape / Γ(shape + 1)."""
        log_z = math.log(self.rate) - 2 * np.log(np.maximum(x, 1e-150))
        return log_z < -460, self.shape * np.minimum(log_z, -460) - gammaln(self.shape + 1)

    def _precision(self, x: FloatArray) -> FloatArray:
        with np.errstate(over="ignore"):
            return (math.sqrt(self.rate) / np.maximum(x, 1e-300)) ** 2

    def _quantile(self, q: FloatArray) -> FloatArray:
        upper = np.maximum(1 - q, 1e-300)  # P(precision below)
        precision = np.where(
            q < 0.5, gammainccinv(self.shape, np.maximum(q, 1e-300)), gammaincinv(self.shape, upper)
        )
        log_tiny = (np.log(upper) + gammaln(self.shape + 1)) / self.shape
        with np.errstate(divide="ignore"):
            log_precision = np.where(precision > 1e-200, np.log(precision), log_tiny)
        log_tau = 0.5 * (math.log(self.rate) - log_precision)
        tau = np.exp(np.minimum(log_tau, 709.7))
        return np.where(q <= 0, 0.0, np.where((q >= 1) | (log_tau > 709.7), np.inf, tau))


@dataclass(frozen=True)
class Pareto(Prior):
    """Pareto: density alpha·m^alpha / x^(alpha + 1) for x ≥ ``m`` > 0; ``alpha`` > 0."""

    alpha: float
    m: float

    def __post_init__(self) -> None:
        self._check(alpha={"above": 0}, m={"above": 0})

    @property
    def support(self) -> tuple[float, float]:
        return self.m, math.inf

    @property
    def mean(self) -> float:
        return self.alpha * self.m / (self.alpha - 1) if self.alpha > 1 else divergent(f"the mean of {self}")

    @property
    def sd(self) -> float:
        if self.alpha <= 2:
            return divergent(f"the sd of {self}")
        return self.m / (self.alpha - 1) * math.sqrt(self.alpha / (self.alpha - 2))

    @property
    def tail(self) -> float:
        return self.alpha + 1

    @property
    def resolution(self) -> float:
        return self.m

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        return pm.Pareto(name, alpha=np.float64(self.alpha), m=np.float64(self.m), **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        log_ratio = np.log(np.maximum(x, self.m) / self.m)
        log_density = math.log(self.alpha / self.m) - (self.alpha + 1) * log_ratio
        return inside(x, self.m, math.inf, log_density)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return -np.expm1(-self.alpha * np.log(np.maximum(x, self.m) / self.m))

    def _sf(self, x: FloatArray) -> FloatArray:
        return (self.m / np.maximum(x, self.m)) ** self.alpha

    def _quantile(self, q: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", over="ignore"):
            return self.m * np.exp(-np.log1p(-q) / self.alpha)
