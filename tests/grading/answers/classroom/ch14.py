"""A class's answers to chapter 14."""

from __future__ import annotations

import numpy as np

from helpers.datasets import load

S = load("hospitals")["std_error"].to_numpy()


def parts(s, tau):
    """Weight on the mean, and the variance of the estimated mean."""
    s = np.asarray(s)
    return s**2, s**2 / (s**2 + tau**2), 1 / np.sum(1 / (s**2 + tau**2))


def standard(s, tau):
    s2, b, v = parts(s, tau)
    return np.sum(b * s2 - b**2 * v) / np.sum(s2)


def with_ratio(s, tau):
    """B from the ratio τ/s, errors in units of s²."""
    b = 1 / (1 + (tau / np.asarray(s)) ** 2)
    v = 1 / np.sum(1 / (np.asarray(s) ** 2 + tau**2))
    left = np.square(s) * (1 - b + b**2 * v / np.square(s))
    return (np.sum(np.square(s)) - left.sum()) / np.sum(np.square(s))


RIGHT = {
    "14.1": [standard, with_ratio, lambda s, tau: np.float64(standard(s, tau))],
    "14.2": [("little", 34), ["little", 100], ("it falls below 5 %", 60)],
    "14.3": ["plugged", "the interval takes τ = 0 for a fact, and only the data's best guess is 0"],
    "14.4": ["b a b", "BAB", ["b", "a", "b"]],
    "14.5": [(standard(S, 2.6), 1 / (1 - standard(S, 2.6))), (0.215, 1.273)],
}
WRONG = {
    "14.1": {
        "mean known": lambda s, tau: np.sum(parts(s, tau)[1] * parts(s, tau)[0]) / np.sum(np.square(s)),
        "left": lambda s, tau: 1 - standard(s, tau),
        "mean of B": lambda s, tau: np.mean(parts(s, tau)[1]),
        "average of shares": lambda s, tau: np.mean(
            parts(s, tau)[1] - parts(s, tau)[1] ** 2 * parts(s, tau)[2] / np.square(s)
        ),
        "percent": lambda s, tau: 100 * standard(s, tau),
        "B": lambda s, tau: parts(s, tau)[1],
        "equal errors": lambda s, tau: standard(np.full(len(s), np.mean(s)), tau),
        "roots": lambda s, tau: 1 - np.sqrt(1 - standard(s, tau)),
        "τ for τ²": lambda s, tau: standard(s, np.sqrt(tau)),
        "1/s² weights": lambda s, tau: (
            np.sum(parts(s, tau)[1] * np.square(s) - parts(s, tau)[1] ** 2 / np.sum(1 / np.square(s)))
            / np.sum(np.square(s))
        ),
        "v whole": lambda s, tau: (
            np.sum(parts(s, tau)[1] * np.square(s) - parts(s, tau)[2]) / np.sum(np.square(s))
        ),
    },
    "14.2": {"more": ("more", 70), "same": ("same", 50), "20": ("little", 20)},
    "14.3": {"few": "few", "search": "search", "shops": "shops"},
    "14.4": {"score": "b c b", "halved": "c a c", "never": "b a a", "too few": "b b b", "wrong": "a a b"},
    "14.5": {
        "left": (1 - standard(S, 2.6), 1 / standard(S, 2.6)),
        "left, factor right": (1 - standard(S, 2.6), 1 / (1 - standard(S, 2.6))),
        "1 + g": (standard(S, 2.6), 1 + standard(S, 2.6)),
        "more patients": (standard(S, 2.6), 1 / (1 - standard(S, 2.6)) - 1),
        "percent": (100 * standard(S, 2.6), 1 / (1 - standard(S, 2.6))),
        "root": (standard(S, 2.6), (1 - standard(S, 2.6)) ** -0.5),
        "one number": standard(S, 2.6),
        "τ squared": (standard(S, 6.76), 1 / (1 - standard(S, 6.76))),
        "swapped": (1 / (1 - standard(S, 2.6)), standard(S, 2.6)),
    },
}
