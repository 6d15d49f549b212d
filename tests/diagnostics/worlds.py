"""Worlds whose posterior is known, to calibrate methods in."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.datasets import load
from helpers.effects import log_odds_ratio
from helpers.priors import HalfNormal, Normal

STUDIES = load("binary_markets")
STD_ERRORS = np.asarray(
    log_odds_ratio(*(STUDIES[name] for name in ("events_t", "n_t", "events_c", "n_c"))).std_error
)
MU, TAU = Normal(0, 1), HalfNormal(1)


def random_effects(rng: np.random.Generator) -> tuple[dict[str, Any], tuple[np.ndarray, np.ndarray]]:
    """The hierarchical world under the default priors, at the binary markets' standard errors."""
    mu, tau = float(MU.sample(1, rng)[0]), float(TAU.sample(1, rng)[0])
    theta = rng.normal(mu, tau, STD_ERRORS.size)
    return {"mu": mu, "tau": tau, "theta": theta}, (rng.normal(theta, STD_ERRORS), STD_ERRORS)


def log_likelihood(parameters: dict[str, Any], data: tuple[np.ndarray, np.ndarray]) -> float:
    """log p(y | θ) without its constant."""
    y, s = data
    return float(-np.sum(((y - parameters["theta"]) / s) ** 2) / 2)


QUANTITIES = ["mu", "tau", "theta", log_likelihood]
