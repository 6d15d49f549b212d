"""A class's answers to chapter 1."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import ndtr


def votes_in_a_loop(effects, std_errors):
    n = 0
    for k in range(len(effects)):
        z = effects[k] / std_errors[k]
        if z < -1.96 or z > 1.96:
            n = n + 1
    return float(n)


def chances(mu, s, cut=1.96):
    z = mu / s
    return 1 - ndtr(cut - z) + ndtr(-cut - z)


def convolved(p):
    out = np.ones(1)
    for x in p:
        out = np.convolve(out, [1 - x, x])
    return out


def recursive(common_effect, std_errors):
    def prob(m, p):
        if not p:
            return 1.0 if m == 0 else 0.0
        return p[0] * prob(m - 1, p[1:]) + (1 - p[0]) * prob(m, p[1:])

    p = [float(x) for x in chances(common_effect, std_errors)]
    return [prob(m, p) for m in range(len(p) + 1)]


def z_split(t, c, share, sd=None):
    n = t + c
    return (t - n * share) / (np.sqrt(n * share * (1 - share)) if sd is None else sd)


RIGHT = {
    "01.1": [
        votes_in_a_loop,
        lambda y, s: len([1 for a, b in zip(y, s) if abs(a / b) > 1.96]),
        lambda y, s: np.count_nonzero((y / s) ** 2 > 1.96**2),
        lambda y, s: (abs(y / s) > 1.96).astype(int).sum(),
        lambda y, s: np.array([np.sum(abs(y / s) > 1.959964)]),
    ],
    "01.2": [
        recursive,
        lambda m, s: convolved(chances(m, s)),
        lambda m, s: tuple(convolved(chances(m, s, stats.norm.ppf(0.975)))),
    ],
    "01.3": [
        ("rises", 75),
        ("rises", "75"),
        ("rises", "75 %"),
        ["Rises", "75%"],
        ("rises", np.float64(80)),
        (75, "rises"),
    ],
    "01.4": [
        lambda t, c, p: 2 * (1 - ndtr(abs(z_split(t, c, p)))),
        lambda t, c, p: 2 * min(ndtr(z_split(t, c, p)), ndtr(-z_split(t, c, p))),
        lambda t, c, p: 2 * stats.norm.sf(np.abs(z_split(t, c, p))),
    ],
    "01.5": ["abc", "A B C", "a, b, c", ["a", "b", "c"], "a-b-c"],
}
WRONG = {
    "01.1": {
        "gains only": lambda y, s: np.sum(y / s > 1.96),
        "1.645": lambda y, s: np.sum(np.abs(y / s) > 1.645),
        "share": lambda y, s: np.mean(np.abs(y / s) > 1.96),
        "which, not how many": lambda y, s: np.abs(y / s) > 1.96,
        "standard error forgotten": lambda y, s: np.sum(np.abs(y) > 1.96),
        "variance": lambda y, s: np.sum(np.abs(y / s**2) > 1.96),
        "1 %": lambda y, s: np.sum(np.abs(y / s) > 2.576),
        "insignificant": lambda y, s: np.sum(np.abs(y / s) < 1.96),
        "net": lambda y, s: np.sum(y / s > 1.96) - np.sum(y / s < -1.96),
        "1.96 forgotten": lambda y, s: np.sum(np.abs(y) > s),
    },
    "01.2": {
        "upper tail only": lambda m, s: convolved(ndtr(m / s - 1.96)),
        "binomial of the mean chance": lambda m, s: stats.binom.pmf(
            np.arange(len(s) + 1), len(s), chances(m, s).mean()
        ),
        "5 % each": lambda m, s: stats.binom.pmf(np.arange(len(s) + 1), len(s), 0.05),
        "the expected count": lambda m, s: chances(m, s).sum(),
        "K numbers": lambda m, s: convolved(chances(m, s))[:-1],
        "cumulated": lambda m, s: np.cumsum(convolved(chances(m, s))),
        "from the top": lambda m, s: convolved(chances(m, s))[::-1],
        "1.645": lambda m, s: convolved(chances(m, s, 1.645)),
        "times s": lambda m, s: convolved(ndtr(m * s - 1.96) + ndtr(-m * s - 1.96)),
        "the chances": lambda m, s: chances(m, s),
        "insignificant counted": lambda m, s: convolved(1 - chances(m, s)),
        "variance": lambda m, s: convolved(chances(m, s**2)),
        "two-sided twice the upper": lambda m, s: convolved(2 * ndtr(-abs(1.96 - m / s))),
    },
    "01.3": {
        "falls": ("falls", 60),
        "stays": ("stays", "60 %"),
        "below a guess": ("rises", 20),
        "share": ("rises", 0.75),
        "150": ("rises", 150),
        "no confidence": "rises",
        "no option": ("up", 60),
    },
    "01.4": {
        "still one-sided": lambda t, c, p: ndtr(-z_split(t, c, p)),
        "sd still of total": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, p, np.sqrt(t + c)))),
        "half assumed": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, 0.5))),
        "no abs": lambda t, c, p: 2 * ndtr(-z_split(t, c, p)),
        "exact binomial": lambda t, c, p: stats.binomtest(int(t), int(t + c), p).pvalue,
        "continuity": lambda t, c, p: (
            2 * ndtr(-(abs(t - (t + c) * p) - 0.5) / np.sqrt((t + c) * p * (1 - p)))
        ),
        "other arm's share": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, 1 - p))),
        "arm against arm": lambda t, c, p: 2 * ndtr(-abs(t - c) / np.sqrt(t + c)),
        "variance for sd": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, p, (t + c) * p * (1 - p)))),
        "observed share": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, p, np.sqrt(t * c / (t + c))))),
        "z": z_split,
        "half the p": lambda t, c, p: ndtr(-abs(z_split(t, c, p))),
        "only decided": lambda t, c, p: 2 * ndtr(-abs(z_split(t, c, p))) < 0.05,
        "confidence": lambda t, c, p: 1 - 2 * ndtr(-abs(z_split(t, c, p))),
        "share of control in the spread": lambda t, c, p: (
            2 * ndtr(-abs(z_split(t, c, p, np.sqrt((t + c) * p))))
        ),
    },
    "01.5": {
        "disagree": "a a c",
        "four": "b b c",
        "in two, failed in six": "c c a",
        "promises": "a b b",
        "5 %": "a c c",
        "B and C": "a b a",
        "two letters": "ab",
        "no such clause": "a b d",
    },
}
