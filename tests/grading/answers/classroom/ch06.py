"""A class's answers to chapter 6."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from scipy import stats

from helpers import posterior
from helpers.datasets import load

TABLE = load("binary_markets")
POST = posterior.binomial_random_effects(*(TABLE[c] for c in ("events_t", "n_t", "events_c", "n_c")))
NEED = log(0.11 / 0.89) - log(0.08 / 0.92)
CHANCE = float(POST.theta_new.prob_above(NEED))


def lor(half="all if empty", root=True, log=np.log, sign=1, both=True):
    def log_odds_ratio(events_t, n_t, events_c, n_c):
        cells = np.array([events_t, n_t - events_t, events_c, n_c - events_c], float)
        if half == "always" or (half == "all if empty" and np.any(cells == 0)):
            cells = cells + 0.5
        if half == "the empty one":
            cells[cells == 0] = 0.5
        a, b, c, d = cells
        v = np.sum(1 / cells)
        return sign * (log(a * d / (b * c))), np.sqrt(v) if root else v

    return log_odds_ratio


def lor_by_hand(events_t, n_t, events_c, n_c):
    a, b, c, d = events_t, n_t - events_t, events_c, n_c - events_c
    if 0 in (a, b, c, d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    return [log(a) - log(b) - log(c) + log(d), sqrt(1 / a + 1 / b + 1 / c + 1 / d)]


def lor_by_rates(events_t, n_t, events_c, n_c):
    if min(events_t, n_t - events_t, events_c, n_c - events_c) == 0:
        events_t, n_t, events_c, n_c = events_t + 0.5, n_t + 1, events_c + 0.5, n_c + 1
    p, q = events_t / n_t, events_c / n_c
    return np.log(p / (1 - p) / (q / (1 - q))), np.sqrt(1 / (n_t * p * (1 - p)) + 1 / (n_c * q * (1 - q)))


def halves_in_events_only(events_t, n_t, events_c, n_c):
    if 0 in (events_t, events_c, n_t - events_t, n_c - events_c):
        events_t, events_c = events_t + 0.5, events_c + 0.5
    a, b, c, d = events_t, n_t - events_t, events_c, n_c - events_c
    with np.errstate(all="ignore"):
        return np.log(a) - np.log(b) - np.log(c) + np.log(d), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def log_risk(events_t, n_t, events_c, n_c):
    a, c = events_t + 0.5 * (events_t * events_c == 0), events_c + 0.5 * (events_t * events_c == 0)
    return np.log(a / n_t) - np.log(c / n_c), np.sqrt(1 / a - 1 / n_t + 1 / c - 1 / n_c)


def with_totals(events_t, n_t, events_c, n_c):
    e, _ = lor()(events_t, n_t, events_c, n_c)
    a, c = max(events_t, 0.5), max(events_c, 0.5)
    return e, np.sqrt(1 / a + 1 / n_t + 1 / c + 1 / n_c)


def lift(z=1.959964, noise=None, back=lambda x: np.exp(x) - 1, start=np.log):
    def lift_interval(events_t, n_t, events_c, n_c):
        p, q = events_t / n_t, events_c / n_c
        v = [(1 - p) / (n_t * p), (1 - q) / (n_c * q)]
        e = np.sqrt(v[0] + v[1]) if noise is None else noise(*v)
        middle = start(p / q)
        return back(middle - z * e), back(middle + z * e)

    return lift_interval


def delta_method(events_t, n_t, events_c, n_c):
    p, q = events_t / n_t, events_c / n_c
    e = p / q * np.sqrt((1 - p) / (n_t * p) + (1 - q) / (n_c * q))
    return p / q - 1 - 1.96 * e, p / q - 1 + 1.96 * e


def of_the_odds(events_t, n_t, events_c, n_c):
    e, s = lor()(events_t, n_t, events_c, n_c)
    return np.exp(e - 1.96 * s) - 1, np.exp(e + 1.96 * s) - 1


def weighted(y, n, m, k):
    w = k / (k + n)
    raw = np.divide(y, n, out=np.zeros(len(n)), where=n > 0)
    return w * m + (1 - w) * raw


RIGHT = {
    "06.1": [lor_by_hand, lor_by_rates, lor(), lambda *a: np.array(lor()(*a))],
    "06.2": [
        weighted,
        lambda y, n, m, k: (y + m * k) / (n + k),
        lambda y, n, m, k: [stats.beta(m * k + a, (1 - m) * k + b - a).mean() for a, b in zip(y, n)],
    ],
    "06.3": [("less", 50), ("less", "50 %")],
    "06.4": [
        lift(),
        lift(z=1.96),
        lambda *a: np.array(lift(stats.norm.ppf(0.975))(*a)),
        lambda *a: list(lift(back=np.expm1)(*a)),
    ],
    "06.5": [CHANCE, round(CHANCE, 3), np.array(CHANCE), np.array([CHANCE])],
}
WRONG = {
    "06.1": {
        "relative risk": log_risk,
        "half never added": lor(half="never"),
        "half always": lor(half="always"),
        "half to the empty cell": lor(half="the empty one"),
        "half to the events": halves_in_events_only,
        "variance": lor(root=False),
        "log10": lor(log=np.log10),
        "the wrong way round": lor(sign=-1),
        "not logged": lor(log=lambda x: x),
        "totals": with_totals,
        "swapped": lambda *a: lor()(*a)[::-1],
        "sum of roots": lambda a, n, c, m: (
            lor()(a, n, c, m)[0],
            sum(1 / np.sqrt(max(x, 0.5)) for x in (a, n - a, c, m - c)),
        ),
        "buyers only": lambda a, n, c, m: (
            lor()(a, n, c, m)[0],
            np.sqrt(1 / max(a, 0.5) + 1 / max(c, 0.5)),
        ),
        "rates' difference": lambda a, n, c, m: (
            a / n - c / m,
            np.sqrt(a * (n - a) / n**3 + c * (m - c) / m**3),
        ),
        "estimate only": lambda *a: lor()(*a)[0],
        "math, no half": lambda a, n, c, m: (
            log(a / (n - a)) - log(c / (m - c)),
            sqrt(1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)),
        ),
    },
    "06.2": {
        "raw": lambda y, n, m, k: y / n,
        "raw, guarded": lambda y, n, m, k: np.where(n > 0, y / np.maximum(n, 1), m),
        "by n": lambda y, n, m, k: (m * k + y) / np.maximum(n, 1),
        "mean as a": lambda y, n, m, k: (m + y) / (1 + n),
        "k for a": lambda y, n, m, k: (k + y) / (k + n),
        "weight inverted": lambda y, n, m, k: (
            n / (n + k) * m + k / (n + k) * np.where(n > 0, y / np.maximum(n, 1), m)
        ),
        "nan": lambda y, n, m, k: k / (k + n) * m + n / (k + n) * (y / n),
        "mode": lambda y, n, m, k: (m * k + y - 1) / (k + n - 2),
        "two times k": lambda y, n, m, k: (m * k + y) / (2 * k + n),
        "halfway": lambda y, n, m, k: (m + np.where(n > 0, y / np.maximum(n, 1), m)) / 2,
        "the mean": lambda y, n, m, k: np.full(len(y), m),
        "counts": lambda y, n, m, k: m * k + y,
        "percent": lambda y, n, m, k: 100 * (m * k + y) / (k + n),
        "pooled": lambda y, n, m, k: (y.sum() + m * k) / (n.sum() + k) * np.ones(len(y)),
        "laplace": lambda y, n, m, k: (y + 1) / (n + 2),
        "m and k as a and b": lambda y, n, m, k: (m + y) / (m + k + n),
        "towards the observed mean": lambda y, n, m, k: (y.sum() / n.sum() * k + y) / (k + n),
    },
    "06.3": {"same": ("same", 60), "more": ("more", 60), "3": ("less", 3)},
    "06.4": {
        "as received": lambda a, n, c, m: (
            a / n / (c / m) - 1 - 1.959964 * a / n / (c / m) * np.sqrt((1 - a / n) / a),
            a / n / (c / m) - 1 + 1.959964 * a / n / (c / m) * np.sqrt((1 - a / n) / a),
        ),
        "one source": lift(noise=lambda t, c: np.sqrt(t)),
        "minus one forgotten": lift(back=np.exp),
        "left on the log": lift(back=lambda x: x),
        "left on the log, minus one": lift(back=lambda x: x - 1),
        "1.645": lift(1.645),
        "variance": lift(noise=lambda t, c: t + c),
        "difference": lift(noise=lambda t, c: np.sqrt(abs(t - c))),
        "percent": lift(back=lambda x: 100 * (np.exp(x) - 1)),
        "sds added": lift(noise=lambda t, c: np.sqrt(t) + np.sqrt(c)),
        "1.96 forgotten": lift(1),
        "symmetric": delta_method,
        "odds": of_the_odds,
        "log10": lift(start=np.log10, back=lambda x: 10**x - 1),
        "log of the lift": lambda a, n, c, m: lift(start=lambda r: np.log(np.abs(r - 1)), back=np.exp)(
            a, n, c, m
        ),
        "ends swapped": lambda *a: lift()(*a)[::-1],
        "one number": lambda *a: lift()(*a)[0],
        "control over treated": lambda a, n, c, m: lift()(c, m, a, n),
    },
    "06.5": {
        "the average": POST.mu.prob_above(NEED),
        "any gain": POST.theta_new.prob_above(0),
        "points": POST.theta_new.prob_above(0.03),
        "log ratio": POST.theta_new.prob_above(log(0.11 / 0.08)),
        "odds ratio": POST.theta_new.prob_above(0.11 / 0.89 / (0.08 / 0.92)),
        "rate itself": POST.theta_new.prob_above(0.11),
        "logit of the rate": POST.theta_new.prob_above(log(0.11 / 0.89)),
        "two decimals": round(CHANCE, 2),
        "one decimal": round(CHANCE, 1),
        "below": 1 - CHANCE,
        "percent": 100 * CHANCE,
        "relative lift": POST.theta_new.prob_above(0.11 / 0.08 - 1),
        "difference of odds": POST.theta_new.prob_above(0.11 / 0.89 - 0.08 / 0.92),
        "average, any gain": POST.mu.prob_above(0),
        "Normal": float(stats.norm.sf(NEED, POST.theta_new.mean, POST.theta_new.sd)),
        "all markets": [float(x) for x in POST.theta.prob_above(NEED)],
    },
}
