"""Borrowing for rates, by conjugacy; and the visitors that a prior is worth, by what it knows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers.borrowing import (
    power_prior_rate,
    prior_effective_sample_size,
    robust_mixture,
    update,
    update_rate,
)
from helpers.distributions import BetaMixture, EffectPrior, NormalMixture
from helpers.posterior import random_effects
from helpers.priors import Beta, Flat, HalfNormal, Normal, StudentT, Uniform
from tests.opaque import Opaque

ROBUST = BetaMixture([0.2, 0.8], [1, 10], [1, 2])  # the example of RBesT's ess()


def mixture_of(weights, *parts):
    return [np.array(weights) / sum(weights), *parts]


normal_mixtures = st.integers(1, 4).flatmap(
    lambda size: st.builds(
        lambda *parts: NormalMixture(*mixture_of(*parts)),
        *(
            st.lists(values, min_size=size, max_size=size)
            for values in (st.floats(0.05, 1), st.floats(-3, 3), st.floats(0.1, 5))
        ),
    )
)
beta_mixtures = st.integers(1, 4).flatmap(
    lambda size: st.builds(
        lambda *parts: BetaMixture(*mixture_of(*parts)),
        *(
            st.lists(values, min_size=size, max_size=size)
            for values in (st.floats(0.05, 1), st.floats(1.5, 60), st.floats(1.5, 60))
        ),
    )
)


# Power prior, robust mixture, update


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=5), st.floats(0.01, 1)
)
def test_a_power_prior_counts_every_visitor_as_a_share_of_one(pairs, alpha) -> None:
    y, failures = np.array(pairs).T
    prior = power_prior_rate(y, y + failures, alpha, Beta(2, 5))
    assert prior.a == pytest.approx(2 + alpha * y.sum(), rel=1e-12, abs=0)
    assert prior.b == pytest.approx(5 + alpha * failures.sum(), rel=1e-12, abs=0)
    assert prior_effective_sample_size(prior) == pytest.approx(
        7 + alpha * (y + failures).sum(), rel=1e-12, abs=0
    )
    # Repeating the counts twice and halving alpha is borrowing as much; all of it is plain updating.
    half = power_prior_rate(np.tile(y, 2), np.tile(y + failures, 2), alpha / 2, Beta(2, 5))
    assert (half.a, half.b) == pytest.approx((prior.a, prior.b), rel=1e-12, abs=0)
    assert power_prior_rate(y, y + failures, 1, Beta(2, 5)) == update_rate(Beta(2, 5), y, y + failures)


def test_a_robust_prior_of_a_rate_keeps_its_weights_and_lets_go() -> None:
    history = power_prior_rate([30, 40], [300, 380], 0.2)
    assert (history.a, history.b) == (15, 123)
    robust = robust_mixture(history, 0.8, Beta(1, 1))
    assert isinstance(robust, BetaMixture)
    x = np.linspace(0.01, 0.99, 9)
    np.testing.assert_allclose(robust.pdf(x), 0.8 * history.pdf(x) + 0.2, rtol=1e-12)
    nested = robust_mixture(robust, 0.5, Beta(2, 2))
    np.testing.assert_allclose(nested.cdf(x), 0.5 * robust.cdf(x) + 0.5 * Beta(2, 2).cdf(x), rtol=1e-12)
    weights = [float(np.asarray(update_rate(robust, y, 100).weights)[0]) for y in (11, 20, 40, 80)]
    assert weights[0] > 0.95
    assert (np.diff(weights) < 0).all()
    assert weights[-1] < 1e-20


@settings(max_examples=40, deadline=None)
@given(beta_mixtures, st.integers(0, 40), st.integers(0, 40))
def test_updating_a_rate_is_bayes(prior, y, failures) -> None:
    n = y + failures
    if n == 0:
        return
    after = update_rate(prior, y, n)
    w, a, b = prior.parts()
    evidence = w @ stats.betabinom.pmf(y, n, a, b)
    x = after.quantile(np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(after.pdf(x), prior.pdf(x) * stats.binom.pmf(y, n, x) / evidence, rtol=1e-7)
    # In one go, or visitor after visitor.
    stepwise = update_rate(update_rate(prior, y, n), 3, 7)
    np.testing.assert_allclose(stepwise.cdf(x), update_rate(prior, y + 3, n + 7).cdf(x), rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: power_prior_rate(5, 10, 0), ValueError, "alpha must be above 0"),
        (lambda: power_prior_rate(5, 10, 1.1), ValueError, "alpha must be at most 1"),
        (lambda: power_prior_rate(11, 10, 0.5), ValueError, "successes must not exceed trials"),
        (lambda: power_prior_rate([1, 2], [10], 0.5), ValueError, "successes and trials must be"),
        (lambda: power_prior_rate([], [], 0.5), ValueError, "successes and trials must be"),
        (lambda: power_prior_rate(5, 10, 0.5, Normal(0, 1)), TypeError, "initial must be a Beta"),
        (lambda: update_rate(Normal(0, 1), 5, 10), TypeError, "prior must be a Beta or a BetaMixture"),
        (lambda: update_rate(Flat(), 5, 10), ValueError, "prior must be proper"),
        (lambda: robust_mixture(Beta(1, 2), 0.5, Normal(0, 1)), TypeError, "prior must be a normal"),
        (lambda: robust_mixture(Normal(0, 1), 0.5, Beta(1, 2)), TypeError, "vague must be a normal"),
        (lambda: update(Beta(1, 2), 0.1, 0.1), TypeError, "prior must be a normal"),
    ],
)
def test_what_is_no_rate_is_refused(call, error, message: str) -> None:
    with pytest.raises(error, match=message):
        call()


# Effective sample size by information


def by_quadrature(prior: NormalMixture) -> float:
    """E (d log p/dθ)², which is −E d² log p/dθ², on a fine even grid."""
    w, means, sds = prior.components()
    x = np.linspace((means - 12 * sds).min(), (means + 12 * sds).max(), 30_001)[:, None]
    parts = w * stats.norm.pdf(x, means, sds)
    slope = (parts * (means - x) / sds**2).sum(1)
    density = parts.sum(1)
    return float(
        integrate.trapezoid(np.where(density > 0, slope**2 / np.maximum(density, 1e-300), 0), x[:, 0])
    )


def test_the_numbers_of_rbest() -> None:
    """RBesT's help of ess(): one arm's mean, σ² = 10², where ours are two arms with 2σ²."""
    prior = NormalMixture([0.5, 0.5], [0, 3], [2, 4])
    sigma = 10 / np.sqrt(2)
    assert prior_effective_sample_size(prior, sigma, "information") == pytest.approx(10.82796, abs=5e-5)
    assert prior_effective_sample_size(prior, sigma, "moments") == pytest.approx(8.163265, abs=5e-7)
    assert prior_effective_sample_size(ROBUST, method="information") == pytest.approx(7.65152, abs=5e-6)


def test_a_robust_part_leaves_few_visitors_by_moments_and_most_by_information() -> None:
    robust = robust_mixture(Normal(0.4, 0.4), 0.9, Normal(0, 20))
    assert prior_effective_sample_size(robust, 4, "information") == pytest.approx(175.3, abs=0.05)
    assert prior_effective_sample_size(robust, 4, "moments") == pytest.approx(0.80, abs=0.005)
    assert prior_effective_sample_size(Normal(0.4, 0.4), 4) == pytest.approx(200, rel=1e-12, abs=0)


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-5, 5))
def test_for_a_normal_both_methods_agree(sigma, sd, mean) -> None:
    for prior in (Normal(mean, sd), EffectPrior(mean, sd), NormalMixture([1], [mean], [sd])):
        expected = prior_effective_sample_size(prior, sigma)
        assert prior_effective_sample_size(prior, sigma, "information") == pytest.approx(
            expected, rel=1e-12, abs=0
        )


@given(st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_a_beta_is_worth_its_a_and_b_under_both(a, b) -> None:
    for prior in (Beta(a, b), BetaMixture([1], [a], [b])):
        for method in ("moments", "information"):
            assert prior_effective_sample_size(prior, method=method) == pytest.approx(a + b, rel=1e-9, abs=0)


@settings(max_examples=15, deadline=None)
@given(normal_mixtures)
def test_the_information_of_a_mixture_against_quadrature(prior) -> None:
    found = prior_effective_sample_size(prior, 1, "information")
    assert found == pytest.approx(2 * by_quadrature(prior), rel=1e-6, abs=0)
    # Never less than the normal of the same sd, and never more than the components' average (convexity).
    assert found >= prior_effective_sample_size(prior, 1) * (1 - 1e-9)
    w, _, sds = prior.components()
    assert found <= 2 * float(w @ sds**-2.0) * (1 + 1e-9)
    unit = NormalMixture(prior.weights, 1e6 * np.asarray(prior.means) + 3, 1e6 * np.asarray(prior.sds))
    assert prior_effective_sample_size(unit, 1e6, "information") == pytest.approx(found, rel=1e-7, abs=0)


@settings(max_examples=6, deadline=None)
@given(beta_mixtures)
def test_the_information_of_a_mixture_of_betas_against_quadrature(prior) -> None:
    w, a, b = prior.parts()

    def local(x: float) -> float:
        p = w * stats.beta.pdf(x, a, b)
        score = (a - 1) / x - (b - 1) / (1 - x)
        bend = score**2 - (a - 1) / x**2 - (b - 1) / (1 - x) ** 2
        return x * (1 - x) * ((p * score).sum() ** 2 / p.sum() - (p * bend).sum())

    cuts = np.unique(
        np.concatenate([[1e-9, 1 - 1e-9], *(stats.beta.ppf(q, a, b) for q in (1e-6, 0.5, 1 - 1e-6))])
    )
    expected = sum(
        integrate.quad(local, low, high, epsabs=1e-11, limit=200)[0] for low, high in itertools.pairwise(cuts)
    )
    assert prior_effective_sample_size(prior, method="information") == pytest.approx(
        expected, rel=1e-3, abs=0
    )


@pytest.mark.slow
@pytest.mark.parametrize("se", [0.3, 2.0])
def test_information_is_predictively_consistent(se: float) -> None:
    """Averaged over what an estimate may show, the posterior knows what the prior knew and what is added."""
    prior = NormalMixture([0.8, 0.2], [0.4, 0.0], [0.5, 2.0])
    nodes, weights = np.polynomial.legendre.leggauss(200)
    total = 0.0
    for part, mean, sd in zip([0.8, 0.2], [0.4, 0.0], np.hypot([0.5, 2.0], se), strict=True):
        for z, weight in zip(8 * nodes, 8 * weights, strict=True):
            worth = prior_effective_sample_size(update(prior, mean + sd * z, se), 1, "information")
            total += part * weight * stats.norm.pdf(z) * worth
    assert total == pytest.approx(
        prior_effective_sample_size(prior, 1, "information") + 2 / se**2, rel=1e-4, abs=0
    )


def test_student_t_and_the_exact_predictive() -> None:
    expected = integrate.quad(lambda x: stats.t.pdf(x, 5) * (6 * x / (5 + x**2)) ** 2, -np.inf, np.inf)[0]
    found = prior_effective_sample_size(StudentT(5, 0.3, 2.0), 4, "information")
    assert found == pytest.approx(2 * 16 * expected / 4, rel=1e-9, abs=0)
    # No sd, and still some knowledge of the middle.
    assert prior_effective_sample_size(StudentT(1, 0, 1), 1, "information") == pytest.approx(
        1, rel=1e-12, abs=0
    )
    post = random_effects([0.5, 1.0, 1.4, 0.5, 0.1], [0.42, 0.36, 0.33, 0.3, 0.25])
    by_information = prior_effective_sample_size(post.theta_new, 4, "information")
    exact = NormalMixture(*post.theta_new.components())
    assert by_information == pytest.approx(32 * by_quadrature(exact), rel=1e-6, abs=0)
    assert by_information > prior_effective_sample_size(post.theta_new, 4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: prior_effective_sample_size(Normal(0, 1), 4, "elir"), ValueError, "unknown method 'elir'"),
        (lambda: prior_effective_sample_size(Normal(0, 1)), TypeError, "sigma must be given"),
        (lambda: prior_effective_sample_size(Flat(), 4, "information"), ValueError, "prior must be proper"),
        (
            lambda: prior_effective_sample_size(HalfNormal(1), 4, "information"),
            ValueError,
            "use method 'moments'",
        ),
        (
            lambda: prior_effective_sample_size(Uniform(0, 1), 4, "information"),
            ValueError,
            "prior must be a Normal",
        ),
        (
            lambda: prior_effective_sample_size(Opaque(Normal(0, 1)), 4, "information"),
            ValueError,
            "prior must be",
        ),
        (
            lambda: prior_effective_sample_size(
                BetaMixture([0.5, 0.5], [0.5, 2], [2, 2]), method="information"
            ),
            ValueError,
            "prior must have no a or b below 1",
        ),
        (
            lambda: prior_effective_sample_size(0.5, 4, "information"),
            TypeError,
            "prior must be a distribution",
        ),
    ],
)
def test_what_has_no_information_says_so(call, error, message: str) -> None:
    with pytest.raises(error, match=message):
        call()
