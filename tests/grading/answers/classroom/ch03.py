"""A class's answers to chapter 3."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import ndtr, ndtri, stdtrit

from helpers.datasets import load

S8 = load("eight_markets")["std_error"].to_numpy()
Y8 = load("eight_markets")["effect"].to_numpy()
Z8 = 0.308 / S8


def q(y, w, centre=None):
    centre = np.sum(w * y) / np.sum(w) if centre is None else centre
    return np.sum(w * (y - centre) ** 2)


def q_loop(effects, std_errors):
    num = den = 0.0
    for e, s in zip(effects, std_errors):
        num += e / s**2
        den += 1 / s**2
    total = 0
    for e, s in zip(effects, std_errors):
        total += ((e - num / den) / s) ** 2
    return total


def q_matrix(y, s):
    W = np.diag(1 / s**2)
    one = np.ones(len(y))
    P = W - np.outer(W @ one, one @ W) / (one @ W @ one)
    return y @ P @ y


def dl(y, s, K=None, cut=True, divisor=None):
    w = 1 / s**2
    df = (K or len(y)) - 1
    d = np.sum(w) - np.sum(w**2) / np.sum(w) if divisor is None else divisor(w)
    t = (q(y, w) - df) / d
    return max(0.0, t) if cut else t


def i2(y, s, cut=True):
    Q, df = q(y, 1 / s**2), len(y) - 1
    if cut:
        return max(0.0, (Q - df) / Q) if Q > 0 else 0.0
    return 1 - df / Q


def interval(quantile=lambda K: stdtrit(K - 2, 0.975), weight=None, width=None):
    def next_market_interval(effects, std_errors, tau_squared):
        w = 1 / (std_errors**2 + tau_squared) if weight is None else weight(std_errors, tau_squared)
        mean = np.sum(w * effects) / np.sum(w)
        se = 1 / np.sqrt(np.sum(w))
        sd = np.sqrt(tau_squared + se**2) if width is None else width(tau_squared, se, std_errors)
        half = quantile(len(effects)) * sd
        return mean - half, mean + half

    return next_market_interval


RIGHT = {
    "03.1": [q_loop, q_matrix, lambda y, s: np.sum(y**2 / s**2) - np.sum(y / s**2) ** 2 / np.sum(1 / s**2)],
    "03.2": [
        lambda y, s: [dl(y, s), i2(y, s)],
        lambda y, s: np.array([dl(y, s), i2(y, s)]),
        lambda y, s: (np.maximum(0, dl(y, s, cut=False)), np.clip(i2(y, s), 0, 1)),
    ],
    "03.3": [("falls", 70), ("The lower limit falls", "70%")],
    "03.4": [
        interval(),
        interval(lambda K: stats.t.ppf(0.975, K - 2)),
        lambda y, s, t: list(interval()(y, s, t)),
        lambda y, s, t: np.array(interval()(y, s, t)),
    ],
    "03.5": [1.79, 1.7904, np.sum(ndtr(Z8 - 1.96) + ndtr(-Z8 - 1.96)), [1.79]],
}
WRONG = {
    "03.1": {
        "plain mean": lambda y, s: q(y, 1 / s**2, y.mean()),
        "unweighted": lambda y, s: q(y, 1 + 0 * y),
        "1/s": lambda y, s: q(y, 1 / s),
        "times s²": lambda y, s: q(y, s**2),
        "divided by K - 1": lambda y, s: q(y, 1 / s**2) / (len(y) - 1),
        "root": lambda y, s: np.sqrt(q(y, 1 / s**2)),
        "p-value": lambda y, s: stats.chi2.sf(q(y, 1 / s**2), len(y) - 1),
        "weights squared": lambda y, s: q(y, 1 / s**4),
        "about zero": lambda y, s: q(y, 1 / s**2, 0),
        "squares forgotten": lambda y, s: np.sum((y - np.average(y, weights=1 / s**2)) / s**2),
        "mean for sum": lambda y, s: np.mean((y - np.average(y, weights=1 / s**2)) ** 2 / s**2),
        "weighted mean with 1/s": lambda y, s: q(y, 1 / s**2, np.average(y, weights=1 / s)),
        "divided by the weights": lambda y, s: q(y, 1 / s**2) / np.sum(1 / s**2),
        "pieces": lambda y, s: (y - np.average(y, weights=1 / s**2)) ** 2 / s**2,
        "abs for square": lambda y, s: np.sum(np.abs(y - np.average(y, weights=1 / s**2)) / s**2),
        "a tuple": lambda y, s: (q(y, 1 / s**2), len(y) - 1),
    },
    "03.2": {
        "not cut": lambda y, s: (dl(y, s, cut=False), i2(y, s, cut=False)),
        "K for K - 1": lambda y, s: (dl(y, s, K=len(y) + 1), max(0, 1 - len(y) / q(y, 1 / s**2))),
        "df / Q": lambda y, s: (dl(y, s), min(1.0, (len(y) - 1) / q(y, 1 / s**2))),
        "tau": lambda y, s: (np.sqrt(dl(y, s)), i2(y, s)),
        "percent": lambda y, s: (dl(y, s), 100 * i2(y, s)),
        "swapped": lambda y, s: (i2(y, s), dl(y, s)),
        "divisor sum w": lambda y, s: (dl(y, s, divisor=np.sum), i2(y, s)),
        "divisor w - w²": lambda y, s: (dl(y, s, divisor=lambda w: w.sum() - (w**2).sum()), i2(y, s)),
        "I² not cut": lambda y, s: (dl(y, s), i2(y, s, cut=False)),
        "τ² not cut": lambda y, s: (dl(y, s, cut=False), i2(y, s)),
        "H²": lambda y, s: (dl(y, s), max(1.0, q(y, 1 / s**2) / (len(y) - 1))),
        "over df": lambda y, s: (dl(y, s), max(0.0, q(y, 1 / s**2) / (len(y) - 1) - 1)),
        "only τ²": lambda y, s: dl(y, s),
        "rounded": lambda y, s: (round(dl(y, s), 2), round(i2(y, s), 2)),
        "divisor (sum w)²": lambda y, s: (
            dl(y, s, divisor=lambda w: w.sum() - w.sum() ** 2 / (w**2).sum()),
            i2(y, s),
        ),
    },
    "03.3": {"rises": ("rises", 80), "stays": ("stays", 40), "certain": ("falls", 101)},
    "03.4": {
        "as received": interval(
            lambda K: ndtri(0.975), lambda s, t: 1 / (s**2 + np.sqrt(t)), lambda t, se, s: se
        ),
        "only τ²": interval(lambda K: ndtri(0.975), None, lambda t, se, s: se),
        "τ² and t": interval(width=lambda t, se, s: se),
        "τ still in the weights": interval(weight=lambda s, t: 1 / (s**2 + np.sqrt(t))),
        "K - 1": interval(lambda K: stdtrit(K - 1, 0.975)),
        "sds added": interval(width=lambda t, se, s: np.sqrt(t) + se),
        "τ alone": interval(width=lambda t, se, s: np.sqrt(t)),
        "no root": interval(width=lambda t, se, s: t + se**2),
        "one-sided": interval(lambda K: stdtrit(K - 2, 0.95)),
        "1.645": interval(lambda K: 1.645),
        "fixed weights": interval(weight=lambda s, t: 1 / s**2),
        "quantile forgotten": interval(lambda K: 1.0),
        "τ for τ² in the width": interval(width=lambda t, se, s: np.sqrt(np.sqrt(t) + se**2)),
        "tau_squared squared": interval(width=lambda t, se, s: np.sqrt(t**2 + se**2)),
        "se not squared": interval(width=lambda t, se, s: np.sqrt(t + se)),
        "high first": lambda y, s, t: interval()(y, s, t)[::-1],
        "half width": lambda y, s, t: np.diff(interval()(y, s, t))[0] / 2,
        "plain mean": interval(weight=lambda s, t: np.ones_like(s)),
    },
    "03.5": {
        "the observed": 2,
        "in quotation marks": "1.79",
        "one decimal": 1.8,
        "5 %": 8 * 0.05,
        "upper tail": np.sum(ndtr(Z8 - 1.96)),
        "1.645": np.sum(ndtr(Z8 - 1.645) + ndtr(-Z8 - 1.645)),
        "share": np.mean(ndtr(Z8 - 1.96) + ndtr(-Z8 - 1.96)),
        "not added up": ndtr(Z8 - 1.96) + ndtr(-Z8 - 1.96),
        "own effects": np.sum(ndtr(Y8 / S8 - 1.96) + ndtr(-Y8 / S8 - 1.96)),
        "complement": np.sum(ndtr(1.96 - Z8)),
        "pooled": 8 * (ndtr(0.308 / 0.0905 - 1.96)),
        "z above": int(np.sum(Z8 > 1.96)),
        "variance": np.sum(ndtr(0.308 / S8**2 - 1.96) + ndtr(-0.308 / S8**2 - 1.96)),
        "effect forgotten": 8 * 2 * ndtr(-1.96),
    },
}
