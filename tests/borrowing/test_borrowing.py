"""Borrowing against reference results, exact cases, adaptive quadrature, simulation and its own limits."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from helpers import datasets
from helpers.borrowing import (
    BorrowingWarning,
    conflict_tail,
    critical_estimate,
    matching_alpha,
    operating_characteristics,
    power_prior,
    prior_effective_sample_size,
    probability_above,
    robust_mixture,
    shrinkage_weights,
    update,
)
from helpers.distributions import EffectPrior, NormalMixture
from helpers.posterior import random_effects
from helpers.priors import Flat, HalfCauchy, HalfNormal, Normal, StudentT, Uniform
from tests.opaque import Opaque
from tests.references import results

REFERENCE = results("power_prior")
MARKETS = datasets.load("eight_markets")
Y, S = MARKETS["effect"].to_numpy(), MARKETS["std_error"].to_numpy()
EXACT = REFERENCE["power_prior"]["exact_inputs"]
SE_NEW = REFERENCE["eight_markets"]["new_estimate"]["s_new"]
ROBUST = robust_mixture(Normal(0.4, 0.5), 0.8, Normal(0, 2))


@pytest.fixture(scope="module")
def post():
    return random_effects(Y, S)


mixtures = st.integers(1, 4).flatmap(
    lambda size: st.builds(
        lambda w, m, s: NormalMixture(np.array(w) / np.sum(w), m, s),
        st.lists(st.floats(0.05, 1), min_size=size, max_size=size),
        st.lists(st.floats(-2, 2), min_size=size, max_size=size),
        st.lists(st.floats(0.05, 3), min_size=size, max_size=size),
    )
)
std_errors = st.floats(0.02, 5)
thresholds = st.floats(0.05, 0.99)


# Reference results


@pytest.mark.parametrize("row", EXACT["grid"], ids=lambda row: str(row["alpha"]))
def test_power_prior_against_the_formulas(row) -> None:
    prior = power_prior(Y, S, row["alpha"])
    assert prior.mu == pytest.approx(row["prior_mean"], rel=1e-12)
    assert prior.sigma == pytest.approx(row["prior_sd"], rel=1e-12)
    assert prior.prob_above(0) == pytest.approx(row["P_gt_0"], rel=1e-12)
    for new in (0.28, -1.0):
        after, expected = update(prior, new, 0.28668), row[f"posterior_after_new_estimate_{new}_se_0.28668"]
        assert (after.mean, after.sd) == pytest.approx((expected["mean"], expected["sd"]), rel=2e-5)
    # An initial prior N(0, 1) is updated by the discounted estimate.
    initial = update(Normal(0, 1), prior.mu, prior.sigma)
    expected = row["with_initial_prior_N(0,1)"]
    assert (initial.mean, initial.sd) == pytest.approx((expected["mean"], expected["sd"]), rel=1e-12, abs=0)


@pytest.mark.parametrize("row", REFERENCE["power_prior"]["robust_normal_mixture_example"]["updates"])
def test_robust_mixture_against_the_formulas(row) -> None:
    after = update(ROBUST, row["y"], row["se"])
    for name in ("weights", "means", "sds"):
        np.testing.assert_allclose(getattr(after, name), row[name], rtol=1e-12)
    assert (after.mean, after.sd, after.prob_above(0)) == pytest.approx(
        (row["mean"], row["sd"], row["P_gt_0"]), rel=1e-12, abs=0
    )


def test_the_markets_match_the_reference(post) -> None:
    wanted = REFERENCE["eight_markets"]
    np.testing.assert_allclose(shrinkage_weights(S, post.tau.mean), wanted["weight_at_mean_tau"], atol=1e-12)
    np.testing.assert_allclose(shrinkage_weights(S, post.tau), wanted["average_weight_on_mu"], atol=1e-9)
    for new, tail in wanted["conflict_tail"].items():
        assert conflict_tail(float(new), post.new_estimate(SE_NEW)) == pytest.approx(tail, abs=1e-11)
    alpha = matching_alpha(Y, S, post.theta_new.sd)
    wanted = REFERENCE["power_prior"]["alpha_matching_hierarchical_predictive_sd"]["alpha"]
    assert alpha == pytest.approx(wanted, rel=1e-10)


def test_the_numbers_of_the_course(post) -> None:
    weights = shrinkage_weights(S, post.tau.mean)
    assert list(weights.round(3)) == [0.474, 0.393, 0.355, 0.307, 0.279, 0.247, 0.185, 0.118]
    average = shrinkage_weights(S, post.tau)
    assert list(average.round(3)) == [0.518, 0.449, 0.415, 0.372, 0.346, 0.315, 0.253, 0.18]
    assert (average > weights).all()
    sds = [round(power_prior(Y, S, alpha).sd, 3) for alpha in (0.1, 0.25, 0.5, 0.75)]
    assert sds == [0.286, 0.181, 0.128, 0.105]
    assert round(power_prior(Y, S, 1).sd, 4) == 0.0905
    alpha = matching_alpha(Y, S, post.theta_new.sd)
    assert round(alpha, 4) == 0.0293
    assert round(3900 * alpha) == 114
    at_minus_one = [probability_above(power_prior(Y, S, a), -1.0, SE_NEW) for a in (1, 0.25, alpha)]
    assert [round(p, 3) for p in at_minus_one] == [0.986, 0.336, 0.003]
    own = conflict_tail(-1.0, Normal(power_prior(Y, S, 1).mu, np.hypot(power_prior(Y, S, 1).sigma, SE_NEW)))
    assert f"{own:.1e}" == "1.4e-05"


def test_the_mistakes_are_not_made(post) -> None:
    assert round(float(1 - shrinkage_weights(S, post.tau.mean)[0]), 3) == 0.526  # inverted
    assert power_prior(Y, S, 0.25).sd == pytest.approx(0.18104, abs=1e-5)  # not .362, not .045
    assert matching_alpha(Y, S, post.theta_new.sd) == pytest.approx(0.02933, abs=1e-5)  # not .171
    assert conflict_tail(-1.0, post.theta_new) == pytest.approx(0.020, abs=5e-4)  # too small: no noise
    assert conflict_tail(-1.0, post.new_estimate(SE_NEW)) == pytest.approx(0.0276, abs=5e-5)


# Weights


@pytest.mark.slow
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=6), st.floats(0, 1e3), st.floats(1e-6, 1e6))
def test_weights_are_shares_of_variance_and_know_no_unit(s, tau, unit) -> None:
    s = np.array(s)
    weights = shrinkage_weights(s, tau)
    np.testing.assert_allclose(weights, s**2 / (s**2 + tau**2), rtol=1e-12)
    np.testing.assert_allclose(shrinkage_weights(unit * s, unit * tau), weights, rtol=1e-12)


def test_weights_at_the_limits_and_in_batches() -> None:
    assert (shrinkage_weights(S, 0) == 1).all()
    assert (shrinkage_weights(S, 1e9) < 1e-18).all()
    assert shrinkage_weights(1e-200, 1e200) == 0
    assert type(shrinkage_weights(0.3, 0.4)) is np.float64
    grid = np.linspace(0, 1, 11)
    table = shrinkage_weights(S, grid)
    assert table.shape == (11, 8)
    np.testing.assert_array_equal(table[3], shrinkage_weights(S, grid[3]))
    batch = shrinkage_weights(np.stack([S, 2 * S]), [0.3, 0.6])
    np.testing.assert_allclose(batch[0], batch[1])


@pytest.mark.parametrize("prior", [HalfNormal(0.7), HalfCauchy(0.3), Uniform(0, 4)])
def test_average_weights_against_quadrature(prior) -> None:
    for s in (1e-3, 0.2, 30.0):
        # in log τ, where every scale is of the same size
        def integrand(u: float, s: float = s) -> float:
            return s**2 / (s**2 + np.exp(2 * u)) * prior.pdf(np.exp(u)) * np.exp(u)

        cuts = np.log(np.array([1e-12, 1e-4, 1e-2, 0.1, 1, 4, 40, 1e4, 1e8]))
        expected = sum(quad(integrand, a, b, epsabs=1e-14, limit=200)[0] for a, b in itertools.pairwise(cuts))
        assert shrinkage_weights(s, prior) == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
def test_average_weights_of_a_batch() -> None:
    posts = random_effects(np.stack([Y, -Y, 2 * Y]), np.stack([S, S, 2 * S]))
    table = shrinkage_weights(np.stack([S, S, 2 * S]), posts.tau)
    assert table.shape == (3, 8)
    single = shrinkage_weights(S, random_effects(Y, S).tau)
    np.testing.assert_allclose(table[0], single, atol=1e-9)
    np.testing.assert_allclose(table[1], single, atol=1e-9)
    assert shrinkage_weights(S, posts.tau).shape == (3, 8)


# Power prior and its relatives


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 10)), min_size=1, max_size=6), st.floats(0.001, 1)
)
def test_power_prior_is_the_discounted_pooled_estimate(pairs, alpha) -> None:
    y, s = np.array(pairs).T
    precision = (1 / s**2).sum()
    prior = power_prior(y, s, alpha)
    assert prior.mu == pytest.approx((y / s**2).sum() / precision, rel=1e-9, abs=1e-9)
    assert prior.sigma == pytest.approx((alpha * precision) ** -0.5, rel=1e-12, abs=0)
    # Repeating the studies twice and halving alpha is borrowing as much.
    half = power_prior(np.tile(y, 2), np.tile(s, 2), alpha / 2)
    assert (half.mu, half.sigma) == pytest.approx((prior.mu, prior.sigma), rel=1e-9, abs=1e-9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BorrowingWarning)
        assert matching_alpha(y, s, prior.sigma) == pytest.approx(alpha, rel=1e-12, abs=0)


def test_one_study_counted_in_full_is_that_study() -> None:
    assert power_prior([0.3], [0.2], 1) == EffectPrior(0.3, 0.2)


def test_precise_studies_do_not_overflow() -> None:
    prior = power_prior([1e-30, 3e-30], [1e-38, 1e-38], 1)
    assert (prior.mu, prior.sigma) == pytest.approx((2e-30, 1e-38 / np.sqrt(2)), rel=1e-12, abs=0)


def test_matching_more_than_there_is_warns() -> None:
    with pytest.warns(BorrowingWarning, match="above 1"):
        assert matching_alpha(Y, S, 0.05) == pytest.approx((power_prior(Y, S, 1).sd / 0.05) ** 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert matching_alpha(Y, S, 1.01 * power_prior(Y, S, 1).sd) < 1
        np.testing.assert_allclose(
            matching_alpha(np.stack([Y, Y]), np.stack([S, 2 * S]), [0.5, 1.0]).std(), 0
        )


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_effective_sample_size_reproduces_the_standard_error(sigma, sd) -> None:
    n = prior_effective_sample_size(Normal(3, sd), sigma)
    assert sigma * np.sqrt(2 / n) == pytest.approx(sd, rel=1e-12)
    assert prior_effective_sample_size(EffectPrior(-1, sd), sigma) == n


def test_no_predictive_is_worth_more_than_the_spread_allows() -> None:
    tau, sigma = 0.5, 4.0
    for K in (3, 30, 1000):
        known = random_effects(
            np.full(K, 0.4) + tau * stats.norm.ppf((np.arange(K) + 0.5) / K), np.full(K, 1e-3)
        )
        worth = prior_effective_sample_size(known.theta_new, sigma)
        assert worth < 1.05 * 2 * sigma**2 / tau**2
    assert worth == pytest.approx(2 * sigma**2 / tau**2, rel=0.02)


def test_effective_sample_size_of_heavy_tails_is_none() -> None:
    with pytest.warns(UserWarning, match="infinite"):
        assert prior_effective_sample_size(StudentT(2, 0, 1), 4) == 0
    with pytest.raises(ValueError, match="prior must be proper"):
        prior_effective_sample_size(Flat(), 4)


# Robust mixtures and updating


def test_robust_mixture_keeps_the_weights_it_is_given(post) -> None:
    informative, vague = NormalMixture([0.5, 0.5], [0, 1], [1, 2]), Normal(0, 9)
    mixed = robust_mixture(informative, 0.8, vague)
    np.testing.assert_allclose(mixed.weights, [0.4, 0.4, 0.2])
    grid = np.linspace(-5, 5, 7)
    np.testing.assert_allclose(
        mixed.pdf(grid), 0.8 * informative.pdf(grid) + 0.2 * vague.pdf(grid), rtol=1e-12
    )
    for weight, only in ((1, informative), (0, vague)):
        limit = robust_mixture(informative, weight, vague)
        np.testing.assert_allclose(limit.cdf(grid), only.cdf(grid), rtol=1e-12)
        assert probability_above(limit, 0.3, 0.4) == pytest.approx(
            probability_above(only, 0.3, 0.4), rel=1e-12
        )
        assert critical_estimate(limit, 0.4) == pytest.approx(critical_estimate(only, 0.4), rel=1e-12)
        assert update(limit, 0.3, 0.4).mean == pytest.approx(update(only, 0.3, 0.4).mean, rel=1e-12)
    exact = robust_mixture(post.theta_new, 0.9, vague)
    np.testing.assert_allclose(
        exact.cdf(grid), 0.9 * post.theta_new.cdf(grid) + 0.1 * vague.cdf(grid), rtol=1e-9
    )


def test_robust_mixture_lets_go_of_a_refuted_prior() -> None:
    weights = [update(ROBUST, y, 0.2866801064195055).weights[0] for y in (0.4, -1, -3, -6)]
    assert (np.diff(weights) < 0).all()
    assert weights[-1] < 1e-20


def test_the_next_market_updates_as_the_exact_engine_does(post) -> None:
    """A ninth market analysed alone, under the predictive, is the ninth market analysed with all."""
    joint = random_effects(np.append(Y, -1.0), np.append(S, SE_NEW)).theta
    alone = update(post.theta_new, -1.0, SE_NEW)
    assert alone.mean == pytest.approx(joint.mean[-1], abs=1e-9)
    assert alone.sd == pytest.approx(joint.sd[-1], abs=1e-9)
    assert probability_above(post.theta_new, -1.0, SE_NEW) == pytest.approx(joint.prob_above(0)[-1], abs=1e-9)


@given(mixtures, st.floats(0.001, 0.999), std_errors)
def test_updating_is_bayes(prior, place, se) -> None:
    y = NormalMixture(prior.weights, prior.means, np.hypot(prior.sds, se)).quantile(place)
    after = update(prior, y, se)
    x = after.quantile(np.array([0.05, 0.3, 0.5, 0.8, 0.95]))
    evidence = NormalMixture(prior.weights, prior.means, np.hypot(prior.sds, se)).pdf(y)
    np.testing.assert_allclose(after.pdf(x), prior.pdf(x) * stats.norm.pdf(y, x, se) / evidence, rtol=1e-8)
    assert probability_above(prior, y, se, 0.3) == pytest.approx(after.prob_above(0.3), rel=1e-9, abs=0)
    # The posterior mean is Tweedie's formula: y + se² d log p(y) / dy.
    marginal = NormalMixture(prior.weights, prior.means, np.hypot(prior.sds, se))
    h = 1e-5 * se
    slope = (np.log(marginal.pdf(y + h)) - np.log(marginal.pdf(y - h))) / (2 * h)
    assert after.mean == pytest.approx(y + se**2 * slope, abs=1e-5 * max(1, se))


@pytest.mark.slow
@given(mixtures, std_errors, thresholds, st.floats(-1, 1))
def test_the_critical_estimate_is_where_the_threshold_is_met(prior, se, threshold, boundary) -> None:
    critical = critical_estimate(prior, se, threshold, boundary)
    assert probability_above(prior, critical, se, boundary) == pytest.approx(threshold, abs=1e-9)
    above = probability_above(prior, critical + se * np.array([0.01, 1.0]), se, boundary)
    assert (above > threshold).all()


@pytest.mark.slow
@given(mixtures, std_errors, thresholds, st.floats(0.01, 100), st.floats(-5, 5))
def test_the_critical_estimate_knows_neither_unit_nor_origin(prior, se, threshold, unit, shift) -> None:
    moved = NormalMixture(prior.weights, shift + unit * np.asarray(prior.means), unit * np.asarray(prior.sds))
    here = critical_estimate(prior, se, threshold)
    there = critical_estimate(moved, unit * se, threshold, shift)
    assert (there - shift) / unit == pytest.approx(here, rel=1e-7, abs=1e-7)


@pytest.mark.slow
@settings(max_examples=40)
@given(mixtures, std_errors, thresholds)
def test_a_prior_known_by_its_density_only_gives_the_same(prior, se, threshold) -> None:
    hidden = Opaque(prior)
    assert probability_above(hidden, 0.2, se) == pytest.approx(
        probability_above(prior, 0.2, se), rel=1e-8, abs=0
    )
    known, found = critical_estimate(prior, se, threshold), critical_estimate(hidden, se, threshold)
    if np.isfinite(found):
        assert found == pytest.approx(known, rel=1e-7, abs=1e-7 * se)
    else:  # the prior is so sure of one side that its density on the other is beyond float64
        assert min(prior.cdf(0), prior.prob_above(0)) < 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("prior", [StudentT(3, 0.2, 0.5), StudentT(1, -0.3, 0.1), Uniform(-1, 3)])
@pytest.mark.parametrize("se", [0.01, 0.3, 4.0])
def test_other_priors_against_adaptive_quadrature(prior, se) -> None:
    for y in (-0.5 * se, 0.4, 0.4 + 3 * se):

        def mass(low: float, high: float, y: float = y) -> float:
            marks = np.clip(
                np.concatenate([y + se * np.arange(-12.0, 13), prior.quantile([0.01, 0.5, 0.99])]), low, high
            )
            cuts = np.unique(np.concatenate([[low, high], marks]))
            pieces = itertools.pairwise(cuts)
            return sum(
                quad(lambda x: prior.pdf(x) * stats.norm.pdf(y, x, se), a, b, epsabs=0, epsrel=1e-11)[0]
                for a, b in pieces
            )

        low, high = max(y - 14 * se, prior.support[0]), min(y + 14 * se, prior.support[1])
        if low < 0 < high:
            above, below = mass(0.0, high), mass(low, 0.0)
            assert probability_above(prior, y, se) == pytest.approx(above / (above + below), rel=1e-8)


def test_priors_that_rule_out_a_side_decide_without_data() -> None:
    assert critical_estimate(Uniform(1, 3), 0.3) == -np.inf
    assert critical_estimate(Uniform(-3, -1), 0.3) == np.inf
    assert critical_estimate(HalfNormal(1), [0.3, 2.0]).tolist() == [-np.inf, -np.inf]


def test_flat_leaves_the_likelihood() -> None:
    assert update(Flat(), 0.3, 0.2) == EffectPrior(0.3, 0.2)
    assert probability_above(Flat(), 0.3, 0.2) == pytest.approx(stats.norm.cdf(1.5), rel=1e-14, abs=0)
    assert critical_estimate(Flat(), 0.2, 0.975) == pytest.approx(
        0.2 * stats.norm.ppf(0.975), rel=1e-14, abs=0
    )
    wide = critical_estimate(Normal(0, 1e6), 0.2, 0.975)
    assert wide == pytest.approx(0.2 * stats.norm.ppf(0.975), rel=1e-9)


def test_a_certain_prior_does_not_listen() -> None:
    assert probability_above(Normal(0.1, 1e-9), -5, 0.3) == 1
    assert critical_estimate(Normal(0.1, 1e-9), 0.3) < -1e10
    assert critical_estimate(Normal(-0.1, 1e-200), 0.3) == np.inf


# Conflict


@pytest.mark.slow
@given(mixtures, st.floats(-6, 6))
def test_conflict_is_the_mass_at_least_as_far_from_the_median(predictive, x) -> None:
    median = predictive.quantile(0.5)
    inside = quad(
        predictive.pdf,
        median - abs(x - median),
        median + abs(x - median),
        limit=400,
        points=sorted({float(m) for m in predictive.means if abs(m - median) < abs(x - median)}) or None,
    )[0]
    assert conflict_tail(x, predictive) == pytest.approx(1 - inside, abs=1e-7)


def test_conflict_at_the_limits_and_in_batches() -> None:
    predictive = Normal(0.4, 0.6)
    assert conflict_tail(0.4, predictive) == 1
    assert conflict_tail(0.4 + 0.6 * 1.959963984540054, predictive) == pytest.approx(0.05, rel=1e-12)
    assert conflict_tail(0.4 - 6.0, predictive) == pytest.approx(2 * stats.norm.sf(10), rel=1e-9, abs=0)
    np.testing.assert_allclose(conflict_tail([-1, 1.8], predictive), conflict_tail(-1, predictive))
    batch = random_effects(np.stack([Y, Y + 1]), np.stack([S, S]), mu_prior=Normal(0, 50)).new_estimate(0.3)
    tails = conflict_tail([0.0, 1.0], batch)
    assert tails[0] == pytest.approx(tails[1], abs=1e-3)


def test_a_conflict_tail_is_uniform_when_the_prior_is_right(post) -> None:
    predictive = post.new_estimate(SE_NEW)
    tails = conflict_tail(predictive.sample(1000, np.random.default_rng(5)), predictive)
    assert stats.kstest(tails, "uniform").pvalue > 1e-3


# Operating characteristics


def test_a_flat_prior_keeps_its_frequentist_promises() -> None:
    truth = np.linspace(-2, 2, 9)
    oc = operating_characteristics(Flat(), truth, 0.3, threshold=0.95, level=0.9)
    np.testing.assert_allclose(oc.bias, 0, atol=1e-12)
    np.testing.assert_allclose(oc.rmse, 0.3, rtol=1e-12)
    np.testing.assert_allclose(oc.coverage, 0.9, rtol=1e-12)
    np.testing.assert_allclose(oc.decide, stats.norm.sf(stats.norm.ppf(0.95) - truth / 0.3), rtol=1e-10)


def test_a_normal_prior_in_closed_form() -> None:
    truth, se = np.linspace(-2, 2, 9), 0.3
    oc = operating_characteristics(Normal(0.4, 0.5), truth, se)
    b = se**2 / (se**2 + 0.25)
    np.testing.assert_allclose(oc.bias, b * (0.4 - truth), atol=1e-12)
    np.testing.assert_allclose(oc.rmse, np.hypot(b * (0.4 - truth), (1 - b) * se), rtol=1e-12)
    half = stats.norm.ppf(0.975) * np.sqrt(1 - b) * se
    edges = [(truth + side * half - b * 0.4 - (1 - b) * truth) / ((1 - b) * se) for side in (-1, 1)]
    np.testing.assert_allclose(oc.coverage, stats.norm.cdf(edges[1]) - stats.norm.cdf(edges[0]), rtol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("prior", [ROBUST, StudentT(4, 0.3, 0.4)], ids=["robust", "student"])
def test_over_its_own_prior_a_rule_is_calibrated(prior) -> None:
    """Averaged over the prior, coverage is the level and the squared error the posterior variance."""
    node, weight = np.polynomial.legendre.leggauss(40)
    oc = operating_characteristics(prior, prior.quantile((1 + node) / 2), 0.3, level=0.8)
    assert oc.coverage @ weight / 2 == pytest.approx(0.8, abs=1e-3)
    assert oc.bias @ weight / 2 == pytest.approx(0, abs=1e-3)


@pytest.mark.slow
def test_characteristics_against_simulation() -> None:
    rng = np.random.default_rng(8)
    worlds, se = 40_000, 0.3
    truth = np.array([-1.0, 0.0, 0.4, 1.5])
    oc = operating_characteristics(ROBUST, truth, se, threshold=0.9, level=0.8)
    for i, theta in enumerate(truth):
        y = rng.normal(theta, se, worlds)
        decided = probability_above(ROBUST, y, se) > 0.9
        below = 1 - probability_above(ROBUST, y, se, theta)
        covered = (below > 0.1) & (below < 0.9)
        means = np.array([update(ROBUST, e, se).mean for e in y[:4000]])
        for found, expected in ((decided, oc.decide[i]), (covered, oc.coverage[i])):
            assert found.mean() == pytest.approx(
                expected, abs=5 * np.sqrt(expected * (1 - expected) / worlds) + 1e-9
            )
        assert means.mean() - theta == pytest.approx(oc.bias[i], abs=5 * means.std() / np.sqrt(4000))
        assert np.sqrt(((means - theta) ** 2).mean()) == pytest.approx(oc.rmse[i], rel=0.06)


def test_a_robust_mixture_loses_less_when_the_past_misleads() -> None:
    truth = np.array([0.4, -2.0])
    bold, robust = (
        operating_characteristics(p, truth, 0.3)
        for p in (Normal(0.4, 0.2), robust_mixture(Normal(0.4, 0.2), 0.8, Normal(0, 2)))
    )
    assert bold.rmse[0] < robust.rmse[0] < 0.3
    assert robust.rmse[1] < bold.rmse[1] / 2


def test_shapes_follow_the_truth() -> None:
    oc = operating_characteristics(Normal(0, 1), 0.2, 0.3)
    assert oc.bias.shape == oc.coverage.shape == oc.decide.shape == ()
    grid = operating_characteristics(Opaque(Normal(0, 1)), np.zeros((2, 3)), 0.3)
    assert grid.rmse.shape == (2, 3)
    np.testing.assert_allclose(grid.rmse, operating_characteristics(Normal(0, 1), 0.0, 0.3).rmse, rtol=1e-9)


# Where it is hard


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prior", "se"),
    [
        (NormalMixture([0.5, 0.5], [0.0, 2.0], [1.0, 0.0625]), 2.0),  # a peak between the quantiles
        (NormalMixture([0.9, 0.1], [0.0, 5.0], [1.0, 0.01]), 0.5),
        (Normal(1.0, 0.125), 1.0),  # 8 sds from 0: the posterior sits between prior and estimate
        (Normal(-2.0, 0.1), 3.0),
    ],
)
def test_narrow_and_far_priors_by_their_density(prior, se) -> None:
    hidden = Opaque(prior)
    for threshold in (0.5, 0.95):
        known = critical_estimate(prior, se, threshold)
        assert critical_estimate(hidden, se, threshold) == pytest.approx(known, rel=1e-8, abs=1e-14)
    y = np.array([-3.0, 0.1, 2.0, 6.0])
    np.testing.assert_allclose(
        probability_above(hidden, y, se), probability_above(prior, y, se), rtol=1e-8, atol=1e-14
    )
    truth = np.array([0.0, 2.0])
    seen, known = (operating_characteristics(p, truth, se) for p in (hidden, prior))
    np.testing.assert_allclose(seen.rmse, known.rmse, rtol=1e-8)


def test_estimates_far_from_everything_believed() -> None:
    prior = NormalMixture([0.5, 0.5], [0.0, 1.0], [0.1, 0.1])
    after = update(prior, 300.0, 0.2)
    np.testing.assert_allclose(after.weights, [0, 1], atol=1e-300)
    assert after.mean == pytest.approx(1 + 299 * 0.01 / 0.05)
    assert operating_characteristics(prior, [300.0], 0.2).bias == pytest.approx(after.mean - 300)
    assert probability_above(prior, 300.0, 0.2, 70.0) < 1e-10
    mixed = robust_mixture(Normal(-0.1, 1e-200), 0.5, Normal(0, 1))
    critical = critical_estimate(mixed, 0.3)
    assert probability_above(mixed, critical, 0.3) == pytest.approx(0.95)


def test_a_flat_prior_with_another_boundary() -> None:
    assert probability_above(Flat(), 0.5, 0.2, 0.3) == pytest.approx(stats.norm.cdf(1), rel=1e-14, abs=0)
    assert critical_estimate(Flat(), 0.2, 0.9, 0.3) == pytest.approx(0.3 + 0.2 * stats.norm.ppf(0.9))


def test_certainty_of_one_side_needs_no_data_and_hears_none() -> None:
    known = [(Uniform(1, 3), -np.inf), (Uniform(-3, -1), np.inf), (Uniform(-1, 3), None)]
    for prior, expected in known:
        critical = critical_estimate(prior, [0.1, 0.3])
        if expected is None:
            np.testing.assert_allclose(probability_above(prior, critical, [0.1, 0.3]), 0.95)
        else:
            assert (critical == expected).all()
    split = critical_estimate(Uniform(-1, 3), 0.3, boundary=[-2.0, 0.0, 4.0])
    assert split[0] == -np.inf
    assert split[2] == np.inf
    assert np.isfinite(split[1])


def test_matching_warns_where_it_is_asked_for_and_only_above_one() -> None:
    sd = power_prior(Y, S, 1).sd
    with pytest.warns(BorrowingWarning, match=r"alpha is 1\.5") as caught:
        matching_alpha(Y, S, sd / np.sqrt(1.5))
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert matching_alpha([0.3], [0.5], 0.5) == 1


def test_average_weights_when_every_scale_differs() -> None:
    """A bimodal belief about τ, far from and close to tiny and huge standard errors."""
    tau = Opaque(NormalMixture([0.5, 0.5], [1.0, 50.0], [0.02, 1.0]))
    s = np.array([1e-4, 0.9, 1.0, 40.0, 1e4])
    node, weight = np.polynomial.hermite_e.hermegauss(80)
    expected = [
        np.mean(
            [weight @ (si**2 / (si**2 + (m + d * node) ** 2)) / weight.sum() for m, d in ((1, 0.02), (50, 1))]
        )
        for si in s
    ]
    np.testing.assert_allclose(shrinkage_weights(s, tau), expected, rtol=1e-9)
    assert shrinkage_weights(0.9, tau) == pytest.approx(expected[1], rel=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shrinkage_weights([0.3, 0.0], 0.1), "std_errors must be above 0; found 0"),
        (lambda: shrinkage_weights([0.3, -1.0], 0.1), "std_errors must be above 0; found -1"),
        (lambda: shrinkage_weights([0.3, 0.2], -0.5), "tau must be at least 0; found -0.5"),
        (lambda: shrinkage_weights([0.3, 0.2], Flat()), "tau must be proper"),
        (lambda: shrinkage_weights([0.3, 0.2], Normal(1, 1)), "tau must have no mass below 0"),
        (lambda: shrinkage_weights(np.ones((2, 3)), np.ones(5)), r"tau must have the batch shape .* \(5,\)"),
        (
            lambda: shrinkage_weights(
                np.ones((3, 8)), random_effects(np.stack([Y, Y]), np.stack([S, S])).tau
            ),
            r"tau must have the batch shape of std_errors; found \(2,\) beside \(3, 8\)",
        ),
        (lambda: power_prior(Y, S, 0.0), "alpha must be above 0"),
        (lambda: power_prior(Y, S, 1.01), "alpha must be at most 1"),
        (lambda: power_prior([Y, Y], [S, S], 0.5), r"effects must have shape \(K,\), one set of studies"),
        (lambda: matching_alpha(Y, S, 0.0), "target_sd must be above 0; found 0"),
        (lambda: matching_alpha(Y, S, -0.5), "target_sd must be above 0; found -0.5"),
        (lambda: matching_alpha([Y, Y], [S, S], [1.0, 2, 3]), "target_sd must have the batch shape"),
        (lambda: robust_mixture(ROBUST, 1.01, ROBUST), "weight must be at most 1"),
        (lambda: robust_mixture(ROBUST, -0.01, ROBUST), "weight must be at least 0"),
        (lambda: prior_effective_sample_size(ROBUST, 0.0), "sigma must be above 0"),
        (lambda: update(ROBUST, 0.3, 0.0), "std_error must be above 0"),
        (lambda: update(ROBUST, 1e41, 0.3), "new_effect must be at most"),
        (lambda: update(ROBUST, 0.3, 1e-41), "std_error must be at least"),
        (lambda: probability_above(ROBUST, 0.3, [0.1, 0.0]), "std_error must be above 0"),
        (lambda: probability_above(ROBUST, [0.1, 0.2], [0.1] * 3), "new_effect and std_error and boundary"),
        (lambda: critical_estimate(ROBUST, 0.3, 0.0), "threshold must be above 0"),
        (lambda: critical_estimate(ROBUST, 0.3, 1.0), "threshold must be below 1"),
        (lambda: critical_estimate(random_effects(Y, S).theta, 0.3), "prior must be a single distribution"),
        (lambda: operating_characteristics(ROBUST, [0.0], -0.1), "std_error must be above 0"),
        (lambda: operating_characteristics(ROBUST, [0.0], 0.3, level=0.0), "level must be above 0"),
        (lambda: operating_characteristics(ROBUST, [0.0], 0.3, level=1.0), "level must be below 1"),
        (lambda: conflict_tail(0.3, Flat()), "predictive must be proper"),
        (lambda: conflict_tail([1.0, 2, 3], random_effects([Y, Y], [S, S]).mu), "new_effect must broadcast"),
    ],
)
def test_refusals_of_values(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: update(StudentT(3, 0, 1), 0.3, 0.2),
            "prior must be a normal or a mixture of normals to stay",
        ),
        (lambda: robust_mixture(StudentT(3, 0, 1), 0.5, ROBUST), "prior must be a normal or a mixture"),
        (lambda: robust_mixture(ROBUST, 0.5, StudentT(3, 0, 1)), "vague must be a normal or a mixture"),
        (lambda: robust_mixture(ROBUST, 0.5, 3), "vague must be a distribution"),
        (lambda: prior_effective_sample_size(3, 1.0), "prior must be a distribution"),
        (lambda: conflict_tail(0.3, 0.5), "predictive must be a distribution"),
    ],
)
def test_refusals_of_kinds(call, message) -> None:
    with pytest.raises(TypeError, match=message):
        call()
