"""Right answers to chapter 13, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import comparison, heterogeneity


def column_by_column(ll):
    score = penalty = 0.0
    for column in ll.T:
        top = column.max()
        own = sum((v - column.mean()) ** 2 for v in column) / (len(column) - 1)
        score += top + np.log(np.mean(np.exp(column - top))) - own
        penalty += own
    return score, penalty


def by_the_package(ll):
    score = comparison.waic(ll)
    return np.array([score.elpd, score.p])


def by_the_covariance(a, b):
    n = len(a)
    (va, c), (_, vb) = np.cov(a, b)
    return a.sum() - b.sum(), np.sqrt(n * (va + vb - 2 * c))


def by_the_mean(a, b):
    each = [x - y for x, y in zip(a, b, strict=True)]
    return len(each) * np.mean(each), len(each) * stats.sem(each)


def one_after_the_other(effects, std_errors):
    total = 0.0
    for k in range(len(effects)):
        rest = np.arange(len(effects)) != k
        w = std_errors[rest] ** -2.0
        spread = np.hypot(w.sum() ** -0.5, std_errors[k])
        total += stats.norm(np.average(effects[rest], weights=w), spread).logpdf(effects[k])
    return total


def with_the_package(effects, std_errors):
    """A prior so wide that it is flat, and studies left out by the package; two studies by hand."""
    if len(effects) == 2:
        return 2 * stats.norm.logpdf(effects[0] - effects[1], 0, np.hypot(*std_errors))
    total = 0.0
    for k, (y, s) in enumerate(zip(effects, std_errors, strict=True)):
        rest = heterogeneity.pool(np.delete(effects, k), np.delete(std_errors, k), "FE")
        total += stats.norm.logpdf(y, rest.mean, np.hypot(rest.std_error, s))
    return total


RIGHT = {
    "13.1": [column_by_column, by_the_package],
    "13.2": [("None", 33), ["no pooling", 90.0]],
    "13.3": [by_the_covariance, by_the_mean],
    "13.4": [one_after_the_other, with_the_package],
    "13.5": ["cba", {"difference": "c", "trust": "b", "next": "a"}],
    "13.6": [(-25.25, 0.13), np.array([-25.25, 0.12991])],
}
EQUIVALENT: dict[str, dict[str, str]] = {
    "13.6": {
        "mean_and_error = runs.mean(), runs.std(ddof=1) / np.sqrt(len(runs)) :: 1 → 0.5 at 44": (
            "the same number to two decimals, which the prompt allows"
        )
    }
}
