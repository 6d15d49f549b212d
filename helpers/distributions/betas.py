"""Mixtures of Betas: what a robust prior of a rate is, before and after data."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, betaincinv, betaln, expit, xlog1py, xlogy

from helpers._roots import invert
from helpers._validate import FloatArray, real_array
from helpers.priors.base import Distribution
from helpers.priors.bounded import Beta

_FARTHEST = 745.0  # beyond this log odds a rate, or its distance from 1, is 0 in float64


@dataclass(frozen=True, eq=False)
class BetaMixture(Distribution):
    """A weighted average of Beta densities: ``weights`` adding to 1, ``a`` and ``b`` > 0, (C,) each."""

    weights: ArrayLike
    a: ArrayLike
    b: ArrayLike

    def __post_init__(self) -> None:
        parts = {name: np.atleast_1d(real_array(getattr(self, name), name)) for name in ("weights", "a", "b")}
        for name, part in parts.items():
            if part.ndim != 1 or part.size == 0 or part.shape != parts["weights"].shape:
                raise ValueError(
                    f"{name} must have one number a component, like weights; found shape {part.shape}"
                )
            part.flags.writeable = False
            object.__setattr__(self, name, part)
        if (parts["weights"] < 0).any() or abs(parts["weights"].sum() - 1) > 1e-9:
            raise ValueError(f"weights must be at least 0 and add to 1; found {parts['weights'].tolist()}")
        for name in ("a", "b"):
            for value in parts[name]:
                Beta(**{"a": 1.0, "b": 1.0, name: float(value)})  # raises, naming a or b

    @property
    def mean(self) -> float:
        w, a, b = self.parts()
        return float(w @ (a / (a + b)))

    @property
    def sd(self) -> float:
        w, a, b = self.parts()
        mean, total = a / (a + b), a + b
        return math.sqrt(w @ (a / total * (b / total) / (total + 1) + (mean - w @ mean) ** 2))

    def parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Weights, ``a`` and ``b`` of the components that count."""
        used = np.asarray(self.weights) > 0
        w, a, b = (np.asarray(part)[used] for part in (self.weights, self.a, self.b))
        return w / w.sum(), a, b

    def _pdf(self, x: FloatArray) -> FloatArray:
        w, a, b = self.parts()
        rate = np.clip(x, 0, 1)[..., None]
        log_density = xlogy(a - 1, rate) + xlog1py(b - 1, -rate) - betaln(a, b)
        with np.errstate(over="ignore"):  # at the very end of the support of a component with a or b below 1
            return np.where((x >= 0) & (x <= 1), np.exp(log_density) @ w, 0.0)

    def _cdf(self, x: FloatArray) -> FloatArray:
        w, a, b = self.parts()
        return betainc(a, b, np.clip(x, 0, 1)[..., None]) @ w

    def _sf(self, x: FloatArray) -> FloatArray:
        w, a, b = self.parts()
        return betaincc(a, b, np.clip(x, 0, 1)[..., None]) @ w

    def _quantile(self, q: FloatArray) -> FloatArray:
        """Found in log odds, where neither end of (0, 1) crowds the numbers, and in the smaller tail."""
        w, a, b = self.parts()
        inner = np.clip(q, 1e-300, 1 - 1e-16)[..., None]
        rate = betaincinv(a, b, inner)
        rest = np.where(rate < 0.9, 1 - rate, betaincinv(b, a, 1 - inner))
        with np.errstate(divide="ignore"):
            each = np.clip(np.log(rate) - np.log(rest), -_FARTHEST, _FARTHEST)
        tail, upper = np.minimum(inner, 1 - inner)[..., 0], inner[..., 0] > 0.5

        def residual(u: FloatArray) -> FloatArray:
            below, above = (
                betainc(first, second, expit(side)[..., None]) @ w
                for first, second, side in ((a, b, u), (b, a, -u))
            )
            return np.where(upper, tail - above, below - tail)

        def slope(u: FloatArray) -> FloatArray:
            return self._pdf(expit(u)) * expit(u) * expit(-u)

        # the quantile lies between those of the components, which rounding may have moved a little
        low, high = each.min(-1), each.max(-1)
        slack = 1e-6 * (1 + np.abs(each).max(-1))
        u = invert(residual, slope, low - slack, high + slack, each @ w, 1e-15 * tail)
        return np.where(q <= 0, 0.0, np.where(q >= 1, 1.0, expit(u)))

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        w, a, b = self.parts()
        part = rng.choice(w.size, size=n, p=w)
        return rng.beta(a[part], b[part])
