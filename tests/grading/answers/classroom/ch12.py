"""A class's answers to chapter 12."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats
from scipy.integrate import quad

from helpers.datasets import load
from helpers.heterogeneity import cochran_q, i_squared

MARKETS = load("eight_markets")
Y, S = MARKETS["effect"].to_numpy(), MARKETS["std_error"].to_numpy()
REGIONS = load("climate_regions")
TREND, ERRORS = REGIONS["effect"].to_numpy(), REGIONS["std_error"].to_numpy()
PRINTED = np.array([0.0058, 0.0072, 0.0053, 0.0094, 0.0119, 0.0064, 0.0079, 0.0144])


def averaged(sd, sides=2.0):
    """The tails of N(0, sd(τ)²), averaged over the half-normal."""

    def answer(limit, tau_scale, noise_1, noise_2):
        def integrand(tau):
            return stats.norm.sf(limit / sd(tau, noise_1, noise_2)) * stats.halfnorm.pdf(tau, scale=tau_scale)

        return sides * quad(integrand, 0, 10 * tau_scale, points=[tau_scale])[0]

    return answer


def full(tau, a, b):
    return math.sqrt(2 * tau**2 + a**2 + b**2)


def simulated(limit, tau_scale, noise_1, noise_2):
    rng = np.random.default_rng(0)
    tau = np.abs(rng.normal(0, tau_scale, 2000))
    return np.mean(np.abs(rng.normal(0, np.sqrt(2 * tau**2 + noise_1**2 + noise_2**2))) > limit)


def made(mu, tau, z1, s, z2):
    return mu[:, None] + tau[:, None] * z1 + s * z2


def line(t, y):
    slope, intercept = np.polyfit(t, y, 1)
    return y - intercept - slope * t


def by_hand(t, y):
    return float(np.sqrt(np.sum(line(t, y) ** 2) / (len(t) - 2) / np.sum((t - t.mean()) ** 2)))


def model(population, noise=None, prior=None):
    def build():
        import pymc as pm

        with pm.Model() as built:
            mu = pm.Normal("mu", 0, 1)
            scale = prior(pm) if prior else pm.HalfNormal("scale", 1)
            population(pm, mu, scale)
            theta = built["theta"]
            if noise:
                noise(pm, theta)
            else:
                pm.Normal("y", theta, S, observed=Y)
        return built

    return build


def student(pm, mu, scale, nu=5):
    pm.StudentT("theta", nu=nu, mu=mu, sigma=scale, shape=8)


RIGHT = {
    "12.1": [averaged(full), lambda *case: 1 - (1 - averaged(full)(*case))],
    "12.2": [
        lambda mu, tau, _, y, s, z1, z2: sum(max(r) >= max(y) for r in made(mu, tau, z1, s, z2)) / len(mu)
    ],
    "12.3": ["flops", "Flops"],
    "12.4": [model(student)],
    "12.5": [
        lambda t, y: float(np.sqrt(np.polyfit(t, y, 1, cov=True)[1][0, 0])) if len(t) > 3 else by_hand(t, y),
        lambda t, y: np.std(line(t, y), ddof=2) / np.std(t) / len(t) ** 0.5,
    ],
    "12.6": [("quarter", 60), ("quarter", "60 %")],
    "12.7": ["bbc", "b, b, c", ("b", "b", "c")],
    "12.8": [(0.77366, 0.97651), [0.773662, 0.976512], np.array([0.7736616, 0.9765117])],
}
WRONG = {
    "12.1": {
        "τ at its mean": lambda c, t, a, b: 2 * stats.norm.sf(c / full(t * math.sqrt(2 / math.pi), a, b)),
        "τ at its scale": lambda c, t, a, b: 2 * stats.norm.sf(c / full(t, a, b)),
        "true effects": averaged(lambda t, a, b: math.sqrt(2) * t + 1e-12),
        "τ² once": averaged(lambda t, a, b: math.sqrt(t**2 + a**2 + b**2)),
        "one tail": averaged(full, sides=1.0),
        "less": lambda *case: 1 - averaged(full)(*case),
        "standard deviations added": averaged(lambda t, a, b: math.sqrt(2) * t + a + b),
        "added, then squared": averaged(lambda t, a, b: math.sqrt(2 * t**2 + (a + b) ** 2)),
        "near": lambda *case: 1.004 * averaged(full)(*case),
        "simulated": simulated,
        "μ counted twice": averaged(lambda t, a, b: math.sqrt(2 + 2 * t**2 + a**2 + b**2)),
        "sd of τ": lambda c, t, a, b: 2 * stats.norm.sf(c / full(t * math.sqrt(1 - 2 / math.pi), a, b)),
    },
    "12.2": {
        "as it was": lambda mu, tau, theta, y, s, z1, z2: np.mean((theta + s * z2).mean(1) >= y.mean()),
        "same studies": lambda mu, tau, theta, y, s, z1, z2: np.mean((theta + s * z2).max(1) >= y.max()),
        "only the population mended": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            made(mu, tau, z1, s, z2).mean(1) >= y.mean()
        ),
        "means": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            (mu.mean() + tau.mean() * z1 + s * z2).max(1) >= y.max()
        ),
        "the other way": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            made(mu, tau, z1, s, z2).max(1) < y.max()
        ),
        "no noise": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            made(mu, tau, z1, 0 * s, z2).max(1) >= y.max()
        ),
        "all estimates": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z1, s, z2) >= y.max()),
        "either side": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            np.abs(made(mu, tau, z1, s, z2)).max(1) >= np.abs(y).max()
        ),
        "exchanged": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z2, s, z1).max(1) >= y.max()),
        "variance": lambda mu, tau, theta, y, s, z1, z2: np.mean(
            made(mu, tau**2, z1, s, z2).max(1) >= y.max()
        ),
        "one z": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z1, s, z1).max(1) >= y.max()),
        "more": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z1, s, z2).max(1) > y.max()),
        "a list": lambda mu, tau, theta, y, s, z1, z2: made(mu, tau, z1, s, z2).max(1) >= y.max(),
        "least": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z1, s, z2).min(1) >= y.min()),
        "axis 0": lambda mu, tau, theta, y, s, z1, z2: np.mean(made(mu, tau, z1, s, z2).max(0) >= y.max()),
    },
    "12.3": {"mean": "mean", "sd": "sd", "rhat": "rhat"},
    "12.4": {
        "Normal": model(lambda pm, mu, scale: pm.Normal("theta", mu, scale, shape=8)),
        "scale from sd": model(
            lambda pm, mu, scale: pm.StudentT("theta", nu=5, mu=mu, sigma=scale * (3 / 5) ** 0.5, shape=8)
        ),
        "nu 7": model(lambda pm, mu, scale: student(pm, mu, scale, 7)),
        "nu 4": model(lambda pm, mu, scale: student(pm, mu, scale, 4)),
        "nu unknown": model(lambda pm, mu, scale: student(pm, mu, scale, pm.Gamma("df", 2, 0.1))),
        "lam": model(lambda pm, mu, scale: pm.StudentT("theta", nu=5, mu=mu, lam=scale, shape=8)),
        "tails on the noise": model(
            lambda pm, mu, scale: pm.Normal("theta", mu, scale, shape=8),
            lambda pm, theta: pm.StudentT("y", nu=5, mu=theta, sigma=S, observed=Y),
        ),
        "prior half as wide": model(student, prior=lambda pm: pm.HalfNormal("scale", 0.5)),
        "variances": model(student, lambda pm, theta: pm.Normal("y", theta, S**2, observed=Y)),
    },
    "12.5": {
        "n": lambda t, y: np.std(line(t, y)) / np.sqrt(np.sum((t - t.mean()) ** 2)),
        "n - 1": lambda t, y: np.std(line(t, y), ddof=1) / np.sqrt(np.sum((t - t.mean()) ** 2)),
        "residual sd": lambda t, y: np.std(line(t, y), ddof=2),
        "of the mean": lambda t, y: np.std(line(t, y), ddof=2) / np.sqrt(len(t)),
        "sd of y": lambda t, y: np.std(y, ddof=2) / np.sqrt(np.sum((t - t.mean()) ** 2)),
        "sd of y, n - 1": lambda t, y: np.std(y, ddof=1) / np.sqrt(np.sum((t - t.mean()) ** 2)),
        "sd of y, n": lambda t, y: np.std(y) / np.sqrt(np.sum((t - t.mean()) ** 2)),
        "intercept": lambda t, y: by_hand(t, y) * np.sqrt(np.mean(t**2)),
        "unscaled": lambda t, y: np.sqrt(np.polyfit(t, y, 1, cov="unscaled")[1][0, 0]),
        "t not centred": lambda t, y: np.std(line(t, y), ddof=2) / np.sqrt(np.sum(t**2)),
        "variance": lambda t, y: np.var(line(t, y), ddof=2) / np.sum((t - t.mean()) ** 2),
        "slope": lambda t, y: np.polyfit(t, y, 1)[0],
        "sd of t": lambda t, y: np.std(line(t, y), ddof=2) / np.std(t),
        "both": lambda t, y: np.polyfit(t, y, 1),
    },
    "12.6": {"half": ("half", 60), "little": ("little", 40), "10": ("quarter", 10)},
    "12.7": {"sell": "c a a", "drop it": "a b b", "student": "b c c", "sell in spite": "b b a"},
    "12.8": {
        "swapped": (0.976512, 0.773662),
        "Q": (cochran_q(TREND, ERRORS).statistic, cochran_q(TREND, PRINTED).statistic),
        "K": tuple(1 - 8 / cochran_q(TREND, s).statistic for s in (ERRORS, PRINTED)),
        "share of noise": (1 - 0.773662, 1 - 0.976512),
        "percent": (77.37, 97.65),
        "one number": i_squared(TREND, ERRORS),
        "1/s": (-1.0, -1.0),
    },
}
