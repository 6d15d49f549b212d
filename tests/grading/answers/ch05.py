"""Right answers to chapter 5, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import integrate, stats

from helpers import heterogeneity, posterior
from helpers.datasets import load
from helpers.priors import HalfNormal, Normal


def by_quadrature(y, s, tau):
    """The integral over μ, done by brute force."""
    spread = np.sqrt(s**2 + tau**2)

    def integrand(mu, shift=0.0):
        log_density = stats.norm.logpdf(y, mu, spread).sum() + stats.norm.logpdf(mu)
        return math.exp(log_density - shift)

    precision = np.sum(spread**-2.0) + 1
    centre, width = np.sum(y / spread**2) / precision, precision**-0.5
    shift = stats.norm.logpdf(y, centre, spread).sum() + stats.norm.logpdf(centre)
    ends = centre - 12 * width, centre + 12 * width
    area = integrate.quad(integrand, *ends, args=(shift,), epsabs=0, epsrel=1e-12)[0]
    return shift + math.log(area)


def one_after_the_other(effects, std_errors, tau):
    """Chain rule: each estimate given those before it."""
    mean, variance, total = 0.0, 1.0, 0.0
    for y, s in zip(effects, std_errors, strict=True):
        own = s * s + tau * tau
        total -= 0.5 * (math.log(2 * math.pi * (variance + own)) + (y - mean) ** 2 / (variance + own))
        gain = variance / (variance + own)
        mean, variance = mean + gain * (y - mean), (1 - gain) * variance
    return total


def with_trapezoids(tau, log_likelihood, scale):
    log_density = log_likelihood + stats.halfnorm.logpdf(tau, scale=scale)
    density = np.exp(log_density - log_density.max())
    return np.trapezoid(tau * density, tau) / np.trapezoid(density, tau)


def with_softmax(tau, log_likelihood, scale):
    from scipy.special import softmax

    return softmax(log_likelihood - 0.5 * np.square(tau / scale)) @ tau


@cache
def schools():
    table = load("eight_schools")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def on_a_grid():
    """τ̂ and P(τ > 5) by a midpoint rule, without the engine."""
    y, s = schools()
    tau = (np.arange(6000) + 0.5) * 0.02
    v = s**2 + tau[:, None] ** 2
    precision = (1 / v).sum(1) + 1 / 400
    mean = (y / v).sum(1) / precision
    log_w = -0.5 * (np.log(v).sum(1) + np.log(precision) + (y**2 / v).sum(1) - mean**2 * precision)
    weight = np.exp(log_w - tau**2 / 200 - log_w.max())
    return [0, weight[tau > 5].sum() / weight.sum()]


def with_the_engine():
    y, s = schools()
    post = posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10))
    return np.array([np.sqrt(heterogeneity.tau_squared(y, s, "REML")), 1 - post.tau.cdf(5)])


RIGHT = {
    "05.1": [by_quadrature, one_after_the_other],
    "05.2": [("Halves", 33), ["comes down to about 0.6", 90.0]],
    "05.3": [with_trapezoids, with_softmax],
    "05.4": ["bbb", {"chance": "b", "ground": "b", "advice": "b"}],
    "05.5": [on_a_grid(), with_the_engine(), (0.0, 0.3996)],
}
_SHIFT = "weight = np.exp(log_weight - np.max(log_weight)) :: max → min at 33"
_ROOT = "estimate = heterogeneity.tau_squared(y, s) ** 0.5 :: {}"
_CHANCE = "above = posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10)).tau.prob_above(5) :: {}"
_ZERO = "the estimate is 0 for the schools, and so is any power of it"
_FAINT = "moves the probability by less than it is rounded"
EQUIVALENT: dict[str, dict[str, str]] = {
    "05.3": {_SHIFT: "any constant cancels in the ratio"},
    "05.5": {
        _ROOT.format("Pow → Mult at 11"): _ZERO,
        _ROOT.format("0.5 → 0.25 at 46"): _ZERO,
        _ROOT.format("0.5 → 1.5 at 46"): _ZERO,
        _CHANCE.format("0 → 1 at 46"): _FAINT,
        _CHANCE.format("20 → 21 at 49"): _FAINT,
    },
}
