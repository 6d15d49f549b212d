"""Right answers to chapter 17, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from helpers import posterior
from helpers.datasets import load


def averaged_power(mean, sd, n_per_arm, sigma, threshold):
    """The chance that the effect is large enough, averaged over the noise, on a grid."""
    se = sigma * (2 / n_per_arm) ** 0.5
    noise = np.linspace(-9, 9, 2001)
    enough = stats.norm.sf(se * (stats.norm.isf(1 - threshold) + noise), mean, sd)
    return np.trapezoid(stats.norm.pdf(noise) * enough, noise)


def tail_of_the_predictive(mean, sd, n_per_arm, sigma, threshold):
    noise = 2 * sigma**2 / n_per_arm
    return 1 - stats.norm(mean, np.sqrt(sd**2 + noise)).cdf(stats.norm.ppf(threshold) * np.sqrt(noise))


def by_halving(mean, sd, sigma, target):
    def chance(n):
        noise = 2 * sigma**2 / n
        return stats.norm.cdf((mean - stats.norm.ppf(0.95) * noise**0.5) / (sd**2 + noise) ** 0.5)

    if chance(1e15) <= target or stats.norm.sf(0, mean, sd) <= target:
        return 0
    low, high = 0, 2**40
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= target else (middle, high)
    return high


def by_root(mean, sd, sigma, target):
    z, goal = stats.norm.ppf(0.95), stats.norm.ppf(target)

    def excess(log_n):
        se = sigma * np.sqrt(2 / np.exp(log_n))
        return (mean - z * se) / np.sqrt(sd**2 + se**2) - goal

    if goal >= mean / sd:
        return np.int64(0)
    return np.ceil(np.exp(optimize.brentq(excess, 0, 40, xtol=1e-13)))


def conversions():
    p, q, n = 0.10, 0.105, 40_000
    se = np.sqrt(p * (1 - p) / n + q * (1 - q) / n)
    return averaged_power(0.005, 0.012, 1, se / 2**0.5, 0.95), 100 * (1.644854 + 0.841621) * se


def on_a_grid():
    table = load("eight_markets")
    y = np.append(table["effect"], 0.16)
    s = np.append(table["std_error"], np.sqrt(2 * 16 / 634))
    tau = (np.arange(5000) + 0.5) * 1e-3
    v = s**2 + tau[:, None] ** 2
    precision = (1 / v).sum(1) + 1
    mean = (y / v).sum(1) / precision
    log_w = -0.5 * (np.log(v).sum(1) + np.log(precision) + (y**2 / v).sum(1) - mean**2 * precision + tau**2)
    weight = np.exp(log_w - log_w.max())
    weight /= weight.sum()
    pull = s[-1] ** 2 / v[:, -1]
    centre = pull * mean + (1 - pull) * y[-1]
    spread = np.sqrt(pull * tau**2 + pull**2 / precision)
    new = np.sqrt(tau**2 + 1 / precision)
    return weight @ stats.norm.sf(0.2, centre, spread), weight @ stats.norm.sf(0, mean, new)


def with_the_engine():
    table = load("eight_markets")
    y, s = [*table["effect"], 0.16], [*table["std_error"], 4 / 317**0.5]
    post = posterior.random_effects(y, s)
    return [1 - float(post.theta.cdf(0.2)[8]), round(float(post.theta_new.prob_above(0)), 3)]


RIGHT: dict[str, list] = {
    "17.1": [averaged_power, tail_of_the_predictive],
    "17.2": [("Little", 33), ["to about .77", 100.0]],
    "17.3": [by_halving, by_root],
    "17.4": [conversions(), list(np.round(conversions(), 4))],
    "17.5": [on_a_grid(), with_the_engine()],
    "17.6": ["bca", {"claim": "b", "ground": "c", "limit": "a"}],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "17.3": {
        "n = 0 :: 0 → 1 at 8": "asks from two visitors on, and no case needs as few as one",
        "n += 1 :: 1 → 0.5 at 13": "steps of half a visitor end within half a visitor",
    },
    "17.4": {"per_arm = 40_000 :: 40000 → 40001 at 10": "one visitor more changes no digit that is asked"},
}
