"""Right answers to chapter 6, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
from scipy import integrate, stats

from helpers.datasets import load


def woolf_with_math(events_t, n_t, events_c, n_c):
    four = [events_t, n_t - events_t, events_c, n_c - events_c]
    if not all(four):
        four = [x + 0.5 for x in four]
    return [math.log(four[0] * four[3]) - math.log(four[1] * four[2]), math.hypot(*(x**-0.5 for x in four))]


def woolf_by_logits(y_t, n_t, y_c, n_c):
    """Difference of logits of rates; variances 1/(n p (1 − p))."""
    extra = 0.5 * (min(y_t, n_t - y_t, y_c, n_c - y_c) == 0)
    p, q = (y_t + extra) / (n_t + 2 * extra), (y_c + extra) / (n_c + 2 * extra)
    variance = 1 / ((n_t + 2 * extra) * p * (1 - p)) + 1 / ((n_c + 2 * extra) * q * (1 - q))
    return np.array([np.log(p / (1 - p)) - np.log(q / (1 - q)), variance**0.5])


def shrink_by_weights(y, n, m, kappa):
    own = np.divide(y, n, out=np.full(len(y), m), where=n > 0)
    weight = kappa / (kappa + n)
    return m + (1 - weight) * (own - m)


def shrink_by_scipy(y, n, m, kappa):
    return [stats.beta(m * kappa + a, (1 - m) * kappa + b - a).mean() for a, b in zip(y, n, strict=True)]


def lift_loop(events_t, n_t, events_c, n_c):
    variance = 1 / events_t - 1 / n_t + 1 / events_c - 1 / n_c
    ratio = Fraction(int(events_t), int(n_t)) / Fraction(int(events_c), int(n_c))
    factor = math.exp(stats.norm.ppf(0.975) * math.sqrt(variance))
    return float(ratio) / factor - 1, float(ratio) * factor - 1


def lift_with_one_nine_six(y_t, n_t, y_c, n_c):
    """The quantile that everybody knows by heart is right, too."""
    ratio, error = y_t / n_t * n_c / y_c, np.sqrt(1 / y_t - 1 / n_t + 1 / y_c - 1 / n_c)
    return ratio * np.exp(-1.96 * error) - 1, ratio * np.exp(1.96 * error) - 1


def lift_scipy(y_t, n_t, y_c, n_c):
    p, q = y_t / n_t, y_c / n_c
    scale = np.hypot(np.sqrt((1 / p - 1) / n_t), np.sqrt((1 / q - 1) / n_c))
    return np.expm1(stats.norm.interval(0.95, np.log(p) - np.log(q), scale))


@cache
def chance_by_adding_up():
    """The area under the density of θ_new beyond what is needed."""
    from helpers.posterior import binomial_random_effects

    table = load("binary_markets")
    post = binomial_random_effects(table["events_t"], table["n_t"], table["events_c"], table["n_c"])
    needed = math.log(0.11 / 0.89) - math.log(0.08 / 0.92)
    return integrate.quad(post.theta_new.pdf, needed, 4, epsabs=1e-9, limit=400)[0]


RIGHT = {
    "06.1": [woolf_with_math, woolf_by_logits],
    "06.2": [shrink_by_weights, shrink_by_scipy],
    "06.3": [("Less", 33), ["A goes less than 67 % of the way.", 100]],
    "06.4": [lift_loop, lift_scipy, lift_with_one_nine_six],
    "06.5": [chance_by_adding_up(), round(chance_by_adding_up(), 3)],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
