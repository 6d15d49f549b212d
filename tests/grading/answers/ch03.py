"""Right answers to chapter 3, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from scipy import stats


def q_shortcut(y, s):
    w = 1 / s**2
    return (w * y**2).sum() - (w * y).sum() ** 2 / w.sum()


def q_loop(effects, std_errors):
    total = weight = 0.0
    for y, s in zip(effects, std_errors, strict=True):
        total += y / s**2
        weight += 1 / s**2
    return math.fsum(((y - total / weight) / s) ** 2 for y, s in zip(effects, std_errors, strict=True))


def q_pairs(y, s):
    """Q as a sum over pairs: half of Σ w_i w_j (y_i − y_j)² / Σ w."""
    w = s**-2.0
    return float(w @ (y[:, None] - y[None, :]) ** 2 @ w / (2 * w.sum()))


def dl_list(y, s):
    w = s**-2.0
    q = np.sum(w * (y - np.average(y, weights=w)) ** 2)
    c = w.sum() - w @ w / w.sum()
    k = y.size
    return [np.maximum(q - k + 1, 0) / c, np.clip((q - k + 1) / q, 0, None) if q else 0]


def dl_loop(y, s):
    w = [1 / v for v in np.square(s)]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    excess = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True)) - (len(y) - 1)
    if excess <= 0:
        return 0.0, 0.0
    return np.array([excess / (sum(w) - sum(a * a for a in w) / sum(w)), excess / (excess + len(y) - 1)])


def next_scipy(y, s, tau2):
    w = 1 / (s * s + tau2)
    scale = np.hypot(np.sqrt(tau2), 1 / np.sqrt(w.sum()))
    return stats.t.interval(0.95, len(y) - 2, loc=np.average(y, weights=w), scale=scale)


def next_array(y, s, tau2):
    v = s**2 + tau2
    mean, error2 = (y / v).sum() / (1 / v).sum(), 1 / (1 / v).sum()
    return mean + np.array([-1, 1]) * stats.t.ppf(0.975, y.size - 2) * (tau2 + error2) ** 0.5


def votes(mean, errors, z=1.96):
    normal = NormalDist()
    return sum(normal.cdf(-z - mean / s) + 1 - normal.cdf(z - mean / s) for s in errors)


ERRORS = [0.423, 0.359, 0.330, 0.296, 0.277, 0.255, 0.212, 0.163]
RIGHT = {
    "03.1": [q_shortcut, q_loop, q_pairs],
    "03.2": [dl_list, dl_loop],
    "03.3": [("Falls", 33), ["The lower limit falls.", 100.0]],
    "03.4": [next_scipy, next_array],
    "03.5": [
        votes(0.308, ERRORS),
        np.float64(1.79),
        round(votes(0.308, ERRORS), 3),
    ],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
