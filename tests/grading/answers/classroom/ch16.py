"""A class's answers to chapter 16."""

from __future__ import annotations

import numpy as np
from scipy import stats


def tail(noise=True, prior=True, sides=2, discount=lambda a: a, centre=None):
    def answer(effects, std_errors, alpha, new_effect, new_error):
        w = 1 / std_errors**2
        mean = np.sum(w * effects) / np.sum(w) if centre is None else centre(effects, std_errors)
        sd = np.sqrt(prior / np.sum(w) / discount(alpha) + noise * new_error**2)
        return sides * stats.norm.sf(abs(new_effect - mean) / sd)

    return answer


def mixture(forecast=lambda sd, se: np.hypot(sd, se), weights=lambda w: w, update=True):
    def answer(new_effect, std_error, mean, sd, wide_sd, weight):
        m, d = np.array([mean, 0]), np.array([sd, wide_sd])
        w = np.array([weights(weight), 1 - weights(weight)])
        if update:
            w = w * stats.norm.pdf(new_effect, m, forecast(d, std_error))
            w = w / w.sum()
        precision = 1 / d**2 + 1 / std_error**2
        middle = (m / d**2 + new_effect / std_error**2) / precision
        return float(w @ stats.norm.sf(0, middle, precision**-0.5))

    return answer


def one_normal(new_effect, std_error, mean, sd, wide_sd, weight):
    """The mixture replaced by the normal with its mean and sd."""
    centre = weight * mean
    variance = weight * (sd**2 + mean**2) + (1 - weight) * wide_sd**2 - centre**2
    precision = 1 / variance + 1 / std_error**2
    return stats.norm.cdf((centre / variance + new_effect / std_error**2) / precision**0.5)


def count(forecast=stats.betabinom, far=np.greater_equal, centre=lambda f: f.median()):
    def answer(successes, trials, a, b):
        f = forecast(trials, a, b)
        y = np.arange(trials + 1)
        return f.pmf(y)[far(abs(y - centre(f)), abs(successes - centre(f)))].sum()

    return answer


def nearly_normal(successes, trials, a, b):
    f = stats.betabinom(trials, a, b)
    return 2 * stats.norm.sf(abs(successes - f.mean()) / f.std())


RIGHT = {
    "16.1": [tail()],
    "16.2": [("shuts", 60), ("shuts", "60 %")],
    "16.3": [mixture()],
    "16.4": ["bab", "b, a, b", ("b", "a", "b")],
    "16.6": [count()],
    "16.5": [(0.02755, 0.00326), [0.0276, 0.0033], np.array([0.027553, 0.003265])],
}
WRONG = {
    "16.1": {
        "no noise": tail(noise=False),
        "noise alone": tail(prior=False),
        "one side": tail(sides=1),
        "alpha forgotten": tail(discount=lambda a: 1),
        "sd over alpha": tail(discount=lambda a: a**2),
        "times alpha": tail(discount=lambda a: 1 / a),
        "root of alpha": tail(discount=np.sqrt),
        "plain mean": tail(centre=lambda y, s: y.mean()),
        "median": tail(centre=lambda y, s: np.median(y)),
        "about zero": tail(centre=lambda y, s: 0),
        "the rest": lambda *a: 1 - tail()(*a),
        "z": lambda y, s, a, n, e: 2 * stats.norm.isf(tail()(y, s, a, n, e) / 2),
    },
    "16.2": {"surer": ("surer", 60), "same": ("same", 40), "10": ("shuts", 10)},
    "16.3": {
        "as received": mixture(update=False),
        "no noise": mixture(forecast=lambda sd, se: sd),
        "noise alone": mixture(forecast=lambda sd, se: se + 0 * sd),
        "sds added": mixture(forecast=lambda sd, se: sd + se),
        "weight on the wide": mixture(weights=lambda w: 1 - w),
        "no weight": mixture(weights=lambda w: 0.5),
        "informed": mixture(weights=lambda w: 1.0),
        "wide": mixture(weights=lambda w: 0.0),
        "below": lambda *a: 1 - mixture()(*a),
        "one normal": one_normal,
    },
    "16.4": {
        "licence": "a b a",
        "licence, hierarchical": "a a b",
        "middle": "b c b",
        "occasion": "b a c",
        "conflict": "c a b",
    },
    "16.5": {
        "theta": (0.02003, 0.00103),
        "mu": (0.0000135, 0.0),
        "swapped": (0.00326, 0.02755),
        "one side": (0.01295, 0.00128),
        "twice": (0.02755, 0.02755),
        "percent": (2.755, 0.326),
        "one number": 0.02755,
        "pooled": (0.0000136, 0.0000136),
    },
    "16.6": {
        "binomial": count(lambda n, a, b: stats.binom(n, a / (a + b))),
        "strictly": count(far=np.greater),
        "closer": count(far=np.less),
        "normal": nearly_normal,
        "about zero": count(centre=lambda f: 0),
        "upper": lambda y, n, a, b: stats.betabinom.sf(y - 1, n, a, b),
        "rate": lambda y, n, a, b: 2 * min(stats.beta.cdf(y / n, a, b), stats.beta.sf(y / n, a, b)),
        "probability": lambda y, n, a, b: stats.betabinom.pmf(y, n, a, b),
    },
}
