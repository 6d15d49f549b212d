"""Right answers to chapter 1, each written differently from its sheet and from the checker."""

from __future__ import annotations

from itertools import combinations
from math import erfc, prod, sqrt
from statistics import NormalDist

import numpy as np
from scipy import stats

NORMAL = NormalDist()


def votes_by_p_value(effects, std_errors):
    return int((2 * stats.norm.sf(np.abs(effects) / std_errors) < 0.05).sum())


def votes_by_interval(effects, std_errors):
    count = 0
    for y, s in zip(effects, std_errors, strict=True):
        if y - 1.96 * s > 0 or y + 1.96 * s < 0:
            count += 1
    return count


def by_subsets(common_effect, std_errors):
    """Every set of significant markets, enumerated."""
    p = [1 - NORMAL.cdf(1.96 - common_effect / s) + NORMAL.cdf(-1.96 - common_effect / s) for s in std_errors]
    K = len(p)
    return [
        sum(prod(p[k] if k in chosen else 1 - p[k] for k in range(K)) for chosen in combinations(range(K), m))
        for m in range(K + 1)
    ]


def by_polynomial(common_effect, std_errors):
    """The coefficients of a product of polynomials; the quantile in full."""
    cut = NORMAL.inv_cdf(0.975)
    p = stats.norm.sf(cut, common_effect / std_errors) + stats.norm.cdf(-cut, common_effect / std_errors)
    polynomial = np.polynomial.Polynomial([1])
    for chance in p:
        polynomial *= np.polynomial.Polynomial([1 - chance, chance])
    return polynomial.coef


def split_by_chi_squared(n_treated, n_control, share_treated):
    total = n_treated + n_control
    expected = [total * share_treated, total * (1 - share_treated)]
    return stats.chisquare([n_treated, n_control], expected).pvalue


def split_by_erfc(n_treated, n_control, share_treated):
    n = n_treated + n_control
    z = (n_treated / n - share_treated) / sqrt(share_treated * (1 - share_treated) / n)
    return erfc(abs(z) / sqrt(2))


RIGHT = {
    "01.1": [votes_by_p_value, votes_by_interval],
    "01.2": [by_subsets, by_polynomial],
    "01.3": [("Rises", 33), ["It rises.", 100.0]],
    "01.4": [split_by_chi_squared, split_by_erfc],
    "01.5": [("a", "b", "c"), {"count": "a", "meaning": "b", "advice": "c"}],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "01.4": {
        "z = (n_treated - total * share_treated) / spread :: operands swapped at 9": "only |z| is used below"
    }
}
