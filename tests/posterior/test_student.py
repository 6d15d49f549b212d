"""The Student-t population: against direct sums, limits, and answers that must agree with each other."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.special import voigt_profile, wofz

from helpers import models
from helpers.datasets import load
from helpers.distributions import MomentWarning, NormalMixture
from helpers.posterior import StudentTRandomEffects, random_effects, student_t_random_effects
from helpers.posterior.student.population import Population
from helpers.priors import (
    Exponential,
    Flat,
    HalfCauchy,
    HalfFlat,
    HalfNormal,
    Normal,
    Pareto,
    StudentT,
    Uniform,
)
from tests.posterior.rule import rule

Y, S = np.array([0.9, -0.4, 0.2]), np.array([0.5, 0.3, 0.7])
MU, SCALE = Normal(0, 1), Uniform(0.3, 1.5)


@cache
def three(df: float = 4.0) -> StudentTRandomEffects:
    return student_t_random_effects(Y, S, df, MU, SCALE)


def evidence(y, s, df, mu_prior=MU, scale_prior=SCALE) -> float:
    return float(student_t_random_effects(y, s, df, mu_prior, scale_prior).log_evidence)


@pytest.mark.parametrize("gap", [0.0, 1.7, 40.0])
@pytest.mark.parametrize("scale", [1e-4, 0.3, 20.0])
def test_a_cauchy_population_seen_with_error_is_a_voigt_profile(gap: float, scale: float) -> None:
    y, s = np.array([gap]), np.array([0.6])
    found = Population.of(1.0).log_average(y, s, np.zeros((1, 1)), np.array([scale]))
    assert found.item() == pytest.approx(math.log(voigt_profile(gap, 0.6, scale)), abs=1e-11)


@pytest.mark.parametrize("nats", [14, 25, 32])
@pytest.mark.parametrize("df", [0.05, 1.0, 4.0, 12.0, 30.0, 1e4])
def test_without_error_the_density_is_as_right_as_is_asked_for(df: float, nats: float) -> None:
    """Hundreds of studies add up what each is wrong by."""
    y = np.concatenate([np.linspace(0, 10, 60), np.geomspace(10, 1e4, 30)])
    y = y[stats.t.logpdf(y, df) > -600]
    found = Population.of(df, nats=nats).log_average(y, np.full(len(y), 1e-9), np.zeros((1, 1)), np.ones(1))
    np.testing.assert_allclose(found.ravel(), stats.t.logpdf(y, df), rtol=0, atol=2 * math.exp(-nats) + 1e-11)


@pytest.mark.parametrize("df", [0.4, 2.0, 7.5, 300.0, 1e7])
def test_average_likelihood_and_moments_by_direct_sums(df: float) -> None:
    theta, weight = panels(np.linspace(-12, 12, 41))
    product = stats.norm.pdf(1.1, theta, 0.4) * stats.t.pdf(theta, df, 0.2, 0.7) * weight
    total = product.sum()
    mean = product @ theta / total
    y, s = np.array([1.1]), np.array([0.4])
    found = Population.of(df).averages(y, s, np.full((1, 1), 0.2), np.array([0.7])).ravel()
    assert found == pytest.approx(
        [math.log(total), mean, product @ (theta - mean) ** 2 / total], rel=1e-10, abs=1e-11
    )


@pytest.mark.parametrize("df", [3.0, 25.0])
def test_against_brute_force(df: float) -> None:
    """Three studies by sums over a lattice of (scale, μ, θ)."""
    theta, theta_weight = panels(np.linspace(-9, 9, 41))
    scale, scale_weight = rule(0.3, 1.5, 24)
    mu = np.arange(-6, 6, 0.08)
    kernel = stats.t.pdf(theta, df, mu[:, None, None], scale[:, None]) * theta_weight
    likelihoods = [stats.norm.pdf(y, theta, s) for y, s in zip(Y, S, strict=True)]
    averages = [kernel @ likelihood for likelihood in likelihoods]
    joint = np.prod(averages, axis=0) * (0.08 * MU.pdf(mu)[:, None]) * scale_weight / 1.2
    post, total = three(df), joint.sum()
    assert post.log_evidence == pytest.approx(math.log(total), abs=1e-9)
    joint /= total
    assert post.mu.mean == pytest.approx(joint.sum(axis=1) @ mu, abs=1e-9)
    assert post.scale.mean == pytest.approx(joint.sum(axis=0) @ scale, abs=1e-9)
    for k, likelihood in enumerate(likelihoods):
        density = likelihood * np.einsum("ms,msx->x", joint / averages[k], kernel)
        assert post.theta.mean[k] == pytest.approx(density @ theta, abs=1e-8)
        cut = post.theta[k].quantile(0.2)  # type: ignore[index]
        assert post.theta[k].pdf(theta) @ theta_weight == pytest.approx(1, abs=1e-8)  # type: ignore[index]
        smooth = 1 / (1 + np.exp((theta - cut) / 0.1))
        assert density @ smooth == pytest.approx(
            (post.theta[k].pdf(theta) * theta_weight) @ smooth,  # type: ignore[index]
            abs=1e-8,
        )
    assert post.error_estimate < 1e-9


def panels(edges) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights on every panel between ``edges``."""
    parts = [rule(low, high, 24) for low, high in pairwise(edges)]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def cauchy_by_sums(y, s, cuts: list[float], mu_prior=Normal(0, 3), scale_prior=HalfNormal(0.7)) -> dict:  # noqa: B008
    """df = 1: answers by panels between ``cuts``, and in 1/scale where the scale is above 8.

    An estimate has a Voigt density m there, and given μ and scale θ has mean y + s²·(log m)′ and variance
    s² + s⁴·(log m)″, with derivatives in y (Robbins 1956).
    """
    steps = np.array([0.25, 0.5, 1, 2, 4, 8])
    mu, w_mu = panels(sorted({c + d for c in cuts for d in (*-steps, 0.0, *steps)}))
    near, w_near = panels([0, 0.05, 0.2, 0.5, 1, 2, 4, 8])
    far, w_far = panels([0, 0.03, 1 / 8])
    scale, w_scale = np.append(near, 1 / far), np.append(w_near, w_far / far**2)
    joint = mu_prior.pdf(mu) * w_mu * (scale_prior.pdf(scale) * w_scale)[:, None]
    given = []
    for one, error in zip(y, s, strict=True):
        unit = error * math.sqrt(2)
        z = (one - mu + 1j * scale[:, None]) / unit
        w = wofz(z)
        first = -2 * z * w + 2j / math.sqrt(math.pi)
        m, m1, m2 = w.real, first.real / unit, (-2 * w - 2 * z * first).real / unit**2
        joint *= m / (error * math.sqrt(2 * math.pi))
        given.append((one + error**2 * m1 / m, error**2 + error**4 * (m2 / m - (m1 / m) ** 2)))
    total = joint.sum()
    joint /= total
    theta = [(joint * mean).sum() for mean, _ in given]
    each = zip(given, theta, strict=True)
    return {
        "log evidence": math.log(total),
        "mu": joint.sum(axis=0) @ mu,
        "scale": joint.sum(axis=1) @ scale if scale_prior.proper else math.inf,
        "below": joint[:, mu < cuts[0]].sum(),
        "theta": theta,
        "theta sd": [math.sqrt((joint * (v + (mean - centre) ** 2)).sum()) for (mean, v), centre in each],
    }


def assert_by_sums(post: StudentTRandomEffects, expected: dict, cut: float) -> None:
    assert post.log_evidence == pytest.approx(expected["log evidence"], abs=1e-8)
    assert post.mu.mean == pytest.approx(expected["mu"], abs=1e-8)
    assert post.mu.cdf(cut) == pytest.approx(expected["below"], abs=1e-8)
    np.testing.assert_allclose(post.theta.mean, expected["theta"], atol=1e-8)
    np.testing.assert_allclose(post.theta.sd, expected["theta sd"], atol=1e-8)


@pytest.mark.slow
def test_two_studies_far_apart_under_a_cauchy_have_two_modes() -> None:
    y, s = np.array([4.0, -3.0]), np.array([0.25, 0.3])
    expected = cauchy_by_sums(y, s, [0.5, 4.0, -3.0, 14, -14])
    post = student_t_random_effects(y, s, 1, Normal(0, 3), HalfNormal(0.7))
    assert_by_sums(post, expected, 0.5)
    assert post.scale.mean == pytest.approx(expected["scale"], abs=1e-8)
    left, valley, right = post.mu.pdf([-2.9, 0.5, 3.8])
    assert min(left, right) > 2 * valley
    assert post.error_estimate < 1e-8


@pytest.mark.slow
def test_two_studies_are_enough_for_a_flat_scale() -> None:
    y, s = np.array([0.9, -0.4]), np.array([0.5, 0.3])
    expected = cauchy_by_sums(y, s, [0.2, 0.9, -0.4, 6, -6], MU, HalfFlat())
    post = student_t_random_effects(y, s, 1, MU, Flat())
    assert_by_sums(post, expected, 0.2)
    with pytest.warns(MomentWarning, match="scale.mean is infinite"):
        assert post.scale.mean == math.inf


@pytest.mark.slow
def test_one_precise_study_may_be_an_outlier() -> None:
    """Where the likelihood is narrow, off the middle of the others."""
    y, s = np.array([0.0, 0.2, -0.1, 6.0]), np.array([0.3, 0.3, 0.2, 0.02])
    expected = cauchy_by_sums(y, s, [1.0, 6.0, 5.98, 0, 14, -14])
    post = student_t_random_effects(y, s, 1, Normal(0, 3), HalfNormal(0.7))
    assert_by_sums(post, expected, 1.0)
    assert post.scale.mean == pytest.approx(expected["scale"], abs=1e-8)


@pytest.mark.slow
def test_many_degrees_of_freedom_are_a_normal_population() -> None:
    normal = random_effects(Y, S, MU, HalfNormal(0.7))
    limit = student_t_random_effects(Y, S, math.inf, MU, HalfNormal(0.7))
    assert (limit.df, limit.log_evidence) == (math.inf, normal.log_evidence)
    assert limit.spread is limit.scale
    assert set(limit.sample(2, np.random.default_rng(1))) == {"mu", "scale", "theta"}
    np.testing.assert_array_equal(limit.loo(), normal.loo())
    nearly = student_t_random_effects(Y, S, 1e9, MU, HalfNormal(0.7))
    assert nearly.log_evidence == pytest.approx(normal.log_evidence, abs=1e-8)
    np.testing.assert_allclose(nearly.theta.mean, normal.theta.mean, atol=1e-8)
    np.testing.assert_allclose(nearly.theta.sd, normal.theta.sd, rtol=1e-8)
    x = np.linspace(-3, 3, 25)
    np.testing.assert_allclose(nearly.theta_new.pdf(x), normal.theta_new.pdf(x), rtol=1e-7)
    np.testing.assert_allclose(nearly.theta[1].pdf(x), normal.theta[1].pdf(x), rtol=1e-7, atol=1e-12)  # type: ignore[index]
    assert nearly.theta_new.quantile(0.01) == pytest.approx(normal.theta_new.quantile(0.01), abs=1e-7)
    # half as far from the limit at twice the df
    gaps = [evidence(Y, S, df, MU, HalfNormal(0.7)) - normal.log_evidence for df in (1000, 2000)]
    assert gaps[0] / gaps[1] == pytest.approx(2, abs=0.01)


def test_without_a_spread_there_is_one_effect() -> None:
    post = student_t_random_effects(Y, S, 5, MU, HalfNormal(1e-7))
    cov = np.diag(S**2) + 1
    assert post.log_evidence == pytest.approx(stats.multivariate_normal.logpdf(Y, np.zeros(3), cov), abs=1e-8)
    np.testing.assert_allclose(post.theta.mean, post.mu.mean, atol=1e-7)
    nothing = student_t_random_effects(Y, S, 5, MU, HalfNormal(1e-200))
    variance = 1 / (1 + np.sum(S**-2.0))
    one = stats.norm(variance * np.sum(Y / S**2), math.sqrt(variance))
    for effect in (nothing.theta_new, nothing.theta[1]):  # type: ignore[index]
        np.testing.assert_allclose(effect.pdf([-0.5, 0.0, 0.6]), one.pdf([-0.5, 0.0, 0.6]), rtol=1e-6)


@pytest.mark.slow
def test_shift_scale_and_order() -> None:
    base = three()
    moved = student_t_random_effects(1000 + 50 * Y[::-1], 50 * S[::-1], 4, Normal(1000, 50), Uniform(15, 75))
    assert moved.log_evidence == pytest.approx(base.log_evidence - 3 * math.log(50), abs=1e-9)
    assert moved.mu.mean == pytest.approx(1000 + 50 * base.mu.mean, rel=1e-11)
    assert moved.spread.sd == pytest.approx(50 * base.spread.sd, rel=1e-9)
    np.testing.assert_allclose(moved.theta.sd, 50 * base.theta.sd[::-1], rtol=1e-9)
    np.testing.assert_allclose(
        moved.theta_new.quantile([0.02, 0.7]), 1000 + 50 * base.theta_new.quantile([0.02, 0.7]), rtol=1e-9
    )


@pytest.mark.slow
def test_the_next_effect_is_t_about_mu() -> None:
    """Its distribution, and that of its estimate, from draws of the hyperparameters."""
    post = three()
    drawn = post.sample(4000, np.random.default_rng(5))
    for x in (-2.0, 0.1, 1.5):
        given = stats.t.cdf(x, 4, drawn["mu"], drawn["scale"])
        error = given.std() / math.sqrt(4000)
        assert post.theta_new.cdf(x) == pytest.approx(given.mean(), abs=5 * error)
    estimate = post.new_estimate(0.8)
    theta, weight = panels(np.linspace(-60, 60, 121))
    density = post.theta_new.pdf(theta) * weight
    for x in (-3.0, 0.4):
        assert estimate.pdf(x) == pytest.approx(density @ stats.norm.pdf(x, theta, 0.8), rel=1e-7)
    assert estimate.sd == pytest.approx(math.hypot(post.theta_new.sd, 0.8), rel=1e-12)
    spread = 2 * (post.scale.mean**2 + post.scale.sd**2)  # df/(df − 2) = 2
    assert post.theta_new.sd == pytest.approx(math.sqrt(post.mu.sd**2 + spread), rel=1e-10)
    assert post.spread.quantile(0.3) == pytest.approx(math.sqrt(2) * post.scale.quantile(0.3), rel=1e-12)


@pytest.mark.slow
def test_draws_follow_the_marginals() -> None:
    post = three(1.0)
    drawn = post.sample(3000, np.random.default_rng(2))
    assert drawn["theta"].shape == (3000, 3)
    found = {"mu": post.mu, "scale": post.scale, "theta": post.theta[1]}  # type: ignore[index]
    for name, marginal in found.items():
        draws = drawn[name][:, 1] if name == "theta" else drawn[name]
        assert stats.kstest(draws, marginal.cdf).pvalue > 1e-5, name
    gap = drawn["theta"][:, 1] - drawn["mu"]  # the two together: a mean that neither alone has
    assert gap.mean() == pytest.approx(post.theta.mean[1] - post.mu.mean, abs=5 * gap.std() / math.sqrt(3000))


@pytest.mark.slow
@pytest.mark.parametrize("df", [1.0, 6.0])
def test_leaving_a_study_out_is_a_ratio_of_evidence(df: float) -> None:
    post = three(df)
    others = [evidence(np.delete(Y, k), np.delete(S, k), df) for k in range(3)]
    np.testing.assert_allclose(post.loo(), post.log_evidence - others, atol=1e-8)


def test_one_study() -> None:
    post = student_t_random_effects([0.4], [0.5], 3, MU, SCALE)
    assert post.loo() == pytest.approx([post.log_evidence])
    flat = student_t_random_effects([0.4], [0.5], 3, Flat(), SCALE)
    assert flat.log_evidence == pytest.approx(0, abs=1e-8)
    assert flat.mu.mean == pytest.approx(0.4, abs=1e-8)


@pytest.mark.slow
def test_flat_and_heavy_priors() -> None:
    """A flat μ is a wide Normal; a mixture of one Normal is that Normal."""
    flat = evidence(Y, S, 4, Flat())
    wide = evidence(Y, S, 4, Normal(0, 1e4)) + math.log(1e4 * math.sqrt(2 * math.pi))
    assert wide == pytest.approx(flat, abs=1e-6)
    assert evidence(Y, S, 4, NormalMixture([0.3, 0.7], [0, 0], [1, 1])) == pytest.approx(
        three().log_evidence, abs=1e-10
    )
    for priors in ((StudentT(3, 0, 1), HalfNormal(0.5)), (MU, HalfCauchy(0.5))):
        assert student_t_random_effects(Y, S, 4, *priors).error_estimate < 1e-8


@pytest.mark.certify
def test_heavy_priors_of_both() -> None:
    heavy = student_t_random_effects(Y, S, 4, StudentT(3, 0, 1), HalfCauchy(0.5))
    assert heavy.error_estimate < 1e-8
    # three studies alike on both sides of 0, as few as two flat priors can do with
    just = student_t_random_effects([-0.7, 0, 0.7], [0.4, 0.5, 0.4], 4, Flat(), Flat())
    assert just.mu.quantile(0.5) == pytest.approx(0, abs=1e-8)


def at_each_df(y, s, *cuts: float) -> tuple[list[StudentTRandomEffects], np.ndarray, np.ndarray, float]:
    """Answers at nodes of Uniform(3, 12), the nodes, their posterior weights and the log evidence."""
    edges = (3, *cuts, 12)
    df, weight = np.hstack([rule(low, high, 16) for low, high in pairwise(edges)])
    each = [student_t_random_effects(y, s, float(n), MU, SCALE) for n in df]
    weight = weight / 9 * np.exp([one.log_evidence for one in each])
    return each, df, weight / weight.sum(), math.log(weight.sum())


@pytest.mark.slow
def test_a_prior_on_df_mixes_the_answers_at_each() -> None:
    y, s = np.array([1.2]), np.array([0.4])
    post = student_t_random_effects(y, s, Uniform(3, 12), MU, SCALE)
    each, df, weight, log_evidence = at_each_df(y, s)
    assert post.log_evidence == pytest.approx(log_evidence, abs=1e-7)
    assert post.df.mean == pytest.approx(weight @ df, abs=1e-6)
    for name in ("mu", "spread", "scale"):
        mixed = weight @ [getattr(one, name).mean for one in each]
        assert getattr(post, name).mean == pytest.approx(mixed, abs=1e-6)
    mixed = weight @ [one.scale.cdf(0.7) for one in each]
    assert post.scale.cdf(0.7) == pytest.approx(mixed, abs=1e-6)


@pytest.mark.certify
def test_draws_and_predictions_under_a_prior_on_df() -> None:
    y, s = np.array([1.2, -0.3]), np.array([0.4, 0.5])
    post = student_t_random_effects(y, s, Uniform(3, 12), MU, SCALE)
    square = (1.7 / 1.5) ** 2  # where a spread of 1.7 is the largest scale's, its density has a corner
    each, _, weight, _ = at_each_df(y, s, 2 * square / (square - 1))
    for name, at in (("theta_new", -1), ("spread", 0.7), ("spread", 1.7)):
        mixed = weight @ [getattr(one, name).cdf(at) for one in each]
        assert getattr(post, name).cdf(at) == pytest.approx(mixed, abs=1e-6)
    ratios = [np.exp(-one.loo()) for one in each]
    np.testing.assert_allclose(post.loo(), -np.log(weight @ ratios), atol=1e-6)
    drawn = post.sample(1500, np.random.default_rng(3))
    for name in ("mu", "scale", "df"):
        assert stats.kstest(drawn[name], getattr(post, name).cdf).pvalue > 1e-5, name
    assert post.error_estimate < 1e-6


def test_moments_that_do_not_exist_say_so() -> None:
    with pytest.warns(MomentWarning, match="theta_new.mean does not exist"):
        assert math.isnan(three(1.0).theta_new.mean)
    with pytest.warns(MomentWarning, match="theta_new.sd is infinite"):
        assert three(1.0).theta_new.sd == math.inf
    two = student_t_random_effects(Y[:1], S[:1], 2, MU, SCALE)
    assert math.isfinite(two.theta_new.mean)
    with pytest.warns(MomentWarning, match="theta_new.sd"):
        assert two.theta_new.sd == math.inf
    with pytest.raises(ValueError, match="spread needs df above 2"):
        _ = two.spread


@pytest.mark.parametrize(
    ("df", "error", "says"),
    [
        (0, ValueError, "df must be above 0"),
        (1e-3, ValueError, "df must be at least 0.05"),
        (-math.inf, ValueError, "df must be finite"),
        (math.nan, ValueError, "df must be finite"),
        ("many", TypeError, "df"),
        ([3, 4], TypeError, "df must be a single number"),
        (Flat(), ValueError, "df must have a proper prior.*limit"),
        (Exponential(0.1), ValueError, "df must have a prior with its support above 2"),
        (Uniform(1, 30), ValueError, "support above 2"),
        (NormalMixture([1], [5], [1]), TypeError, "df must be a number or a prior"),
    ],
)
def test_degrees_of_freedom_that_will_not_do(df, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        student_t_random_effects(Y, S, df)


@pytest.mark.slow
def test_improper_posteriors_name_the_priors() -> None:
    with pytest.raises(ValueError, match=r"improper.*scale_prior"):
        student_t_random_effects(Y[:2], S[:2], 4, Flat(), Flat())
    with pytest.raises(ValueError, match="improper"):
        student_t_random_effects(Y[:1], S[:1], 4, MU, Flat())
    with pytest.raises(ValueError, match="scale_prior must have no mass below 0"):
        student_t_random_effects(Y, S, 4, MU, Normal(0, 1))
    with pytest.raises(TypeError, match="mu_prior must be Normal"):
        student_t_random_effects(Y, S, 4, Uniform(0, 1))
    just = student_t_random_effects(Y, S, 4, Flat(), Flat())
    assert math.isfinite(just.log_evidence)
    with pytest.raises(ValueError, match="without one study is improper"):
        just.loo()


@pytest.mark.slow
def test_a_batch_is_its_problems() -> None:
    y, s = np.stack([Y[:2], Y[1:]]), np.stack([S[:2], S[1:]])
    batch = student_t_random_effects(y, s, 4, MU, SCALE)
    each = [student_t_random_effects(a, b, 4, MU, SCALE) for a, b in zip(y, s, strict=True)]
    np.testing.assert_array_equal(batch.log_evidence, [one.log_evidence for one in each])
    assert batch.mu.shape == batch.spread.shape == batch.error_estimate.shape == (2,)
    assert batch.theta.shape == batch.loo().shape == (2, 2)
    assert batch.new_estimate([[0.1], [0.2], [0.3]]).shape == (3, 2)
    assert {name: draws.shape for name, draws in batch.sample(5, np.random.default_rng(1)).items()} == {
        "mu": (5, 2),
        "scale": (5, 2),
        "theta": (5, 2, 2),
    }


@pytest.mark.certify
def test_a_pareto_prior_reaches_the_normal_limit() -> None:
    post = student_t_random_effects(Y, S, Pareto(1, 2), MU, SCALE)
    q, weight = rule(0, 1, 12)  # df = 2/q under the prior
    log_p = [evidence(Y, S, 2 / float(at)) for at in q]
    assert post.log_evidence == pytest.approx(math.log(weight @ np.exp(log_p)), abs=1e-6)
    total = weight @ np.exp(log_p)
    for x in (2.0, 9.0, 1e3):
        below, w = rule(2 / x, 1, 12)
        share = w @ np.exp([evidence(Y, S, 2 / float(at)) for at in below]) / total
        assert post.df.cdf(x) == pytest.approx(share, abs=1e-6)
    assert post.error_estimate < 1e-6


@pytest.mark.certify
def test_the_headlines() -> None:
    """876 studies: half of them first, whose evidence and that of the rest given them make up the whole."""
    table = load("headline_questions")
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    post = student_t_random_effects(y, s, 4)
    assert post.error_estimate < 1e-8
    left_out = student_t_random_effects(y[1:], s[1:], 4)
    assert post.loo()[0] == pytest.approx(post.log_evidence - left_out.log_evidence, abs=1e-7)


@pytest.mark.parametrize("df", [True, np.True_])
def test_true_is_no_number_of_degrees_of_freedom(df) -> None:
    with pytest.raises(TypeError, match="df must be a number; found True"):
        student_t_random_effects(Y, S, df, MU, SCALE)
    with pytest.raises(TypeError, match="df must be a number; found True"):
        models.student_t_random_effects(Y, S, df, MU, SCALE)
