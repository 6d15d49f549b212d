"""Moderators: against sums over τ written with full covariance matrices, limits, and symmetries."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.distributions import EffectPrior, MomentWarning
from helpers.posterior import MetaRegression, meta_regression, random_effects, with_intercept
from helpers.priors import Flat, HalfCauchy, HalfFlat, HalfNormal, Normal, Prior, StudentT, Uniform
from tests.posterior.rule import rule

RNG = np.random.default_rng(5)
S = np.array([0.42, 0.36, 0.33, 0.3, 0.25, 0.2, 0.5, 0.15])
X = np.column_stack([np.ones(8), np.linspace(-1, 1, 8), [0, 1, 1, 0, 1, 0, 0, 1]])
Y = X @ [0.4, -0.5, 0.3] + RNG.normal(0, np.hypot(S, 0.3))
PRIORS = [Normal(0, 1), Normal(0.2, 0.5), Normal(-0.1, 2)]
TAU = HalfNormal(0.5)


def by_sums(y, s, x, priors: list[Prior], tau_prior: Prior, cuts: list[float]) -> dict[str, Any]:
    """Answers by Gauss rules between ``cuts`` of τ, each node by the covariance of all that is normal."""
    nodes = [rule(low, high, 40) for low, high in pairwise(cuts)]
    tau, weight = np.concatenate(nodes, axis=1)
    m, c = np.array([prior.mean for prior in priors]), np.diag([prior.sd**2 for prior in priors])
    logs, means, covariances, effects, variances = [], [], [], [], []
    for t in tau:
        # of (β, θ, y) together: β as it is, θ = xβ + τ·e, y = θ + s·f
        theta = x @ c @ x.T + t**2 * np.eye(len(y))
        cross = np.vstack([c @ x.T, theta])
        total = theta + np.diag(s**2)
        gain = np.linalg.solve(total, cross.T).T
        joint = np.block([[c, c @ x.T], [x @ c, theta]]) - gain @ cross.T
        mean = np.concatenate([m, x @ m]) + gain @ (y - x @ m)
        logs.append(stats.multivariate_normal.logpdf(y, x @ m, total) + tau_prior.logpdf(t))
        means.append(mean[: len(m)])
        effects.append(mean[len(m) :])
        covariances.append(joint[: len(m), : len(m)])
        variances.append(np.diag(joint)[len(m) :])
    shares = np.exp(np.array(logs) - max(logs)) * weight
    evidence = math.log(shares.sum()) + max(logs)
    shares /= shares.sum()
    mean, effect = shares @ means, shares @ effects
    gap = np.array(means) - mean
    cov = np.einsum("n,nij->ij", shares, np.array(covariances) + gap[:, :, None] * gap[:, None])
    effect_variance = shares @ (np.array(variances) + (np.array(effects) - effect) ** 2)
    return {
        "tau": tau, "shares": shares, "means": np.array(means), "covariances": np.array(covariances),
        "log evidence": evidence, "mean": mean, "sd": np.sqrt(np.diag(cov)), "cov": cov,
        "tau mean": shares @ tau, "tau square": shares @ tau**2,
        "theta": effect, "theta sd": np.sqrt(effect_variance),
    }  # fmt: skip


def assert_by_sums(post: MetaRegression, wanted: dict[str, Any], row) -> None:
    assert post.log_evidence == pytest.approx(wanted["log evidence"], abs=1e-8)
    np.testing.assert_allclose(post.coefficients.mean, wanted["mean"], atol=1e-8)
    np.testing.assert_allclose(post.coefficients.sd, wanted["sd"], rtol=1e-8)
    assert post.tau.mean == pytest.approx(wanted["tau mean"], rel=1e-8)
    assert post.tau.sd**2 + post.tau.mean**2 == pytest.approx(wanted["tau square"], rel=1e-8)
    np.testing.assert_allclose(post.theta.mean, wanted["theta"], atol=1e-8)
    np.testing.assert_allclose(post.theta.sd, wanted["theta sd"], rtol=1e-8)
    at, new = post.mean_at(row), post.new_effect_at(row)
    assert at.mean == pytest.approx(row @ wanted["mean"], abs=1e-8)
    assert at.sd == pytest.approx(math.sqrt(row @ wanted["cov"] @ row), rel=1e-8)
    mean = wanted["means"] @ row
    variance = np.einsum("nij,i,j->n", wanted["covariances"], row, row)
    for marginal, extra in (
        (at, 0.0),
        (new, wanted["tau"] ** 2),
        (post.new_estimate_at(row, 0.2), wanted["tau"] ** 2 + 0.04),
    ):
        below = wanted["shares"] @ stats.norm.cdf(0.1, mean, np.sqrt(variance + extra))
        assert marginal.cdf(0.1) == pytest.approx(below, abs=1e-8)
        assert marginal.quantile(marginal.cdf(0.1)) == pytest.approx(0.1, abs=1e-7)
    assert post.error_estimate < 1e-9


CUTS = [0, 0.05, 0.15, 0.4, 0.8, 1.5, 4.5]


def test_against_a_grid_of_tau() -> None:
    wanted = by_sums(Y, S, X, PRIORS, TAU, CUTS)
    assert_by_sums(meta_regression(Y, S, X, PRIORS, TAU), wanted, np.array([1, 0.3, 1.0]))


def test_moderators_of_very_different_scales_and_errors() -> None:
    """A year, a share, a count of visitors; studies of thousands of visitors beside studies of millions."""
    rng = np.random.default_rng(2)
    x = np.column_stack(
        [np.ones(9), 2013 + rng.integers(0, 3, 9), rng.uniform(0.01, 0.02, 9), rng.uniform(1e4, 1e6, 9)]
    )
    s = 10 ** rng.uniform(-3, 0, 9)
    y = rng.normal(0.1, np.hypot(s, 0.2))
    priors = [Normal(0, 1), Normal(0, 0.01), Normal(0, 10), Normal(0, 1e-6)]
    wanted = by_sums(y, s, x, priors, TAU, [0, 1e-3, 3e-3, 0.01, 0.03, *CUTS[1:]])
    post = meta_regression(y, s, x, priors, TAU)
    assert post.log_evidence == pytest.approx(wanted["log evidence"], abs=1e-8)
    np.testing.assert_array_less(np.abs(post.coefficients.mean - wanted["mean"]), 1e-8 * wanted["sd"])
    np.testing.assert_allclose(post.coefficients.sd, wanted["sd"], rtol=1e-8)
    np.testing.assert_allclose(post.theta.mean, wanted["theta"], atol=1e-8)


@pytest.mark.parametrize("K", [1, 2, 3])
def test_fewer_studies_than_moderators_under_proper_priors(K: int) -> None:
    wanted = by_sums(Y[:K], S[:K], X[:K], PRIORS, TAU, CUTS)
    assert_by_sums(meta_regression(Y[:K], S[:K], X[:K], PRIORS, TAU), wanted, np.array([1, -0.3, 0.5]))


@pytest.mark.slow
def test_the_coefficients_together() -> None:
    """Any line through them, and draws, as their covariance says."""
    post, wanted = meta_regression(Y, S, X, PRIORS, TAU), by_sums(Y, S, X, PRIORS, TAU, CUTS)
    rows = np.array([[1, -1, 0], [0, 1, -1.0], [1, 2, 3], [0, 0, 1]])
    np.testing.assert_allclose(
        post.mean_at(rows).sd, np.sqrt(np.einsum("ri,ij,rj->r", rows, wanted["cov"], rows)), rtol=1e-8
    )
    drawn = post.sample(20_000, np.random.default_rng(3))
    assert {name: each.shape for name, each in drawn.items()} == {
        "coefficients": (20_000, 3), "tau": (20_000,), "theta": (20_000, 8)
    }  # fmt: skip
    for row in rows:
        place = post.mean_at(row).cdf(drawn["coefficients"] @ row)
        assert stats.kstest(place, "uniform").pvalue > 1e-5
    assert stats.kstest(post.theta[2].cdf(drawn["theta"][:, 2]), "uniform").pvalue > 1e-5  # type: ignore[index]
    gap = drawn["theta"] - drawn["coefficients"] @ X.T  # Normal(0, τ²) but for what the estimates say
    np.testing.assert_allclose(
        gap.mean(axis=0), post.theta.mean - X @ post.coefficients.mean, atol=5 * gap.std() / math.sqrt(20_000)
    )


@pytest.mark.parametrize(
    ("mu_prior", "tau_prior"),
    [
        (Normal(0, 1), TAU),
        (Flat(), HalfCauchy(0.3)),
        (EffectPrior(3, 0.2), Uniform(0.1, 2)),
        (Flat(), Flat()),
    ],
    ids=str,
)
def test_an_intercept_alone_is_random_effects(mu_prior: Any, tau_prior: Prior) -> None:
    one, other = random_effects(Y, S, mu_prior, tau_prior), meta_regression(
        Y, S, np.ones((8, 1)), mu_prior, tau_prior
    )  # fmt: skip
    assert other.log_evidence == pytest.approx(one.log_evidence, abs=1e-8)
    x = np.array([-0.4, 0.2, 0.9])
    pairs = (
        (one.mu, other.coefficient(0)),
        (one.mu, other.mean_at([1])),
        (one.tau, other.tau),
        (one.theta_new, other.new_effect_at([1])),
        (one.new_estimate(0.3), other.new_estimate_at([1], 0.3)),
        (one.theta[4], other.theta[4]),  # type: ignore[index]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MomentWarning)
        for a, b in pairs:
            np.testing.assert_allclose([b.mean, b.sd], [a.mean, a.sd], rtol=1e-8)
            np.testing.assert_allclose(b.cdf(x), a.cdf(x), atol=1e-8)
            np.testing.assert_allclose(b.quantile([0.03, 0.8]), a.quantile([0.03, 0.8]), rtol=1e-8)
    np.testing.assert_allclose(other.loo(), one.loo(), atol=1e-8)


def test_without_a_spread_it_is_weighted_least_squares() -> None:
    post = meta_regression(Y, S, X, Flat(), HalfNormal(1e-9))
    information = X.T / S**2 @ X
    np.testing.assert_allclose(
        post.coefficients.mean, np.linalg.solve(information, X.T @ (Y / S**2)), rtol=1e-7
    )
    np.testing.assert_allclose(post.coefficients.sd, np.sqrt(np.diag(np.linalg.inv(information))), rtol=1e-8)
    np.testing.assert_allclose(post.theta.mean, X @ post.coefficients.mean, atol=1e-7)


def test_with_a_spread_beyond_all_errors_it_is_least_squares_and_nothing_is_pooled() -> None:
    tau = 1e5
    post = meta_regression(Y, S, X, Flat(), Uniform(tau, tau * (1 + 1e-9)))
    np.testing.assert_allclose(post.coefficients.mean, np.linalg.lstsq(X, Y, rcond=None)[0], rtol=1e-7)
    np.testing.assert_allclose(
        post.coefficients.sd, tau * np.sqrt(np.diag(np.linalg.inv(X.T @ X))), rtol=1e-8
    )
    np.testing.assert_allclose(post.theta.mean, Y, atol=1e-7)
    np.testing.assert_allclose(post.theta.sd, S, rtol=1e-7)


def test_shift_scale_and_order() -> None:
    base, order = meta_regression(Y, S, X, PRIORS, TAU), np.random.default_rng(1).permutation(8)
    wide = [Normal(1000, 50), Normal(10, 25), Normal(-5, 100)]
    moved = meta_regression(1000 + 50 * Y[order], 50 * S[order], X[order], wide, HalfNormal(25))
    assert moved.log_evidence == pytest.approx(base.log_evidence - 8 * math.log(50), abs=1e-9)
    np.testing.assert_allclose(
        moved.coefficients.mean, 50 * base.coefficients.mean + [1000, 0, 0], rtol=1e-10
    )
    np.testing.assert_allclose(moved.theta.sd, 50 * base.theta.sd[order], rtol=1e-9)
    np.testing.assert_allclose(
        moved.new_effect_at([1, 0.4, 1]).quantile([0.02, 0.7]),
        1000 + 50 * base.new_effect_at([1, 0.4, 1]).quantile([0.02, 0.7]),
        rtol=1e-10,
    )


def test_a_moderator_in_other_units_and_from_another_origin() -> None:
    """Under flat priors only the coefficients change; under proper ones, if the prior is recoded too."""
    base = meta_regression(Y, S, X, Flat(), TAU)
    other = X.copy()
    other[:, 1] = 12 - 1000 * X[:, 1]
    recoded = meta_regression(Y, S, other, Flat(), TAU)
    assert recoded.log_evidence == pytest.approx(base.log_evidence - math.log(1000), abs=1e-9)
    assert recoded.coefficient(1).mean == pytest.approx(base.coefficient(1).mean / -1000, rel=1e-9)
    assert recoded.mean_at([1, 12, 0]).sd == pytest.approx(base.coefficient(0).sd, rel=1e-9)
    np.testing.assert_allclose(recoded.theta.mean, base.theta.mean, rtol=1e-9)
    np.testing.assert_allclose(recoded.loo(), base.loo(), atol=1e-8)
    scaled = X * [1, 1000, 1]
    one = meta_regression(Y, S, scaled, [PRIORS[0], Normal(0.2e-3, 0.5e-3), PRIORS[2]], TAU)
    two = meta_regression(Y, S, X, PRIORS, TAU)
    assert one.log_evidence == pytest.approx(two.log_evidence, abs=1e-10)
    np.testing.assert_allclose(one.theta.sd, two.theta.sd, rtol=1e-10)


def test_leaving_a_study_out_is_a_ratio_of_evidence() -> None:
    for priors, tau in ((PRIORS, TAU), (Flat(), HalfFlat())):
        post = meta_regression(Y, S, X, priors, tau)
        for k in (0, 5):
            kept = np.arange(8) != k
            without = meta_regression(Y[kept], S[kept], X[kept], priors, tau)
            assert post.loo()[k] == pytest.approx(post.log_evidence - without.log_evidence, abs=1e-9)
    one = meta_regression([0.3], [0.2], [[1, 2]])
    assert one.loo() == pytest.approx([one.log_evidence])


def test_a_batch_is_each_of_its_problems() -> None:
    y = np.stack([Y, Y[::-1], Y + X[:, 1]])
    s = np.stack([S, S, S / 3])
    both = meta_regression(y, s, X, PRIORS, TAU)
    assert both.coefficients.shape == (3, 3)
    assert both.theta.shape == (3, 8)
    for b in range(3):
        one = meta_regression(y[b], s[b], X, PRIORS, TAU)
        assert both.log_evidence[b] == pytest.approx(one.log_evidence, abs=1e-10)
        np.testing.assert_allclose(both.coefficients[b].mean, one.coefficients.mean, rtol=1e-9)  # type: ignore[index]
        assert both.coefficient(2)[b].quantile(0.3) == pytest.approx(one.coefficient(2).quantile(0.3))  # type: ignore[index]
        assert both.new_effect_at([1, 0, 1])[b].cdf(0.2) == pytest.approx(
            one.new_effect_at([1, 0, 1]).cdf(0.2)
        )  # type: ignore[index]
        np.testing.assert_allclose(both.theta[b, :4].sd, one.theta[:4].sd, rtol=1e-9)  # type: ignore[index]
        np.testing.assert_allclose(both.loo()[b], one.loo(), atol=1e-9)
    rows = np.stack([X[:2]] * 3, axis=1)  # two rows asked of each of three problems
    assert both.mean_at(rows).interval(0.9)[0].shape == (2, 3)
    assert both.sample(4, np.random.default_rng(1))["coefficients"].shape == (4, 3, 3)


def test_names_and_rows_by_name() -> None:
    table = pd.DataFrame({"week": [1.0, 2, 3, 4, 5, 6, 7, 8], "mobile": [True, False] * 4})
    design = with_intercept(table)
    assert list(design.columns) == ["intercept", "week", "mobile"]
    np.testing.assert_allclose(design.drop(columns="intercept").mean(), 0, atol=1e-15)
    np.testing.assert_array_equal(
        with_intercept(table["week"].to_numpy(), centred=False)[:, 1], table["week"]
    )
    post = meta_regression(Y, S, design)
    assert post.moderators == ("intercept", "week", "mobile")
    row = {"mobile": 0.5, "intercept": 1, "week": -2}
    assert post.mean_at(row).mean == pytest.approx(post.mean_at([1, -2, 0.5]).mean)
    assert "week" in repr(post.coefficient("week"))
    assert post.coefficient("week").mean == post.coefficients.mean[1]
    line = post.mean_at({"mobile": 0.5, "intercept": 1, "week": np.array([-2.0, 0, 2])})
    assert line.mean.shape == (3,)
    for wrong, said in (({"week": 1}, "each of the moderators"), ([1, 2], "one value a moderator"), (
        [0, 0, 0], "0 everywhere"
    )):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            post.mean_at(wrong)
    with pytest.raises(ValueError, match="must be one of the moderators"):
        post.coefficient("weak")
    with pytest.raises(ValueError, match="not have a column called"):
        with_intercept(design)


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"one": np.ones(8), "week": X[:, 1], **columns})


@pytest.mark.parametrize(
    ("moderators", "said"),
    [
        (table(always=np.full(8, 3.0)), "column 'always' is a multiple of 'one'"),
        (table(month=X[:, 1] / 4.3), "column 'month' is a multiple of 'week'"),
        (table(a=X[:, 2], b=1 - X[:, 2]), "column 'b' is made up of 'one' and 'a'"),
        (table(year=2013 + X[:, 1] / 52), "column 'year' is made up of 'one' and 'week'"),
        (table(never=np.zeros(8)), "column 'never' is: leave it out"),
        (table(lift=[0.1, np.nan] * 4), "found nan in row 1, column 'lift'"),
        (table(lift=[0.1, 0.2, np.inf, 0.4] * 2), "found inf in row 2, column 'lift'"),
        (np.where(X[3, 1] == X, np.nan, X), "found nan in row 3, column 1"),
        (X[:, 1], r"shape \(K, P\).*found shape \(8,\)"),
        (X[:5], "one row a study, 8 as effects; found 5"),
        (np.ones((8, 0)), r"found shape \(8, 0\)"),
        (pd.DataFrame(X, columns=["a", "b", "a"]), "found 'a' twice"),
    ],
)
def test_moderators_that_cannot_be_are_refused_by_name(moderators: Any, said: str) -> None:
    with pytest.raises(ValueError, match=f"moderators.*{said}"):
        meta_regression(Y, S, moderators)


def test_words_are_no_moderators() -> None:
    with pytest.raises(TypeError, match=r"column 'device' holds 'tv': code"):
        meta_regression(Y, S, table(device=["tv", "web"] * 4))


def test_nearly_collinear_moderators_are_not_refused_and_keep_their_digits() -> None:
    """A day's seconds since 1970, not centred, beside an intercept."""
    seconds = 1.4e9 + 8.64e4 * np.arange(8)
    post = meta_regression(Y, S, np.column_stack([np.ones(8), seconds]), Flat(), TAU)
    days = meta_regression(Y, S, with_intercept(np.arange(8.0)), Flat(), TAU)
    assert post.coefficient(1).mean * 8.64e4 == pytest.approx(days.coefficient(1).mean, rel=1e-8)
    assert post.mean_at([1, seconds[3]]).sd == pytest.approx(days.mean_at([1, -0.5]).sd, rel=1e-8)


@pytest.mark.parametrize(
    ("count", "priors", "tau", "said"),
    [
        (4, Flat(), HalfFlat(), "at least 5 studies; found 4"),
        (2, Flat(), TAU, "at least 3 studies; found 2"),
        (1, PRIORS, Flat(), "at least 2 studies; found 1"),
        (3, [Flat(), Normal(0, 1), Flat()], HalfFlat(), "2 flat .* at least 4"),
    ],
)
def test_an_improper_posterior_is_refused(count: int, priors: Any, tau: Prior, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        meta_regression(Y[:count], S[:count], X[:count], priors, tau)


def test_a_study_that_alone_tells_of_a_flat_coefficient_cannot_be_left_out() -> None:
    only = np.column_stack([np.ones(8), np.arange(8) == 3])
    assert meta_regression(Y, S, only).loo().shape == (8,)
    with pytest.raises(ValueError, match="without one study is improper"):
        meta_regression(Y, S, only, Flat()).loo()


@pytest.mark.parametrize(
    ("priors", "error", "said"),
    [
        ([Normal(0, 1)] * 2, ValueError, "one prior a moderator, 3"),
        (StudentT(3, 0, 1), TypeError, "Normal, Flat or EffectPrior"),
        (HalfNormal(1), TypeError, "Normal, Flat or EffectPrior"),
        (1.0, TypeError, "a list of one a moderator"),
    ],
)
def test_priors_of_the_wrong_kind(priors: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=f"coefficient_priors.*{said}"):
        meta_regression(Y, S, X, priors)


def test_three_thousand_studies() -> None:
    """What they were made from is found, and no warning is given."""
    rng = np.random.default_rng(4)
    x, s = with_intercept(rng.normal(size=(3000, 3))), rng.uniform(0.1, 0.6, 3000)
    beta = np.array([0.1, -0.05, 0.0, 0.2])
    y = x @ beta + rng.normal(0, np.hypot(s, 0.25))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        post = meta_regression(y, s, x)
        place = [post.tau.cdf(0.25), *post.coefficients.cdf(beta)]
    assert min(place) > 1e-4
    assert max(place) < 1 - 1e-4
    assert post.error_estimate < 1e-8
    assert post.theta.quantile(0.5).shape == (3000,)
