"""Against results found by other methods: sinc rules in log τ, nested trapezoids, dense grids."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad_vec

from helpers.datasets import load
from helpers.posterior import beta_binomial, binomial_random_effects, random_effects
from helpers.priors import Flat, HalfCauchy, HalfFlat, HalfNormal, Normal, from_json
from tests.references import results

EXACT = results("bayes_exact")["results"]
PUBLISHED = results("published")
COUNTS = results("bayes_counts")
QUANTILES = {"median": 0.5, "q025": 0.025, "q975": 0.975, "q05": 0.05, "q95": 0.95}


def check(distribution: Any, wanted: dict[str, Any], tolerance: float) -> None:
    """Every number of a reference block, relative to the sd."""
    scale = tolerance * np.asarray(wanted["sd"])
    for name, found in {"mean": distribution.mean, "sd": distribution.sd}.items():
        assert np.all(np.abs(found - np.array(wanted[name])) < scale), name
    for name, q in QUANTILES.items():
        if name in wanted:
            assert np.all(np.abs(distribution.quantile(q) - np.array(wanted[name])) < scale), name
    if "P_gt_0" in wanted:
        np.testing.assert_allclose(distribution.prob_above(0), wanted["P_gt_0"], atol=tolerance)


@pytest.mark.parametrize("name", EXACT)
def test_normal_model(name: str) -> None:
    block = EXACT[name]
    priors = from_json(block["mu_prior"]), from_json(block["tau_prior"])
    post = random_effects(block["effects"], block["std_errors"], *priors)
    assert post.log_evidence == pytest.approx(block["log_marginal_likelihood"], abs=2e-10)
    for marginal in ("mu", "tau", "theta", "theta_new"):
        check(getattr(post, marginal), block[marginal], 1e-9)
    check(post.new_estimate(block["d_hat_new"]["s_new"]), block["d_hat_new"], 1e-9)
    assert post.tau.mean**2 + post.tau.sd**2 == pytest.approx(block["tau"]["E_tau2"], rel=1e-9)
    assert post.error_estimate < 1e-10


@pytest.mark.slow
@pytest.mark.parametrize("name", EXACT)
def test_weight_on_the_mean_averaged_over_tau(name: str) -> None:
    """E[s²/(s² + τ²)], here integrated over the density of τ by an adaptive rule."""
    block = EXACT[name]
    priors = from_json(block["mu_prior"]), from_json(block["tau_prior"])
    post = random_effects(block["effects"], block["std_errors"], *priors)
    s2 = np.array(block["std_errors"]) ** 2
    found, _ = quad_vec(lambda tau: post.tau.pdf(tau) * s2 / (s2 + tau**2), 0, np.inf, epsabs=1e-12)
    np.testing.assert_allclose(found, block["theta"]["posterior_mean_weight_on_mu"], atol=1e-8)


def test_prior_data_conflict_of_the_markets() -> None:
    """Tails of the predictive of an estimate, as far from its median as the new estimate."""
    block = EXACT["eight_markets"]
    post = random_effects(block["effects"], block["std_errors"])
    predictive = post.new_estimate(block["d_hat_new"]["s_new"])
    for estimate, wanted in block["conflict_tail"].items():
        far = abs(float(estimate) - predictive.quantile(0.5))
        centre = predictive.quantile(0.5)
        assert predictive.cdf(centre - far) + predictive.prob_above(centre + far) == pytest.approx(
            wanted, abs=1e-9
        )


def test_binomial_model() -> None:
    block = COUNTS["results"]["binary_markets_binomial_seed_model"]
    post = binomial_random_effects(**block["counts"])
    assert post.log_evidence == pytest.approx(block["log_marginal_likelihood"], abs=1e-9)
    for marginal in ("mu", "tau", "theta_new"):
        check(getattr(post, marginal), block[marginal], 2e-9)
    assert np.abs(post.theta.mean - block["theta"]["mean"]).max() < 1e-9
    assert np.abs(post.theta.sd - block["theta"]["sd"]).max() < 1e-9
    assert post.error_estimate < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("name", ["AS_binomial_RBesT_mu2_HN1", "AS_binomial_RBesT_mu2_HN0.5"])
def test_binomial_model_of_one_arm(name: str) -> None:
    """With a baseline nailed to 0 and an empty control arm, θ is the log odds of the treated arm."""
    block = COUNTS["results"][name]
    y, n = np.array(block["counts"]["events"]), np.array(block["counts"]["n"])
    post = binomial_random_effects(
        y, n, np.zeros_like(y), np.ones_like(n), Normal(0, 1e-6), Normal(0, 2), HalfNormal(block["tau_scale"])
    )
    assert post.log_evidence + len(y) * math.log(2) == pytest.approx(
        block["log_marginal_likelihood"], abs=1e-9
    )
    for marginal in ("mu", "tau", "theta_new"):
        check(getattr(post, marginal), block[marginal], 2e-9)
    np.testing.assert_allclose(post.theta.mean, block["theta"]["mean"], atol=1e-9)


@pytest.mark.parametrize(
    ("y", "n", "name"),
    [
        ([30, 50, 55, 60], [100] * 4, "30,50,55,60 of 100"),
        ([3, 50, 55, 60], [10, 100, 100, 100], "3 of 10; 50,55,60 of 100"),
    ],
)
def test_beta_binomial(y: list[int], n: list[int], name: str) -> None:
    post, block = beta_binomial(y, n), COUNTS["beta_binomial_improper"][name]
    np.testing.assert_allclose(post.rates.mean, block["mean"], atol=6e-5)
    np.testing.assert_allclose(post.rates.sd, block["sd"], atol=6e-5)
    assert post.error_estimate < 1e-8


@pytest.mark.parametrize(
    ("name", "priors"),
    [
        ("hospitals", (Normal(0, 20), HalfNormal(10))),
        ("climate_regions", (Normal(0, 1), HalfNormal(0.5))),
    ],
)
def test_recipes(name: str, priors: tuple[Any, Any]) -> None:
    block, data = COUNTS["recipes"][name], load(name)
    post = random_effects(data["effect"], data["std_error"], *priors)
    found = {
        "mu": post.mu.mean,
        "mu_sd": post.mu.sd,
        "tau": post.tau.mean,
        "tau_sd": post.tau.sd,
        "theta_new_sd": post.theta_new.sd,
    }
    for key, value in found.items():
        assert value == pytest.approx(block[key], abs=1e-6), key


def test_exact_leave_one_out_of_the_hospitals() -> None:
    block, data = COUNTS["recipes"]["hospitals"]["exact_loo_elpd"], load("hospitals")
    post = random_effects(data["effect"], data["std_error"], Normal(0, 20), HalfNormal(10))
    assert post.loo().sum() == pytest.approx(block["partial"], abs=1e-5)


@pytest.mark.parametrize(
    ("example", "priors"), [("proper", (Normal(0, 50), HalfCauchy(25))), ("improper", (Flat(), HalfFlat()))]
)
def test_bayesmeta_on_the_eight_schools(example: str, priors: tuple[Any, Any]) -> None:
    """It integrates over τ directly, to every digit printed; its μ and θ are mixtures on a coarse grid."""
    printed, data = PUBLISHED["bayesmeta"][example], load("eight_schools")
    post = random_effects(data["effect"], data["std_error"], *priors)
    for column, name in enumerate(printed["columns"]):
        marginal = getattr(post, name)
        near = 6e-7 if name == "tau" else 2e-4 * marginal.sd
        assert marginal.quantile(0.5) == pytest.approx(printed["median"][column], abs=near), name
        assert marginal.mean == pytest.approx(printed["mean"][column], abs=near), name
        assert marginal.sd == pytest.approx(printed["sd"][column], rel=1e-6 if name == "tau" else 2e-3), name
    if example == "proper":
        assert post.mu.prob_above(0) == pytest.approx(printed["P_mu_gt_0"], abs=1e-4)
        assert post.tau.quantile(0.95) == pytest.approx(printed["tau_q95"], abs=6e-6)
        assert post.tau.interval(0.95) == pytest.approx(printed["tau_central95"], abs=6e-7)


def test_the_reference_draws_of_posteriordb() -> None:
    """Two moments of each parameter, sampled, within 4 of their Monte Carlo standard errors."""
    block = PUBLISHED["posteriordb"]
    post = random_effects(block["effects"], block["std_errors"], Normal(0, 5), HalfCauchy(5))
    means = np.array([*post.theta.mean, post.mu.mean, post.tau.mean])
    sds = np.array([*post.theta.sd, post.mu.sd, post.tau.sd])
    for found, name in ((means, "mean"), (means**2 + sds**2, "mean_squared_value")):
        z = (found - np.array(block[name])) / np.array(block[f"mcse_{name}"])
        assert np.abs(z).max() < 4, (name, z)


def test_metabma_on_the_towels() -> None:
    """Sampled there; it allows itself 3 %."""
    block, data = PUBLISHED["metaBMA"], load("towels")
    post = random_effects(data["effect"], data["std_error"], Normal(0, 0.3), HalfCauchy(0.25))
    assert post.mu.mean == pytest.approx(block["mean_random"], rel=block["tolerance_relative"])
