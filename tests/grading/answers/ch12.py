"""Right answers to chapter 12, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import integrate, stats

from helpers.datasets import load
from helpers.priors import HalfNormal


def by_quadrature(limit, tau_scale, noise_1, noise_2):
    """The average over τ by an adaptive rule, the two tails by SciPy."""

    def integrand(tau):
        sd = math.sqrt(noise_1**2 + noise_2**2 + 2 * tau**2)
        return 2 * stats.norm.sf(limit, scale=sd) * stats.halfnorm.pdf(tau, scale=tau_scale)

    return integrate.quad(integrand, 0, 10 * tau_scale, limit=200, points=[tau_scale])[0]


def by_quantiles(limit, tau_scale, noise_1, noise_2):
    """Equally likely values of τ in the place of a grid."""
    tau = HalfNormal(tau_scale).quantile((np.arange(100_000) + 0.5) / 100_000)
    spread = np.hypot(np.hypot(noise_1, noise_2), np.sqrt(2) * tau)
    return 1 - np.mean(stats.norm.cdf(limit / spread) - stats.norm.cdf(-limit / spread))


def replicate_by_replicate(mu, tau, theta, y, s, z1, z2):  # noqa: ARG001
    count = 0
    for m, t, a, b in zip(mu, tau, z1, z2, strict=True):
        count += max(m + t * a + s * b) >= max(y)
    return count / len(mu)


def by_exceedance(mu, tau, theta, y, s, z1, z2):  # noqa: ARG001
    made = (np.outer(mu, np.ones(len(y))) + (tau * z1.T).T) + z2 * s
    return (made >= y.max()).any(axis=1).mean()


def by_covariance(t, y):
    """From the normal equations."""
    X = np.column_stack([np.ones_like(t), t])
    beta, *_ = np.linalg.lstsq(X, y, rcond=None)
    sigma2 = np.sum((y - X @ beta) ** 2) / (t.size - 2)
    return np.sqrt(sigma2 * np.linalg.inv(X.T @ X)[1, 1])


def by_correlation(t, y):
    r = np.corrcoef(t, y)[0, 1]
    slope = r * y.std() / t.std()
    return abs(slope) * math.sqrt((1 / r**2 - 1) / (len(t) - 2))


@cache
def centred():
    import pymc as pm

    table = load("eight_markets")
    with pm.Model() as model:
        mu, scale = pm.Normal("mu", 0, 1), pm.HalfNormal("scale", 1)
        theta = pm.StudentT("theta", nu=5, mu=mu, lam=scale**-2, shape=8)
        pm.Normal("y", theta, table["std_error"].to_numpy(), observed=table["effect"].to_numpy())
    return model


@cache
def with_offsets():
    import pymc as pm

    table = load("eight_markets")
    with pm.Model() as model:
        mu, scale = pm.Normal("mu", 0, 1), pm.HalfNormal("scale", 1)
        offset = pm.StudentT("offset", nu=5, mu=0, sigma=1, shape=8)
        theta = pm.Deterministic("theta", mu + scale * offset)
        pm.Normal("y", theta, table["std_error"].to_numpy(), observed=table["effect"].to_numpy())
    return model


@cache
def _model(kind):
    import pymc as pm

    table = load("eight_markets")
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    with pm.Model() as model:
        mu = pm.Normal("mu", 0, 1)
        if kind == "prior_on_the_square":
            scale = pm.Deterministic("scale", pm.math.sqrt(pm.HalfNormal("square", 1)))
        else:
            scale = pm.HalfNormal("scale", 1)
        sigma = {
            "sd_for_scale": scale * (3 / 5) ** 0.5,
            "scaled_up": scale * (5 / 3) ** 0.5,
            "precision": scale**-0.5,
            "scale_not_used": 1.0,
        }.get(kind, scale)
        if kind in ("still_normal", "tails_on_the_noise"):
            theta = pm.Normal("theta", mu, sigma, shape=8)
        else:
            nu = {"freedom_of_the_data": 7, "cauchy": 1}.get(kind, 5)
            about = 0.0 if kind == "about_zero" else mu
            theta = pm.StudentT("theta", nu=nu, mu=about, sigma=sigma, shape=8)
        if kind in ("tails_on_the_noise", "tails_on_both"):
            pm.StudentT("y", nu=5, mu=theta, sigma=s, observed=y)
        else:
            centre = mu if kind == "data_about_the_mean" else theta
            pm.Normal("y", centre, s**2 if kind == "variance_for_sd" else s, observed=y)
    return model


def i_squared(errors):
    """From the sums of weights, without the package."""
    y = load("climate_regions")["effect"].to_numpy()
    w = errors**-2.0
    q = np.sum(w * y**2) - np.sum(w * y) ** 2 / np.sum(w)
    return 1 - 7 / q


PRINTED = np.array([0.0058, 0.0072, 0.0053, 0.0094, 0.0119, 0.0064, 0.0079, 0.0144])
TWO = [float(i_squared(load("climate_regions")["std_error"].to_numpy())), float(i_squared(PRINTED))]

RIGHT: dict[str, list] = {
    "12.1": [by_quadrature, by_quantiles],
    "12.2": [replicate_by_replicate, by_exceedance],
    "12.3": ["flops", "the number of estimates below a quarter, against that of replicates", ["Flops"]],
    "12.4": [centred, with_offsets],
    "12.5": [by_covariance, by_correlation],
    "12.6": [("Quarter", 33), ["comes down to about a quarter of it, 4 %", 90.0]],
    "12.7": ["bbc", {"chance": "b", "ground": "b", "advice": "c"}],
    "12.8": [TWO, np.round(TWO, 5)],
}
MISTAKEN_MODELS = {"12.4": _model}
EQUIVALENT: dict[str, dict[str, str]] = {
    "12.5": {
        "centred = t - t.mean() :: operands swapped at 14": "the slope changes its sign with it",
        "left = y - y.mean() - slope * centred :: operands swapped at 11": "squared, the sign is lost",
    },
}
