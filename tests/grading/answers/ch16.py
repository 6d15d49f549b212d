"""Right answers to chapter 16, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from scipy import integrate, special, stats

from helpers.datasets import load


def tail_by_integration(effects, std_errors, alpha, new_effect, new_error):
    """The forecast's density integrated beyond both places, with the prior as one study of less precision."""
    precision = sum(1 / s**2 for s in std_errors)
    mean = sum(y / s**2 for y, s in zip(effects, std_errors, strict=True)) / precision
    forecast = NormalDist(float(mean), math.sqrt(1 / (alpha * precision) + new_error**2))
    away = abs(new_effect - mean)
    return forecast.cdf(mean - away) + 1 - forecast.cdf(mean + away)


def tail_as_chi_square(effects, std_errors, alpha, new_effect, new_error):
    w = alpha / np.square(std_errors)
    off = new_effect - np.average(effects, weights=w)
    return stats.chi2.sf(off**2 / (1 / w.sum() + new_error**2), df=1)


def chance_by_integration(new_effect, std_error, mean, sd, wide_sd, weight):
    """Prior times likelihood, integrated on both sides of 0."""

    def joint(t):
        prior = weight * stats.norm.pdf(t, mean, sd) + (1 - weight) * stats.norm.pdf(t, 0, wide_sd)
        return prior * stats.norm.pdf(new_effect, t, std_error)

    below, above = (
        integrate.simpson(joint(t), x=t) for t in (np.linspace(-6, 0, 40_001), np.linspace(0, 6, 40_001))
    )
    return above / (below + above)


def chance_by_bayes_factor(new_effect, std_error, mean, sd, wide_sd, weight):
    tight, wide = stats.norm(mean, math.hypot(sd, std_error)), stats.norm(0, math.hypot(wide_sd, std_error))
    odds = weight / (1 - weight) * math.exp(tight.logpdf(new_effect) - wide.logpdf(new_effect))

    def above(m, d):
        shrink = d**2 / (d**2 + std_error**2)
        return stats.norm.sf(0, m + shrink * (new_effect - m), math.sqrt(shrink) * std_error)

    return (odds * above(mean, sd) + above(0, wide_sd)) / (odds + 1)


def tails_on_a_grid():
    """Without the engine: τ on a midpoint grid."""
    table = load("eight_markets")
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    tau = (np.arange(8000) + 0.5) * 0.0005
    w = 1 / (s**2 + tau[:, None] ** 2)
    precision = w.sum(1) + 1
    mean = (w * y).sum(1) / precision
    log_l = 0.5 * (np.log(w).sum(1) - np.log(precision) - (w * y**2).sum(1) + mean**2 * precision)
    sd = np.sqrt(1 / precision + tau**2 + np.median(s) ** 2)
    found = []
    for scale in (1, 0.2):
        p = np.exp(log_l - tau**2 / (2 * scale**2) - log_l.max())
        p /= p.sum()
        low, high = -2.0, 2.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if p @ stats.norm.cdf(middle, mean, sd) < 0.5 else (low, middle)
        away = low + 1.0
        both = stats.norm.cdf(-1.0, mean, sd) + stats.norm.sf(low + away, mean, sd)
        found.append(p @ both)
    return found


def count_by_recursion(successes, trials, a, b):
    """Pólya's urn: each count's probability from the one before."""
    log_p = [math.lgamma(b + trials) - math.lgamma(b) + math.lgamma(a + b) - math.lgamma(a + b + trials)]
    for y in range(trials):
        log_p.append(log_p[-1] + math.log((trials - y) * (a + y)) - math.log((y + 1) * (b + trials - y - 1)))
    p, total, median = [math.exp(v) for v in log_p], 0.0, 0
    while total + p[median] < 0.5:
        total, median = total + p[median], median + 1
    return sum(q for y, q in enumerate(p) if abs(y - median) >= abs(successes - median))


def count_by_averaging(successes, trials, a, b):
    """Binomial tails averaged over the rate, on a fine grid."""
    rate = (np.arange(500) + 0.5) / 500
    mass = stats.beta.pdf(rate, a, b)
    count = np.arange(trials + 1)[:, None]
    ways = special.gammaln(trials + 1) - special.gammaln(count + 1) - special.gammaln(trials - count + 1)
    p = np.exp(ways + count * np.log(rate) + (trials - count) * np.log1p(-rate)) @ (mass / mass.sum())
    median = np.flatnonzero(np.cumsum(p) >= 0.5)[0]
    low, high = sorted((successes, 2 * median - successes))
    return p[: max(low, -1) + 1].sum() + p[high:].sum() if low < high else 1.0


RIGHT: dict[str, list] = {
    "16.1": [tail_by_integration, tail_as_chi_square],
    "16.2": [("Shuts", 33), ["shuts, and the chance falls below .2", 100.0]],
    "16.3": [chance_by_integration, chance_by_bayes_factor],
    "16.4": ["bab", {"check": "b", "chance": "a", "advice": "b"}],
    "16.5": [tails_on_a_grid(), (0.0276, 0.0033)],
    "16.6": [count_by_recursion, count_by_averaging],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "16.1": {
        "z = (new_effect - mean) / np.sqrt(variance + new_error**2) :: operands swapped at 9": "the sign of "
        "the distance is dropped in the next line",
    },
    "16.6": {
        "counts = np.arange(trials + 1) :: Add → Mult at 23": "that all succeed is out of the question",
        "counts = np.arange(trials + 1) :: 1 → 0.5 at 32": "the same whole numbers come out",
        "counts = np.arange(trials + 1) :: 1 → 2 at 32": "one count more, with probability zero",
    },
}
