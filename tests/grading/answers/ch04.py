"""Right answers to chapter 4, differently written; and mistaken models and texts."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from helpers.datasets import load


def _markets():
    table = load("eight_markets")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def shrink_by_precision(y, s, mu, tau):
    if tau == 0:
        return np.full_like(y, mu)
    return (y / s**2 + mu / tau**2) / (1 / s**2 + 1 / tau**2)


def shrink_loop(y, s, mu, tau):
    return [mu + (a - mu) * tau**2 / (tau**2 + b**2) for a, b in zip(y, s, strict=True)]


@cache
def centred():
    import pymc as pm

    y, s = _markets()
    with pm.Model() as model:
        mu, tau = pm.Normal("mu", 0, 1), pm.HalfNormal("tau", 1)
        theta = pm.Normal("theta", mu, tau, shape=8)
        pm.Normal("y", theta, s, observed=y)
    return model


@cache
def with_log_tau():
    """τ through its logarithm, and the likelihood written out by hand."""
    import pymc as pm

    y, s = _markets()
    with pm.Model() as model:
        log_tau = pm.Flat("log_tau")
        tau = pm.Deterministic("tau", pm.math.exp(log_tau))
        pm.Potential("prior", pm.logp(pm.HalfNormal.dist(1), tau) + log_tau)
        mu = pm.Normal("mu", 0, 1)
        theta = pm.Normal("theta", mu, tau, shape=8)
        pm.Potential("likelihood", -0.5 * (((y - theta) / s) ** 2).sum())
    return model


@cache
def with_precisions():
    """Half non-centred: some markets by offsets, the others directly; noise as precisions."""
    import pymc as pm
    import pytensor.tensor as pt

    y, s = _markets()
    with pm.Model() as model:
        mu, tau = pm.Normal("mu", 0, 1), pm.HalfNormal("tau", 1)
        offset = pm.Normal("offset", 0, 1, shape=4)
        direct = pm.Normal("direct", mu, tau, shape=4)
        theta = pm.Deterministic("theta", pt.concatenate([mu + tau * offset, direct]))
        pm.Normal("y", mu=theta, tau=s**-2.0, observed=y)
    return model


def built_on_demand():
    """A function that builds the model is as good as the model."""
    return centred()


@cache
def too_many_variables():
    """The mean as a sum of two: one free variable more than there are quantities."""
    import pymc as pm

    y, s = _markets()
    with pm.Model() as model:
        parts = pm.Normal("parts", 0, np.sqrt(0.5), shape=2)
        mu = pm.Deterministic("mu", parts.sum())
        tau = pm.HalfNormal("tau", 1)
        offset = pm.Normal("offset", 0, 1, shape=8)
        theta = pm.Deterministic("theta", mu + tau * offset)
        pm.Normal("y", theta, s, observed=y)
    return model


def three_markets_exactly(seed=0, draws=40_000):
    """Independent draws of (μ, τ, θ_new), from the grid of τ: no chain, no package."""
    rng = np.random.default_rng(seed)
    tau, mean, variance = _tau_draws(rng, draws)
    mu = rng.normal(mean, np.sqrt(variance))
    return {"mu": mu, "tau": tau, "theta_new": rng.normal(mu, tau)}


def three_markets_marginally(seed=1, draws=60_000):
    """θ_new without μ: N(E(μ | τ), √(V(μ | τ) + τ²)); four chains."""
    rng = np.random.default_rng(seed)
    tau, mean, variance = _tau_draws(rng, draws)
    mu = rng.normal(mean, np.sqrt(variance))
    new = rng.normal(mean, np.sqrt(variance + tau**2))
    return {k: v.reshape(4, -1) for k, v in {"mu": mu, "tau": tau, "theta_new": new}.items()}


@cache
def _three():
    from helpers import models

    y, s = _markets()
    return models.random_effects(y[:3], s[:3])


def three_markets_by_chain(seed):
    """The sheet's way, with another seed."""
    from helpers import models

    fit = models.fit(_three(), draws=10_000, target_accept=0.99, seed=seed)
    mu, tau = fit.posterior["mu"].values, fit.posterior["tau"].values
    return {"mu": mu, "tau": tau, "theta_new": np.random.default_rng(seed).normal(mu, tau)}


def _tau_draws(rng, draws):
    y, s = (x[:3] for x in _markets())
    grid = np.linspace(1e-5, 7, 20_001)
    v = s**2 + grid[:, None] ** 2
    precision = 1 + (1 / v).sum(1)
    mean = (y / v).sum(1) / precision
    log_p = (
        stats.norm.logpdf(y, mean[:, None], np.sqrt(v)).sum(1)
        + stats.norm.logpdf(mean)
        - 0.5 * np.log(precision)
    )
    log_p += stats.halfnorm.logpdf(grid)
    p = np.exp(log_p - log_p.max())
    at = np.interp(rng.random(draws), np.cumsum(p) / p.sum(), grid)
    return at, np.interp(at, grid, mean), 1 / np.interp(at, grid, precision)


def picture_upright(effects, std_errors, shrunken, mu):
    """Markets side by side, everything with scatter, vlines and a horizontal line."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    x = np.arange(len(effects))
    ax.vlines(x, effects - stats.norm.ppf(0.975) * std_errors, effects + stats.norm.ppf(0.975) * std_errors)
    ax.scatter(x, effects)
    ax.scatter(x, shrunken, marker="d")
    ax.axhline(mu)
    ax.set(xlabel="market", ylabel="effect")
    return fig


def picture_by_hand(effects, std_errors, shrunken, mu):
    """One plot call for each thing, on the second of two panels, the line not by axvline."""
    import matplotlib.pyplot as plt

    _, panels = plt.subplots(1, 2)
    for row, (y, s, t) in enumerate(zip(effects, std_errors, shrunken, strict=True)):
        panels[1].plot([y + 1.96 * s, y - 1.96 * s], [row, row], "k-")
        panels[1].plot(y, row, "ks")
        panels[1].plot([t], [row], "r.")
    panels[1].plot([mu, mu], [-0.5, len(effects)], "--")
    panels[1].set_xlabel("effect")
    return panels


FIRST = (
    "A significant F only tells us that not all six segments are equal. Their estimates carry sampling "
    "error, so "
    "the extremes are partly luck. Better to borrow strength with a multilevel model."
)
SECOND = (
    "It says the segments differ but nothing about how large the differences are. Six separate estimates "
    "are noisy. "
    "I'd shrink them towards their mean, depending on the standard errors and the spread between segments."
)

RIGHT = {
    "04.1": [shrink_by_precision, shrink_loop],
    "04.2": [("vandiviere", 100), ["Vandiviere et al. 1973: −1.63, with standard error 0.48", 34.0]],
    "04.3": [centred(), with_log_tau(), with_precisions(), built_on_demand],
    "04.4": [three_markets_exactly(), three_markets_marginally()],
    "04.5": ["bbc", ("B", "b", "c"), {"who": "b", "claim": "b", "ground": "c"}],
    "04.6": [picture_upright, picture_by_hand],
    "04.7": [FIRST, SECOND],
}


@cache
def _model(kind):
    import pymc as pm

    y, s = _markets()
    with pm.Model() as model:
        mu = pm.Normal("mu", 0, 1)
        if kind == "half_normal_on_the_variance":
            tau = pm.Deterministic("tau", pm.math.sqrt(pm.HalfNormal("variance", 1)))
        else:
            tau = pm.HalfNormal("tau", 1)
        if kind == "offsets_not_scaled":
            theta = pm.Deterministic("theta", mu + pm.Normal("offset", 0, 1, shape=8))
        elif kind == "tau_as_precision":
            theta = pm.Normal("theta", mu, tau=tau, shape=8)
        else:
            centre, sd = 0 if kind == "centred_on_zero" else mu, pm.math.sqrt(tau)
            theta = pm.Normal("theta", centre, sd if kind == "tau_as_variance" else tau, shape=8)
        noise = {
            "variance_for_sd": s**2,
            "spread_counted_twice": pm.math.sqrt(s**2 + tau**2),
            "errors_as_precisions": s**-0.5,
            "spread_for_noise": tau,
        }.get(kind, s)
        pm.Normal("y", mu if kind == "data_about_the_mean" else theta, noise, observed=y)
    return model


SAMPLERS = {"04.4": three_markets_by_chain}
MISTAKEN_MODELS = {"04.3": _model}
MISTAKEN_TEXTS = {
    "04.7": {
        "complete pooling": "The segments differ, and the test does not say by how much. Until we know I "
        "would pool completely and give all six the average.",
        "no pooling because the test rejects": "Since the test rejects equality, we must report each "
        "segment's own estimate and decide segment by segment on that basis.",
        "same effect everywhere": "The test says that the six effects are equal but for chance, not how "
        "large they are. I would shrink the estimates towards their mean.",
        "significance for size": "The F test shows a large difference between the segments, so the estimates "
        "should be shrunk towards their mean only a little.",
        "precise ones shrunk more": "The segments differ, by how much the test does not say. I would pool "
        "partially and shrink the precise estimates more, because there we know enough.",
    }
}
EQUIVALENT: dict[str, dict[str, str]] = {}
