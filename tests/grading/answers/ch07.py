"""Right answers to chapter 7, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import integrate, stats

from helpers.effects import log_odds_ratio


def fdr_by_scipy(p):
    return stats.false_discovery_control(p, method="bh")


def fdr_by_definition(p):
    """The adjusted value of a test is the smallest K p_j / rank_j over tests at least as large."""
    ranks = stats.rankdata(p, method="max")
    return [min(len(p) * q / r for q, r in zip(p, ranks, strict=True) if q >= own) for own in p]


def decide_loop(draws):
    wins, loss = [0.0] * draws.shape[1], np.zeros(draws.shape[1])
    for row in draws:
        wins[int(np.argmax(row))] += 1 / len(draws)
        loss += (max(row) - row) / len(draws)
    return wins, loss


def decide_sorted(draws):
    """Winners by sorting; the loss as mean of the maxima minus the mean."""
    winners = np.argsort(draws, axis=1)[:, -1]
    share = (winners[:, None] == np.arange(draws.shape[1])).mean(0)
    return [share, np.sort(draws, axis=1)[:, -1].mean() - draws.mean(0)]


def china_by_quadrature():
    """τ on a plain grid, μ and China's θ given τ in closed form."""
    tests = log_odds_ratio([50, 60], [100, 100], [30, 55], [100, 100])
    y, s2 = tests.estimate, tests.std_error**2

    def parts(tau):
        v = s2 + tau**2
        precision = 1 + (1 / v).sum()
        mean = (y / v).sum() / precision
        density = np.exp(-0.5 * ((y**2 / v).sum() - mean**2 * precision)) / np.sqrt(v.prod() * precision)
        keep = tau**2 / v[1]
        centre = keep * y[1] + (1 - keep) * mean
        spread = np.sqrt(keep * s2[1] + (1 - keep) ** 2 / precision)
        return density, stats.norm.sf(-centre / spread)

    total, share = (
        sum(
            integrate.quad(lambda t, f=f: f(*parts(t)), a, b, limit=400)[0]
            for a, b in [(0, 1), (1, 10), (10, 100)]
        )
        for f in (lambda d, _: d, lambda d, p: d * p)
    )
    return share / total


RIGHT = {
    "07.1": [fdr_by_scipy, fdr_by_definition],
    "07.2": [("Falls", 33), ["The gap between promised and kept falls.", 100]],
    "07.3": [decide_loop, decide_sorted],
    "07.4": [china_by_quadrature(), round(china_by_quadrature(), 3)],
    "07.5": ["bbb", {"number": "b", "ground": "b", "caveat": "b"}],
}
_RANKS = "scaled = p[order] * len(p) / np.arange(1, len(p) + 1) :: 1 → 0.5 at 55"
_FAR = (
    "wide = posterior.random_effects(tests.estimate, tests.std_error, Normal(0, 1), priors.Uniform(0, 100))"
    " :: 100 → {} at 97"
)
_EMPTY = "the posterior of τ has no mass that far out, so the bound does not matter"

EQUIVALENT: dict[str, dict[str, str]] = {
    "07.1": {_RANKS: "the range 1 … K stops at the same number"},
    "07.4": {_FAR.format("50.0"): _EMPTY, _FAR.format("101"): _EMPTY},
}
