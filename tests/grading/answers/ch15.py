"""Right answers to chapter 15, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def one_after_the_other(effects, std_errors, alpha):
    """Each study in turn updates a flat belief, discounted."""
    mean, precision = 0.0, 0.0
    for y, s in zip(effects, std_errors, strict=True):
        new = precision + alpha / s**2
        mean, precision = mean + (y - mean) * (alpha / s**2) / new, new
    return mean, precision**-0.5


def by_shares(effects, std_errors, alpha):
    """Shares of the total precision, and the harmonic mean of the variances."""
    share = (std_errors.min() / std_errors) ** 2
    sd = std_errors.min() / math.sqrt(share.sum()) / math.sqrt(alpha)
    return np.array([share @ effects / share.sum(), sd])


def matched_by_search(std_errors, belief_sd, sigma):
    """Halve an interval until the power prior is as wide as the belief."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        sd = (middle * sum(s**-2 for s in std_errors)) ** -0.5
        low, high = (low, middle) if sd < belief_sd else (middle, high)
    return high, 2 * sigma**2 / belief_sd**2


def matched_by_precisions(std_errors, belief_sd, sigma):
    wanted, there = belief_sd**-2, (std_errors**-2.0).sum()
    return [wanted / there, 2 * wanted * sigma * sigma]


def draw_by_draw(std_errors, tau_draws):
    total = np.zeros(len(std_errors))
    for tau in tau_draws:
        total += 1 / (1 + (tau / std_errors) ** 2)
    return total / len(tau_draws)


def with_outer(std_errors, tau_draws):
    ratio = np.divide.outer(tau_draws, std_errors)
    return list(np.mean(1 / (1 + ratio * ratio), axis=0))


def visitor_by_visitor(successes, trials, alpha):
    a = b = 1.0
    for y, n in zip(successes, trials, strict=True):
        a, b = a + alpha * y, b + alpha * (n - y)
    return a, b


def from_the_exponents(successes, trials, alpha):
    """Read a and b off the log density, which is (a − 1) log p + (b − 1) log(1 − p) + c."""
    p = np.array([0.2, 0.5, 0.7])
    log_density = alpha * sum(stats.binom.logpmf(y, n, p) for y, n in zip(successes, trials, strict=True))
    basis = np.stack([np.log(p), np.log1p(-p), np.ones(3)], axis=1)
    a, b, _ = np.linalg.solve(basis, log_density)
    return a + 1, b + 1


RIGHT: dict[str, list] = {
    "15.1": [one_after_the_other, by_shares],
    "15.2": [("Falls", 33), ["falls, to about 94", 100.0]],
    "15.3": [matched_by_search, matched_by_precisions],
    "15.4": ["cab", {"worth": "c", "reason": "a", "advice": "b"}],
    "15.5": [draw_by_draw, with_outer],
    "15.6": [visitor_by_visitor, from_the_exponents],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
