"""A class's answers to chapter 8."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import ndtr


def conditional(theta, tau, m, s, **_):
    precision = len(theta) / tau**2 + 1 / s**2
    return (theta.sum() / tau**2 + m / s**2) / precision, precision**-0.5


def ratio(shape, rate, x, c, step):
    return (
        stats.gamma.logpdf(c, shape, scale=1 / rate)
        - stats.gamma.logpdf(x, shape, scale=1 / rate)
        + np.log(c / x)
    )


def walked(log_density=None, keep="all", moves=22_000, warm_up=2000, rule=None, spread=1.0):
    def log_posterior(theta, outcomes, sigma):
        return -(theta**2) / 8 + np.sum(-((outcomes - theta) ** 2) / (2 * sigma**2))

    target, go = log_density or log_posterior, rule or (lambda rng, d: np.log(rng.uniform()) < d)

    def walk(outcomes, sigma, start, step, rng):
        x, here, chain = start, target(start, outcomes, sigma), []
        for _ in range(moves):
            candidate = rng.normal(x, spread * step)
            there = target(candidate, outcomes, sigma)
            accept = go(rng, there - here)
            if accept:
                x, here = candidate, there
            if accept or keep == "all":
                chain.append(x)
        return {"theta": chain[warm_up:]}

    return walk


def swept(mu_new=True, tau_theta_new=True, tau_mu_new=True, rate=lambda r: r, scale=lambda g: g):
    def sweep(effects, std_errors, theta, mu, tau, z, z_mu, gamma):
        w, b = 1 / std_errors**2, 1 / tau**2
        new = (w * effects + b * mu) / (w + b) + z / np.sqrt(w + b)
        p = len(effects) * b + 1
        new_mu = b * (new if mu_new else theta).sum() / p + z_mu / p**0.5
        r = 0.02 + (((new if tau_theta_new else theta) - (new_mu if tau_mu_new else mu)) ** 2).sum() / 2
        return new_mu, (scale(gamma) / rate(r)) ** -0.5

    return sweep


def tau_second(effects, std_errors, theta, mu, tau, z, z_mu, gamma):
    w, b = 1 / std_errors**2, 1 / tau**2
    theta = (w * effects + b * mu) / (w + b) + z / np.sqrt(w + b)
    tau = ((0.02 + ((theta - mu) ** 2).sum() / 2) / gamma) ** 0.5
    p = len(theta) / tau**2 + 1
    return theta.sum() / tau**2 / p + z_mu / p**0.5, tau


def nine(chance):
    def answer(mu, tau, success, failure):
        p = chance(mu, tau)
        return p, p * success - (1 - p) * failure

    return answer


def log_mean(theta, outcomes, sigma):
    return -(theta**2) / 8 - np.mean((outcomes - theta) ** 2) / (2 * sigma**2)


RIGHT = {
    "08.1": [conditional, lambda t, tau, m, s: tuple(float(v) for v in conditional(t, tau, m, s))],
    "08.2": [("twice", 50), ("twice", "70 %")],
    "08.3": [ratio, lambda a, b, x, c, s: a * np.log(c / x) - b * (c - x)],
    "08.4": [
        walked(),
        walked(spread=0.5, moves=20_000, warm_up=4000),
        walked(moves=26_000, warm_up=6000, rule=lambda rng, d: rng.random() < np.exp(min(d, 0.0))),
    ],
    "08.5": [swept(), lambda *a: list(swept()(*a))],
    "08.6": [nine(lambda m, t: ndtr(m / t).mean()), nine(lambda m, t: 1 - stats.norm.cdf(0, m, t).mean())],
}
WRONG = {
    "08.1": {
        "variance": lambda t, tau, m, s: (conditional(t, tau, m, s)[0], conditional(t, tau, m, s)[1] ** 2),
        "no prior": lambda t, tau, m, s: (t.mean(), tau / len(t) ** 0.5),
        "plain mean, right sd": lambda t, tau, m, s: (t.mean(), conditional(t, tau, m, s)[1]),
        "tau for its square": lambda t, tau, m, s: conditional(t, tau**0.5, m, s),
        "N(0, 1) of the chapter": lambda t, tau, m, s: conditional(t, tau, 0.0, 1.0),
        "the mean alone": lambda t, tau, m, s: conditional(t, tau, m, s)[0],
        "swapped": lambda t, tau, m, s: conditional(t, tau, m, s)[::-1],
        "median": lambda t, tau, m, s: conditional(np.full(len(t), np.median(t)), tau, m, s),
    },
    "08.2": {"nearer": ("nearer", 80), "same": ("same", 50), "unsure": ("twice", 10)},
    "08.3": {
        "no correction": lambda a, b, x, c, s: ratio(a, b, x, c, s) - np.log(c / x),
        "upside down": lambda a, b, x, c, s: ratio(a, b, x, c, s) - 2 * np.log(c / x),
        "capped": lambda a, b, x, c, s: min(0, ratio(a, b, x, c, s)),
        "exponentiated": lambda a, b, x, c, s: np.exp(ratio(a, b, x, c, s)),
        "half, lognorm": lambda a, b, x, c, s: (
            ratio(a, b, x, c, s) - np.log(c / x) - stats.lognorm.logpdf(c, s, scale=x)
        ),
        "other half, lognorm": lambda a, b, x, c, s: (
            ratio(a, b, x, c, s) - np.log(c / x) + stats.lognorm.logpdf(x, s, scale=c)
        ),
        "one divisor": lambda a, b, x, c, s: ratio(a, b, x, c, s) + np.log(x),
        "norm for lognorm": lambda a, b, x, c, s: (
            ratio(a, b, x, c, s) - np.log(c / x) + stats.norm.logpdf(x, c, s) - stats.norm.logpdf(c, x, s)
        ),
        "step in it": lambda a, b, x, c, s: ratio(a, b, x, c, s) + np.log(s),
        "log last": lambda a, b, x, c, s: np.log(
            stats.gamma.pdf(c, a, scale=1 / b) / stats.gamma.pdf(x, a, scale=1 / b) * c / x
        ),
        "the other way": lambda a, b, x, c, s: -ratio(a, b, x, c, s),
        "scale": lambda a, b, x, c, s: ratio(a, 1 / b, x, c, s),
    },
    "08.4": {
        "refused dropped": walked(keep="accepted", moves=30_000, warm_up=1000),
        "refused dropped, fewer": walked(keep="accepted", moves=14_000, warm_up=500),
        "no warm-up": walked(warm_up=0),
        "too few": walked(moves=6000),
        "nearly enough": walked(moves=11_000),
        "mean for sum": walked(log_mean, moves=24_000),
        "prior forgotten": walked(lambda t, o, s: -np.sum((o - t) ** 2) / (2 * s**2)),
        "sigma for its square": walked(
            lambda t, o, s: -(t**2) / 8 - np.sum((o - t) ** 2) / (2 * s), spread=0.7
        ),
        "prior variance 2": walked(lambda t, o, s: -(t**2) / 4 - np.sum((o - t) ** 2) / (2 * s**2)),
        "no halves": walked(lambda t, o, s: -(t**2) / 4 - np.sum((o - t) ** 2) / s**2),
        "u for log u": walked(rule=lambda rng, d: rng.uniform() < d),
        "always": walked(rule=lambda rng, d: True, moves=4000, warm_up=0),
        "same draw reused": lambda o, s, a, b, rng: {"theta": np.full(4000, rng.normal(o.mean(), 1))},
        "no dictionary": lambda o, s, a, b, rng: rng.normal(o.mean(), 1, 4000),
        "other name": lambda o, s, a, b, rng: {"mu": rng.normal(o.mean(), 1, 4000)},
    },
    "08.5": {
        "unchanged": swept(False, False, False),
        "tau left": swept(True, False, False),
        "mu left": swept(False),
        "old mean": swept(tau_mu_new=False),
        "old effects": swept(tau_theta_new=False),
        "old effects twice": swept(False, False),
        "tau second": tau_second,
        "precision": lambda *a: (swept()(*a)[0], swept()(*a)[1] ** -2),
        "variance": lambda *a: (swept()(*a)[0], swept()(*a)[1] ** 2),
        "half lost": swept(rate=lambda r: 2 * r - 0.02),
        "tau alone": lambda *a: swept()(*a)[1],
    },
    "08.6": {
        "average": nine(lambda m, t: np.mean(m > 0)),
        "plug-in": nine(lambda m, t: ndtr(m.mean() / t.mean())),
        "mean ratio": nine(lambda m, t: ndtr(np.mean(m / t))),
        "variance": nine(lambda m, t: ndtr(m / t**2).mean()),
        "below": nine(lambda m, t: ndtr(-m / t).mean()),
        "array": nine(lambda m, t: ndtr(m / t)),
        "chance alone": lambda m, t, a, b: ndtr(m / t).mean(),
        "closed": lambda m, t, a, b: (ndtr(m / t).mean(), max(0, ndtr(m / t).mean() * (a + b) - b)),
        "closed in hindsight": lambda m, t, a, b: (
            ndtr(m / t).mean(),
            np.maximum(0, ndtr(m / t) * (a + b) - b).mean(),
        ),
        "nothing lost": lambda m, t, a, b: (ndtr(m / t).mean(), ndtr(m / t).mean() * a),
    },
}
