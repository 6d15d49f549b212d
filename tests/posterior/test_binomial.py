"""Counts with a Normal population of log odds ratios: against brute force, and what must hold anyway."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln, log_expit

from helpers.posterior import RandomEffects, binomial_random_effects, random_effects
from helpers.posterior.counts.likelihood import StudyLikelihood
from helpers.priors import Flat, HalfFlat, HalfNormal, Normal, StudentT, Uniform

COUNTS = {"events_t": [5, 0, 12], "n_t": [40, 25, 60], "events_c": [2, 1, 9], "n_c": [38, 30, 55]}
POST = binomial_random_effects(**COUNTS)  # type: ignore[arg-type]


def brute_force_likelihood(counts: tuple[float, ...], theta: np.ndarray) -> np.ndarray:
    """One study's likelihood with its baseline integrated out, by a plain sum over a fine grid."""
    y_t, n_t, y_c, n_c = counts
    b = np.linspace(-12, 8, 2001)[:, None]
    constant = sum(gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1) for y, n in ((y_t, n_t), (y_c, n_c)))
    log_f = y_c * log_expit(b) + (n_c - y_c) * log_expit(-b) + Normal(-2, 1).logpdf(b) + constant
    log_f = log_f + y_t * log_expit(b + theta) + (n_t - y_t) * log_expit(-b - theta)
    return np.exp(log_f).sum(axis=0) * 0.01


@pytest.mark.parametrize("counts", [(5, 40, 2, 38), (0, 25, 1, 30), (30, 30, 12, 30), (400, 5000, 350, 5000)])
def test_the_table_of_one_study(counts: tuple[float, ...]) -> None:
    table = StudyLikelihood.of(counts, Normal(-2, 1))  # type: ignore[arg-type]
    theta = np.linspace(-3, 3, 61)
    wanted = brute_force_likelihood(counts, theta)
    near = wanted > 1e-160  # further out it goes on as a straight line
    np.testing.assert_allclose(np.exp(table.log_value(theta))[near], wanted[near], rtol=1e-9)
    inner = theta[2:-2]
    slope, bend = table.derivatives(inner)
    h = 1e-3
    up, at, down = (table.log_value(inner + d) for d in (h, 0, -h))
    np.testing.assert_allclose(slope, (up - down) / (2 * h), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(bend, (up - 2 * at + down) / h**2, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("counts", [(5, 40, 2, 38), (0, 25, 1, 30), (30, 30, 12, 30), (400, 5000, 350, 5000)])
@pytest.mark.parametrize("tau", [0.003, 0.1, 1.0, 6.0, 80.0])
def test_likelihood_averaged_over_a_normal(counts: tuple[float, ...], tau: float) -> None:
    table = StudyLikelihood.of(counts, Normal(-2, 1))  # type: ignore[arg-type]
    mu = np.array([-2.0, 0.0, 0.7])
    found, mean, variance = (part[0] for part in table.average(mu[None], np.array([tau])))
    step = min(tau, 0.1) / 12
    for i, m in enumerate(mu):
        reach = max(11 * tau, min(abs(table.centre - m), 40 * tau))
        theta = m + np.arange(-reach, reach, step)
        log_f = (
            table.log_value(theta) - 0.5 * ((theta - m) / tau) ** 2 - math.log(tau * math.sqrt(2 * math.pi))
        )
        f = np.exp(log_f - log_f.max())
        assert found[i] == pytest.approx(log_f.max() + math.log(f.sum() * step), abs=1e-9)
        average = (f @ theta) / f.sum()
        assert mean[i] == pytest.approx(average, abs=1e-8 * tau + 1e-9)
        assert variance[i] == pytest.approx((f @ (theta - average) ** 2) / f.sum(), rel=1e-7)


def test_against_brute_force() -> None:
    """Three studies, one without an event, by sums over a lattice of (τ, μ, θ)."""
    post = binomial_random_effects(**COUNTS, mu_prior=Normal(0, 1), tau_prior=Uniform(0.2, 1.4))  # type: ignore[arg-type]
    theta = np.arange(-14, 10, 0.04)
    node, weight = np.polynomial.legendre.leggauss(24)
    tau, tau_weight = 0.8 + 0.6 * node, weight / 2
    mu = np.arange(-7, 7, 0.1)
    kernel = np.exp(-0.5 * ((theta - mu[:, None, None]) / tau[:, None]) ** 2) / tau[:, None]
    kernel *= 0.04 / math.sqrt(2 * math.pi)
    likelihoods = [brute_force_likelihood(counts, theta) for counts in zip(*COUNTS.values(), strict=True)]
    averages = [kernel @ likelihood for likelihood in likelihoods]
    joint = np.prod(averages, axis=0) * (0.1 * Normal(0, 1).pdf(mu)[:, None]) * tau_weight
    total = joint.sum()
    assert post.log_evidence == pytest.approx(math.log(total), abs=1e-9)
    joint /= total
    assert post.mu.mean == pytest.approx((joint.sum(axis=1) @ mu), abs=1e-9)
    assert post.tau.mean == pytest.approx((joint.sum(axis=0) @ tau), abs=1e-9)
    for k, likelihood in enumerate(likelihoods):
        density = likelihood * np.einsum("mt,mtx->x", joint / averages[k], kernel)
        assert density.sum() == pytest.approx(1, abs=1e-9)
        assert post.theta.mean[k] == pytest.approx(density @ theta, abs=1e-8)
        below = density[theta < 0.3].sum()  # 0.3 is half-way between two points of the lattice
        assert post.theta[k].cdf(0.3) == pytest.approx(below, abs=2e-4)  # type: ignore[index]


@pytest.mark.slow
def test_relabelling_events_turns_every_sign() -> None:
    n_t, n_c = np.array(COUNTS["n_t"]), np.array(COUNTS["n_c"])
    mirror = binomial_random_effects(
        n_t - COUNTS["events_t"], n_t, n_c - COUNTS["events_c"], n_c, baseline_prior=Normal(2, 1)
    )
    assert mirror.log_evidence == pytest.approx(POST.log_evidence, abs=1e-9)
    assert mirror.mu.mean == pytest.approx(-POST.mu.mean, abs=1e-10)
    np.testing.assert_allclose(mirror.theta.mean, -POST.theta.mean, atol=1e-9)
    np.testing.assert_allclose(mirror.theta.quantile(0.1), -POST.theta.quantile(0.9), atol=1e-7)
    assert mirror.theta_new.prob_above(0.2) == pytest.approx(POST.theta_new.cdf(-0.2), abs=1e-9)


def test_moments_are_those_of_the_densities() -> None:
    marginals = {"mu": POST.mu, "tau": POST.tau, "new": POST.theta_new, "sparse": POST.theta[1]}  # type: ignore[index]
    for name, marginal in marginals.items():
        low, high = marginal.quantile([1e-9, 1 - 1e-9])
        node, weight = np.polynomial.legendre.leggauss(200)
        x = 0.5 * (low + high) + 0.5 * (high - low) * node
        mass = marginal.pdf(x) * weight * 0.5 * (high - low)
        assert mass.sum() == pytest.approx(1, abs=1e-7), name
        assert mass @ x == pytest.approx(marginal.mean, abs=1e-7), name
        assert math.sqrt(mass @ (x - marginal.mean) ** 2) == pytest.approx(marginal.sd, rel=1e-5), name
        q = np.array([0.01, 0.4, 0.99])
        np.testing.assert_allclose(marginal.cdf(marginal.quantile(q)), q, atol=1e-12)


def test_a_table_can_be_made_again() -> None:
    """As it must where its first making was interrupted."""
    first, again = POST.mu.make(), POST.mu.make()
    x = np.linspace(-1, 1, 5)
    np.testing.assert_array_equal(first.sf(np.zeros(5, dtype=int), x), again.sf(np.zeros(5, dtype=int), x))


def test_large_counts_are_nearly_normal() -> None:
    rate, n = np.array([0.1, 0.12, 0.09, 0.11]), 400_000
    y_t, y_c = np.round(n * rate * [1.05, 1.1, 0.98, 1.2]), np.round(n * rate)
    counted = binomial_random_effects(y_t, np.full(4, n), y_c, np.full(4, n))
    odds = np.log(y_t / (n - y_t)) - np.log(y_c / (n - y_c))
    error = np.sqrt(1 / y_t + 1 / (n - y_t) + 1 / y_c + 1 / (n - y_c))
    normal = random_effects(odds, error, Normal(0, 0.5), HalfNormal(0.5))
    for name in ("mu", "tau", "theta_new"):
        one, other = getattr(counted, name), getattr(normal, name)
        assert one.mean == pytest.approx(other.mean, abs=2e-4)
        assert one.sd == pytest.approx(other.sd, abs=2e-4)
        assert one.quantile(0.9) == pytest.approx(other.quantile(0.9), abs=5e-4)
    np.testing.assert_allclose(counted.theta.sd, normal.theta.sd, rtol=2e-3)


def test_leave_one_out_is_a_ratio_of_evidences() -> None:
    others = binomial_random_effects(**{name: values[1:] for name, values in COUNTS.items()})  # type: ignore[arg-type]
    assert POST.loo()[0] == pytest.approx(POST.log_evidence - others.log_evidence, abs=1e-10)


def test_estimate_of_the_next_study() -> None:
    estimate = POST.new_estimate(0.4)
    assert estimate.mean == pytest.approx(POST.theta_new.mean)
    assert estimate.sd == pytest.approx(math.hypot(POST.theta_new.sd, 0.4))
    draws = POST.theta_new.sample(20_000, np.random.default_rng(2))
    draws = draws + 0.4 * np.random.default_rng(3).normal(size=20_000)
    for q in (0.05, 0.5, 0.9):
        assert np.mean(draws <= estimate.quantile(q)) == pytest.approx(q, abs=0.015)


def test_draws_follow_the_marginals() -> None:
    n = 4000
    draws, q = POST.sample(n, np.random.default_rng(8)), np.arange(0.02, 1, 0.02)
    bound = 5 * 0.5 / math.sqrt(n)
    for name in ("mu", "tau"):
        below = (draws[name][:, None] <= getattr(POST, name).quantile(q)).mean(axis=0)
        assert np.abs(below - q).max() < bound, name
    for k in range(3):
        below = (draws["theta"][:, k, None] <= POST.theta[k].quantile(q)).mean(axis=0)  # type: ignore[index]
        assert np.abs(below - q).max() < bound, k
    again = POST.sample(5, np.random.default_rng(8)), POST.sample(5, np.random.default_rng(8))
    assert np.array_equal(again[0]["theta"], again[1]["theta"])


def test_a_batch_holds_what_its_parts_hold() -> None:
    doubled = {name: np.array([values, values[::-1]]) for name, values in COUNTS.items()}
    batch = binomial_random_effects(**doubled)  # type: ignore[arg-type]
    assert batch.log_evidence == pytest.approx([POST.log_evidence] * 2, abs=1e-10)
    np.testing.assert_allclose(batch.theta.mean, [POST.theta.mean, POST.theta.mean[::-1]], atol=1e-10)
    assert batch.mu.quantile([[0.1], [0.9]]).shape == (2, 2)
    assert np.shape(batch.error_estimate) == (2,)
    assert batch.loo().shape == (2, 3)
    assert batch.new_estimate(0.3).mean.shape == (2,)
    draws = batch.sample(4, np.random.default_rng(1))
    assert draws["mu"].shape == (4, 2)
    assert draws["theta"].shape == (4, 2, 3)


def test_no_event_anywhere_is_possible_under_proper_priors() -> None:
    post = binomial_random_effects([0, 0], [10, 20], [0, 0], [10, 20])
    assert np.isfinite([post.log_evidence, post.mu.mean, post.tau.mean]).all()
    assert -0.5 < post.mu.mean < 0


def test_a_flat_prior_is_the_limit_of_wide_ones() -> None:
    flat = binomial_random_effects(**COUNTS, mu_prior=Flat())  # type: ignore[arg-type]
    wide = binomial_random_effects(**COUNTS, mu_prior=Normal(0, 1e4))  # type: ignore[arg-type]
    assert flat.mu.mean == pytest.approx(wide.mu.mean, abs=1e-6)
    assert flat.log_evidence - wide.log_evidence == pytest.approx(-Normal(0, 1e4).logpdf(0), abs=1e-6)
    assert flat.error_estimate < 1e-7


@pytest.mark.slow
@pytest.mark.parametrize("mu_prior", [StudentT(3, 0, 0.5), Normal(0.1, 0.2)], ids=repr)
def test_a_prior_of_mu_weighs_the_posterior_under_a_flat_one(mu_prior: Any) -> None:
    """p(μ | data) is proportional to the density under a flat prior times the prior."""
    flat = binomial_random_effects(**COUNTS, mu_prior=Flat())  # type: ignore[arg-type]
    post = binomial_random_effects(**COUNTS, mu_prior=mu_prior)  # type: ignore[arg-type]
    share = quad(
        lambda m: float(flat.mu.pdf(m) * mu_prior.pdf(m)),
        -20,
        20,
        points=[-1, 0, 0.5, 1],
        limit=400,
        epsrel=1e-12,
    )[0]
    assert post.log_evidence == pytest.approx(flat.log_evidence + math.log(share), abs=1e-8)
    x = np.linspace(-0.5, 1, 5)
    np.testing.assert_allclose(post.mu.pdf(x), flat.mu.pdf(x) * mu_prior.pdf(x) / share, rtol=1e-7)
    assert post.error_estimate < 1e-7


@pytest.mark.parametrize(
    ("change", "priors"),
    [
        ({}, {"mu_prior": Flat(), "tau_prior": HalfFlat()}),
        ({"events_t": [0, 0, 0]}, {"tau_prior": HalfFlat()}),
        ({"events_t": [0, 0, 0]}, {"mu_prior": Flat()}),
    ],
)
def test_improper_posteriors_raise(change: dict[str, Any], priors: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="improper"):
        binomial_random_effects(**{**COUNTS, **change}, **priors)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"events_t": [50, 0, 12]}, "events_t"),
        ({"events_c": [2, 1, -1]}, "events_c"),
        ({"events_c": [2, 1.5, 9]}, "events_c"),
        ({"n_t": [40, 25]}, "n_t"),
        ({"n_c": [38, 0, 55]}, "n_c"),
        ({"events_t": [5, math.nan, 12]}, "events_t"),
        ({"events_t": 5}, "events_t"),
        ({"baseline_prior": Flat()}, "baseline_prior"),
        ({"baseline_prior": HalfNormal(1)}, "baseline_prior"),
        ({"mu_prior": Uniform(-1, 1)}, "mu_prior"),
        ({"mu_prior": 0.3}, "mu_prior"),
        ({"tau_prior": Normal(0, 1)}, "tau_prior"),
    ],
)
def test_a_bad_argument_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises((ValueError, TypeError), match=rf"\b{named}\b"):
        binomial_random_effects(**{**COUNTS, **change})


def test_it_is_the_same_kind_of_result() -> None:
    assert isinstance(POST, RandomEffects)
    with pytest.raises(ValueError, match="std_error"):
        POST.new_estimate(-1)
