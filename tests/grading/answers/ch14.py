"""Right answers to chapter 14, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np

from helpers import advice, datasets


def by_covariances(std_errors, tau):
    """Posterior covariance of (μ, θ) with a flat μ, by inverting the precision matrix."""
    s = np.asarray(std_errors)
    k = len(s)
    precision = np.zeros((k + 1, k + 1))
    precision[0, 0] = k / tau**2
    precision[0, 1:] = precision[1:, 0] = -1 / tau**2
    precision[1:, 1:] = np.diag(1 / s**2 + 1 / tau**2)
    left = np.diag(np.linalg.inv(precision))[1:]
    return 1 - left.sum() / (s**2).sum()


def one_by_one(std_errors, tau):
    total = sum(1 / (s * s + tau * tau) for s in std_errors)
    gained = plain = 0.0
    for s in std_errors:
        weight = 1 / (1 + (tau / s) ** 2)
        gained += weight * s * s - weight**2 / total
        plain += s * s
    return gained / plain


def hospitals():
    errors = advice.expected_errors(datasets.load("hospitals")["std_error"], 2.6)
    left = float(errors.known.sum() / errors.plain.sum())
    return [1 - left, 1 / left]


RIGHT = {
    "14.1": [by_covariances, one_by_one],
    "14.2": [("Little", 50), ["it falls below 5 %", 90.0]],
    "14.3": ["plugged", "PLUGGED"],
    "14.4": ["bab", {"finding": "b", "ground": "a", "advice": "b"}],
    "14.5": [hospitals(), tuple(round(v, 3) for v in hospitals())],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
