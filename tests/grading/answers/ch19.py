"""Right answers to chapter 19, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from helpers import planning
from helpers.priors import Flat, Normal


def where_the_slope_is_zero(effects, std_errors):
    def slope(w):
        v = w**2 + std_errors**2
        return np.sum(effects**2 / v**2 - 1 / v)

    return optimize.brentq(slope, 1e-6, 20)


def on_a_grid(effects, std_errors):
    low, high = 1e-4, 5.0
    for _ in range(8):
        grid = np.linspace(low, high, 101)
        sd = np.hypot(grid[:, None], std_errors)
        best = stats.norm.logpdf(effects, 0, sd).sum(axis=1).argmax()
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 100)]
    return (low + high) / 2


def next_test():
    sigma, n = np.sqrt(1 / 0.0134 - 1), 20_000
    se = np.sqrt(2 / n) * sigma
    assured = stats.norm.sf(stats.norm.isf(0.05) * se / np.hypot(se, 0.247))
    ratio = stats.norm.isf(0.40) / stats.norm.isf(0.05)  # of se to the sd of the estimate
    return assured, 2 * sigma**2 * (1 / ratio**2 - 1) / 0.247**2


def with_planning():
    prior, sigma = Normal(0, 0.247), 8.58
    return [
        planning.assurance(prior, 20_000, sigma, analysis_prior=Flat()),
        planning.sample_size(prior, 0.4, sigma, analysis_prior=Flat()),
    ]


def by_precisions(lift, se, again_se, omega):
    variance = 1 / (1 / se**2 + 1 / omega**2)
    return stats.norm.cdf(lift, loc=lift * variance / se**2, scale=np.sqrt(variance + again_se**2))


def by_total_variances(lift, se, again_se, omega):
    """The second estimate given the first: two normals with covariance ω²."""
    first = se**2 + omega**2
    mean, variance = lift * omega**2 / first, again_se**2 + omega**2 - omega**4 / first
    return 1 - stats.norm.cdf((mean - lift) / variance**0.5)


RIGHT: dict[str, list] = {
    "19.1": [where_the_slope_is_zero, on_a_grid],
    "19.2": [("Falls", 33), ["it falls", 100.0]],
    "19.3": ["Both", "The control's click rate is part of the effect that it is to explain."],
    "19.4": [next_test(), with_planning()],
    "19.5": [by_precisions, by_total_variances],
    "19.6": ["bca", {"claim": "b", "ground": "c", "limit": "a"}],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "19.1": {
        "return np.sum(np.log(variance) + effects**2 / variance)   # −2 log likelihood :: sum → mean at 15": (
            "the mean is smallest where the sum is"
        ),
    },
    "19.4": {
        "assured = planning.assurance(prior, 20_000, sigma, analysis_prior=Flat()) :: 20000 → 20001 at 36": (
            "one visitor more changes no digit that is asked"
        ),
    },
}
