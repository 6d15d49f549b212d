"""A class's answers to chapter 5."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import logsumexp

from helpers import heterogeneity, posterior
from helpers.datasets import load
from helpers.priors import HalfCauchy, HalfNormal, Normal, Uniform

TABLE = load("eight_schools")
Y, S = TABLE["effect"].to_numpy(), TABLE["std_error"].to_numpy()


def tau_of(mu=Normal(0, 20), tau=HalfNormal(10)):
    return posterior.random_effects(Y, S, mu, tau).tau


ABOVE = float(tau_of().prob_above(5))
POST = posterior.random_effects(Y, S, Normal(0, 20), HalfNormal(10))


def by_quadrature(effects, std_errors, tau):
    """The average over μ, on a grid."""
    mu = np.linspace(-10, 10, 4001)
    log = stats.norm.logpdf(mu)
    for y, s in zip(effects, std_errors):
        log = log + stats.norm.logpdf(y, mu, np.sqrt(s**2 + tau**2))
    return logsumexp(log) + np.log(mu[1] - mu[0])


def one_after_the_other(effects, std_errors, tau):
    mean, var, total = 0.0, 1.0, 0.0
    for y, s in zip(effects, std_errors):
        v = s**2 + tau**2
        total += -0.5 * np.log(2 * np.pi * (v + var)) - 0.5 * (y - mean) ** 2 / (v + var)
        gain = var / (v + var)
        mean, var = mean + gain * (y - mean), var * (1 - gain)
    return total


def mvn(cov):
    return lambda y, s, t: stats.multivariate_normal.logpdf(y, np.zeros(len(y)), cov(s, t, len(y)))


def profile(y, s, t, sd=None):
    v = s**2 + t**2
    mu = np.sum(y / v) / np.sum(1 / v)
    return stats.norm.logpdf(y, mu, np.sqrt(v)).sum()


def right(y, s, t):
    return one_after_the_other(y, s, t)


def grid_mean(prior=lambda t, c: -(t**2) / (2 * c**2), stable=True):
    def mean_of_tau(tau, log_likelihood, scale):
        log = log_likelihood + prior(tau, scale)
        w = np.exp(log - log.max()) if stable else np.exp(log)
        return (w * tau).sum() / w.sum()

    return mean_of_tau


def by_logsumexp(tau, log_likelihood, scale):
    log = log_likelihood + stats.halfnorm.logpdf(tau, scale=scale)
    return np.exp(logsumexp(log + np.log(tau)) - logsumexp(log))


def by_trapezoid(tau, log_likelihood, scale):
    log = log_likelihood - tau**2 / 2 / scale**2
    w = np.exp(log - log.max())
    return np.trapezoid(w * tau, tau) / np.trapezoid(w, tau)


def by_average(tau, log_likelihood, scale):
    log = log_likelihood - 0.5 * (tau / scale) ** 2
    return float(np.average(tau, weights=np.exp(log - np.max(log))))


def weights(t, L, c):
    log = L - t**2 / (2 * c**2)
    w = np.exp(log - log.max())
    return w / w.sum()


RIGHT = {
    "05.1": [
        by_quadrature,
        one_after_the_other,
        lambda y, s, t: float(mvn(lambda s, t, K: np.diag(s**2 + t**2) + np.ones((K, K)))(y, s, t)),
    ],
    "05.2": [("halves", 60), ("halves", "60 %")],
    "05.3": [by_logsumexp, by_trapezoid, by_average],
    "05.4": ["bbb", "b, b, b", ("b", "b", "b")],
    "05.5": [
        (0, ABOVE),
        [0.0, round(ABOVE, 5)],
        np.array([0, ABOVE]),
        (0, round(ABOVE, 4)),
        (heterogeneity.tau_squared(Y, S, "HE") ** 0.5, 0.3996),
    ],
}
WRONG = {
    "05.1": {
        "independent": mvn(lambda s, t, K: np.diag(s**2 + t**2 + 1)),
        "mu at zero": mvn(lambda s, t, K: np.diag(s**2 + t**2)),
        "profile": profile,
        "not the log": lambda y, s, t: np.exp(right(y, s, t)),
        "constants dropped": lambda y, s, t: right(y, s, t) + len(y) / 2 * np.log(2 * np.pi),
        "τ not squared": mvn(lambda s, t, K: np.diag(s**2 + t) + 1),
        "s not squared": mvn(lambda s, t, K: np.diag(s + t**2) + 1),
        "standard deviations": mvn(lambda s, t, K: np.diag(np.sqrt(s**2 + t**2)) + 1),
        "minus": lambda y, s, t: -right(y, s, t),
        "mean for sum": lambda y, s, t: right(y, s, t) / len(y),
        "log10": lambda y, s, t: right(y, s, t) / np.log(10),
        "mu prior added": lambda y, s, t: (
            profile(y, s, t) + stats.norm.logpdf(np.sum(y / (s**2 + t**2)) / np.sum(1 / (s**2 + t**2)))
        ),
        "τ shared": mvn(lambda s, t, K: np.diag(s**2) + t**2 + 1),
        "τ forgotten": mvn(lambda s, t, K: np.diag(s**2) + 1),
        "s forgotten": mvn(lambda s, t, K: np.diag(0 * s + t**2) + 1),
        "one by one": lambda y, s, t: stats.norm.logpdf(y, 0, np.sqrt(s**2 + t**2 + 1)),
        "flat mu": lambda y, s, t: profile(y, s, t) + 0.5 * np.log(2 * np.pi / np.sum(1 / (s**2 + t**2))),
    },
    "05.2": {"stays": ("stays", 60), "collapses": ("collapses", 40), "10": ("halves", 10)},
    "05.3": {
        "τ to the fourth": grid_mean(lambda t, c: -(t**4) / (2 * c**2)),
        "not normalised": lambda t, L, c: np.sum(np.exp(L - L.max() - t**2 / (2 * c**2)) * t),
        "underflows": grid_mean(stable=False),
        "scale not squared": grid_mean(lambda t, c: -(t**2) / (2 * c)),
        "half lost": grid_mean(lambda t, c: -(t**2) / c**2),
        "no prior": grid_mean(lambda t, c: 0),
        "mode": lambda t, L, c: t[np.argmax(weights(t, L, c))],
        "median": lambda t, L, c: t[np.searchsorted(np.cumsum(weights(t, L, c)), 0.5)],
        "root of the mean square": lambda t, L, c: np.sqrt(np.sum(weights(t, L, c) * t**2)),
        "likelihood only of the prior": lambda t, L, c: (
            np.sum(np.exp(-(t**2) / (2 * c**2)) * t) / np.sum(np.exp(-(t**2) / (2 * c**2)))
        ),
        "times the step": lambda t, L, c: np.sum(weights(t, L, c) * t) * (t[1] - t[0]),
        "mean of the product": lambda t, L, c: np.mean(weights(t, L, c) * t),
        "variance": lambda t, L, c: np.sum(weights(t, L, c) * t**2),
        "the weights": lambda t, L, c: weights(t, L, c),
        "prior on the variance": grid_mean(lambda t, c: np.log(t) - (t**4) / (2 * c**2)),
        "exponential": grid_mean(lambda t, c: -t / c),
        "tau and scale swapped": grid_mean(lambda t, c: -(c**2) / (2 * t**2)),
        "log likelihood times prior": lambda t, L, c: (
            np.sum(t * L * np.exp(-(t**2) / (2 * c**2))) / np.sum(L * np.exp(-(t**2) / (2 * c**2)))
        ),
        "log likelihood minus its mean": lambda t, L, c: (
            np.sum(t * np.exp(L - L.mean() - t**4 / (2 * c**2)))
            / np.sum(np.exp(L - L.mean() - t**4 / (2 * c**2)))
        ),
    },
    "05.4": {
        "cleared": "a b a",
        "uninformative": "a a a",
        "nothing": "c c c",
        "wait": "b b c",
        "range, cleared": "b b a",
        "range, uninformative": "b a b",
    },
    "05.5": {
        "probability alone": ABOVE,
        "two decimals": (0, 0.4),
        "N(0, √20)": (0, tau_of(mu=Normal(0, 20**0.5)).prob_above(5)),
        "N(0, √20), two decimals": (0, round(tau_of(mu=Normal(0, 20**0.5)).prob_above(5), 2)),
        "HalfNormal(√10)": (0, tau_of(tau=HalfNormal(10**0.5)).prob_above(5)),
        "swapped": (ABOVE, 0),
        "below": (0, 1 - ABOVE),
        "percent": (0, 100 * ABOVE),
        "HalfNormal(1)": (0, tau_of(tau=HalfNormal(1)).prob_above(5)),
        "default priors": (0, posterior.random_effects(Y, S).tau.prob_above(5)),
        "N(0, 1)": (0, tau_of(mu=Normal(0, 1)).prob_above(5)),
        "HalfCauchy": (0, tau_of(tau=HalfCauchy(10)).prob_above(5)),
        "Uniform": (0, tau_of(tau=Uniform(0, 100)).prob_above(5)),
        "mean of tau": (tau_of().mean, ABOVE),
        "above zero": (0, tau_of().prob_above(0)),
        "variance above 5": (0, tau_of().prob_above(5**0.5)),
        "theta": (0, POST.theta_new.prob_above(5)),
        "mu": (0, POST.mu.prob_above(5)),
        "density": (0, float(POST.tau.pdf(5))),
    },
}
