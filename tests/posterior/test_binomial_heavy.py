"""Counts under priors of both hyperparameters whose tails are powers: a plane that reaches very far."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy.special import gammaln, log_expit, ndtr

from helpers.distributions import MomentWarning
from helpers.posterior import binomial_random_effects
from helpers.priors import GammaPrecision, HalfCauchy, Normal, StudentT

MU, TAU = StudentT(3, 0, 0.5), HalfCauchy(0.3)


def stretched(scale: float, reach: float, points: int):
    """Points and weights from −reach to reach, even in arcsinh(x / scale)."""
    u, step = np.linspace(-np.arcsinh(reach / scale), np.arcsinh(reach / scale), points, retstep=True)
    return scale * np.sinh(u), scale * np.cosh(u) * step


def log_binomial(y: int, n: int, log_odds):
    constant = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    return constant + y * log_expit(log_odds) + (n - y) * log_expit(-log_odds)


def brute_force(y_t: int, n_t: int, y_c: int, n_c: int, x) -> tuple[float, np.ndarray]:
    """Log evidence and P(θ_new ≤ x) of one study, from sums over even grids."""
    b, b_weight = stretched(1.0, 12.0, 301)
    theta, theta_weight = stretched(0.5, 1e5, 1601)
    control = np.exp(log_binomial(y_c, n_c, b) + Normal(-2, 1).logpdf(b)) * b_weight
    likelihood = np.exp(log_binomial(y_t, n_t, b + theta[:, None])) @ control
    tau, tau_weight = stretched(0.1, 1e5, 361)
    tau, tau_weight = tau[180:], tau_weight[180:] * np.where(np.arange(181) == 0, 0.5, 1.0)
    mu, mu_weight = stretched(0.3, 1e5, 501)
    joint = np.empty((tau.size, mu.size))
    below = np.empty((tau.size, len(x)))
    for i, spread in enumerate(tau):
        if spread < 0.02:  # narrower than the grid: the effect is μ itself
            joint[i] = np.interp(mu, theta, likelihood)
        else:
            z = (theta[:, None] - mu) / spread
            normal = np.exp(-0.5 * z * z) / (spread * math.sqrt(2 * math.pi))
            joint[i] = (likelihood * theta_weight) @ normal
        joint[i] *= MU.pdf(mu) * mu_weight * TAU.pdf(spread) * tau_weight[i]
        below[i] = joint[i] @ ndtr((np.asarray(x) - mu[:, None]) / max(spread, 1e-9))
    return math.log(joint.sum()), below.sum(axis=0) / joint.sum()


@pytest.mark.slow
def test_one_small_study_against_brute_force() -> None:
    x = np.array([-20.0, -2.0, -0.3, 0.1, 1.0, 5.0, 100.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        post = binomial_random_effects([1], [3], [3], [9], mu_prior=MU, tau_prior=TAU)
        found = post.theta_new.cdf(x)
        draws = post.sample(4000, np.random.default_rng(5))
    evidence, below = brute_force(1, 3, 3, 9, x)
    assert post.log_evidence == pytest.approx(evidence, abs=2e-3)
    np.testing.assert_allclose(found, below, atol=1e-3)
    for marginal, drawn in ((post.mu, draws["mu"]), (post.theta[0], draws["theta"][:, 0])):
        place = np.sort(marginal.cdf(drawn))
        assert np.abs(place - (np.arange(4000) + 0.5) / 4000).max() < 2.2 / math.sqrt(4000)


@pytest.mark.slow
def test_without_an_event_the_tail_of_an_effect_is_that_of_tau() -> None:
    """Its likelihood is flat to the left, so its moments exist where those of τ do."""
    vague = binomial_random_effects([0, 5], [30, 40], [3, 4], [30, 42], tau_prior=GammaPrecision(0.5, 0.02))
    with pytest.warns(MomentWarning, match=r"theta\[0\]\.sd"):
        assert vague.theta.sd[0] == math.inf
    assert math.isfinite(vague.theta[0].mean)
    assert math.isfinite(vague.theta[1].sd)  # events and non-events: light tails on both sides


@pytest.mark.slow
@pytest.mark.parametrize(
    ("y_t", "y_c", "sign"), [pytest.param(0, 3, -1, marks=pytest.mark.certify), (30, 27, 1)]
)
def test_an_effect_whose_tail_is_that_of_a_heavy_prior_has_no_mean(y_t: int, y_c: int, sign: int) -> None:
    one = binomial_random_effects([y_t], [30], [y_c], [30], tau_prior=HalfCauchy(0.3))
    with pytest.warns(MomentWarning, match=r"theta\[0\]\.mean"):
        assert one.theta[0].mean == sign * math.inf
