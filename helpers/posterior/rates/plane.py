"""Rates from one population: the plane of its concentration and its mean rate.

    y_k ~ Binomial(n_k, p_k),  p_k ~ Beta(m·c, (1 − m)·c)

The rates are integrated out in closed form. Under the improper hyperprior (a + b)^(−5/2), with a = m·c and
b = (1 − m)·c, the pair (m, ψ = c^(−1/2)) has density 1: the heavy tail towards c = ∞ is flat in ψ, and ψ is
the outer parameter. Under a proper hyperprior it is c itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, gammaln, log_expit, logit

from helpers._validate import FloatArray
from helpers.posterior.axis import Axis
from helpers.posterior.plane.nodes import Plane
from helpers.posterior.rates.beta_functions import log_rising
from helpers.priors import HalfFlat, MeanConcentration
from helpers.priors.joint import log_density_of_mean


@dataclass(frozen=True, eq=False)
class RatesPlane(Plane):
    """A ``Plane`` for ``y`` of ``n``, (K,); ``hyperprior`` None is the improper one."""

    y: FloatArray
    n: FloatArray
    hyperprior: MeanConcentration | None

    heavy = True

    @cached_property
    def axis(self) -> Axis:
        if self.hyperprior is None:
            interior = int(((self.y > 0) & (self.y < self.n)).sum())
            return Axis(
                HalfFlat(), np.array([1 / math.sqrt(self.n.max() + 1)]), np.array([4.0]), 2.0 * interior
            )
        prior = self.hyperprior.concentration_prior
        reach = max(float(self.n.max()), prior.resolution)
        return Axis(prior, np.array([min(prior.resolution, 1.0)]), np.array([reach]), prior.tail)

    def concentration(self, outer: FloatArray) -> FloatArray:
        """c for values of the outer parameter."""
        return np.maximum(outer, 1e-140) ** -2.0 if self.hyperprior is None else np.maximum(outer, 1e-280)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the mean rate lies."""
        return (0.0, 1.0) if self.hyperprior is None else self.hyperprior.mean_prior.support

    def mean_rate(self, inner: FloatArray) -> tuple[FloatArray, FloatArray]:
        """log m and log(1 − m), where m = low + (high − low)·expit(inner)."""
        low, high = self.bounds
        span = math.log(high - low)
        return _log_add(low, span + log_expit(inner)), _log_add(1 - high, span + log_expit(-inner))

    def inner_of(self, m: FloatArray) -> FloatArray:
        """The inner parameter of a mean rate; ±inf at the bounds and beyond."""
        low, high = self.bounds
        return logit(np.clip((m - low) / (high - low), 0, 1))

    def frame(self, outer: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Centre and width of the inner parameter if the arms' log odds were Normal."""
        success, failure = self.y + 0.5, self.n - self.y + 0.5
        pooled = success.sum() / (success + failure).sum() if self.y.size else 0.5
        between = 1 / (0.25 + self.concentration(outer) * pooled * (1 - pooled))
        precision = 1 / (1 / success + 1 / failure + between[:, None])
        total = precision.sum(axis=1) + 0.1
        low, high = self.bounds
        rate = np.clip(expit(precision @ np.log(success / failure) / total), *_within(low, high))
        stretch = rate * (1 - rate) * (high - low) / ((rate - low) * (high - rate))
        return self.inner_of(rate), stretch / np.sqrt(total)

    def log_joint(self, outer: FloatArray, inner: FloatArray) -> FloatArray:
        low, high = self.bounds
        log_m, log_rest = self.mean_rate(inner)
        total = log_expit(inner) + log_expit(-inner) + math.log(high - low)  # dm / d inner
        if self.hyperprior is not None:
            total = total + log_density_of_mean(self.hyperprior.mean_prior, log_m, log_rest)
        c = self.concentration(outer)[:, None]
        log_c = np.log(c)
        a, log_a, b, log_b = c * np.exp(log_m), log_c + log_m, c * np.exp(log_rest), log_c + log_rest
        for y, n in zip(self.y, self.n, strict=True):
            total = total + log_rising(a, log_a, y) + log_rising(b, log_b, n - y) - log_rising(c, log_c, n)
            total = total + float(gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1))
        return total

    def without(self, k: int) -> RatesPlane:
        """The plane of the other arms."""
        return RatesPlane(np.delete(self.y, k), np.delete(self.n, k), self.hyperprior)

    def check_proper(self, what: str) -> None:
        """Raise where the posterior does not exist."""
        if self.hyperprior is None and not ((self.y > 0) & (self.y < self.n)).any():
            raise ValueError(
                f'{what} is improper: under hyperprior "improper" at least one arm needs 0 < successes < '
                "trials; found none. Give MeanConcentration(mean_prior, concentration_prior)"
            )


def _log_add(constant: float, log_value: FloatArray) -> FloatArray:
    return log_value if constant == 0 else np.logaddexp(math.log(constant), log_value)


def _within(low: float, high: float) -> tuple[float, float]:
    """A little inside the bounds."""
    return low + 0.01 * (high - low), high - 0.01 * (high - low)
