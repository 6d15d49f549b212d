"""Right answers to chapter 8, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from helpers import samplers


def one_effect_after_the_other(theta, tau, prior_mean, prior_sd):
    """Each effect updates the belief about μ."""
    mean, variance = prior_mean, prior_sd**2
    for t in theta:
        gain = variance / (variance + tau**2)
        mean, variance = mean + gain * (t - mean), (1 - gain) * variance
    return mean, math.sqrt(variance)


def by_shrinkage(theta, tau, prior_mean, prior_sd):
    error2 = tau**2 / len(theta)
    shrink = error2 / (error2 + prior_sd**2)
    return np.array([np.mean(theta) + shrink * (prior_mean - np.mean(theta)), np.sqrt(shrink) * prior_sd])


def with_scipy(shape, rate, x, candidate, step):
    """All four densities, constants and all."""
    p, q = stats.gamma(shape, scale=1 / rate), stats.lognorm
    return (
        p.logpdf(candidate) - p.logpdf(x)
        + q.logpdf(x, step, scale=candidate) - q.logpdf(candidate, step, scale=x)
    )  # fmt: skip


def in_the_logarithm(shape, rate, x, candidate, step):  # noqa: ARG001
    """Symmetric steps in u = log x, whose density is p(e^u)·e^u."""

    def log_density(u):
        return shape * u - rate * math.exp(u)

    return log_density(math.log(candidate)) - log_density(math.log(x))


def four_walks(outcomes, sigma, start, step, rng):
    """Several chains at once."""
    x, chains = np.full(4, start), []

    def log_density(theta):
        return stats.norm.logpdf(theta, 0, 2) + stats.norm.logpdf(outcomes[:, None], theta, sigma).sum(0)

    here = log_density(x)
    for _ in range(6000):
        candidate = rng.normal(x, step)
        there = log_density(candidate)
        go = rng.uniform(size=4) < np.exp(np.minimum(0, there - here))
        x, here = np.where(go, candidate, x), np.where(go, there, here)
        chains.append(x)
    return {"theta": np.array(chains)[1500:].T}


def uniform_steps(outcomes, sigma, start, step, rng):
    """Another symmetric proposal, and the sufficient statistic."""
    n, mean = len(outcomes), outcomes.mean()
    x, kept = start, []
    for i in range(24_000):
        candidate = x + 2 * step * (rng.random() - 0.5)
        change = (x**2 - candidate**2) / 8 + n * ((mean - x) ** 2 - (mean - candidate) ** 2) / (2 * sigma**2)
        if change >= 0 or rng.random() < math.exp(change):
            x = candidate
        if i >= 4000:
            kept.append(x)
    return {"theta": kept}


def walk_with_seed(seed):
    """A sampler whose generator is its own, so that thirty seeds are thirty chains."""

    def sample(outcomes, sigma, start, step, rng):  # noqa: ARG001
        def log_density(theta):
            return -(theta**2) / 8 - ((outcomes - theta) ** 2).sum() / (2 * sigma**2)

        chain = samplers.metropolis(log_density, start, step, 22_000, np.random.default_rng(seed))
        return {"theta": chain.draws[2000:]}

    return sample


def in_precisions(effects, std_errors, theta, mu, tau, z_theta, z_mu, gamma):
    own, between = std_errors**-2.0, tau**-2.0
    theta = (own * effects + between * mu) / (own + between) + z_theta / np.sqrt(own + between)
    total = len(effects) * between + 1
    mu = between * theta.sum() / total + z_mu / math.sqrt(total)
    return mu, (gamma / (0.02 + 0.5 * ((theta - mu) ** 2).sum())) ** -0.5


def with_lists(effects, std_errors, theta, mu, tau, z_theta, z_mu, gamma):
    theta = []
    for y, s, z in zip(effects, std_errors, z_theta, strict=True):
        variance = 1 / (1 / s**2 + 1 / tau**2)
        theta.append(variance * (y / s**2 + mu / tau**2) + math.sqrt(variance) * z)
    variance = 1 / (len(theta) / tau**2 + 1)
    mu = variance * sum(theta) / tau**2 + math.sqrt(variance) * z_mu
    rate = 0.02 + sum((t - mu) ** 2 for t in theta) / 2
    return [mu, math.sqrt(rate / gamma)]


def by_survival(mu, tau, success, failure):
    chance = stats.norm.sf(0, loc=mu, scale=tau).mean()
    return {"chance": chance, "profit": (success + failure) * chance - failure}


def by_error_function(mu, tau, success, failure):
    each = [math.erfc(-m / t / math.sqrt(2)) / 2 for m, t in zip(mu, tau, strict=True)]
    chance = sum(each) / len(each)
    return chance, chance * success + (chance - 1) * failure


RIGHT = {
    "08.1": [one_effect_after_the_other, by_shrinkage],
    "08.2": [("Twice", 33), ["it is about twice the exact one", 90.0]],
    "08.3": [with_scipy, in_the_logarithm],
    "08.4": [four_walks, uniform_steps],
    "08.5": [in_precisions, with_lists],
    "08.6": [by_survival, by_error_function],
}
SAMPLERS = {"08.4": walk_with_seed}
EQUIVALENT: dict[str, dict[str, str]] = {}
