"""Right answers to chapter 10, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np
from scipy import stats

from helpers import posterior
from helpers.datasets import load, simulate_markets
from helpers.priors import HalfNormal, Normal

SCHOOLS = load("eight_schools")
Y, S = SCHOOLS["effect"].to_numpy(), SCHOOLS["std_error"].to_numpy()


def schools_model(mistake="", by_hand=False):
    import pymc as pm

    with pm.Model() as model:
        mu = pm.Normal("mu", 0, 1 if mistake == "narrow_mean" else 20)
        if mistake == "prior_of_the_square":
            tau = pm.Deterministic("tau", pm.math.sqrt(pm.HalfCauchy("variance", 10)))
        elif mistake == "half_normal":
            tau = pm.HalfNormal("tau", 10)
        elif mistake == "tau_of_either_sign":
            tau = pm.Cauchy("tau", 0, 10)
        elif by_hand:
            log_tau = pm.Flat("log_tau")
            tau = pm.Deterministic("tau", pm.math.exp(log_tau))
            pm.Potential("prior", log_tau - pm.math.log(1 + (tau / 10) ** 2))
        else:
            tau = pm.HalfCauchy("tau", 1 if mistake == "scale_of_one" else 10)
        centre = mu if mistake == "still_centred" else 0
        spread = tau if mistake in ("tau_twice", "effects_renamed", "still_centred") else 1
        offset = pm.Normal("offset", centre, spread, shape=8)
        theta = {
            "tau_not_multiplied": mu + offset,
            "effects_renamed": mu + offset,
            "still_centred": offset,
            "mean_forgotten": tau * offset,
            "tau_as_variance": mu + pm.math.sqrt(tau) * offset,
            "tau_squared": mu + tau**2 * offset,
        }.get(mistake, mu + tau * offset)
        noise = {"variance_for_sd": S**2, "spread_in_the_noise": pm.math.sqrt(S**2 + tau**2)}.get(mistake, S)
        if by_hand:
            pm.Potential("y", -0.5 * (((Y - theta) / S) ** 2).sum())
        else:
            pm.Normal("y", theta, noise, observed=Y)
    return model


def with_trapezoids(log_tau, log_likelihood):
    tau = np.exp(log_tau)
    log_density = log_likelihood + stats.halfnorm.logpdf(tau)
    density = np.exp(log_density - log_density.max())
    return np.trapezoid(tau * density, tau) / np.trapezoid(density, tau)


def with_softmax(log_tau, log_likelihood):
    from scipy.special import logsumexp

    log_weight = log_likelihood + log_tau - np.exp(log_tau) ** 2 / 2
    return np.exp(logsumexp(log_weight + log_tau) - logsumexp(log_weight))


def share_in_a_loop(std_errors, tau):
    return [float(np.mean([1 / (1 + (t / s) ** 2) for t in tau])) for s in std_errors]


def share_outer(std_errors, tau):
    squares = np.add.outer(np.square(std_errors), np.square(tau))
    return (np.square(std_errors)[:, None] / squares).mean(1)


def on_a_grid():
    table = simulate_markets(20, sigma=12)
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    tau = (np.arange(20_000) + 0.5) * 5e-4
    v = s**2 + tau[:, None] ** 2
    precision = (1 / v).sum(1) + 1
    mean = (y / v).sum(1) / precision
    log_w = -0.5 * (np.log(v).sum(1) + np.log(precision) + (y**2 / v).sum(1) - mean**2 * precision)
    found = []
    for scale in (0.5, 2):
        weight = np.exp(log_w - tau**2 / (2 * scale**2))
        found.append(weight[tau < 0.1].sum() / weight.sum())
    return found


def with_the_engine():
    table = simulate_markets(20, sigma=12)
    posts = [
        posterior.random_effects(table["effect"], table["std_error"], Normal(0, 1), HalfNormal(scale))
        for scale in (0.5, 2)
    ]
    return tuple(1 - post.tau.prob_above(0.1) for post in posts)


RIGHT = {
    "10.1": [schools_model, schools_model(by_hand=True)],
    "10.2": [with_trapezoids, with_softmax],
    "10.3": [share_in_a_loop, share_outer],
    "10.4": ["ratio", "Ratio"],
    "10.5": [("Dear", 33), ["more than ten times as many", 90.0]],
    "10.6": [on_a_grid(), with_the_engine(), (0.243, 0.181)],
    "10.7": ["bab", {"chance": "b", "ground": "a", "advice": "b"}],
}
MISTAKEN_MODELS = {"10.1": schools_model}
_SHIFT = "weight = np.exp(log_weight - np.max(log_weight)) :: max → min at 33"
EQUIVALENT: dict[str, dict[str, str]] = {"10.2": {_SHIFT: "any constant cancels in the ratio"}}
