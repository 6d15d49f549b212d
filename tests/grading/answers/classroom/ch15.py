"""A class's answers to chapter 15."""

from __future__ import annotations

import numpy as np


def pooled(y, s):
    w = 1 / s**2
    return np.sum(w * y) / w.sum(), 1 / w.sum()


def prior(sd):
    """The right mean, and the sd that ``sd`` makes of the pooled variance and α."""

    def power_prior(effects, std_errors, alpha):
        mean, variance = pooled(effects, std_errors)
        return mean, sd(variance, alpha)

    return power_prior


def by_likelihood(effects, std_errors, alpha):
    """The power of the likelihood on a grid, its mean and its sd."""
    mean, variance = pooled(effects, std_errors)
    theta = mean + np.sqrt(variance / alpha) * np.linspace(-12, 12, 4001)
    log = -alpha * (((effects - theta[:, None]) / std_errors) ** 2).sum(1) / 2
    p = np.exp(log - log.max())
    p /= p.sum()
    centre = p @ theta
    return centre, np.sqrt(p @ (theta - centre) ** 2)


def discounted_weights(effects, std_errors, alpha):
    w = alpha / std_errors**2
    return float(np.average(effects, weights=w)), float(1 / np.sqrt(w.sum()))


def match(alpha, visitors):
    def matched(std_errors, belief_sd, sigma):
        v = 1 / np.sum(1 / std_errors**2)
        return alpha(v, belief_sd), visitors(v, belief_sd, sigma)

    return matched


def share(v, b):
    return v / b**2


def worth(v, b, s):
    return 2 * s**2 / b**2


def weight(s, tau):
    return s**2 / (s**2 + tau**2)


def looped(std_errors, tau_draws):
    return [np.mean([weight(s, t) for t in tau_draws]) for s in std_errors]


def broadcast(std_errors, tau_draws):
    return (1 - tau_draws[:, None] ** 2 / (std_errors**2 + tau_draws[:, None] ** 2)).mean(0)


def rate(a, b):
    return lambda y, n, alpha: (a(y.sum(), n.sum(), alpha), b(y.sum(), n.sum(), alpha))


RIGHT = {
    "15.1": [
        by_likelihood,
        discounted_weights,
        lambda y, s, a: list(prior(lambda v, a: (v / a) ** 0.5)(y, s, a)),
    ],
    "15.2": [("falls", 40), ("falls", "40 %")],
    "15.3": [match(share, worth), lambda s, b, sig: np.array([1 / np.sum(s**-2) / b**2, 2 * (sig / b) ** 2])],
    "15.4": ["cab", "c, a, b", ("c", "a", "b")],
    "15.5": [looped, broadcast],
    "15.6": [rate(lambda y, n, a: 1 + a * y, lambda y, n, a: 1 + a * (n - y))],
}
WRONG = {
    "15.1": {
        "plain mean and sem": lambda y, s, a: (y.mean(), y.std() / np.sqrt(a * len(y))),
        "α everywhere": lambda y, s, a: (a * pooled(y, s)[0], (pooled(y, s)[1] * a) ** 0.5),
        "sd over α": prior(lambda v, a: v**0.5 / a),
        "sd times √α": prior(lambda v, a: (v * a) ** 0.5),
        "sd times α": prior(lambda v, a: v**0.5 * a),
        "variance": prior(lambda v, a: v / a),
        "no α": prior(lambda v, a: v**0.5),
        "(1 − α)": prior(lambda v, a: (v / (1 - a)) ** 0.5),
        "mean shrunk": lambda y, s, a: (a * pooled(y, s)[0], (pooled(y, s)[1] / a) ** 0.5),
        "plain mean": lambda y, s, a: (y.mean(), (pooled(y, s)[1] / a) ** 0.5),
        "plain everything": lambda y, s, a: (y.mean(), s.mean() / a**0.5),
        "1/s": lambda y, s, a: (np.average(y, weights=1 / s), 1 / np.sqrt(a * np.sum(1 / s))),
        "precision": prior(lambda v, a: a / v),
        "sd alone": lambda y, s, a: (pooled(y, s)[1] / a) ** 0.5,
        "swapped": lambda y, s, a: ((pooled(y, s)[1] / a) ** 0.5, pooled(y, s)[0]),
        "sd of the estimates": lambda y, s, a: (pooled(y, s)[0], np.std(y) / a**0.5),
    },
    "15.2": {"doubles": ("doubles", 80), "edges up": ("edges up", 60), "10": ("falls", 10)},
    "15.3": {
        "two slips": match(lambda v, b: v**0.5 / b, lambda v, b, s: s**2 / b**2),
        "as received": match(lambda v, b: v**0.5 / b, lambda v, b, s: v**0.5 / b * s**2 / v),
        "α only": match(share, lambda v, b, s: s**2 / b**2),
        "arms only": match(lambda v, b: v**0.5 / b, lambda v, b, s: v**0.5 / b * 2 * s**2 / v),
        "α of sds": match(lambda v, b: v**0.5 / b, worth),
        "both arms": match(share, lambda v, b, s: 4 * s**2 / b**2),
        "whole past": match(share, lambda v, b, s: 2 * s**2 / v),
        "inverted": match(lambda v, b: b**2 / v, worth),
        "root of the visitors": match(share, lambda v, b, s: (2 * s**2 / b**2) ** 0.5),
        "α alone": lambda s, b, sig: 1 / np.sum(s**-2) / b**2,
        "α in percent": match(lambda v, b: 100 * v / b**2, worth),
    },
    "15.4": {
        "all of it": "a a a",
        "nothing": "b b a",
        "significance": "c b b",
        "not among them": "c c b",
        "leave out": "c a a",
        "more of the same": "c a c",
    },
    "15.5": {
        "plug-in": lambda s, t: weight(s, t.mean()),
        "median": lambda s, t: weight(s, np.median(t)),
        "mean square": lambda s, t: s**2 / (s**2 + np.mean(t**2)),
        "inverted": lambda s, t: 1 - np.array(looped(s, t)),
        "s/(s + τ)": lambda s, t: np.array([np.mean(a / (a + t)) for a in s]),
        "τ not squared": lambda s, t: np.array([np.mean(a**2 / (a**2 + t)) for a in s]),
        "per draw": lambda s, t: np.array([np.mean(weight(s, x)) for x in t]),
        "one number": lambda s, t: np.mean(looped(s, t)),
        "matrix": lambda s, t: weight(s[:, None], t),
    },
    "15.6": {
        "initial discounted": rate(lambda y, n, a: a * (1 + y), lambda y, n, a: a * (1 + n - y)),
        "no initial": rate(lambda y, n, a: a * y, lambda y, n, a: a * (n - y)),
        "trials": rate(lambda y, n, a: 1 + a * y, lambda y, n, a: 1 + a * n),
        "no α": rate(lambda y, n, a: 1 + y, lambda y, n, a: 1 + n - y),
        "failures in full": rate(lambda y, n, a: 1 + a * y, lambda y, n, a: 1 + n - y),
        "over α": rate(lambda y, n, a: 1 + y / a, lambda y, n, a: 1 + (n - y) / a),
        "swapped": rate(lambda y, n, a: 1 + a * (n - y), lambda y, n, a: 1 + a * y),
        "mean of rates": lambda y, n, a: (
            1 + a * n.sum() * np.mean(y / n), 1 + a * n.sum() * (1 - np.mean(y / n)),
        ),
        "rate": lambda y, n, a: (1 + a * y.sum()) / (2 + a * n.sum()),
    },
}  # fmt: skip
