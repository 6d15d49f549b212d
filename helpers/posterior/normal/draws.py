"""Independent draws of μ and every θ, given draws of τ."""

from __future__ import annotations

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.normal.given_tau import condition
from helpers.posterior.normal.rows import Rows


def draw_given_tau(rows: Rows, tau: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """One draw of μ (b, n) and of θ (b, n, K) for each ``tau`` (b, n)."""
    given = condition(rows.y, rows.s2, tau, rows.mu_prior)
    log_share = given.log_likelihood - given.log_likelihood.max(axis=2, keepdims=True)
    upto = np.cumsum(np.exp(log_share), axis=2)
    chosen = (upto < rng.random(tau.shape)[..., None] * upto[..., -1:]).sum(axis=2)[..., None]
    mean = np.take_along_axis(given.mean, chosen, axis=2)[..., 0]
    variance = np.take_along_axis(given.variance, chosen, axis=2)[..., 0]
    mu = mean + np.sqrt(variance) * rng.standard_normal(tau.shape)
    t2, s2 = tau[..., None] ** 2, rows.s2[:, None, :]
    shrink = s2 / (s2 + t2)
    y = rows.y[:, None, :]
    theta = y + shrink * (mu[..., None] - y)
    theta += np.sqrt(shrink * t2) * rng.standard_normal(theta.shape)
    return mu, theta
