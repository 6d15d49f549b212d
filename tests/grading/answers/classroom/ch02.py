"""A class's answers to chapter 2."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from scipy import stats


def spread(y, w, centre=None):
    centre = np.sum(w * y) / np.sum(w) if centre is None else centre
    return np.sum(w * (y - centre) ** 2)


def harmonic(t, c):
    return t * c / (t + c)


def interaction_loop(effects, n_treated, n_control):
    ws = [a * b / (a + b) for a, b in zip(n_treated, n_control)]
    m = sum(w * e for w, e in zip(ws, effects)) / sum(ws)
    return sum(w * (e - m) ** 2 for w, e in zip(ws, effects))


def moments(effects, n_treated, n_control):
    w = 1.0 / (1.0 / n_treated + 1.0 / n_control)
    return w @ effects**2 - (w @ effects) ** 2 / w.sum()


def fits(revenue, segment, treated):
    T = treated[:, None].astype(float)
    S = (segment[:, None] == np.unique(segment)).astype(float)

    def rss(*columns):
        X = np.hstack(columns)
        r = revenue - X @ np.linalg.lstsq(X, revenue)[0]
        return r @ r

    return T, S, np.ones_like(T), rss, S.shape[1], len(revenue)


def f_ratio(smaller, larger, df=lambda n, K: n - 2 * K, noise_from="larger", divide=True):
    def interaction_f(revenue, segment, treated):
        T, S, ones, rss, K, n = fits(revenue, segment, treated)
        few, many = rss(*smaller(S, T, ones)), rss(*larger(S, T, ones))
        noise = (many if noise_from == "larger" else few) / df(n, K)
        return (few - many) / (K - 1 if divide else 1) / noise

    return interaction_f


def both(S, T, ones):
    return S, S * T


def f_from_cells(revenue, segment, treated):
    """From the means of the cells, without any fit."""
    d, w, inside = [], [], 0.0
    for g in np.unique(segment):
        a, b = revenue[(segment == g) & (treated == 1)], revenue[(segment == g) & (treated == 0)]
        d.append(a.mean() - b.mean())
        w.append(1 / (1 / len(a) + 1 / len(b)))
        inside += ((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()
    K = len(d)
    return spread(np.array(d), np.array(w)) / (K - 1) / (inside / (len(revenue) - 2 * K))


def p_of_f(revenue, segment, treated):
    f = f_from_cells(revenue, segment, treated)
    K = len(np.unique(segment))
    return stats.f.sf(f, K - 1, len(revenue) - 2 * K)


RIGHT = {
    "02.1": [interaction_loop, moments, lambda y, t, c: np.array([spread(y, harmonic(t, c))])],
    "02.2": [0.265, 0.2649, 0.26490810937, Fraction(1) - Fraction(19, 20) ** 6, np.float64(0.26491)],
    "02.3": [("more", 34), ("more", "90 %")],
    "02.4": [
        f_from_cells,
        f_ratio(lambda S, T, o: (o, S, T), lambda S, T, o: (o, S, T, S * T)),
        f_ratio(lambda S, T, o: (S, T), lambda S, T, o: (S, T, S * T)),
    ],
}
WRONG = {
    "02.1": {
        "plain mean": lambda y, t, c: spread(y, harmonic(t, c), y.mean()),
        "unweighted": lambda y, t, c: np.sum((y - y.mean()) ** 2),
        "all visitors": lambda y, t, c: spread(y, t + c),
        "not inverted": lambda y, t, c: spread(y, 1 / t + 1 / c),
        "root": lambda y, t, c: spread(y, np.sqrt(harmonic(t, c))),
        "treated only": lambda y, t, c: spread(y, t),
        "smaller arm": lambda y, t, c: spread(y, np.minimum(t, c)),
        "divided by K - 1": lambda y, t, c: spread(y, harmonic(t, c)) / (len(y) - 1),
        "squares forgotten": lambda y, t, c: np.sum(
            harmonic(t, c) * (y - np.average(y, weights=harmonic(t, c)))
        ),
        "weights add up to 1": lambda y, t, c: spread(y, harmonic(t, c) / harmonic(t, c).sum()),
        "about zero": lambda y, t, c: spread(y, harmonic(t, c), 0),
        "mean of the arms": lambda y, t, c: spread(y, (t + c) / 2),
        "the pieces": lambda y, t, c: harmonic(t, c) * (y - np.average(y, weights=harmonic(t, c))) ** 2,
    },
    "02.2": {
        "six times": 0.3,
        "one test": 0.05,
        "nobody": 0.95**6,
        "all six": 0.05**6,
        "exactly one": 6 * 0.05 * 0.95**5,
        "two decimals": 0.26,
        "two decimals, up": 0.27,
        "percent": 26.49,
        "percent, short": 26.5,
        "Bonferroni": 0.05 / 6,
        "text": "26.5 %",
        "all but": 1 - 0.05**6,
        "one-sided": 1 - 0.975**6,
        "five tests": 1 - 0.95**5,
    },
    "02.3": {
        "less": ("less", 60),
        "exactly": ("exactly", 50),
        "30": ("more", 30),
        "words": ("more", "quite"),
    },
    "02.4": {
        "noise alone mended": f_ratio(lambda S, T, o: (o, T), both),
        "smaller fit alone mended": f_ratio(lambda S, T, o: (S, T), both, noise_from="smaller"),
        "smaller's noise and df": f_ratio(
            lambda S, T, o: (S, T), both, lambda n, K: n - K - 1, noise_from="smaller"
        ),
        "df n - K": f_ratio(lambda S, T, o: (S, T), both, lambda n, K: n - K),
        "df n": f_ratio(lambda S, T, o: (S, T), both, lambda n, K: n),
        "df n - K - 1": f_ratio(lambda S, T, o: (S, T), both, lambda n, K: n - K - 1),
        "treatment forgotten": f_ratio(lambda S, T, o: (S,), both),
        "overall mean only": f_ratio(lambda S, T, o: (o,), both),
        "segments of the larger lost": f_ratio(lambda S, T, o: (S, T), lambda S, T, o: (S * T,)),
        "larger without segments": f_ratio(lambda S, T, o: (S, T), lambda S, T, o: (o, S * T)),
        "not by K - 1": f_ratio(lambda S, T, o: (S, T), both, divide=False),
        "p-value": p_of_f,
    },
}
