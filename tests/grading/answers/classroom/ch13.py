"""A class's answers to chapter 13."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import logsumexp


def lppd(ll):
    return np.sum(logsumexp(ll, axis=0) - np.log(ll.shape[0]))


def penalty(ll):
    return np.sum(np.var(ll, axis=0, ddof=1))


def others(y, s):
    w = 1 / s**2
    rest = np.sum(w) - w
    return (np.sum(w * y) - w * y) / rest, rest


RIGHT = {
    "13.1": [
        lambda ll: [lppd(ll) - penalty(ll), penalty(ll)],
        lambda ll: (float(lppd(ll) - penalty(ll)), float(penalty(ll))),
    ],
    "13.2": [("none", 50)],
    "13.3": [lambda a, b: (sum(a) - sum(b), np.std(a - b, ddof=1) * len(a) ** 0.5)],
    "13.4": [
        lambda y, s: np.sum(stats.norm.logpdf(y, others(y, s)[0], np.hypot(s, others(y, s)[1] ** -0.5)))
    ],
    "13.5": ["C B A"],
    "13.6": [(-25.25, 0.1299)],
}

WRONG = {
    "13.1": {
        "lppd": lambda ll: (lppd(ll), penalty(ll)),
        "mean of logs": lambda ll: (np.sum(ll.mean(axis=0)) - penalty(ll), penalty(ll)),
        "deviance": lambda ll: (-2 * (lppd(ll) - penalty(ll)), penalty(ll)),
        "plus": lambda ll: (lppd(ll) + penalty(ll), penalty(ll)),
        "ddof": lambda ll: (lppd(ll) - np.sum(ll.var(axis=0)), np.sum(ll.var(axis=0))),
        "one number": lambda ll: lppd(ll) - penalty(ll),
        "swapped": lambda ll: (penalty(ll), lppd(ll) - penalty(ll)),
        "transposed": lambda ll: (lppd(ll.T) - penalty(ll.T), penalty(ll.T)),
    },
    "13.2": {"complete": ("complete", 60), "partial": ("partial", 40)},
    "13.3": {
        "size alone": lambda a, b: (abs(np.sum(a - b)), np.sqrt(len(a) * np.var(a - b, ddof=1))),
        "two samples": lambda a, b: (
            a.mean() - b.mean(),
            np.sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / len(a)),
        ),
        "two errors": lambda a, b: (np.sum(a - b), 2 * np.sqrt(len(a) * np.var(a - b, ddof=1))),
        "hypot": lambda a, b: (
            np.sum(a - b),
            np.sqrt(len(a) * np.var(a, ddof=1) + len(b) * np.var(b, ddof=1)),
        ),
        "one term": lambda a, b: (np.sum(a - b), np.std(a - b, ddof=1)),
        "mean": lambda a, b: (np.mean(a - b), np.std(a - b, ddof=1) / np.sqrt(len(a))),
        "b - a": lambda a, b: (np.sum(b - a), np.sqrt(len(a) * np.var(a - b, ddof=1))),
        "n": lambda a, b: (np.sum(a - b), np.sqrt(len(a) * np.var(a - b))),
    },
    "13.4": {
        "as it came": lambda y, s: np.sum(stats.norm.logpdf(y, np.average(y, weights=s**-2.0), s)),
        "known mean": lambda y, s: np.sum(stats.norm.logpdf(y, others(y, s)[0], s)),
        "no noise": lambda y, s: np.sum(stats.norm.logpdf(y, others(y, s)[0], others(y, s)[1] ** -0.5)),
        "variance for sd": lambda y, s: np.sum(
            stats.norm.logpdf(y, others(y, s)[0], s**2 + 1 / others(y, s)[1])
        ),
        "densities": lambda y, s: np.sum(
            stats.norm.pdf(y, others(y, s)[0], np.hypot(s, others(y, s)[1] ** -0.5))
        ),
    },
    "13.5": {"marginally": "a b a", "as good": "b b a", "weights": "c b b", "more draws": "c c a"},
    "13.6": {
        "sd": (-25.25, 0.41),
        "over ten": (-25.25, 0.041),
        "ddof": (-25.25, 0.1232),
        "draws": (-25.25, 0.002),
        "mean only": -25.25,
    },
}
