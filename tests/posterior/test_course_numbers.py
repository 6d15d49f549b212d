"""The exact numbers that the chapters print, to every digit given there."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.datasets import load
from helpers.posterior import RandomEffects, beta_binomial, binomial_random_effects, random_effects
from helpers.priors import GammaPrecision, HalfCauchy, HalfNormal, Normal, Prior, Uniform


def fit(name: str, mu_prior: Prior = Normal(0, 1), tau_prior: Prior = HalfNormal(1)) -> RandomEffects:  # noqa: B008
    data = load(name)
    return random_effects(data["effect"].to_numpy(), data["std_error"].to_numpy(), mu_prior, tau_prior)


def rounds_to(value: float, printed: str) -> bool:
    digits = len(printed.split(".")[1])
    return abs(value - float(printed)) <= 0.5 * 10**-digits + 1e-12


def test_segments() -> None:
    post = fit("segments")
    assert rounds_to(post.mu.mean, "0.234")
    assert rounds_to(post.mu.sd, "0.355")
    assert rounds_to(post.tau.mean, "0.866")


def test_markets() -> None:
    post, data = fit("eight_markets"), load("eight_markets")
    for value, printed in (
        (post.mu.mean, "0.4211"),
        (post.mu.sd, "0.1966"),
        (post.tau.mean, "0.4454"),
        (post.tau.sd, "0.2057"),
        (post.mu.prob_above(0), "0.983"),
        (post.theta_new.prob_above(0), "0.8294"),
        (post.new_estimate(np.median(data["std_error"])).prob_above(0), "0.7818"),
    ):
        assert rounds_to(value, printed), printed
    moved = post.theta.mean - data["effect"].to_numpy()
    assert rounds_to(moved[2], "-0.40")
    assert rounds_to(moved[0], "-0.04")


@pytest.mark.parametrize(
    ("prior", "printed"),
    [
        (HalfNormal(1), "0.505"),
        (HalfCauchy(1), "0.526"),
        (Uniform(0, 100), "1.100"),
        (GammaPrecision(0.001, 0.001), "0.359"),
    ],
)
def test_three_markets_leave_tau_to_its_prior(prior: Prior, printed: str) -> None:
    data = load("eight_markets")[:3]
    post = random_effects(data["effect"], data["std_error"], tau_prior=prior)
    assert rounds_to(post.tau.mean, printed)


def test_eight_schools() -> None:
    post = fit("eight_schools", Normal(0, 20), HalfCauchy(10))
    for value, printed in (
        (post.mu.mean, "7.593"),
        (post.mu.sd, "4.599"),
        (post.tau.mean, "4.702"),
        (post.tau.sd, "3.93"),
        (post.theta.mean[0], "9.93"),
    ):
        assert rounds_to(value, printed), printed


def test_hospitals() -> None:
    post = fit("hospitals", Normal(0, 20), HalfNormal(10))
    for value, printed in (
        (post.mu.mean, "8.29"),
        (post.mu.sd, "0.85"),
        (post.tau.mean, "2.60"),
        (post.tau.sd, "0.77"),
        (post.loo().sum(), "-29.76"),
    ):
        assert rounds_to(value, printed), printed


def test_binary_markets_by_counts_and_by_normal_approximation() -> None:
    data = load("binary_markets")
    post = binomial_random_effects(
        *(data[name].to_numpy() for name in ("events_t", "n_t", "events_c", "n_c"))
    )
    approximate = fit("binary_markets", Normal(0, 0.5), HalfNormal(0.5))
    for value, printed in (
        (post.mu.mean, "0.2484"),
        (post.mu.sd, "0.1169"),
        (post.tau.mean, "0.2254"),
        (post.theta_new.prob_above(0), "0.8527"),
        (post.tau.quantile(0.025), "0.02"),
        (post.tau.quantile(0.975), "0.52"),
        (approximate.mu.mean, "0.2530"),
        (approximate.tau.mean, "0.2210"),
    ):
        assert rounds_to(value, printed), printed
    assert rounds_to(fit("binary_markets", tau_prior=GammaPrecision(1, 0.02)).tau.mean, "0.181")


def test_four_arms_and_the_small_one() -> None:
    equal, small = (
        beta_binomial([30, 50, 55, 60], [100] * 4),
        beta_binomial([3, 50, 55, 60], [10, 100, 100, 100]),
    )
    for value, printed in zip(equal.rates.mean, ["0.3228", "0.4984", "0.5423", "0.5862"], strict=True):
        assert rounds_to(value, printed), printed
    assert 0.047 <= equal.rates.sd.min() <= equal.rates.sd.max() <= 0.0485
    assert rounds_to(small.rates.mean[0], "0.4731")
    for value, printed in zip(small.rates.sd, ["0.104", "0.044", "0.042", "0.045"], strict=True):
        assert rounds_to(value, printed), printed


def test_weights_on_the_mean() -> None:
    """Averaged over the posterior of τ, and at its mean, market by market."""
    post, s2 = fit("eight_markets"), load("eight_markets")["std_error"].to_numpy()[:, None] ** 2
    averaged = (s2 / (s2 + post.tau.quantile((np.arange(4000) + 0.5) / 4000) ** 2)).mean(axis=1)
    plugged = s2[:, 0] / (s2[:, 0] + post.tau.mean**2)
    assert np.round(averaged, 3).tolist() == [0.518, 0.449, 0.415, 0.372, 0.346, 0.315, 0.253, 0.180]
    assert np.round(plugged, 3).tolist() == [0.474, 0.393, 0.355, 0.307, 0.279, 0.247, 0.185, 0.118]
