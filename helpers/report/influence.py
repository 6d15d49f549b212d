"""What each experiment does: the forecast of it by the others, and the answers without it; exact."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import logsumexp, ndtr

from helpers import posterior
from helpers._validate import FloatArray
from helpers.report import beliefs

BY_ENGINE = 200  # experiments, up to which each is left out by a posterior of its own
PANELS, NODES = 24, 8  # of the rule over τ, beyond
WIDER = 2.6  # times the distance from the median to the quantiles of 1e-6 and 1 − 1e-6
OUT_OF_REACH = 1e-9  # weight of an outermost node


def influence(y: FloatArray, s: FloatArray, unit: float, labels: list[str], post: Any) -> Any:
    """A row an experiment, the most surprising first.

    ``p_value``: the chance, under the others, of an estimate at least as far out. Few experiments have a
    posterior each; of many the rule over τ is weighed anew, since one of hundreds moves τ little, and where
    it moves τ out of the rule's reach it has a posterior of its own as well.
    """
    import pandas as pd

    few = len(y) <= BY_ENGINE
    columns = one_by_one(y, s, unit, post, np.arange(len(y))) if few else at_once(y, s, unit, post)
    frame = pd.DataFrame({"label": labels, "effect": y, **columns})
    return frame.sort_values("p_value", kind="stable", ignore_index=True)


def one_by_one(
    y: FloatArray, s: FloatArray, unit: float, post: Any, which: np.ndarray
) -> dict[str, FloatArray]:
    """Of the experiments ``which``, each from the posterior of all others."""
    others_y, others_s = (np.array([np.delete(values, i) for i in which]) for values in (y, s))
    without = posterior.random_effects(others_y, others_s, *beliefs.chosen(unit))
    forecast = without.new_estimate(s[which])
    below, above = forecast.cdf(y[which]), forecast.prob_above(y[which])
    return {
        "forecast": forecast.mean,
        "forecast_sd": forecast.sd,
        "p_value": np.minimum(2 * np.minimum(below, above), 1.0),
        "log_density": post.log_evidence - without.log_evidence,
        "mean_without": without.mu.mean,
        "next_market_without": without.theta_new.prob_above(0),
    }


def at_once(y: FloatArray, s: FloatArray, unit: float, post: Any) -> dict[str, FloatArray]:
    """Of all, from one rule over τ: given τ, leaving an experiment out only takes its weight away."""
    tau, log_weight, open_below = rule_over_tau(post)
    mu_prior, _ = beliefs.chosen(unit)
    v = s[:, None] ** 2 + tau**2  # (K, nodes), as all below
    precision = np.sum(1 / v, axis=0) + 1 / mu_prior.sd**2 - 1 / v
    mean = (np.sum(y[:, None] / v, axis=0) + mu_prior.mean / mu_prior.sd**2 - y[:, None] / v) / precision
    spread = np.sqrt(1 / precision + v)
    away = (y[:, None] - mean) / spread
    log_forecast = -0.5 * away**2 - np.log(spread) - 0.5 * np.log(2 * np.pi)
    log_kept = log_weight - log_forecast
    total = logsumexp(log_kept, axis=1, keepdims=True)
    weight = np.exp(log_kept - total)

    def over_tau(values: FloatArray) -> FloatArray:
        return np.asarray(np.sum(weight * values, axis=1))

    forecast = over_tau(mean)
    new = np.sqrt(1 / precision + tau**2)
    found = {
        "forecast": forecast,
        "forecast_sd": np.sqrt(over_tau(spread**2 + (mean - forecast[:, None]) ** 2)),
        "p_value": np.minimum(2 * np.minimum(over_tau(ndtr(away)), over_tau(ndtr(-away))), 1.0),
        "log_density": logsumexp(log_weight) - total[:, 0],
        "mean_without": forecast,
        "next_market_without": over_tau(ndtr(mean / new)),
    }
    ends = np.maximum(weight[:, -1], weight[:, 0] * open_below)
    if (far := np.flatnonzero(ends > OUT_OF_REACH)).size:
        own = one_by_one(y, s, unit, post, far)
        for name, values in found.items():
            values[far] = own[name]
    return found


def rule_over_tau(post: Any) -> tuple[FloatArray, FloatArray, bool]:
    """Nodes over τ, the logarithms of their weights, and whether τ may lie below the first."""
    low, middle, high = post.tau.quantile([1e-6, 0.5, 1 - 1e-6])
    low, high = max(middle - WIDER * (middle - low), 0.0), middle + WIDER * (high - middle)
    edges = np.linspace(low, high, PANELS + 1)
    x, w = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(edges)[:, None] / 2
    tau = (edges[:-1, None] + half * (1 + x)).ravel()
    with np.errstate(divide="ignore"):
        return tau, np.log(post.tau.pdf(tau)) + np.log((half * w).ravel()), low > 0
