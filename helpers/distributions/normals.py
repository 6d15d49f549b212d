"""Normals and mixtures of normals: what a posterior and a predictive are, given τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from helpers._results import ByValue
from helpers._roots import invert
from helpers._validate import FloatArray, described, real_array, real_number, shown, unit_of
from helpers.priors.base import Distribution
from helpers.priors.real_line import Normal

ROOT_2PI = math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class EffectPrior(Distribution):
    """What is believed about the next true effect: Normal with mean ``mu`` and sd ``sigma`` > 0."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "mu", real_number(self.mu, "mu"))
        object.__setattr__(self, "sigma", real_number(self.sigma, "sigma", above=0))

    @classmethod
    def from_posterior(cls, post: Any) -> EffectPrior:
        """The Normal with the mean and sd of ``post.theta_new``, unrounded.

        Only the first two moments survive: the exact predictive is a mixture with heavier tails.
        """
        theta_new = getattr(post, "theta_new", None)
        if not isinstance(theta_new, Distribution):
            raise TypeError(
                f"post must be a posterior with theta_new, as random_effects returns; found {described(post)}"
            )
        mean, sd = theta_new.mean, theta_new.sd
        if np.ndim(mean):
            raise ValueError(f"post must be a single posterior; found a batch of shape {np.shape(mean)}")
        if not (math.isfinite(mean) and math.isfinite(sd)):
            raise ValueError(
                f"post.theta_new has mean {mean} and sd {sd}: no Normal matches it; use proper priors"
            )
        return cls(float(mean), float(sd))

    @property
    def mean(self) -> float:
        return self.mu

    @property
    def sd(self) -> float:
        return self.sigma

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        """The same belief as a PyMC variable called ``name`` in the model at hand."""
        return self.as_prior().to_pymc(name, **kwargs)

    def as_prior(self) -> Normal:
        """The same Normal as a prior for μ."""
        return Normal(self.mu, self.sigma)

    def components(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return self.as_prior().components()

    def _pdf(self, x: FloatArray) -> FloatArray:
        return self.as_prior()._pdf(x)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self.as_prior()._cdf(x)

    def _sf(self, x: FloatArray) -> FloatArray:
        return self.as_prior()._sf(x)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.as_prior()._quantile(q)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return self.as_prior()._sample(n, rng)


@dataclass(frozen=True, eq=False)
class NormalMixture(ByValue, Distribution):
    """A weighted average of normal densities: ``weights`` adding to 1, ``means``, ``sds``, (C,) each."""

    weights: ArrayLike
    means: ArrayLike
    sds: ArrayLike

    def __post_init__(self) -> None:
        parts = {
            name: np.atleast_1d(real_array(getattr(self, name), name)) for name in ("weights", "means", "sds")
        }
        for name, part in parts.items():
            if part.ndim != 1 or part.shape != parts["weights"].shape:
                raise ValueError(
                    f"{name} must have one number a component, like weights; found shape {part.shape}"
                )
            part.flags.writeable = False
            object.__setattr__(self, name, part)
        if (parts["weights"] < 0).any() or abs(parts["weights"].sum() - 1) > 1e-9:
            raise ValueError(
                f"weights must be at least 0 and add to 1; found {described(parts['weights'].tolist())}, "
                f"which add to {shown(parts['weights'].sum())}"
            )
        if (parts["sds"] <= 0).any():
            raise ValueError(f"sds must be above 0; found {shown(parts['sds'].min())}")

    @property
    def mean(self) -> float:
        return float(mixture_moments(self.weights, self.means, self.sds)[0])

    @property
    def sd(self) -> float:
        return float(mixture_moments(self.weights, self.means, self.sds)[1])

    def _pdf(self, x: FloatArray) -> FloatArray:
        return mixture_pdf(x[..., None], self.weights, self.means, self.sds)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return mixture_cdf(x[..., None], self.weights, self.means, self.sds)

    def _sf(self, x: FloatArray) -> FloatArray:
        return mixture_cdf(x[..., None], self.weights, self.means, self.sds, upper=True)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return mixture_quantile(q, self.weights, self.means, self.sds)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        part = rng.choice(len(self.weights), size=n, p=self.weights)  # type: ignore[arg-type]
        return rng.normal(np.asarray(self.means)[part], np.asarray(self.sds)[part])

    def to_pymc(self, name: str, **kwargs: Any) -> Any:
        """The same mixture as a PyMC variable called ``name`` in the model at hand."""
        import pymc as pm

        return pm.NormalMixture(name, w=self.weights, mu=self.means, sigma=self.sds, **kwargs)

    def components(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return np.asarray(self.weights), np.asarray(self.means), np.asarray(self.sds)


def mixture_moments(weights: Any, means: Any, sds: Any) -> tuple[FloatArray, FloatArray]:
    """Mean and sd over the last axis, without the cancellation of E x² − (E x)²."""
    mean = (weights * means).sum(-1)
    reach = np.hypot(sds, means - mean[..., None])
    unit = unit_of(reach)  # in which no square overflows or underflows
    return mean, unit * np.sqrt((weights * (reach / unit[..., None]) ** 2).sum(-1))


def mixture_pdf(x: Any, weights: Any, means: Any, sds: Any) -> FloatArray:
    """Density; the last axis runs over components."""
    with np.errstate(over="ignore"):  # so far out that the density is 0
        return (weights * np.exp(-0.5 * ((x - means) / sds) ** 2) / sds).sum(-1) / ROOT_2PI


def mixture_cdf(x: Any, weights: Any, means: Any, sds: Any, upper: bool = False) -> FloatArray:
    """P(X ≤ x), or P(X > x) when ``upper``; the last axis runs over components."""
    z = (means - x) / sds if upper else (x - means) / sds
    return (weights * ndtr(z)).sum(-1)


def mixture_quantile(q: FloatArray, weights: Any, means: Any, sds: Any) -> FloatArray:
    """Quantiles; ``q`` has the shape of the result, to which the components add a last axis."""
    inner = np.clip(q, 1e-300, 1 - 1e-16)
    tail = np.minimum(inner, 1 - inner)
    upper = inner > 0.5  # work in the smaller tail, where nothing cancels

    def residual(x: FloatArray) -> FloatArray:
        below = mixture_cdf(x[..., None], weights, means, sds) if not upper.all() else 0.0
        above = mixture_cdf(x[..., None], weights, means, sds, upper=True) if upper.any() else 0.0
        return np.where(upper, tail - above, below - tail)

    def slope(x: FloatArray) -> FloatArray:
        return mixture_pdf(x[..., None], weights, means, sds)

    # the quantile lies between those of the components; a few heavy ones nearly always suffice
    each = means + sds * ndtri(inner)[..., None]
    heavy = weights > 1e-4 * weights.max(axis=-1, keepdims=True)
    low, high = _range(each, heavy)
    widest_low, widest_high = _range(each, weights > 0)
    low = np.where(residual(low) <= 0, low, widest_low)
    high = np.where(residual(high) >= 0, high, widest_high)
    start = (weights * np.where(heavy, each, 0)).sum(-1)
    x = invert(residual, slope, low, high, start, 1e-15 * tail)
    return np.where(q <= 0, -np.inf, np.where(q >= 1, np.inf, x))


def _range(each: FloatArray, kept: Any) -> tuple[FloatArray, FloatArray]:
    return np.where(kept, each, np.inf).min(-1), np.where(kept, each, -np.inf).max(-1)
