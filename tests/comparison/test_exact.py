"""Exact leave-one-out: against densities written out by hand, and the story of the hospitals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import comparison, posterior
from helpers.datasets import load
from helpers.priors import Flat, HalfNormal, Normal

WIDE = Normal(0, 20), HalfNormal(10)


@pytest.fixture(scope="module")
def hospitals():
    table = load("hospitals")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


@pytest.mark.parametrize(
    ("pooling", "mu_prior", "elpd"),
    [
        ("partial", Normal(0, 20), -29.76),
        ("complete", Normal(0, 20), -49.74),
        ("none", Normal(0, 20), -48.12),
        ("none", Normal(0, 10), -43.2),
        ("none", Normal(0, 100), -66.3),
        ("none", Normal(10, 5), -32.7),
    ],
)
def test_scores_of_the_hospitals(hospitals, pooling, mu_prior, elpd):
    got = comparison.leave_one_study_out(*hospitals, pooling, mu_prior, HalfNormal(10))
    digits = 2 if elpd in (-29.76, -49.74, -48.12) else 1
    assert round(got.elpd, digits) == elpd
    assert got.elpd == pytest.approx(got.pointwise.sum())


def test_no_pooling_is_scored_by_its_prior(hospitals):
    y, s = hospitals
    got = comparison.leave_one_study_out(y, s, "none", *WIDE)
    np.testing.assert_allclose(got.pointwise, stats.norm.logpdf(y, 0, np.hypot(s, 20)), atol=1e-12)
    other = comparison.leave_one_study_out(np.append(y[:1], -y[1:]), s, "none", *WIDE)
    assert other.pointwise[0] == pytest.approx(got.pointwise[0], abs=1e-12)


def test_complete_pooling_by_the_other_studies(hospitals):
    y, s = hospitals
    got = comparison.leave_one_study_out(y, s, "complete", *WIDE)
    for k in (0, 5):
        w, rest = 1 / np.delete(s, k) ** 2, np.delete(y, k)
        precision = w.sum() + 1 / 400
        forecast = stats.norm(w @ rest / precision, np.sqrt(1 / precision + s[k] ** 2))
        assert got.pointwise[k] == pytest.approx(forecast.logpdf(y[k]), abs=1e-11)


def test_partial_pooling_is_the_engines_own(hospitals):
    got = comparison.leave_one_study_out(*hospitals, "partial", *WIDE)
    np.testing.assert_allclose(got.pointwise, posterior.random_effects(*hospitals, *WIDE).loo(), atol=1e-9)


@pytest.mark.parametrize("pooling", ["partial", "complete", "none"])
def test_p_is_the_distance_to_what_has_been_seen(hospitals, pooling):
    """The same densities from many exact draws, with nothing left out."""
    y, s = hospitals
    got = comparison.leave_one_study_out(y, s, pooling, *WIDE)
    rng = np.random.default_rng(3)
    precision = 1 / s**2 + 1 / 400
    if pooling == "partial":
        theta = posterior.random_effects(y, s, *WIDE).sample(40_000, rng)["theta"]
    elif pooling == "none":
        theta = rng.normal(y / s**2 / precision, precision**-0.5, (40_000, 12))
    else:
        total = np.sum(1 / s**2) + 1 / 400
        theta = rng.normal(np.sum(y / s**2) / total, total**-0.5, (40_000, 1))
    seen = comparison.lppd(stats.norm.logpdf(y, theta, s))
    assert seen - got.elpd == pytest.approx(got.p, abs=0.05)


def patients(seed=5):
    rng = np.random.default_rng(seed)
    n = np.array([3, 2, 6])
    return rng.normal(np.repeat([1.0, 0.2, 0.7], n), 2.0), np.repeat(["a", "b", "c"], n)


@pytest.mark.parametrize("pooling", ["complete", "none"])
def test_one_observation_out_by_the_joint_normal(pooling):
    """The outcomes are jointly Normal: each given the others, by conditioning in the covariance matrix."""
    x, groups = patients()
    shared = (groups[:, None] == groups) | (pooling == "complete")
    cov = 4.0 * np.eye(len(x)) + 2.25 * shared
    precision = np.linalg.inv(cov)
    spread = 1 / np.sqrt(np.diag(precision))
    forecast = stats.norm.logpdf(x, x - (precision @ (x - 0.3)) * spread**2, spread)
    got = comparison.leave_one_observation_out(x, groups, 2.0, pooling, Normal(0.3, 1.5))
    np.testing.assert_allclose(got.pointwise, forecast, atol=1e-10)
    inside = stats.norm.logpdf(x, *_given_all(x, cov, 0.3, 4.0))
    assert got.p == pytest.approx(np.sum(inside - forecast), abs=1e-9)


def _given_all(x, cov, mean, noise):
    """Mean and sd of a further outcome beside each, given all outcomes."""
    gain = (cov - noise * np.eye(len(x))) @ np.linalg.inv(cov)
    variance = np.diag((cov - noise * np.eye(len(x))) - gain @ (cov - noise * np.eye(len(x))))
    return mean + gain @ (x - mean), np.sqrt(variance + noise)


def test_one_observation_out_under_partial_pooling_by_integration():
    x, groups = patients()

    def density(tau, values, of):
        same = of[:, None] == of
        cov = 4.0 * np.eye(len(values)) + tau**2 * same + 1.0
        return stats.multivariate_normal.pdf(values, np.zeros(len(values)), cov) * HalfNormal(1).pdf(tau)

    def evidence(values, of):
        return integrate.quad(density, 0, 12, args=(values, of), epsabs=0, epsrel=1e-10, limit=200)[0]

    got = comparison.leave_one_observation_out(x, groups, 2.0)
    whole = evidence(x, groups)
    for i in (0, 4, 10):
        kept = np.arange(len(x)) != i
        assert got.pointwise[i] == pytest.approx(np.log(whole / evidence(x[kept], groups[kept])), abs=1e-8)


def test_the_two_questions_have_different_answers():
    """Without pooling a known market is foreseen as well as with it; one that is not known, by its prior."""
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(6), 200)
    x = rng.normal(np.repeat(rng.normal(0.4, 0.5, 6), 200), 4.0)
    mean = np.array([x[groups == g].mean() for g in range(6)])
    s = np.full(6, 4 / np.sqrt(200))
    one, study = (
        [function(*data, pooling).elpd for pooling in ("partial", "none")]
        for function, data in (
            (comparison.leave_one_observation_out, (x, groups, 4.0)),
            (comparison.leave_one_study_out, (mean, s)),
        )
    )
    assert abs(one[0] - one[1]) < 2
    assert study[1] == pytest.approx(np.sum(stats.norm.logpdf(mean, 0, np.hypot(1, s))))


def test_a_flat_prior_leaves_no_pooling_without_a_forecast(hospitals):
    with pytest.raises(TypeError, match="mu_prior must be a Normal"):
        comparison.leave_one_study_out(*hospitals, "none", Flat())
    assert np.isfinite(comparison.leave_one_study_out(*hospitals, "partial", Flat(), HalfNormal(10)).elpd)


STUDY, OBSERVATION = comparison.leave_one_study_out, comparison.leave_one_observation_out


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (STUDY, ([1.0], [1.0]), "at least 2 studies"),
        (STUDY, ([[1.0, 2.0]], [[1.0, 1.0]]), r"shape \(K,\)"),
        (STUDY, ([1.0, 2], [1.0, 1], "half"), "unknown pooling 'half'; known are 'partial'"),
        (OBSERVATION, ([1.0, 2, 3], ["a", "a", "b"], 1.0), "2 groups of at least 2 outcomes; found 2 groups"),
        (OBSERVATION, ([1.0, 2], ["a"], 1.0), "groups must hold one name a outcome, 2; found 1"),
        (OBSERVATION, ([1.0, np.nan], ["a", "a"], 1.0), "outcomes must be finite"),
        (OBSERVATION, ([1.0, 2], ["a", "a"], 0.0), "sigma must be at least 1e-30"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
