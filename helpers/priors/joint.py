"""A prior on two things at once: the mean of a population of rates and its concentration."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, betaln, expit, log_expit, logit, xlog1py, xlogy

from helpers._panels import spread
from helpers._roots import invert
from helpers._validate import FloatArray, described
from helpers.priors.base import Prior, points
from helpers.priors.bounded import Beta

# Where panels over the mean end: about the rate asked for, in sds of a rate about its mean, …
CUTS = np.array([-10, -5, -2.5, 0, 2.5, 5, 10])
# … and where the prior of the mean bends, however narrow it is.
LEVELS = np.array([1e-12, 1e-6, 1e-3, 0.02, 0.16, 0.5, 0.84, 0.98, 1 - 1e-3, 1 - 1e-6, 1 - 1e-12])
NODES = 16  # a panel
ENDS = -60.0, 52 * math.log(2)  # log odds beyond which a mean is 0 or 1 as far as any number shows
CHUNK = 20  # points answered at once


@dataclass(frozen=True)
class MeanConcentration(Prior):
    """Rates p ~ Beta(m·c, (1 − m)·c), with the mean m ~ ``mean_prior`` and the concentration c ~
    ``concentration_prior``.

    ``mean_prior`` lives on [0, 1] (``Beta``, ``Uniform``), ``concentration_prior`` on c ≥ 0 (``HalfNormal``,
    ``Pareto``, …); both are proper. As a distribution it is that of one such rate, m and c averaged over,
    good to about 1e-8; ``log_joint`` is the density of (m, c) itself. ``to_pymc`` makes the rates, and the
    variables ``{name}_mean`` and ``{name}_concentration`` above them.
    """

    mean_prior: Prior
    concentration_prior: Prior

    def __post_init__(self) -> None:
        for name, low, high, wanted in (
            ("mean_prior", 0, 1, "on [0, 1], e.g. Beta(1, 1)"),
            ("concentration_prior", 0, np.inf, "on c ≥ 0, e.g. HalfNormal(50)"),
        ):
            prior = getattr(self, name)
            if not isinstance(prior, Prior) or isinstance(prior, MeanConcentration):
                raise TypeError(f"{name} must be a prior {wanted}; found {described(prior)}")
            if not prior.proper or prior.support[0] < low or prior.support[1] > high:
                raise ValueError(f"{name} must be a proper prior {wanted}; found {described(prior)}")

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @property
    def mean(self) -> float:
        return self.mean_prior.mean

    @property
    def sd(self) -> float:
        # Var p = Var m + E[m(1 − m)] · E[1 / (c + 1)]
        mean, sd = self.mean_prior.mean, self.mean_prior.sd
        place, weight = _unit_rule()
        inverse = float(weight @ (1 / (1 + self.concentration_prior._quantile(place))))
        return float(np.sqrt(sd**2 + (mean * (1 - mean) - sd**2) * inverse))

    def log_joint(self, mean: ArrayLike, concentration: ArrayLike) -> Any:
        """Log density of the pair (m, c)."""
        m, c = points(mean, "mean"), points(concentration, "concentration")
        return (self.mean_prior._logpdf(m) + self.concentration_prior._logpdf(c))[()]

    def to_json(self) -> dict[str, Any]:
        return {
            "family": "MeanConcentration",
            "mean_prior": self.mean_prior.to_json(),
            "concentration_prior": self.concentration_prior.to_json(),
        }

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        import pymc as pm

        mean = self.mean_prior.to_pymc(f"{name}_mean")
        concentration = self.concentration_prior.to_pymc(f"{name}_concentration")
        return pm.Beta(name, alpha=mean * concentration, beta=(1 - mean) * concentration, **kwargs)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        inner = np.clip(x, 1e-300, 1 - 1e-16)

        def density(a: FloatArray, b: FloatArray, x: FloatArray) -> FloatArray:
            return np.exp(xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b))

        with np.errstate(divide="ignore"):
            return np.where((x >= 0) & (x <= 1), np.log(self._average(density, inner)), -np.inf)

    def _cdf(self, x: FloatArray) -> FloatArray:
        inner = self._average(betainc, np.clip(x, 1e-300, 1 - 1e-16))
        return np.where(x <= 0, 0.0, np.where(x >= 1, 1.0, inner))

    def _sf(self, x: FloatArray) -> FloatArray:
        inner = self._average(betaincc, np.clip(x, 1e-300, 1 - 1e-16))
        return np.where(x <= 0, 1.0, np.where(x >= 1, 0.0, inner))

    def _quantile(self, q: FloatArray) -> FloatArray:
        inside = (q > 0) & (q < 1)  # the ends themselves need no search
        inner = np.clip(q[inside], 1e-300, 1 - 1e-16)
        found = np.where(q <= 0, 0.0, 1.0)

        def slope(x: FloatArray) -> FloatArray:
            return self._pdf(expit(x)) * expit(x) * expit(-x)

        low, high, start = (np.full(inner.shape, value) for value in (-690.0, 36.0, logit(self.mean)))
        if inner.size:
            x = invert(lambda x: self._cdf(expit(x)) - inner, slope, low, high, start, 1e-12 * inner)
            found[inside] = expit(x)
        return found

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        mean, concentration = self.mean_prior._sample(n, rng), self.concentration_prior._sample(n, rng)
        tiny = 1e-300
        a, b = np.maximum(mean * concentration, tiny), np.maximum((1 - mean) * concentration, tiny)
        return rng.beta(np.minimum(a, 1e300), np.minimum(b, 1e300))

    def _average(self, ask: Any, x: FloatArray) -> FloatArray:
        """Average ``ask(a, b, x)`` over m and c.

        Over the log odds of m by Gauss's rule on panels, since given c what is asked is sharp in m near x.
        """
        place, weight = _unit_rule()
        c = np.clip(self.concentration_prior._quantile(place), 1e-12, 1e12)[:, None]
        low, high = np.clip(logit(self.mean_prior.support), *ENDS)
        ends = np.array([low, *np.clip(logit(self.mean_prior._quantile(LEVELS)), low, high), high])
        beyond = self.mean_prior._cdf(expit(low)), self.mean_prior._sf(expit(high))
        flat, answer = x.ravel(), np.empty(x.size)
        for start in range(0, flat.size, CHUNK):
            at = flat[start : start + CHUNK, None, None]
            near = np.clip(logit(at) + CUTS / np.sqrt(1 + c * at * (1 - at)), low, high)
            edges = np.sort(
                np.concatenate([near, np.broadcast_to(ends, (*near.shape[:2], len(ends)))], axis=2)
            )
            t, width = spread(edges, NODES)
            mean, rest = expit(t), expit(-t)
            share = (
                width
                * np.exp(log_density_of_mean(self.mean_prior, log_expit(t), log_expit(-t)))
                * mean
                * rest
            )
            value = np.einsum("xcm,xcm->xc", ask(mean * c, rest * c, at), share)
            for end, mass in zip((low, high), beyond, strict=True):
                value += mass * ask(expit(end) * c, expit(-end) * c, at)[..., 0]
            answer[start : start + CHUNK] = value @ weight
        return answer.reshape(x.shape)


def log_density_of_mean(prior: Prior, log_m: FloatArray, log_rest: FloatArray) -> FloatArray:
    """Log density of a mean rate m, from log m and log(1 − m).

    That of a Beta may be infinite at 0 or 1, which m itself reaches by rounding.
    """
    if isinstance(prior, Beta):
        return (prior.a - 1) * log_m + (prior.b - 1) * log_rest - betaln(prior.a, prior.b)
    return prior._logpdf(np.clip(np.exp(log_m), *prior.support))


@lru_cache
def _unit_rule() -> tuple[FloatArray, FloatArray]:
    """The tanh–sinh rule on (0, 1), which does not mind singular ends (Takahasi & Mori 1974)."""
    t = np.arange(-3.2, 3.2001, 0.1)
    inner = 0.5 * np.pi * np.sinh(t)
    place = 1 / (1 + np.exp(-2 * inner))
    weight = np.cosh(t) / np.cosh(inner) ** 2
    return place, weight / weight.sum()
