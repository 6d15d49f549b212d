"""The class's second round: other people, the same exercises."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit, logit, ndtr, stdtrit

from helpers import posterior
from helpers.priors import Flat, HalfNormal, Normal, Uniform
from tests.grading.answers.classroom import ch01, ch02, ch03, ch04, ch05, ch06, ch07


def by_simulation(common_effect, std_errors):
    rng = np.random.default_rng(0)
    z = rng.normal(common_effect, std_errors, (200_000, len(std_errors))) / std_errors
    return np.bincount((np.abs(z) > 1.96).sum(1), minlength=len(std_errors) + 1) / 200_000


def by_dictionary(common_effect, std_errors):
    at = {0: 1.0}
    for p in ch01.chances(common_effect, std_errors):
        new = {}
        for m, w in at.items():
            new[m] = new.get(m, 0) + w * (1 - p)
            new[m + 1] = new.get(m + 1, 0) + w * p
        at = new
    return list(at.values())


def q_frame(effects, std_errors):
    t = pd.DataFrame({"y": effects, "w": 1 / np.square(std_errors)})
    return (t.w * (t.y - (t.w * t.y).sum() / t.w.sum()) ** 2).sum()


def dl_dict(effects, std_errors):
    return {"tau2": ch03.dl(effects, std_errors), "i2": ch03.i2(effects, std_errors)}


def interval_with(half):
    def next_market_interval(y, s, t):
        w = 1 / (s**2 + t)
        m, se = (w * y).sum() / w.sum(), 1 / math.sqrt(w.sum())
        h = half(len(y), t, se, s)
        return m - h, m + h

    return next_market_interval


def tq(k, p=0.975):
    return stdtrit(k - 2, p)


def shrink_frame(effects, std_errors, mu, tau):
    t = pd.DataFrame({"y": effects, "s": std_errors})
    b = t.s**2 / (t.s**2 + tau**2)
    return b * mu + (1 - b) * t.y


def by_determinant(effects, std_errors, tau):
    K = len(effects)
    V = np.diag(std_errors**2 + tau**2) + np.ones((K, K))
    return -0.5 * (
        K * math.log(2 * math.pi) + np.linalg.slogdet(V)[1] + effects @ np.linalg.solve(V, effects)
    )


def simpson(tau, log_likelihood, scale):
    from scipy.integrate import simpson as rule

    log = log_likelihood - (tau / scale) ** 2 / 2
    w = np.exp(log - log.max())
    return rule(w * tau, x=tau) / rule(w, x=tau)


def mean_in_a_loop(tau, log_likelihood, scale):
    biggest = max(float(log) - t * t / (2 * scale * scale) for t, log in zip(tau, log_likelihood))
    top = bottom = 0.0
    for t, log in zip(tau, log_likelihood):
        w = math.exp(log - t * t / (2 * scale * scale) - biggest)
        top, bottom = top + w * t, bottom + w
    return top / bottom


def lor_series(events_t, n_t, events_c, n_c):
    return pd.Series(ch06.lor()(events_t, n_t, events_c, n_c), index=["lor", "se"])


def bh_frame(p):
    t = pd.Series(p)
    ranked = t.sort_values(ascending=False)
    scaled = ranked * len(t) / np.arange(len(t), 0, -1)
    return scaled.cummin().clip(upper=1).sort_index()


def bh_by_comparison(p):
    K = len(p)
    return [min(K * b / sum(c <= b for c in p) for b in p if b >= a) for a in p]


def decide_frame(draws):
    t = pd.DataFrame(draws)
    p = t.idxmax(axis=1).value_counts(normalize=True).reindex(t.columns, fill_value=0)
    return p, t.rsub(t.max(axis=1), axis=0).mean()


def cov(diag, shared=1.0):
    return lambda y, s, t: float(
        stats.multivariate_normal.logpdf(y, np.zeros(len(y)), np.diag(diag(s, t)) + shared)
    )


RIGHT = {
    "01.1": [
        lambda y, s: pd.Series(np.abs(y) > 1.96 * s).sum(),
        lambda y, s: sum(map(bool, abs(y / s) > 1.96)),
    ],
    "01.2": [by_dictionary, lambda m, s: pd.Series(by_dictionary(m, s))],
    "01.3": [("rises", "80 percent"), (80, "rises"), ("It rises", 66.6)],
    "01.4": [
        lambda t, c, p: math.erfc(abs(t - (t + c) * p) / math.sqrt(2 * (t + c) * p * (1 - p))),
        lambda t, c, p: stats.chi2.sf((t - (t + c) * p) ** 2 / ((t + c) * p * (1 - p)), 1),
    ],
    "01.5": ["a;b;c", "A-B-C"],
    "02.1": [
        lambda y, t, c: ch03.q(y, 1 / (1 / t + 1 / c)),
        lambda y, t, c: q_frame(y, np.sqrt(1 / t + 1 / c)),
    ],
    "02.2": [0.26491, 1 - math.exp(6 * math.log(0.95)), np.array(0.265)],
    "02.3": [("more", "100%"), ["By more than 379", 50]],
    "02.4": [ch02.f_ratio(lambda S, T, o: (S, 1 - T), lambda S, T, o: (S * T, S * (1 - T)))],
    "03.1": [q_frame, lambda y, s: float(q_frame(list(y), list(s)))],
    "03.2": [dl_dict, lambda y, s: pd.Series(dl_dict(y, s))],
    "03.3": [("falls", "99 per cent"), (40, "falls")],
    "03.4": [
        lambda y, s, t: dict(zip(("low", "high"), ch03.interval()(y, s, t))),
        interval_with(lambda k, t, se, s: stats.t(k - 2).ppf(0.975) * math.hypot(math.sqrt(t), se)),
    ],
    "03.5": [1.787, 1.789, np.array([1.79]), 1.7869089],
    "04.1": [shrink_frame, lambda y, s, m, t: (y * t**2 + m * s**2) / (t**2 + s**2)],
    "04.2": [("vandiviere", "34 %")],
    "04.3": [
        ch04.model(tau=lambda pm, n: pm.TruncatedNormal(n, 0, 1, lower=0)),
        ch04.model(data=lambda pm, m, t, th: pm.Normal("y", th, tau=1 / ch04.S8**2, observed=ch04.Y8)),
    ],
    "04.4": [lambda: {k: v.ravel() for k, v in ch04._draws(lambda m, t, r: r.normal(m, t)).items()}],
    "04.5": ["B/B/C"],
    "05.1": [by_determinant, cov(lambda s, t: s**2 + t**2)],
    "05.2": [("halves", "51 %")],
    "05.3": [simpson, mean_in_a_loop],
    "05.5": [(0, 0.3996), (0.0, 0.39964), pd.Series([0, ch05.ABOVE]), {"tau": 0.0, "p": ch05.ABOVE}],
    "06.1": [lor_series, lambda *a: dict(zip("es", ch06.lor()(*a)))],
    "06.2": [lambda y, n, m, k: pd.Series(y + m * k) / pd.Series(n + k)],
    "06.4": [lambda *a: pd.Series(ch06.lift()(*a)), lambda *a: dict(zip("lh", ch06.lift(1.96)(*a)))],
    "06.5": [0.3139, 0.314, [ch06.CHANCE]],
    "07.1": [bh_frame, bh_by_comparison],
    "07.3": [decide_frame, lambda d: dict(zip("pl", (ch07.p_best(d), ch07.loss(d))))],
    "07.4": [0.816, 0.8157],
    "07.5": ["b;b;b"],
}
WRONG = {
    "01.1": {
        "a list of labels": lambda y, s: [k for k in range(len(y)) if abs(y[k] / s[k]) > 1.96],
        "z² against 1.96": lambda y, s: np.sum((y / s) ** 2 > 1.96),
        "abs outside": lambda y, s: abs(np.sum(y / s) > 1.96),
        "losses only": lambda y, s: np.sum(y / s < -1.96),
        "percent": lambda y, s: 100 * np.mean(np.abs(y / s) > 1.96),
        "p above": lambda y, s: np.sum(2 * ndtr(-abs(y / s)) > 0.05),
        "rounded to 2": lambda y, s: np.sum(np.abs(y / s) > 2.0),
        "s over y": lambda y, s: np.sum(np.abs(s / y) > 1.96),
    },
    "01.2": {
        "simulated": by_simulation,
        "at least m": lambda m, s: np.cumsum(by_dictionary(m, s)[::-1])[::-1],
        "Poisson": lambda m, s: stats.poisson.pmf(np.arange(len(s) + 1), ch01.chances(m, s).sum()),
        "normal shape": lambda m, s: stats.norm.pdf(
            np.arange(len(s) + 1),
            ch01.chances(m, s).sum(),
            np.sqrt(np.sum(ch01.chances(m, s) * (1 - ch01.chances(m, s)))),
        ),
        "between the bars": lambda m, s: ch01.convolved(ndtr(1.96 - m / s) - ndtr(-1.96 - m / s)),
        "percent": lambda m, s: 100 * np.array(by_dictionary(m, s)),
        "rounded": lambda m, s: np.round(by_dictionary(m, s), 2),
        "only the last market": lambda m, s: np.r_[
            1 - ch01.chances(m, s)[-1], ch01.chances(m, s)[-1], np.zeros(len(s) - 1)
        ],
    },
    "01.3": {"zero": ("rises", 0), "32": ("rises", 32), "very": ("rises", "very"), "three": ("rises", 60, 1)},
    "01.4": {
        "p^2": lambda t, c, p: ndtr(-abs(ch01.z_split(t, c, p))) ** 2,
        "chi2 with 2 df": lambda t, c, p: stats.chi2.sf(ch01.z_split(t, c, p) ** 2, 2),
        "share of treated of n": lambda t, c, p: 2 * ndtr(-abs(t / (t + c) - p) / np.sqrt(p * (1 - p))),
        "total from treated": lambda t, c, p: 2 * ndtr(-abs(t - c * p) / np.sqrt(c * p * (1 - p))),
        "upper tail with planned sd": lambda t, c, p: 1 - ndtr(-ch01.z_split(t, c, p)),
        "chi2 statistic": lambda t, c, p: ch01.z_split(t, c, p) ** 2,
        "half sd": lambda t, c, p: 2 * ndtr(-abs(ch01.z_split(t, c, p, np.sqrt(t + c) / 2))),
    },
    "02.1": {
        "sd": lambda y, t, c: np.sqrt(ch02.spread(y, ch02.harmonic(t, c))),
        "control only": lambda y, t, c: ch02.spread(y, c),
        "product": lambda y, t, c: ch02.spread(y, t * c),
        "mean": lambda y, t, c: ch02.spread(y, ch02.harmonic(t, c)) / len(y),
        "abs": lambda y, t, c: np.sum(
            ch02.harmonic(t, c) * abs(y - np.average(y, weights=ch02.harmonic(t, c)))
        ),
        "median": lambda y, t, c: ch02.spread(y, ch02.harmonic(t, c), np.median(y)),
        "geometric": lambda y, t, c: ch02.spread(y, np.sqrt(t * c)),
        "twice": lambda y, t, c: 2 * ch02.spread(y, ch02.harmonic(t, c)),
        "weights squared": lambda y, t, c: ch02.spread(y, ch02.harmonic(t, c) ** 2),
        "mean weighted by totals": lambda y, t, c: ch02.spread(
            y, ch02.harmonic(t, c), np.average(y, weights=t + c)
        ),
    },
    "02.2": {
        "two or more": 1 - 0.95**6 - 6 * 0.05 * 0.95**5,
        "one decimal": 0.2,
        "percent as text": "26.5",
        "seven": 1 - 0.95**7,
        "1 %": 1 - 0.99**6,
        "half": 0.5,
        "binomial of two": 15 * 0.05**2 * 0.95**4,
        "whole percent": 26,
        "27": 27,
    },
    "02.3": {"20": ("more", "20 %"), "no": ("less", "70%")},
    "02.4": {
        "mean squares not": ch02.f_ratio(lambda S, T, o: (S, T), ch02.both, lambda n, K: 1),
        "inverse": lambda r, s, t: 1 / ch02.f_from_cells(r, s, t),
        "df 2K - 1": ch02.f_ratio(lambda S, T, o: (S, T), ch02.both, lambda n, K: n - 2 * K - 1),
        "K": lambda r, s, t: ch02.f_from_cells(r, s, t) * (len(np.unique(s)) - 1) / len(np.unique(s)),
        "swapped fits": lambda r, s, t: -ch02.f_from_cells(r, s, t),
        "noise the total": ch02.f_ratio(
            lambda S, T, o: (S, T), lambda S, T, o: (S, S * T), lambda n, K: n - 1
        ),
        "larger forgets S": ch02.f_ratio(lambda S, T, o: (S, T), lambda S, T, o: (o, T, S * T)),
        "square root": lambda r, s, t: np.sqrt(ch02.f_from_cells(r, s, t)),
    },
    "03.1": {
        "z² about zero mean": lambda y, s: np.sum((y / s) ** 2) - len(y),
        "weighted centre, unweighted": lambda y, s: np.sum((y - np.average(y, weights=1 / s**2)) ** 2),
        "median": lambda y, s: ch03.q(y, 1 / s**2, np.median(y)),
        "half": lambda y, s: 0.5 * ch03.q(y, 1 / s**2),
        "scaled by s": lambda y, s: np.sum((y - np.average(y, weights=1 / s**2)) ** 2 / s),
        "sum then square": lambda y, s: np.sum((y - y.mean()) / s) ** 2,
        "variance": lambda y, s: np.var(y, ddof=1),
        "rounded": lambda y, s: round(ch03.q(y, 1 / s**2), 2),
        "df returned": lambda y, s: len(y) - 1,
        "list of pieces": lambda y, s: list((y - y.mean()) ** 2 / s**2),
    },
    "03.2": {
        "I² with tau": lambda y, s: (
            ch03.dl(y, s),
            ch03.dl(y, s) / (ch03.dl(y, s) + np.median(s**2)),
        ),
        "root of I²": lambda y, s: (ch03.dl(y, s), np.sqrt(ch03.i2(y, s))),
        "divisor df": lambda y, s: (ch03.dl(y, s, divisor=lambda w: len(w) - 1), ch03.i2(y, s)),
        "abs": lambda y, s: (abs(ch03.dl(y, s, cut=False)), abs(ch03.i2(y, s, cut=False))),
        "both in percent": lambda y, s: (100 * ch03.dl(y, s), 100 * ch03.i2(y, s)),
        "Q itself": lambda y, s: (ch03.dl(y, s), ch03.q(y, 1 / s**2)),
        "var of y": lambda y, s: (np.var(y), ch03.i2(y, s)),
        "var minus mean s²": lambda y, s: (max(0, np.var(y, ddof=1) - np.mean(s**2)), ch03.i2(y, s)),
        "three numbers": lambda y, s: (ch03.dl(y, s), ch03.i2(y, s), 1),
        "weights 1/s": lambda y, s: (ch03.dl(y, np.sqrt(s)), ch03.i2(y, np.sqrt(s))),
    },
    "03.4": {
        "1.96": ch03.interval(lambda K: 1.96),
        "ndtri": ch03.interval(lambda K: stats.norm.ppf(0.975)),
        "df K": ch03.interval(lambda K: stdtrit(K, 0.975)),
        "twice the width": interval_with(lambda k, t, se, s: 2 * tq(k) * np.sqrt(t + se**2)),
        "own noise too": interval_with(lambda k, t, se, s: tq(k) * np.sqrt(t + se**2 + np.mean(s**2))),
        "noise instead": interval_with(lambda k, t, se, s: tq(k) * np.sqrt(t + np.mean(s**2))),
        "df K - 3": ch03.interval(lambda K: stdtrit(max(K - 3, 0.5), 0.975)),
        "99 %": ch03.interval(lambda K: stdtrit(K - 2, 0.995)),
        "z, tau in weights": ch03.interval(lambda K: 1.96, weight=lambda s, t: 1 / (s**2 + np.sqrt(t))),
        "z, fixed weights": ch03.interval(lambda K: 1.96, weight=lambda s, t: 1 / s**2),
        "z, tau only": ch03.interval(lambda K: 1.96, width=lambda t, se, s: np.sqrt(t)),
        "t arguments swapped": ch03.interval(lambda K: stdtrit(0.975, K - 2)),
        "weights inverse s": ch03.interval(weight=lambda s, t: 1 / (s + np.sqrt(t))),
        "middle and width": lambda y, s, t: (
            np.mean(ch03.interval()(y, s, t)),
            np.diff(ch03.interval()(y, s, t))[0] / 2,
        ),
        "rounded": lambda y, s, t: tuple(np.round(ch03.interval()(y, s, t), 2)),
    },
    "03.5": {
        "1.78": 1.78,
        "2.0": 2.0,
        "1.77": 1.77,
        "1.7": 1.7,
        "share": 0.22,
        "sum of z": float(np.sum(ch03.Z8)),
        "percent": 22.3,
        "z 2.576": float(np.sum(ndtr(ch03.Z8 - 2.576) + ndtr(-ch03.Z8 - 2.576))),
        "lower tail only": float(np.sum(ndtr(-ch03.Z8 - 1.96))),
        "twice upper": float(2 * np.sum(ndtr(ch03.Z8 - 1.96))),
    },
    "04.1": {
        "sums": lambda y, s, m, t: (y + m) * s**2 / (s**2 + t**2),
        "τ for both": lambda y, s, m, t: y + (m - y) * t / (s + t),
        "weight by 1/s": lambda y, s, m, t: (y / s + m / max(t, 1e-9)) / (1 / s + 1 / max(t, 1e-9)),
        "away": lambda y, s, m, t: y - (m - y) * s**2 / (s**2 + t**2),
        "total variance not": lambda y, s, m, t: y + (m - y) * s**2 / t**2,
        "sd of y": lambda y, s, m, t: y + (m - y) * s**2 / (s**2 + np.var(y)),
        "weighted mean of all": lambda y, s, m, t: np.full(len(y), np.average(y, weights=1 / (s**2 + t**2))),
        "root of the weight": lambda y, s, m, t: y + (m - y) * np.sqrt(s**2 / (s**2 + t**2)),
        "rounded": lambda y, s, m, t: np.round(y + (m - y) * s**2 / (s**2 + t**2), 2),
        "weight on the estimate": lambda y, s, m, t: t**2 / (s**2 + t**2),
        "first only": lambda y, s, m, t: (y + (m - y) * s**2 / (s**2 + t**2))[0],
        "swapped, by precision": lambda y, s, m, t: (y / t**2 + m / s**2) / (1 / t**2 + 1 / s**2),
        "τ not squared, by precision": lambda y, s, m, t: (y / s**2 + m / t) / (1 / s**2 + 1 / t),
    },
    "04.3": {
        "Student": ch04.model(theta=lambda pm, m, t: pm.StudentT("theta", nu=3, mu=m, sigma=t, shape=8)),
        "tau at 5": ch04.model(tau=lambda pm, n: pm.HalfNormal(n, 5)),
        "mu N(0.4)": ch04.model(mu=lambda pm, n: pm.Normal(n, 0, 0.4)),
        "mean of data": ch04.model(mu=lambda pm, n: pm.Normal(n, ch04.Y8.mean(), 1)),
        "exponential": ch04.model(tau=lambda pm, n: pm.Exponential(n, 1)),
        "s over two": ch04.model(data=lambda pm, m, t, th: pm.Normal("y", th, ch04.S8 / 2, observed=ch04.Y8)),
        "data twice": ch04.model(
            data=lambda pm, m, t, th: [pm.Normal(f"y{i}", th, ch04.S8, observed=ch04.Y8) for i in (1, 2)]
        ),
    },
    "04.4": {
        "one draw for all": lambda: ch04._draws(lambda m, t, r: np.full(m.shape, r.normal(m[0, 0], t[0, 0]))),
        "few draws reused": lambda: ch04._draws(
            lambda m, t, r: r.choice(r.normal(m.ravel()[:50], t.ravel()[:50]), m.shape)
        ),
        "one chain repeated": lambda: ch04._draws(
            lambda m, t, r: np.repeat(r.normal(m[:, :100], t[:, :100]), 100, axis=1)
        ),
        "theta of C": lambda: ch04._draws(lambda m, t, r: r.normal(1.0, 0.25, m.shape)),
        "median of tau": lambda: ch04._draws(lambda m, t, r: r.normal(m, np.median(t))),
        "uniform": lambda: ch04._draws(lambda m, t, r: r.uniform(m - t, m + t)),
        "half tau": lambda: ch04._draws(lambda m, t, r: r.normal(m, t / 2)),
        "twice": lambda: ch04._draws(lambda m, t, r: r.normal(m, 2 * t)),
        "variance added": lambda: ch04._draws(lambda m, t, r: r.normal(m, np.sqrt(t**2 + m.var()))),
        "sorted": lambda: ch04._draws(lambda m, t, r: np.sort(r.normal(m, t), axis=None)),
        "precision": lambda: ch04._draws(lambda m, t, r: r.normal(m, 1 / t**2)),
        "mu, tau swapped": lambda: ch04._draws(lambda m, t, r: r.normal(t, np.abs(m))),
    },
    "04.5": {"b c c": "b c c", "c a c": "c a c", "a c c": "a c c", "a b a": "a b a"},
    "05.1": {
        "μ not in variance": cov(lambda s, t: s**2 + t**2, 0.0),
        "only covariance": cov(lambda s, t: s**2 + t**2 - 1),
        "prior variance 2": cov(lambda s, t: s**2 + t**2, 2.0),
        "minus half forgotten": lambda y, s, t: -2 * ch05.right(y, s, t),
        "twice": lambda y, s, t: 2 * ch05.right(y, s, t),
        "prior of τ added": lambda y, s, t: ch05.right(y, s, t) - t**2 / 2,
        "s + τ": cov(lambda s, t: (s + t) ** 2),
        "determinant forgotten": lambda y, s, t: (
            ch05.right(y, s, t) + 0.5 * np.linalg.slogdet(np.diag(s**2 + t**2) + 1)[1]
        ),
        "rounded": lambda y, s, t: round(ch05.right(y, s, t), 3),
        "coarse grid": lambda y, s, t: (
            lambda g: math.log(
                np.sum(
                    np.exp(
                        stats.norm.logpdf(y[:, None], g, np.sqrt(s**2 + t**2)[:, None]).sum(0)
                        + stats.norm.logpdf(g)
                    )
                )
                * 0.5
            )
        )(np.arange(-4, 4, 0.5)),
        "simulated": lambda y, s, t: math.log(
            np.mean(
                np.exp(
                    stats.norm.logpdf(
                        y[:, None],
                        np.random.default_rng(0).normal(0, 1, 20_000),
                        np.sqrt(s**2 + t**2)[:, None],
                    ).sum(0)
                )
            )
        ),
    },
    "05.3": {
        "prior as sd": ch05.grid_mean(lambda t, c: -(t**2) / (2 * c**4)),
        "normal prior on log": ch05.grid_mean(lambda t, c: -(np.log(t) ** 2) / (2 * c**2)),
        "prior squared twice": ch05.grid_mean(lambda t, c: -(t**2) / c),
        "first value": lambda t, L, c: t[0],
        "mean of grid": lambda t, L, c: t.mean(),
        "likelihood twice": lambda t, L, c: ch05.grid_mean()(t, 2 * L, c),
        "plus for minus": ch05.grid_mean(lambda t, c: t**2 / (2 * c**2)),
        "cauchy": ch05.grid_mean(lambda t, c: -np.log1p((t / c) ** 2)),
        "sum of weights 1 by step": lambda t, L, c: np.sum(ch05.weights(t, L, c) * t) / (t[1] - t[0]),
        "sd": lambda t, L, c: np.sqrt(
            np.sum(ch05.weights(t, L, c) * t**2) - np.sum(ch05.weights(t, L, c) * t) ** 2
        ),
        "no shift, fourth": ch05.grid_mean(lambda t, c: -(t**4) / (2 * c**2), stable=False),
    },
    "05.5": {
        "tau squared": (0.0, 0.1597),
        "P(τ > 10)": (0, ch05.tau_of().prob_above(10)),
        "median": (ch05.tau_of().quantile(0.5), ch05.ABOVE),
        "HalfNormal(5)": (0, ch05.tau_of(tau=HalfNormal(5)).prob_above(5)),
        "flat mu": (0, ch05.tau_of(mu=Flat()).prob_above(5)),
        "theta": (0, [float(x) for x in ch05.POST.theta.prob_above(5)]),
        "text": "0, 0.4",
        "percent of both": (0, 40),
        "three": (0, 0.4, 1),
        "se": (10.4, ch05.ABOVE),
        "0.39": (0, 0.39),
    },
    "06.1": {
        "one instead of a half": lambda *a: (
            ch06.lor("never")(*a)
            if 0 not in (a[0], a[2], a[1] - a[0], a[3] - a[2])
            else ch06.lor("never")(a[0] + 1, a[1] + 2, a[2] + 1, a[3] + 2)
        ),
        "minus variances": lambda a, n, c, m: (
            ch06.lor()(a, n, c, m)[0],
            np.sqrt(abs(1 / max(a, 0.5) - 1 / n + 1 / max(c, 0.5) - 1 / m)),
        ),
        "control over treated odds": lambda a, n, c, m: ch06.lor()(c, m, a, n),
        "relative risk not logged": lambda a, n, c, m: (a / n / (max(c, 0.5) / m), ch06.lor()(a, n, c, m)[1]),
        "log of difference": lambda a, n, c, m: (
            np.log(abs(a / n - c / m) + 1e-9),
            ch06.lor()(a, n, c, m)[1],
        ),
        "both rounded": lambda *a: tuple(np.round(ch06.lor()(*a), 3)),
        "se halved": lambda *a: (ch06.lor()(*a)[0], ch06.lor()(*a)[1] / 2),
        "log2": ch06.lor(log=np.log2),
        "half in every table's buyers": lambda a, n, c, m: ch06.lor("never")(a + 0.5, n + 1, c + 0.5, m + 1),
        "z": lambda *a: (ch06.lor()(*a)[0], ch06.lor()(*a)[0] / ch06.lor()(*a)[1]),
        "one arm mended": lambda a, n, c, m: ch06.lor("never")(
            a + 0.5 * (a in (0, n)), n + (a in (0, n)), c + 0.5 * (c in (0, m)), m + (c in (0, m))
        ),
    },
    "06.2": {
        "m times n": lambda y, n, m, k: (m * n + y) / (k + n),
        "a plus b on top": lambda y, n, m, k: (m * k + y) / (m * k + n),
        "sd weights": lambda y, n, m, k: (
            np.sqrt(k) / (np.sqrt(k) + np.sqrt(n)) * m
            + np.sqrt(n) / (np.sqrt(k) + np.sqrt(n)) * y / np.maximum(n, 1)
        ),
        "b on top": lambda y, n, m, k: ((1 - m) * k + y) / (k + n),
        "failures": lambda y, n, m, k: 1 - (m * k + y) / (k + n),
        "variance": lambda y, n, m, k: (m * k + y) * (k + n - m * k - y) / ((k + n) ** 2 * (k + n + 1)),
        "rounded": lambda y, n, m, k: np.round((m * k + y) / (k + n), 2),
        "sum": lambda y, n, m, k: np.sum((m * k + y) / (k + n)),
        "weights": lambda y, n, m, k: k / (k + n),
        "k - 1": lambda y, n, m, k: (m * k + y) / (k + n - 1),
        "one rate for all": lambda y, n, m, k: np.full(len(y), y.sum() / n.sum()),
    },
    "06.3": {"word": ("less", "sure"), "25": ("less", 25)},
    "06.4": {
        "half the alpha": ch06.lift(2.2414),
        "99": ch06.lift(2.5758),
        "plus one": ch06.lift(back=lambda x: np.exp(x) + 1),
        "rounded": lambda *a: tuple(np.round(ch06.lift()(*a), 2)),
        "product": ch06.lift(noise=lambda t, c: np.sqrt(t * c)),
        "mean of variances": ch06.lift(noise=lambda t, c: np.sqrt((t + c) / 2)),
        "difference of rates": lambda a, n, c, m: (
            a / n - c / m - 1.96 * np.sqrt(a * (n - a) / n**3 + c * (m - c) / m**3),
            a / n - c / m + 1.96 * np.sqrt(a * (n - a) / n**3 + c * (m - c) / m**3),
        ),
        "p missing": lambda a, n, c, m: (
            a / n / (c / m) * np.exp(-1.96 * np.sqrt((1 - a / n) / n + (1 - c / m) / m)) - 1,
            a / n / (c / m) * np.exp(1.96 * np.sqrt((1 - a / n) / n + (1 - c / m) / m)) - 1,
        ),
        "1 - p missing": lambda a, n, c, m: (
            a / n / (c / m) * np.exp(-1.96 * np.sqrt(1 / a + 1 / c)) - 1,
            a / n / (c / m) * np.exp(1.96 * np.sqrt(1 / a + 1 / c)) - 1,
        ),
        "cut at 0": lambda *a: (max(0, ch06.lift()(*a)[0]), ch06.lift()(*a)[1]),
        "old noise only": ch06.lift(noise=lambda t, c: np.sqrt(c)),
        "log1p": ch06.lift(start=lambda r: np.log1p(r - 1), back=lambda x: x - 1 + 1),
    },
    "06.5": {
        "0.32": 0.32,
        "31 %": "31 %",
        "whole percent": 31,
        "mean of theta_new": float(ch06.POST.theta_new.mean),
        "needed": ch06.NEED,
        "from 8 of 11": float(ch06.POST.theta_new.prob_above(logit(0.08) - logit(0.11))),
        "market H": float(ch06.POST.theta.prob_above(ch06.NEED)[-1]),
        "density": float(ch06.POST.theta_new.pdf(ch06.NEED)),
        "log10": float(ch06.POST.theta_new.prob_above(ch06.NEED / math.log(10))),
        "expit": float(ch06.POST.theta_new.prob_above(expit(0.11) - expit(0.08))),
    },
    "07.1": {
        "K + 1": ch07.stepped(lambda i, K: (K + 1) / i),
        "times 0.05": lambda p: ch07.stepped(ch07.bh)(p) * 0.05,
        "against the bar": lambda p: p <= 0.05 * stats.rankdata(p) / len(p),
        "ranks": lambda p: stats.rankdata(p),
        "descending": lambda p: np.sort(ch07.stepped(ch07.bh)(p))[::-1],
        "bh from the wrong end": ch07.stepped(lambda i, K: K / (K - i + 1), cut=True),
        "Holm by minimum": ch07.stepped(ch07.holm, cut=True),
        "halved": lambda p: ch07.stepped(ch07.bh)(p) / 2,
        "i": ch07.stepped(lambda i, K: i),
        "doubled": lambda p: np.minimum(1, 2 * ch07.stepped(ch07.bh)(p)),
        "rounded": lambda p: np.round(ch07.stepped(ch07.bh)(p), 2),
        "no order at all": lambda p: np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[
            ::-1
        ],
        "max of p": lambda p: np.full(len(p), p.max()),
    },
    "07.3": {
        "first is best": lambda d: (np.eye(d.shape[1])[0], ch07.loss(d)),
        "best two": lambda d: (
            np.mean(d >= np.sort(d, 1)[:, -2:-1], axis=0),
            ch07.loss(d),
        ),
        "percent": lambda d: (100 * ch07.p_best(d), ch07.loss(d)),
        "max loss": lambda d: (ch07.p_best(d), (d.max(1, keepdims=True) - d).max(0)),
        "sd": lambda d: (ch07.p_best(d), d.std(0)),
        "means": lambda d: (ch07.p_best(d), d.mean(0)),
        "regret over all": lambda d: (ch07.p_best(d), np.full(d.shape[1], ch07.loss(d).mean())),
        "one number": lambda d: (ch07.p_best(d).max(), ch07.loss(d).min()),
        "beats the average arm": lambda d: (np.mean(d > d.mean(), axis=0), ch07.loss(d)),
        "loss times chance": lambda d: (ch07.p_best(d), ch07.loss(d) * (1 - ch07.p_best(d))),
        "per arm maximum": lambda d: (ch07.p_best(d), np.mean(d.max(0) - d, axis=0)),
    },
    "07.4": {
        "0.81": 0.81,
        "82 %": "82 %",
        "both": (0.997, 0.816),
        "Uniform(0, 10)": float(ch07.under(Uniform(0, 10)).theta.prob_above(0)[1]),
        "HalfNormal(5)": float(ch07.under(HalfNormal(5)).theta.prob_above(0)[1]),
        "E[tau]": float(ch07.WIDE.tau.mean),
        "mean of China": float(ch07.WIDE.theta.mean[1]),
        "narrow mu": float(
            posterior.random_effects(
                ch07.TESTS.estimate, ch07.TESTS.std_error, Normal(0, 0.25), Uniform(0, 100)
            ).theta.prob_above(0)[1]
        ),
    },
    "07.5": {"b c b": "b c b", "a b a": "a b a", "c b b": "c b b"},
}
