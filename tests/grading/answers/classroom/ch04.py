"""A class's answers to chapter 4."""

from __future__ import annotations

from functools import cache

import numpy as np

from helpers.datasets import load

Y8 = load("eight_markets")["effect"].to_numpy()
S8 = load("eight_markets")["std_error"].to_numpy()


def shrink(w):
    return lambda y, s, mu, tau: w(s, tau) * mu + (1 - w(s, tau)) * y


def by_precision(y, s, mu, tau):
    a, b = 1 / s**2, 1 / tau**2
    return (a * y + b * mu) / (a + b)


def guarded(y, s, mu, tau):
    return np.where(tau == 0, mu, mu + (y - mu) / (1 + (s / max(tau, 1e-12)) ** 2))


def _draws(how, K=3, n=40_000):
    """(μ, τ, θ_new) from the grid of τ, θ_new as ``how`` makes it of μ, τ and a generator."""
    rng = np.random.default_rng(n + K)
    y, s = Y8[:K], S8[:K]
    grid = np.linspace(1e-5, 7, 20_001)
    v = s**2 + grid[:, None] ** 2
    precision = 1 + (1 / v).sum(1)
    mean = (y / v).sum(1) / precision
    log_p = -0.5 * (((y - mean[:, None]) ** 2 / v + np.log(v)).sum(1) + mean**2 + np.log(precision))
    log_p -= grid**2 / 2
    p = np.exp(log_p - log_p.max())
    tau = np.interp(rng.random(n), np.cumsum(p) / p.sum(), grid)
    mu = rng.normal(np.interp(tau, grid, mean), np.interp(tau, grid, precision) ** -0.5)
    mu, tau = mu.reshape(4, -1), tau.reshape(4, -1)
    return {"mu": mu, "tau": tau, "theta_new": how(mu, tau, rng)}


def model(mu=None, tau=None, theta=None, data=None, names=("mu", "tau", "theta")):
    """The model with one of its lines written otherwise."""

    @cache
    def build():
        import pymc as pm

        with pm.Model() as it:
            m = mu(pm, names[0]) if mu else pm.Normal(names[0], 0, 1)
            t = tau(pm, names[1]) if tau else pm.HalfNormal(names[1], 1)
            th = theta(pm, m, t) if theta else pm.Normal(names[2], mu=m, sigma=t, shape=8)
            if data:
                data(pm, m, t, th)
            else:
                pm.Normal("y", mu=th, sigma=S8, observed=Y8)
        return it

    return build


@cache
def with_coordinates():
    import pymc as pm

    with pm.Model(coords={"market": list("ABCDEFGH")}) as it:
        mu = pm.Normal("mu", mu=0.0, sigma=1.0)
        tau = pm.HalfNormal("tau", sigma=1.0)
        z = pm.Normal("z", dims="market")
        theta = pm.Deterministic("theta", mu + tau * z, dims="market")
        pm.Normal("obs", theta, S8, observed=Y8, dims="market")
    return it


@cache
def truncated():
    """The half-normal as a Normal cut off at zero; the population about zero, moved."""
    import pymc as pm

    with pm.Model() as it:
        mu = pm.Normal("mu", 0, 1)
        tau = pm.TruncatedNormal("tau", mu=0, sigma=1, lower=0)
        departure = pm.Normal("departure", 0, tau, shape=8)
        theta = pm.Deterministic("theta", mu + departure)
        for k in range(8):
            pm.Normal(f"y{k}", theta[k], S8[k], observed=Y8[k])
    return it


RIGHT = {
    "04.1": [
        guarded,
        lambda y, s, mu, tau: y + (mu - y) * s**2 / (s**2 + tau**2),
        lambda y, s, mu, tau: np.array([(a * tau**2 + mu * b**2) / (tau**2 + b**2) for a, b in zip(y, s)]),
    ],
    "04.2": [("Vandiviere", 60), ("vandiviere", "60 %")],
    "04.3": [model(), with_coordinates, truncated, lambda: with_coordinates()],
    "04.4": [
        lambda: _draws(lambda m, t, r: m + t * r.standard_normal(m.shape)),
        lambda: _draws(lambda m, t, r: r.normal(m, t).ravel()),
        lambda: _draws(lambda m, t, r: r.normal(m, t)[..., None]),
    ],
    "04.5": ["bbc", "b b c", ["B", "B", "C"]],
}
WRONG = {
    "04.1": {
        "precision form, nothing for τ = 0": by_precision,
        "weights swapped": shrink(lambda s, t: t**2 / (s**2 + t**2)),
        "sds": shrink(lambda s, t: s / (s + t)),
        "τ not squared": shrink(lambda s, t: s**2 / (s**2 + t)),
        "s not squared": shrink(lambda s, t: s / (s + t**2)),
        "weights": lambda y, s, mu, tau: s**2 / (s**2 + tau**2),
        "mu forgotten": lambda y, s, mu, tau: (y - mu) * tau**2 / (s**2 + tau**2),
        "towards the plain mean": lambda y, s, mu, tau: y.mean() + (y - y.mean()) * tau**2 / (s**2 + tau**2),
        "halfway": lambda y, s, mu, tau: (y + mu) / 2,
        "complete pooling": lambda y, s, mu, tau: np.full_like(y, mu),
        "untouched": lambda y, s, mu, tau: y,
        "one number": lambda y, s, mu, tau: np.mean(shrink(lambda s, t: s**2 / (s**2 + t**2))(y, s, mu, tau)),
        "same weight for all": shrink(lambda s, t: np.mean(s**2) / (np.mean(s**2) + t**2)),
        "wrong and divides by tau": lambda y, s, mu, tau: (y / s + mu / tau) / (1 / s + 1 / tau),
        "wrong way, divides by tau": lambda y, s, mu, tau: (y / tau**2 + mu / s**2) / (1 / s**2 + 1 / tau**2),
        "not divided": lambda y, s, mu, tau: y * tau**2 + mu * s**2,
        "half pulled": lambda y, s, mu, tau: y + 0.5 * (mu - y) * s**2 / (s**2 + tau**2),
        "posterior variance": lambda y, s, mu, tau: s**2 * tau**2 / (s**2 + tau**2),
    },
    "04.2": {"Aronson": ("Aronson", 60), "Madras": ("Madras", 50), "20": ("Vandiviere", 20)},
    "04.3": {
        "no data": model(data=lambda pm, m, t, th: pm.Normal("y", th, S8, shape=8)),
        "likelihood forgotten": model(data=lambda pm, m, t, th: None),
        "variances": model(data=lambda pm, m, t, th: pm.Normal("y", th, S8**2, observed=Y8)),
        "HalfCauchy": model(tau=lambda pm, n: pm.HalfCauchy(n, 1)),
        "HalfNormal(10)": model(tau=lambda pm, n: pm.HalfNormal(n, 10)),
        "mu sd 10": model(mu=lambda pm, n: pm.Normal(n, 0, 10)),
        "flat mu": model(mu=lambda pm, n: pm.Flat(n)),
        "one theta": model(theta=lambda pm, m, t: pm.Normal("theta", m, t)),
        "complete pooling": model(data=lambda pm, m, t, th: pm.Normal("y", m, S8, observed=Y8)),
        "sd 1": model(theta=lambda pm, m, t: pm.Normal("theta", m, 1, shape=8)),
        "tau as precision": model(theta=lambda pm, m, t: pm.Normal("theta", m, tau=t, shape=8)),
        "about zero": model(theta=lambda pm, m, t: pm.Normal("theta", 0, t, shape=8)),
        "s as precision": model(data=lambda pm, m, t, th: pm.Normal("y", th, tau=S8, observed=Y8)),
        "other names": model(names=("m", "sigma", "effect")),
        "tau instead of s": model(data=lambda pm, m, t, th: pm.Normal("y", th, t, observed=Y8)),
        "tau Normal": model(tau=lambda pm, n: pm.Normal(n, 0, 1)),
        "tau Uniform": model(tau=lambda pm, n: pm.Uniform(n, 0, 10)),
        "mu + offset": model(
            theta=lambda pm, m, t: pm.Deterministic("theta", m + pm.Normal("offset", 0, t * t, shape=8))
        ),
        "mu at .5": model(mu=lambda pm, n: pm.Normal(n, 0.5, 1)),
    },
    "04.4": {
        "plugged in": lambda: _draws(lambda m, t, r: r.normal(m.mean(), t.mean(), m.shape)),
        "tau plugged in": lambda: _draws(lambda m, t, r: r.normal(m, t.mean())),
        "mu plugged in": lambda: _draws(lambda m, t, r: r.normal(m.mean(), t)),
        "mu itself": lambda: _draws(lambda m, t, r: m),
        "tau squared": lambda: _draws(lambda m, t, r: r.normal(m, t**2)),
        "root of tau": lambda: _draws(lambda m, t, r: r.normal(m, np.sqrt(t))),
        "about zero": lambda: _draws(lambda m, t, r: r.normal(0, t)),
        "one number": lambda: _draws(lambda m, t, r: r.normal(m.mean(), t.mean())),
        "one noise for all": lambda: _draws(lambda m, t, r: m + t * r.normal()),
        "pairs broken": lambda: _draws(
            lambda m, t, r: r.normal(m, r.permutation(t.ravel()).reshape(t.shape))
        ),
        "the next estimate": lambda: _draws(lambda m, t, r: r.normal(m, np.sqrt(t**2 + np.median(S8) ** 2))),
        "eight markets": lambda: _draws(lambda m, t, r: r.normal(m, t), K=8),
        "a thousand": lambda: _draws(lambda m, t, r: r.normal(m[:, :250], t[:, :250])),
        "mu plus tau": lambda: _draws(lambda m, t, r: m + t),
        "sd 1": lambda: _draws(lambda m, t, r: r.normal(m, 1)),
        "mean of tau forgotten": lambda: _draws(lambda m, t, r: r.normal(m.mean(), m.std(), m.shape)),
        "t for mu": lambda: _draws(lambda m, t, r: r.normal(t, m.std(), m.shape)),
    },
    "04.5": {
        "average": "a a c",
        "experiment": "c c c",
        "98": "b a c",
        "every": "b b b",
        "two of eight": "b b a",
        "experiment .83": "c b c",
        "average .83": "a b c",
    },
}
