"""Chapter 9: the numbers its sentences quote, by other ways than the page's, and those of its exercises."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit

from helpers.grading.chapters.ch09 import e7_vouchers
from helpers.grading.chapters.ch09.e4_campaign_model import pilot, standardised
from tests.book.pages import quoted, spoken

PAGE = "09-hamiltonian"


@cache
def by_importance(count: int = 400_000):
    """Posterior of the pilot by weighted draws from a Student t about its peak: coefficients, weights."""
    age, voucher, upgraded = pilot()
    X = np.column_stack([np.ones(200), standardised(age), standardised(voucher)])
    b = np.zeros(3)
    for _ in range(30):
        p = expit(X @ b)
        H = X.T @ (X * (p * (1 - p))[:, None]) + np.eye(3) / 4
        b = b + np.linalg.solve(H, X.T @ (upgraded - p) - b / 4)
    t = stats.multivariate_t(b, np.linalg.inv(H), df=8, seed=4)
    draws = t.rvs(count)
    eta = draws @ X.T
    log_w = eta @ upgraded - np.logaddexp(0, eta).sum(1) - (draws**2).sum(1) / 8 - t.logpdf(draws)
    weights = np.exp(log_w - log_w.max())
    return b, draws, weights / weights.sum()


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("b_age", "0.178"),
        ("b_age_sd", "0.159"),
        ("mode_age", "0.172"),
        ("beta_exact", "1.895"),
        ("share", "63.5"),
    ],
)
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_the_grid_agrees_with_weighted_draws():
    said, (peak, draws, w) = spoken(PAGE), by_importance()
    mean = w @ draws[:, 1]
    assert said["mode_age"] == pytest.approx(peak[1], abs=2e-4)
    assert said["b_age"] == pytest.approx(mean, abs=1.5e-3)
    assert said["b_age_sd"] == pytest.approx(np.sqrt(w @ (draws[:, 1] - mean) ** 2), abs=1.5e-3)
    order = np.argsort(draws[:, 1])
    low, high = np.interp([0.03, 0.97], np.cumsum(w[order]), draws[order, 1])
    assert (said["age_low"], said["age_high"]) == pytest.approx((low, high), abs=4e-3)


@pytest.mark.slow
def test_the_campaign_in_money_by_weighted_draws():
    """What sheet, hints and decision quote: 4 300 by age, about 13 000 at the most, odds 0.9 to 1.6, .87."""
    age, voucher, _ = pilot()
    _, draws, w = by_importance()
    pick = np.random.default_rng(5).choice(len(w), 8000, p=w)
    at_100 = (100 - voucher.mean()) / voucher.std()
    each = 100 * expit(draws[pick, :1] + draws[pick, 1:2] * standardised(age) + draws[pick, 2:] * at_100) - 60
    by_age = each.mean(axis=0)
    assert 20_000 * (np.maximum(by_age, 0).mean() - by_age.mean()) == pytest.approx(4300, abs=800)
    known = np.maximum(each, 0).mean() - np.maximum(each.mean(axis=1), 0).mean()
    assert 20_000 * known == pytest.approx(13_400, abs=800)
    assert w[draws[:, 1] > 0].sum() == pytest.approx(0.87, abs=0.005)
    ten = np.quantile(np.exp(10 * draws[pick, 1] / age.std()), [0.03, 0.97])
    assert [f"{v:.1f}" for v in ten] == ["0.9", "1.6"]


@pytest.mark.slow
def test_the_vouchers_start_from_the_posterior():
    """Means, covariance, centre and scale that stand in the sheet of 09.7, and what its solution says."""
    _, voucher, _ = pilot()
    _, draws, w = by_importance()
    two = draws[:, [0, 2]]
    mean = w @ two
    cov = (w[:, None] * (two - mean)).T @ (two - mean)
    np.testing.assert_allclose(mean, [0.633, 0.770], atol=2e-3)
    np.testing.assert_allclose(cov, [[0.0254, 0.0053], [0.0053, 0.0309]], atol=6e-4)
    assert (round(voucher.mean(), 1), round(voucher.std(), 1)) == (100.6, 30.5)
    p, loss = e7_vouchers.vouchers()
    assert p < 0.75
    assert loss < 0.5


@pytest.mark.book
def test_the_linear_regression_by_quadrature():
    rng = np.random.default_rng(42)
    x = rng.normal(0, 1, 100)
    y = 2.5 + 1.8 * x + rng.normal(0, 0.8, 100)
    X = np.column_stack([np.ones(100), x])

    def density(sigma, moment):
        marginal = stats.multivariate_normal(np.zeros(100), 100 * X @ X.T + sigma**2 * np.eye(100))
        slope = np.linalg.solve(X.T @ X / sigma**2 + np.eye(2) / 100, X.T @ y / sigma**2)[1]
        return np.exp(marginal.logpdf(y) + 125) * stats.halfnorm.pdf(sigma, scale=5) * slope**moment

    top, below = (
        integrate.fixed_quad(np.vectorize(lambda s, m=m: density(s, m)), 0.5, 1.3, n=40)[0] for m in (1, 0)
    )
    assert spoken(PAGE)["beta_exact"] == pytest.approx(top / below, abs=1e-6)


@pytest.mark.book
def test_the_race_is_what_theory_says():
    """Wide enough for another seed: d for the walk, d^¼ for HMC, and prices that differ by so much."""
    said = spoken(PAGE)
    assert abs(said["walk_times"] - 10) < 3 * said["walk_pm"] < 6
    assert abs(said["hmc_times"] - 10**0.25) < 3 * said["hmc_pm"] + 0.2
    assert said["walk_100"] > 10 * said["nuts_100"] > 10 * said["hmc_100"]
    assert max(said["walk_1"], said["hmc_1"], said["nuts_1"]) < 3 * min(
        said["walk_1"], said["hmc_1"], said["nuts_1"]
    )


@pytest.mark.book
def test_the_walks_price_in_one_dimension_by_its_matrix():
    """Without a draw: the transition matrix of the walk on a grid gives the variance of its averages."""
    z = np.linspace(-6, 6, 601)
    h, pi = z[1] - z[0], stats.norm.pdf(z)
    move = h * stats.norm.pdf(z - z[:, None], scale=2.38) * np.minimum(1, pi / pi[:, None])
    move += np.diag(1 - move.sum(axis=1))
    pi = pi / pi.sum()
    prices = []
    for f in (z, z**2):
        centred = f - pi @ f
        solved = np.linalg.solve(np.eye(601) - move + pi, centred)
        prices.append((2 * pi @ (centred * solved) - pi @ centred**2) / (pi @ centred**2))
    said = spoken(PAGE)
    assert said["walk_exact"] == pytest.approx(max(prices), abs=0.01)
    assert abs(said["walk_1"] - max(prices)) < 2 * said["walk_1pm"]
