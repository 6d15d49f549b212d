"""What past experiments taught, an EffectPrior or a NormalMixture, as a prior of the PyMC builders."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import models, posterior
from helpers.datasets import load
from helpers.distributions import BetaMixture, EffectPrior, NormalMixture
from helpers.priors import HalfNormal, Normal
from tests.models.checks import assert_exact, log_density

pytestmark = pytest.mark.slow
Y, S = np.array([0.4, -0.2, 1.1]), np.array([0.3, 0.2, 0.5])
MIXTURE = NormalMixture([0.7, 0.3], [0.4, 0.0], [0.3, 2.0])
BELIEFS = [EffectPrior(0.4, 0.5), MIXTURE]
COUNTS = ([23, 30, 50], [200, 250, 300], [19, 23, 40], [200, 250, 300])
THETA = np.array([0.1, 0.2, 0.9])


def fitted(theta) -> float:
    return float(stats.norm.logpdf(Y, theta, S).sum())


@pytest.mark.parametrize("belief", BELIEFS, ids=repr)
def test_a_belief_is_the_prior_of_mu(belief) -> None:
    model = models.random_effects(Y, S, belief, HalfNormal(0.7), centred=True)
    expected = (
        np.log(belief.pdf(0.3)) + HalfNormal(0.7).logpdf(0.6) + stats.norm.logpdf(THETA, 0.3, 0.6).sum()
    )
    assert log_density(model, mu=0.3, tau=0.6, theta=THETA) == pytest.approx(
        expected + fitted(THETA), rel=1e-7, abs=0
    )
    complete = models.complete_pooling(Y, S, belief)
    assert log_density(complete, mu=0.3) == pytest.approx(
        np.log(belief.pdf(0.3)) + fitted(0.3), rel=1e-7, abs=0
    )


@pytest.mark.parametrize("belief", BELIEFS, ids=repr)
def test_a_belief_is_the_prior_of_every_study(belief) -> None:
    model = models.no_pooling(Y, S, belief, names=["a", "b", "c"])
    expected = np.log(belief.pdf(THETA)).sum() + fitted(THETA)
    assert log_density(model, theta=THETA) == pytest.approx(expected, rel=1e-7, abs=0)
    assert model.named_vars_to_dims["theta"] == ("study",)


@pytest.mark.parametrize("belief", BELIEFS, ids=repr)
def test_beliefs_about_log_odds(belief) -> None:
    """Against a normal prior in the same place: all else cancels."""
    place = {"mu": 0.3, "tau": 0.6, "theta": THETA, "baseline": np.array([-2.0, -2.1, -1.8])}
    mine, plain = (
        log_density(models.binomial_random_effects(*COUNTS, prior, prior, centred=True), **place)
        for prior in (belief, Normal(0, 1))
    )
    at = np.append(place["baseline"], 0.3)
    assert mine - plain == pytest.approx(
        np.sum(np.log(belief.pdf(at)) - Normal(0, 1).logpdf(at)), rel=1e-6, abs=0
    )
    for build in (models.varying_slopes, models.correlated_slopes):
        assert "slope_mean" in build(*COUNTS, belief).named_vars


@pytest.mark.parametrize("belief", [*BELIEFS, BetaMixture([1], [2], [3]), 0.4], ids=repr)
def test_no_belief_on_the_whole_line_is_a_prior_of_a_spread(belief) -> None:
    with pytest.raises((ValueError, TypeError), match="tau_prior must"):
        models.random_effects(Y, S, Normal(0, 1), belief)


def test_a_mixture_of_betas_is_no_prior_of_an_effect() -> None:
    with pytest.raises(TypeError, match="mu_prior must be a prior"):
        models.random_effects(Y, S, BetaMixture([1], [2], [3]))


@pytest.mark.slow
def test_a_fit_under_a_mixture_is_exact() -> None:
    markets = load("eight_markets")
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    fit = models.fit(models.random_effects(y, s, MIXTURE, HalfNormal(1)), draws=2000, target_accept=0.95)
    exact = posterior.random_effects(y, s, MIXTURE, HalfNormal(1))
    assert_exact(fit, {"mu": exact.mu, "tau": exact.tau, "theta": exact.theta})
