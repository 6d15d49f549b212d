"""Chapter 15: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import datasets
from helpers.borrowing import matching_alpha, power_prior, shrinkage_weights
from helpers.posterior import random_effects
from tests.book.pages import quoted, spoken

PAGE = "15-borrowing"


@pytest.fixture(scope="module")
def markets():
    table = datasets.load("eight_markets")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("p_new", "0.829"), ("pooled", "0.3080"), ("pooled_se", "0.0905"), ("alpha", "0.0293"),
        ("worth", "114"),
        ("new_sd", "0.529"), ("tau_mean", "0.445"), ("conflict_1", "0.986"), ("flat_power", "0.553"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


def test_the_weights_by_brute_force(markets):
    """Posterior of τ on a plain grid: the two columns of weights, and which is the larger."""
    y, s = markets
    tau = (np.arange(8000) + 0.5) / 1000
    v = s**2 + tau[:, None] ** 2
    precision = (1 / v).sum(1) + 1
    mean = (y / v).sum(1) / precision
    log_weight = -0.5 * (
        np.log(v).sum(1) + np.log(precision) + (y**2 / v).sum(1) - mean**2 * precision + tau**2
    )
    mass = np.exp(log_weight - log_weight.max())
    mass /= mass.sum()
    plug = s**2 / (s**2 + (mass @ tau) ** 2)
    averaged = mass @ (s**2 / v)
    assert np.round(plug, 3).tolist() == [0.474, 0.393, 0.355, 0.307, 0.279, 0.247, 0.185, 0.118]
    assert np.round(averaged, 3).tolist() == [0.518, 0.449, 0.415, 0.372, 0.346, 0.315, 0.253, 0.180]
    np.testing.assert_allclose(averaged, shrinkage_weights(s, random_effects(y, s).tau), atol=1e-5)
    assert (averaged > plug).all()


def test_the_dial_and_what_it_matches(markets):
    y, s = markets
    sds = [power_prior(y, s, a).sd for a in (0.1, 0.25, 0.5, 0.75, 1)]
    assert [f"{sd:.4f}" for sd in sds] == ["0.2863", "0.1810", "0.1280", "0.1045", "0.0905"]
    assert matching_alpha(y, s, random_effects(y, s).theta_new.sd) == pytest.approx(0.0293, abs=5e-5)
    # Mistakes 7 and 14, as hints and pitfalls quote them.
    root = power_prior(y, s, 0.25).sd
    assert [f"{v:.3f}" for v in (root * 0.5, root * 2)] == ["0.091", "0.362"]
    assert f"{sds[-1] * 0.5:.3f}" == "0.045"
    ratio = sds[-1] / random_effects(y, s).theta_new.sd
    assert f"{ratio:.3f} {ratio * 16 / sds[-1] ** 2:.0f}" == "0.171 334"
    post = random_effects(y, s)
    assert f"{1 - shrinkage_weights(s, post.tau)[0]:.3f} {s[0] / (s[0] + post.tau.mean):.3f}" == "0.482 0.487"


def test_more_visitors_and_the_same_estimates_are_worth_less(markets):
    """Exercise 15.2 and its hints."""
    y, s = markets
    worth = [32 / random_effects(y, s / times**0.5).theta_new.sd ** 2 for times in (1, 2)]
    assert [f"{w:.0f}" for w in worth] == ["115", "94"]
    known = [32 / (post.mu.sd**2 + post.tau.mean**2 + post.tau.sd**2) for post in [random_effects(y, s)]]
    assert known[0] == pytest.approx(worth[0], rel=1e-9)
    pooled = [32 / power_prior(y, s / times**0.5, 1).sd ** 2 for times in (1, 2)]
    assert [f"{w:.0f}" for w in pooled] == ["3905", "7811"]


@pytest.mark.book
def test_what_a_test_is_worth_by_another_road(markets):
    """One normal belief: opening pays above one estimate, so two normal integrals do."""
    y, s = markets
    prior, se = (
        power_prior(y, s, matching_alpha(y, s, random_effects(y, s).theta_new.sd)),
        4 * np.sqrt(2 / 400),
    )
    total = np.hypot(prior.sd, se)
    shrink = (prior.sd / total) ** 2
    after = prior.sd * se / total
    bar = prior.mean + (stats.norm.ppf(0.9) * after - prior.mean) / shrink

    def gained(estimate):
        chance = stats.norm.cdf((prior.mean + shrink * (estimate - prior.mean)) / after)
        return stats.norm.pdf(estimate, prior.mean, total) * (1e6 * chance - 9e5)

    value = integrate.quad(gained, bar, prior.mean + 12 * total, epsabs=1e-6)[0] - 12_000
    assert value == pytest.approx(27_367, abs=60)
    assert spoken(PAGE)["tip"] == pytest.approx(0.235, abs=0.002)
