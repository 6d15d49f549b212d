"""A class's answers to chapter 7."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import posterior, priors
from helpers.effects import log_odds_ratio
from helpers.priors import HalfNormal, Normal

TESTS = log_odds_ratio([50, 60], [100, 100], [30, 55], [100, 100])


def under(tau, mu=Normal(0, 1)):
    return posterior.random_effects(TESTS.estimate, TESTS.std_error, mu, tau)


WIDE = under(priors.Uniform(0, 100))
CHINA = float(WIDE.theta.prob_above(0)[1])


def bh_loop(p):
    K = len(p)
    pairs = sorted(enumerate(p), key=lambda pair: pair[1])
    out, least = [0.0] * K, 1.0
    for rank in range(K, 0, -1):
        i, value = pairs[rank - 1]
        least = min(least, value * K / rank)
        out[i] = least
    return out


def stepped(scale, run=lambda x: np.minimum.accumulate(x[::-1])[::-1], back="scatter", cut=False):
    def adjusted_p_values(p):
        order = np.argsort(p)
        K = len(p)
        x = run(p[order] * scale(np.arange(1, K + 1), K))
        if cut:
            x = np.minimum(x, 1)
        if back == "no":
            return x
        if back == "gather":
            return x[order]
        out = np.empty(K)
        out[order] = x
        return out

    return adjusted_p_values


def same(x):
    return x


def up(x):
    return np.maximum.accumulate(x)


def bh(i, K):
    return K / i


def holm(i, K):
    return K - i + 1


def by_argmax(draws):
    S, K = draws.shape
    best = np.bincount(np.argmax(draws, axis=1), minlength=K) / S
    return best, np.mean(np.max(draws, axis=1)[:, None] - draws, axis=0)


def in_loops(draws):
    wins, loss = [0] * draws.shape[1], [0.0] * draws.shape[1]
    for row in draws:
        for k, x in enumerate(row):
            wins[k] += x == max(row)
            loss[k] += max(row) - x
    return [w / len(draws) for w in wins], [x / len(draws) for x in loss]


def p_best(d):
    return np.mean(d == d.max(axis=1, keepdims=True), axis=0)


def loss(d):
    return np.mean(d.max(axis=1, keepdims=True) - d, axis=0)


def against_the_others(d):
    K = d.shape[1]
    return np.array([np.mean(np.delete(d, k, 1).max(1) - d[:, k]) for k in range(K)])


RIGHT = {
    "07.1": [bh_loop, stats.false_discovery_control, stepped(bh, cut=True)],
    "07.2": [("falls", 60), ("falls", "60 %")],
    "07.3": [by_argmax, in_loops, lambda d: [p_best(d), loss(d)], lambda d: np.array([p_best(d), loss(d)])],
    "07.4": [CHINA, round(CHINA, 3), np.array([CHINA])],
    "07.5": ["bbb", "B B B"],
}
WRONG = {
    "07.1": {
        "order not restored": stepped(bh, back="no"),
        "order restored the wrong way": stepped(bh, back="gather"),
        "no running minimum": stepped(bh, same),
        "no running minimum, cut": stepped(bh, same, cut=True),
        "minimum from the small end": stepped(bh, np.minimum.accumulate),
        "maximum": stepped(bh, up),
        "Bonferroni": lambda p: np.minimum(1, p * len(p)),
        "Bonferroni uncut": lambda p: p * len(p),
        "Holm": stepped(holm, up, cut=True),
        "Holm uncut": stepped(holm, up),
        "Holm without the running maximum": stepped(holm, same, cut=True),
        "Holm without either": stepped(holm, same),
        "i / K": stepped(lambda i, K: i / K),
        "from zero": stepped(lambda i, K: K / np.maximum(i - 1, 1)),
        "ranks in the given order": lambda p: p * len(p) / np.arange(1, len(p) + 1),
        "decisions": lambda p: stepped(bh)(p) < 0.05,
        "untouched": lambda p: p,
        "largest first": stepped(lambda i, K: K / (K - i + 1)),
        "Yekutieli": lambda p: stats.false_discovery_control(p, method="by"),
        "Sidak": lambda p: 1 - (1 - p) ** len(p),
        "K - 1": stepped(lambda i, K: (K - 1) / i),
        "thresholds": lambda p: 0.05 * (stats.rankdata(p)) / len(p),
    },
    "07.2": {"rises": ("rises", 60), "stays": ("stays", 60), "1": ("falls", 1)},
    "07.3": {
        "loss still of means": lambda d: (p_best(d), d.mean(0).max() - d.mean(0)),
        "chances still of all": lambda d: (np.mean(d == d.max(), axis=0), loss(d)),
        "as received": lambda d: (np.mean(d == d.max(), axis=0), d.mean(0).max() - d.mean(0)),
        "axis": lambda d: (np.mean(d == d.max(axis=0), axis=0), loss(d)),
        "minimum": lambda d: (np.mean(d == d.min(1, keepdims=True), axis=0), loss(d)),
        "sign": lambda d: (p_best(d), -loss(d)),
        "loss of the largest of all": lambda d: (p_best(d), np.mean(d.max() - d, axis=0)),
        "median": lambda d: (p_best(d), np.median(d.max(1, keepdims=True) - d, axis=0)),
        "second best": lambda d: (p_best(d), against_the_others(d)),
        "swapped": lambda d: (loss(d), p_best(d)),
        "squared": lambda d: (p_best(d), np.mean((d.max(1, keepdims=True) - d) ** 2, axis=0)),
        "counts": lambda d: (len(d) * p_best(d), loss(d)),
        "sum of losses": lambda d: (p_best(d), len(d) * loss(d)),
        "only where lost": lambda d: (p_best(d), loss(d) / np.maximum(1 - p_best(d), 1e-12)),
        "best on average": lambda d: ((d.mean(0) == d.mean(0).max()).astype(float), loss(d)),
        "above zero": lambda d: (np.mean(d > 0, axis=0), loss(d)),
        "above the mean": lambda d: (np.mean(d > d.mean(1, keepdims=True), axis=0), loss(d)),
        "per draw": lambda d: (p_best(d), d.max(1, keepdims=True) - d),
        "from the worst": lambda d: (p_best(d), np.mean(d - d.min(1, keepdims=True), axis=0)),
        "only the chances": p_best,
    },
    "07.4": {
        "as before": under(HalfNormal(1)).theta.prob_above(0)[1],
        "Canada": WIDE.theta.prob_above(0)[0],
        "average": WIDE.mu.prob_above(0),
        "next country": WIDE.theta_new.prob_above(0),
        "alone": stats.norm.cdf(TESTS.estimate[1] / TESTS.std_error[1]),
        "two decimals": round(CHINA, 2),
        "one decimal": round(CHINA, 1),
        "percent": 100 * CHINA,
        "below": 1 - CHINA,
        "Uniform(0, 1)": under(priors.Uniform(0, 1)).theta.prob_above(0)[1],
        "flat mu too": under(priors.Uniform(0, 100), Normal(0, 100)).theta.prob_above(0)[1],
        "both": [float(x) for x in WIDE.theta.prob_above(0)],
        "complete pooling": under(HalfNormal(1e-3)).theta.prob_above(0)[1],
    },
    "07.5": {
        "unbiased": "a a a",
        "nothing": "c c b",
        "corrected": "b b a",
        "certain": "b b c",
        "book 1.38": "a b b",
    },
}
