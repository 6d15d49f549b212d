"""What must hold for every random-effects posterior, whatever the numbers."""

from __future__ import annotations

import itertools
import math
import tracemalloc
import warnings
from typing import Any

import numpy as np
import pytest
import scipy.stats as st
from hypothesis import given, settings
from hypothesis import strategies as hst
from scipy.integrate import quad
from scipy.special import ndtr

from helpers.distributions import EffectPrior, MomentWarning, NormalMixture
from helpers.posterior import random_effects
from helpers.priors import (
    Beta,
    Exponential,
    Flat,
    GammaPrecision,
    HalfCauchy,
    HalfFlat,
    HalfNormal,
    HalfStudentT,
    MeanConcentration,
    Normal,
    Pareto,
    Prior,
    StudentT,
    Uniform,
)
from tests.posterior.rule import rule

Y = np.array([0.48309942, 0.99764766, 1.38309254, 0.49277221, 0.43816122, 0.10090697, 0.07163361, -0.000651])
S = np.array([0.4227713, 0.35864818, 0.3301391, 0.29628342, 0.2770769, 0.25518187, 0.21211265, 0.16330539])
SPREADS: list[Prior] = [
    HalfNormal(1),
    HalfCauchy(1),
    HalfStudentT(3, 1),
    Exponential(2),
    Uniform(0, 100),
    Uniform(0.1, 0.7),
    GammaPrecision(0.001, 0.001),
    GammaPrecision(3, 0.5),
    HalfFlat(),
    Pareto(2, 0.05),
    Beta(2, 4),
]
CENTRES: list[Any] = [Normal(0, 1), Flat(), StudentT(3, 0, 1), NormalMixture([0.3, 0.7], [0, 1], [0.2, 2])]


def summary(post: Any) -> np.ndarray:
    return np.array(
        [post.mu.mean, post.mu.sd, post.tau.mean, post.tau.sd, post.theta_new.sd, *post.theta.mean]
    )


def stretched(prior: Prior, factor: float) -> Prior:
    """The prior of ``factor`` times the quantity."""
    return {
        Normal: lambda p: Normal(p.mean * factor, p.sd * factor),
        HalfNormal: lambda p: HalfNormal(p.scale * factor),
        HalfCauchy: lambda p: HalfCauchy(p.scale * factor),
        Exponential: lambda p: Exponential(p.rate / factor),
        Uniform: lambda p: Uniform(p.low * factor, p.high * factor),
        GammaPrecision: lambda p: GammaPrecision(p.shape, p.rate * factor**2),
    }[type(prior)](prior)


@given(
    hst.lists(hst.tuples(hst.floats(-3, 3), hst.floats(0.05, 2)), min_size=2, max_size=9),
    hst.floats(-6, 6),
    hst.sampled_from(
        [HalfNormal(1), HalfCauchy(0.5), Exponential(2), Uniform(0, 3), GammaPrecision(1, 0.02)]
    ),
)
@settings(max_examples=40)
def test_units_do_not_matter(studies: list[tuple[float, float]], decades: float, tau_prior: Prior) -> None:
    y, s = np.array(studies).T
    factor = 10**decades
    plain = random_effects(y, s, Normal(0.2, 1), tau_prior)
    scaled = random_effects(
        factor * y, factor * s, stretched(Normal(0.2, 1), factor), stretched(tau_prior, factor)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MomentWarning)
        np.testing.assert_allclose(summary(scaled), factor * summary(plain), rtol=1e-9, atol=1e-9 * factor)
    assert scaled.log_evidence == pytest.approx(plain.log_evidence - len(y) * math.log(factor), abs=1e-9)
    assert scaled.tau.cdf(0.3 * factor) == pytest.approx(plain.tau.cdf(0.3), abs=1e-9)


@given(
    hst.lists(hst.tuples(hst.floats(-3, 3), hst.floats(0.05, 2)), min_size=3, max_size=9),
    hst.floats(-100, 100),
    hst.randoms(use_true_random=False),
)
@settings(max_examples=30)
def test_neither_origin_nor_order_matters(
    studies: list[tuple[float, float]], shift: float, random: Any
) -> None:
    y, s = np.array(studies).T
    order = list(range(len(y)))
    random.shuffle(order)
    plain = random_effects(y, s, Flat())
    moved = random_effects(y[order] + shift, s[order], Flat())
    assert moved.mu.mean == pytest.approx(plain.mu.mean + shift, abs=1e-9)
    assert moved.tau.mean == pytest.approx(plain.tau.mean, abs=1e-9)
    assert moved.log_evidence == pytest.approx(plain.log_evidence, abs=1e-9)
    np.testing.assert_allclose(moved.theta.mean, plain.theta.mean[order] + shift, atol=1e-9)


@pytest.mark.parametrize("tau_prior", SPREADS, ids=repr)
@pytest.mark.parametrize("mu_prior", CENTRES, ids=repr)
def test_evidence_is_the_product_of_predictives(mu_prior: Any, tau_prior: Prior) -> None:
    """p(y₁ … y_K) = Π p(y_k | y₁ … y_{k−1}): evidence and predictive density are computed in unlike ways."""
    start = 3
    total = random_effects(Y[:start], S[:start], mu_prior, tau_prior).log_evidence
    for k in range(start, len(Y)):
        post = random_effects(Y[:k], S[:k], mu_prior, tau_prior)
        total += math.log(post.new_estimate(S[k]).pdf(Y[k]))
    assert random_effects(Y, S, mu_prior, tau_prior).log_evidence == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("tau_prior", [HalfNormal(1), HalfCauchy(1), HalfFlat()], ids=repr)
@pytest.mark.parametrize("mu_prior", CENTRES, ids=repr)
def test_leave_one_out_is_the_predictive_of_the_others(mu_prior: Any, tau_prior: Prior) -> None:
    found = random_effects(Y, S, mu_prior, tau_prior).loo()
    for k in range(len(Y)):
        others = random_effects(np.delete(Y, k), np.delete(S, k), mu_prior, tau_prior)
        assert found[k] == pytest.approx(math.log(others.new_estimate(S[k]).pdf(Y[k])), abs=1e-9)


@pytest.mark.parametrize("tau_prior", SPREADS, ids=repr)
def test_the_marginal_of_tau_is_one_distribution(tau_prior: Prior) -> None:
    post = random_effects(Y, S, tau_prior=tau_prior)
    tau, q = post.tau, np.array([1e-6, 0.01, 0.3, 0.5, 0.9, 0.999])
    x = tau.quantile(q)
    np.testing.assert_allclose(tau.cdf(x), q, rtol=1e-9)
    np.testing.assert_allclose(tau.prob_above(x), 1 - q, rtol=1e-8)
    for low, high in itertools.pairwise(x):
        area = quad(tau.pdf, low, high, epsabs=1e-13)[0]
        assert area == pytest.approx(tau.cdf(high) - tau.cdf(low), abs=1e-10)
    assert (tau.quantile(0), tau.quantile(1)) == tau_prior.support
    assert tau.cdf(-1.0) == 0
    assert tau.pdf(-1.0) == 0
    assert tau.cdf(math.inf) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("tau_prior", [HalfNormal(1), HalfCauchy(1), GammaPrecision(0.001, 0.001)], ids=repr)
@pytest.mark.parametrize("name", ["mu", "tau", "theta_new", "theta"])
def test_moments_are_those_of_the_density(name: str, tau_prior: Prior) -> None:
    marginal: Any = getattr(random_effects(Y, S, tau_prior=tau_prior), name)
    marginal = marginal[1] if name == "theta" else marginal
    node, weight = np.polynomial.legendre.leggauss(60)
    edges = np.unique(
        marginal.quantile([1e-13, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-5, 1 - 1e-7, 1 - 1e-13])
    )
    half = 0.5 * np.diff(edges)[:, None]
    x = 0.5 * (edges[1:] + edges[:-1])[:, None] + half * node
    mass = marginal.pdf(x) * half * weight
    assert mass.sum() == pytest.approx(1, abs=1e-9)
    assert (mass * x).sum() == pytest.approx(marginal.mean, abs=1e-8)
    assert math.sqrt((mass * (x - marginal.mean) ** 2).sum()) == pytest.approx(marginal.sd, rel=1e-6)


def test_no_spread_is_complete_pooling_and_endless_spread_none() -> None:
    together = random_effects(Y, S, Flat(), HalfNormal(1e-7))
    precision = (1 / S**2).sum()
    assert together.mu.mean == pytest.approx((Y / S**2).sum() / precision, abs=1e-10)
    assert together.mu.sd == pytest.approx(precision**-0.5, rel=1e-9)
    np.testing.assert_allclose(together.theta.sd, precision**-0.5, rtol=1e-9)
    apart = random_effects(Y, S, Flat(), Uniform(1e7, 1.1e7))
    np.testing.assert_allclose(apart.theta.mean, Y, atol=1e-6)
    np.testing.assert_allclose(apart.theta.sd, S, rtol=1e-9)


def test_one_study_under_a_flat_mean_leaves_the_prior_of_tau() -> None:
    post = random_effects([0.7], [0.2], Flat(), HalfNormal(0.5))
    q = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(post.tau.quantile(q), HalfNormal(0.5).quantile(q), rtol=1e-10)
    assert (post.theta.mean[0], post.theta.sd[0]) == pytest.approx((0.7, 0.2))
    assert post.log_evidence == pytest.approx(0, abs=1e-12)


def test_one_study_is_a_conjugate_update_given_tau() -> None:
    post = random_effects([0.7], [0.2], Normal(0, 1), Uniform(0.5 - 5e-6, 0.5 + 5e-6))
    total = 0.2**2 + 0.5**2
    assert post.mu.mean == pytest.approx(0.7 / (1 + total), abs=1e-8)
    assert post.mu.sd == pytest.approx(math.sqrt(total / (1 + total)), rel=1e-8)
    assert post.log_evidence == pytest.approx(st.norm.logpdf(0.7, 0, math.sqrt(1 + total)), abs=1e-8)
    assert post.loo() == pytest.approx([post.log_evidence])


def test_a_mixture_prior_mixes_posteriors() -> None:
    weights, centres = np.array([0.3, 0.7]), (Normal(0, 0.2), Normal(1, 2))
    parts = [random_effects(Y, S, centre) for centre in centres]
    share = weights * np.exp([part.log_evidence for part in parts])
    whole = random_effects(Y, S, NormalMixture(weights, [0, 1], [0.2, 2]))
    assert whole.log_evidence == pytest.approx(math.log(share.sum()), abs=1e-11)
    share /= share.sum()
    for name in ("mu", "tau", "theta", "theta_new"):
        mixed = sum(w * getattr(part, name).cdf(0.4) for w, part in zip(share, parts, strict=True))
        np.testing.assert_allclose(getattr(whole, name).cdf(0.4), mixed, atol=1e-11)


def test_priors_written_in_two_ways() -> None:
    for one, other in (
        (random_effects(Y, S, Normal(0.3, 0.8)), random_effects(Y, S, EffectPrior(0.3, 0.8))),
        (random_effects(Y, S, tau_prior=Flat()), random_effects(Y, S, tau_prior=HalfFlat())),
        (random_effects(Y, S, tau_prior=HalfCauchy(2)), random_effects(Y, S, tau_prior=HalfStudentT(1, 2))),
    ):
        np.testing.assert_allclose(summary(one), summary(other), rtol=1e-11)
        assert one.log_evidence == pytest.approx(other.log_evidence, abs=1e-11)
    nearly = random_effects(Y, S, StudentT(1e7, 0.3, 0.8))
    np.testing.assert_allclose(summary(nearly), summary(random_effects(Y, S, Normal(0.3, 0.8))), rtol=1e-6)


class TestBatch:
    rng = np.random.default_rng(4)
    y, s = rng.normal(0.4, 0.6, (2, 3, 5)), rng.uniform(0.1, 0.6, (2, 3, 5))

    @pytest.mark.slow
    @pytest.mark.parametrize("mu_prior", CENTRES, ids=repr)
    @pytest.mark.parametrize("tau_prior", [HalfNormal(1), HalfCauchy(0.3), Uniform(0, 100)], ids=repr)
    def test_a_batch_holds_what_its_parts_hold(self, mu_prior: Any, tau_prior: Prior) -> None:
        batch = random_effects(self.y, self.s, mu_prior, tau_prior)
        for i in np.ndindex(2, 3):
            one = random_effects(self.y[i], self.s[i], mu_prior, tau_prior)
            assert batch.log_evidence[i] == pytest.approx(one.log_evidence, abs=1e-10)
            assert batch.error_estimate[i] < 1e-9
            for name in ("mu", "tau", "theta_new", "theta"):
                many, single = getattr(batch, name), getattr(one, name)
                np.testing.assert_allclose(many.mean[i], single.mean, rtol=1e-9, atol=1e-10)
                np.testing.assert_allclose(many.sd[i], single.sd, rtol=1e-9)
                np.testing.assert_allclose(many.cdf(0.3)[i], single.cdf(0.3), atol=1e-10)
                np.testing.assert_allclose(many.pdf(0.3)[i], single.pdf(0.3), rtol=1e-8, atol=1e-12)
                np.testing.assert_allclose(many.quantile(0.9)[i], single.quantile(0.9), rtol=1e-8)
                np.testing.assert_allclose(many[i].quantile(0.2), single.quantile(0.2), rtol=1e-8)
        without_first = random_effects(self.y[0, 0], self.s[0, 0], mu_prior, tau_prior).loo()
        np.testing.assert_allclose(batch.loo()[0, 0], without_first, atol=1e-9)

    def test_shapes(self) -> None:
        batch = random_effects(self.y, self.s)
        for marginal in (batch.mu, batch.tau, batch.theta_new):
            assert np.shape(marginal.mean) == np.shape(marginal.sd) == (2, 3)
            assert marginal.quantile([[[0.1]], [[0.5]]]).shape == (2, 2, 3)
            assert marginal.sample(4, np.random.default_rng(1)).shape == (4, 2, 3)
        assert np.shape(batch.log_evidence) == np.shape(batch.error_estimate) == (2, 3)
        assert batch.theta.mean.shape == batch.loo().shape == (2, 3, 5)
        assert batch.theta.interval(0.5)[0].shape == (2, 3, 5)
        assert batch.new_estimate(0.2).mean.shape == (2, 3)
        assert batch.new_estimate([[[0.2]], [[0.4]]]).sd.shape == (2, 2, 3)
        draws = batch.sample(7, np.random.default_rng(1))
        assert draws["mu"].shape == draws["tau"].shape == (7, 2, 3)
        assert draws["theta"].shape == (7, 2, 3, 5)
        one = random_effects(Y, S)
        assert np.ndim(one.mu.mean) == np.ndim(one.log_evidence) == np.ndim(one.error_estimate) == 0
        assert one.mu.cdf([0.1, 0.2, 0.3]).shape == (3,)
        assert one.theta.quantile(np.array([0.1, 0.5])[:, None]).shape == (2, 8)
        assert one.sample(3, np.random.default_rng(1))["theta"].shape == (3, 8)

    def test_a_question_that_does_not_fit_says_so(self) -> None:
        with pytest.raises(ValueError, match="does not broadcast against theta"):
            random_effects(Y, S).theta.quantile([0.1, 0.5])

    @pytest.mark.slow
    def test_many_problems_need_no_more_than_their_answers(self) -> None:
        """Nodes are never laid out for all rows at once: those would take 100 MB here."""
        rng = np.random.default_rng(2)
        y, s = rng.normal(size=(8000, 8)), rng.uniform(0.2, 0.8, (8000, 8))
        tracemalloc.start()
        post = random_effects(y, s)
        found = post.theta.cdf(0.0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 40e6
        rows = [0, 4321, 7999]
        few = random_effects(y[rows], s[rows])
        np.testing.assert_allclose(post.mu.quantile(0.3)[rows], few.mu.quantile(0.3), rtol=1e-10)
        np.testing.assert_allclose(found[rows], few.theta.cdf(0.0), rtol=1e-10)


class TestDraws:
    post = random_effects(Y, S, StudentT(3, 0, 1), HalfCauchy(0.5))
    draws = post.sample(20_000, np.random.default_rng(11))

    @pytest.mark.slow
    def test_each_quantity_follows_its_marginal(self) -> None:
        for name in ("mu", "tau"):
            q = np.arange(0.01, 1, 0.01)
            below = (self.draws[name][:, None] <= getattr(self.post, name).quantile(q)).mean(axis=0)
            assert np.abs(below - q).max() < 5 * 0.5 / math.sqrt(20_000), name
        q = np.arange(0.01, 1, 0.01)[:, None]
        below = (self.draws["theta"][:, None] <= self.post.theta.quantile(q)).mean(axis=0)
        assert np.abs(below - q).max() < 5 * 0.5 / math.sqrt(20_000)

    def test_they_are_drawn_jointly(self) -> None:
        """Given μ and τ, (θ_k − B μ − (1 − B) y_k) / √((1 − B) s²) is standard Normal and independent."""
        tau = self.draws["tau"][:, None]
        shrink = S**2 / (S**2 + tau**2)
        expected = shrink * self.draws["mu"][:, None] + (1 - shrink) * Y
        z = (self.draws["theta"] - expected) / np.sqrt((1 - shrink) * S**2)
        columns = np.column_stack([z, self.draws["mu"], self.draws["tau"]])
        correlation = np.corrcoef(columns.T)[:8]
        np.fill_diagonal(correlation, 0)
        assert np.abs(correlation).max() < 5 / math.sqrt(20_000)
        assert np.abs((z**2).mean(axis=0) - 1).max() < 5 * math.sqrt(2 / 20_000)

    def test_the_seed_decides(self) -> None:
        again = self.post.sample(5, np.random.default_rng(3)), self.post.sample(5, np.random.default_rng(3))
        assert all(np.array_equal(again[0][name], again[1][name]) for name in ("mu", "tau", "theta"))


class TestImproper:
    @pytest.mark.parametrize(
        ("K", "mu_prior", "tau_prior", "needed"),
        [
            (2, Flat(), HalfFlat(), 3),
            (2, Flat(), Flat(), 3),
            (1, Normal(0, 1), HalfFlat(), 2),
            (1, StudentT(3, 0, 1), Flat(), 2),
        ],
    )
    def test_too_few_studies_raise(self, K: int, mu_prior: Any, tau_prior: Prior, needed: int) -> None:
        with pytest.raises(ValueError, match=f"improper.*at least {needed} studies"):
            random_effects(Y[:K], S[:K], mu_prior, tau_prior)
        random_effects(Y[:needed], S[:needed], mu_prior, tau_prior)
        with pytest.raises(ValueError, match="without one study is improper"):
            random_effects(Y[:needed], S[:needed], mu_prior, tau_prior).loo()
        assert np.isfinite(random_effects(Y[: needed + 1], S[: needed + 1], mu_prior, tau_prior).loo()).all()

    def test_leaving_out_the_only_study_under_a_flat_mean(self) -> None:
        with pytest.raises(ValueError, match="improper"):
            random_effects(Y[:1], S[:1], Flat()).loo()

    @pytest.mark.parametrize(
        ("K", "mu_prior", "tau_prior", "infinite", "missing"),
        [
            (
                3,
                Flat(),
                HalfFlat(),
                {"mu.sd", "tau.mean", "tau.sd", "theta_new.sd"},
                {"mu.mean", "theta_new.mean"},
            ),
            (4, Flat(), HalfFlat(), {"mu.sd", "tau.sd", "theta_new.sd"}, set()),
            (5, Flat(), HalfFlat(), set(), set()),
            (2, Normal(0, 1), HalfFlat(), {"tau.mean", "tau.sd", "theta_new.sd"}, {"theta_new.mean"}),
            (3, Normal(0, 1), HalfFlat(), {"tau.sd", "theta_new.sd"}, set()),
            (1, Normal(0, 1), HalfCauchy(1), {"tau.sd", "theta_new.sd"}, set()),
            (
                1,
                Flat(),
                HalfCauchy(1),
                {"tau.mean", "tau.sd", "mu.sd", "theta_new.sd"},
                {"mu.mean", "theta_new.mean"},
            ),
            (
                2,
                StudentT(1, 0, 1),
                HalfFlat(),
                {"tau.mean", "tau.sd", "mu.sd", "theta_new.sd"},
                {"theta_new.mean"},
            ),
        ],
    )
    def test_moments_that_do_not_exist(
        self, K: int, mu_prior: Any, tau_prior: Prior, infinite: set[str], missing: set[str]
    ) -> None:
        """Each is announced by a warning that names it; the others are finite, without a word."""
        post = random_effects(Y[:K], S[:K], mu_prior, tau_prior)
        for name in ("mu.mean", "mu.sd", "tau.mean", "tau.sd", "theta_new.mean", "theta_new.sd"):
            marginal, moment = name.split(".")
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                value = getattr(getattr(post, marginal), moment)
            said = [str(w.message) for w in caught if issubclass(w.category, MomentWarning)]
            if name in infinite | missing:
                assert math.isinf(value) if name in infinite else math.isnan(value)
                assert len(said) == 1
                assert said[0].startswith(name)
            else:
                assert math.isfinite(value)
                assert not said
        assert np.isfinite(post.theta.mean).all()
        assert np.isfinite(post.theta.sd).all()
        assert np.isfinite(post.error_estimate)
        assert post.theta_new.cdf(post.theta_new.quantile(0.9)) == pytest.approx(0.9)

    def test_a_moment_that_barely_exists(self) -> None:
        """With one study and precision ~ Gamma(.001, .001), E τ is finite by a power of .002."""
        prior = GammaPrecision(0.001, 0.001)
        post = random_effects([0.5], [0.3], tau_prior=prior)

        def f(u: float, power: int) -> float:
            tau = math.exp(u)
            return tau ** (power + 1) * prior.pdf(tau) * st.norm.pdf(0.5, 0, math.sqrt(1 + 0.09 + tau**2))

        far = 25.0  # from e^25 on the integrands are powers: integrate those by hand
        total, first = (
            quad(f, -8, far, args=(p,), limit=400, epsabs=0, epsrel=1e-12)[0]
            + f(far, p) / (2.002 - 1 - p + 0.0)
            for p in (0, 1)
        )
        assert post.tau.mean == pytest.approx(first / total, rel=1e-7)
        assert post.log_evidence == pytest.approx(math.log(total), abs=1e-9)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: random_effects([], []), "effects"),
        (lambda: random_effects(0.3, 0.1), "effects"),
        (lambda: random_effects([0.1, math.nan], [1, 1]), "effects"),
        (lambda: random_effects([0.1, 0.2], [1, math.inf]), "std_errors"),
        (lambda: random_effects([0.1, 0.2], [1, 0]), "std_errors"),
        (lambda: random_effects([0.1, 0.2], [1, 1, 1]), "std_errors"),
        (lambda: random_effects(Y, S, HalfNormal(1)), "mu_prior"),
        (lambda: random_effects(Y, S, Uniform(-1, 1)), "mu_prior"),
        (lambda: random_effects(Y, S, 0.5), "mu_prior"),  # type: ignore[arg-type]
        (lambda: random_effects(Y, S, tau_prior=Normal(0, 1)), "tau_prior"),
        (lambda: random_effects(Y, S, tau_prior=Uniform(-1, 1)), "tau_prior"),
        (lambda: random_effects(Y, S, tau_prior=StudentT(3, 0, 1)), "tau_prior"),
        (lambda: random_effects(Y, S, tau_prior=1.0), "tau_prior"),  # type: ignore[arg-type]
        (lambda: random_effects(np.ones((0, 8)), np.ones((0, 8))), "effects must hold at least one set"),
        (lambda: random_effects(Y, S, tau_prior=Beta(0.2, 1)), "tau_prior must have a bounded density"),
        (lambda: random_effects(Y, S, tau_prior=Beta(2, 0.5)), "tau_prior must have a bounded density"),
        (
            lambda: random_effects(Y, S, tau_prior=MeanConcentration(Beta(1, 1), HalfNormal(9))),
            "tau_prior must be a prior of a spread",
        ),
        (lambda: random_effects(Y, S).new_estimate(0), "std_error"),
        (lambda: random_effects(Y, S).new_estimate("a"), "std_error"),
        (lambda: random_effects([Y, Y], [S, S]).new_estimate([0.1, 0.2, 0.3]), "std_error"),
        (lambda: random_effects(Y, S).sample(2.5, np.random.default_rng(1)), "n"),  # type: ignore[arg-type]
        (lambda: random_effects(Y, S).sample(2, 1), "rng"),  # type: ignore[arg-type]
        (lambda: random_effects(Y, S).tau.quantile(2), "q"),
        (lambda: random_effects(Y, S).theta.cdf(math.nan), "x"),
    ],
)
def test_a_bad_argument_is_named(make: Any, named: str) -> None:
    with pytest.raises((ValueError, TypeError), match=rf"\b{named}\b"):
        make()


@pytest.mark.slow
@pytest.mark.parametrize("tau_prior", [HalfCauchy(1), HalfFlat(), Uniform(0, 100), HalfNormal(1)], ids=repr)
@pytest.mark.parametrize("sd", [0.01, 0.03, 1.0])
def test_effects_where_mu_is_known_far_better_than_any_study(tau_prior: Prior, sd: float) -> None:
    """The variance of θ_new given τ is v + τ²: near τ = 0 its density bends on the scale √v."""
    y, s = np.array([3.2, 5.9, 4.4]), np.array([0.9, 2.5, 1.7])
    post, s2 = random_effects(y, s, Normal(4, sd), tau_prior), s**2
    top = math.log(min(tau_prior.support[1], 1e10))
    cuts = [*np.arange(-30.0, top, 0.25), top]
    log_tau, weight = np.concatenate([rule(a, b, 30) for a, b in itertools.pairwise(cuts)], axis=1)
    tau = np.exp(log_tau)
    share, t2 = post.tau.pdf(tau) * tau * weight, tau**2
    precision = (1 / (s2 + t2[:, None])).sum(axis=1) + sd**-2
    mean, variance = ((y / (s2 + t2[:, None])).sum(axis=1) + 4 / sd**2) / precision, 1 / precision
    pull = s2[0] / (s2[0] + t2)
    first = pull * mean + (1 - pull) * y[0], pull * t2 + pull**2 * variance
    of_marginal = (post.theta_new, (mean, variance + t2)), (post.theta[0], first)  # type: ignore[index]
    for marginal, (centre, square) in of_marginal:
        for x in marginal.quantile([0.001, 0.4, 0.9]):
            wanted = share @ ndtr((x - centre) / np.sqrt(square))
            assert marginal.cdf(x) == pytest.approx(wanted, abs=2e-11)
