"""Where the engines are hardly ever asked: arms far apart in size, tails, poor rules, single numbers."""

from __future__ import annotations

import itertools
import math
import warnings
from functools import cache

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.special import betainc, expit, log_expit

from helpers.distributions import MomentWarning, NormalMixture
from helpers.posterior import (
    RandomEffects,
    beta_binomial,
    binomial_random_effects,
    random_effects,
    varying_slopes,
)
from helpers.posterior.counts.likelihood import StudyLikelihood
from helpers.posterior.plane.posterior import _neighbours
from helpers.posterior.rates.comparison import chances_largest
from helpers.priors import (
    Beta,
    Flat,
    GammaPrecision,
    HalfCauchy,
    HalfNormal,
    MeanConcentration,
    Normal,
    StudentT,
    Uniform,
)
from tests.posterior.rule import rule

COUNTS = ([5, 0, 12], [40, 25, 60], [2, 1, 9], [38, 30, 55])


@cache
def under_a_heavy_prior() -> RandomEffects:
    return binomial_random_effects(*COUNTS, tau_prior=HalfCauchy(1))


def pair(*values: float) -> np.ndarray:
    return np.array(values)[:, None]


def one_panel(low: np.ndarray, _: np.ndarray) -> np.ndarray:
    """Instead of `panel_count`."""
    return np.ones(len(low), int)


def test_a_wide_rate_against_a_narrow_one() -> None:
    # the narrow one integrated over, where it lives; the wide one's distribution is smooth there
    narrow = stats.beta(9000, 11_000)
    p, weight = rule(*narrow.ppf([1e-15, 1 - 1e-15]), 60)
    mass = weight * narrow.pdf(p)
    expected = mass @ stats.beta.sf(p, 1.5, 2) / mass.sum()
    found = chances_largest(pair(1.5, 9000), pair(2, 11_000))[:, 0]
    assert found == pytest.approx([expected, 1 - expected], abs=1e-11)


@pytest.mark.parametrize(("a", "b"), [(20_000.04, 0.0095), (5.0, 1e-6), (40.0, 0.3)])
def test_a_rate_piled_up_at_one_end_against_a_moderate_one(a: float, b: float) -> None:
    # of the rates' distances from 1: 9·x⁸ is the density of the moderate one's
    root, weight = rule(0, 1, 200)
    x = root**3  # for the kink of the other's distribution near 0
    mass = weight * 3 * root**2 * 9 * x**8
    expected = mass @ betainc(b, a, x)
    assert chances_largest(pair(a, 1), pair(b, 9))[0] == pytest.approx(expected, abs=1e-9)


def test_one_of_several_rates_is_the_largest_whatever_their_sizes() -> None:
    a, b = 10 ** np.random.default_rng(1).uniform(-3, 5, (2, 5, 200))
    found = chances_largest(a, b)
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("arms", [2, pytest.param(3, marks=pytest.mark.certify)])
def test_the_rank_among_arms_of_very_different_sizes_adds_up(arms: int) -> None:
    successes, trials = [1, 9000, 30][:arms], [3, 20_000, 70][:arms]
    best = beta_binomial(successes, trials, MeanConcentration(Beta(1, 1), HalfNormal(50))).prob_best
    assert best.sum() == pytest.approx(1, abs=1e-9)
    assert (best > 0.05).all()


@pytest.mark.parametrize("bounds", [(0.1, 0.4), (0.0, 0.02), (0.9, 1.0)])
def test_a_mean_rate_between_bounds_by_a_plain_grid(bounds: tuple[float, float]) -> None:
    low, high = bounds
    y, n = np.array([3, 1]), np.array([12, 30])
    m, weight = rule(low, high, 400)
    # c = 40 for certain, nearly
    likelihood = stats.betabinom.pmf(y[:, None], n[:, None], 40 * m, 40 * (1 - m)).prod(axis=0)
    mass = weight / (high - low) * likelihood
    post = beta_binomial(y, n, MeanConcentration(Uniform(low, high), Uniform(40, 40 + 1e-6)))
    assert post.log_evidence == pytest.approx(np.log(mass.sum()), abs=1e-6)
    assert post.mean_rate.mean == pytest.approx(mass @ m / mass.sum(), abs=1e-8)
    assert low < post.mean_rate.quantile(1e-6) < post.mean_rate.quantile(1 - 1e-6) < high


@pytest.mark.slow
@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_draws_of_an_effect_beyond_its_table(side: float) -> None:
    """Two arms without an event, or with nothing else: far out the likelihood is flat or a line."""
    counts = (0.0, 20.0, 2.0, 20.0) if side < 0 else (20.0, 20.0, 2.0, 20.0)
    table = StudyLikelihood.of(counts, Normal(-2, 1))
    for mu, tau in ((side * 80, 7.0), (side * 40, 0.3), (-side * 70, 4.0), (0.0, 60.0)):
        draws = table.draw(np.full(6000, mu), np.full(6000, tau), np.random.default_rng(3))
        _, mean, variance = (part[0, 0] for part in table.average(np.array([[mu]]), np.array([tau])))
        sd = np.sqrt(variance)
        assert draws.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(6000))
        assert draws.std() == pytest.approx(sd, rel=0.04)


def test_draws_of_an_effect_where_its_prior_all_but_decides() -> None:
    table = StudyLikelihood.of((400.0, 5000.0, 350.0, 5000.0), Normal(-2, 1))
    draws = table.draw(np.full(50, 0.3), np.full(50, 1e-6), np.random.default_rng(1))
    np.testing.assert_allclose(draws, 0.3, atol=1e-5)
    # a likelihood whose square float64 could not hold
    draws = table.draw(np.full(3000, 3.0), np.full(3000, 0.03), np.random.default_rng(1))
    log_total, mean, _ = (part[0, 0] for part in table.average(np.array([[3.0]]), np.array([0.03])))
    assert log_total < -500
    assert draws.mean() == pytest.approx(mean, abs=4 * draws.std() / np.sqrt(3000))


@pytest.mark.parametrize("counts", [(0, 20, 2, 20), (20, 20, 2, 20), (3, 40, 4, 38)])
def test_averages_where_the_normal_straddles_an_end_of_the_table(counts: tuple[float, ...]) -> None:
    table = StudyLikelihood.of(counts, Normal(-2, 1))  # type: ignore[arg-type]
    for end, tau in itertools.product((table.low, table.high), (0.5, 6.0)):
        for mu in end + tau * np.array([-3, -1, 0, 0.5, 2]):
            found = [part[0, 0] for part in table.average(np.array([[mu]]), np.array([tau]))]
            theta = mu + tau * np.linspace(-30, 30, 60_001)
            log_f = table.log_value(theta) + stats.norm.logpdf(theta, mu, tau)
            mass = np.exp(log_f - log_f.max())
            mean = mass @ theta / mass.sum()
            assert found[0] == pytest.approx(log_f.max() + np.log(mass.sum() * tau / 1000), abs=1e-8)
            assert found[1] == pytest.approx(mean, abs=1e-6 * tau)
            assert found[2] == pytest.approx(mass @ (theta - mean) ** 2 / mass.sum(), rel=1e-5)


def test_the_table_of_a_study_of_millions_between_its_nodes() -> None:
    counts = (400_000.0, 5e6, 401_000.0, 5e6)
    table = StudyLikelihood.of(counts, Normal(-2, 1))
    theta = table.centre + table.width * np.linspace(-6, 6, 41)

    # so many events leave the baseline a Normal, and Laplace's method exact to about 1/events
    def laplace(effect: float) -> float:
        y_t, n_t, y_c, n_c = counts

        def fall(b: float) -> float:
            return -float(
                y_c * log_expit(b)
                + (n_c - y_c) * log_expit(-b)
                - 0.5 * (b + 2) ** 2
                + y_t * log_expit(b + effect)
                + (n_t - y_t) * log_expit(-b - effect)
            )

        top = minimize_scalar(fall, bracket=(-2.5, -2.4), tol=1e-14)
        p, q = expit(top.x), expit(top.x + effect)
        return -top.fun - 0.5 * np.log(n_c * p * (1 - p) + n_t * q * (1 - q) + 1)

    wanted = np.array([laplace(each) for each in theta])
    found = table.log_value(theta)
    np.testing.assert_allclose(found - found[20], wanted - wanted[20], atol=2e-5)


def test_neighbours_of_a_place_before_the_first_node_and_after_the_last() -> None:
    nodes, table = np.array([1.0, 2.0, 4.0]), np.array([10.0, 20.0, 40.0])
    left, right = _neighbours(nodes, table, np.array([0.5, 1.5, 3.0, 9.0]))
    assert (left.tolist(), right.tolist()) == ([10, 10, 20, 20], [20, 20, 40, 40])


@pytest.mark.slow
def test_slopes_turn_round_when_failures_are_counted_instead() -> None:
    treated, n_t = np.array([40, 9, 30]), np.array([900, 300, 500])
    control, n_c = np.array([30, 12, 20]), np.array([600, 600, 600])
    rare = varying_slopes(treated, n_t, control, n_c)
    common = varying_slopes(n_t - treated, n_t, n_c - control, n_c)
    assert common.log_evidence == pytest.approx(rare.log_evidence, abs=1e-8)
    np.testing.assert_allclose(common.slopes.mean, -rare.slopes.mean, atol=1e-8)
    np.testing.assert_allclose(common.intercepts.mean, -rare.intercepts.mean, atol=1e-8)
    np.testing.assert_allclose(common.slopes.sd, rare.slopes.sd, atol=1e-8)


def test_the_slopes_of_the_documentation_are_those_of_its_priors() -> None:
    arms = ([50, 60], [100, 100], [30, 55], [100, 100])
    stated = varying_slopes(*arms, StudentT(3, 0, 1), HalfNormal(1))
    assert varying_slopes(*arms).log_evidence == stated.log_evidence


@pytest.mark.slow
def test_the_sd_of_a_new_count_is_that_of_its_probabilities() -> None:
    count = beta_binomial([3, 9, 5], [10, 20, 8]).new_count(30)
    y = np.arange(31)
    assert count.mean == pytest.approx(count.pdf(y) @ y, rel=1e-6)
    assert count.sd == pytest.approx(np.sqrt(count.pdf(y) @ (y - count.mean) ** 2), rel=1e-6)


@pytest.mark.slow
def test_leaving_an_arm_out_is_to_predict_its_count() -> None:
    y, n, prior = [3, 9, 5], [10, 20, 8], MeanConcentration(Beta(2, 3), HalfNormal(20))
    for k, log_probability in enumerate(beta_binomial(y, n, prior).loo()):
        others = beta_binomial(np.delete(y, k), np.delete(n, k), prior)
        assert log_probability == pytest.approx(np.log(others.new_count(n[k]).pdf(y[k])), abs=1e-7)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.* is not resolved")
def test_the_error_estimates_notice_a_poor_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a single panel for each hyperparameter, and no halving, the answers are off, and said to be."""
    rates = [3, 900, 5], [10, 2000, 8], MeanConcentration(Uniform(0.2, 0.6), HalfCauchy(20))
    engines = {
        "theta": lambda: binomial_random_effects(*COUNTS, tau_prior=HalfCauchy(1)),
        "rates": lambda: beta_binomial(*rates),
    }
    good = {"theta": under_a_heavy_prior(), "rates": engines["rates"]()}
    monkeypatch.setattr("helpers.posterior.plane.nodes.panel_count", one_panel)
    monkeypatch.setattr("helpers.posterior.plane.nodes.HALVINGS", 0)
    for each, engine in engines.items():
        right, poor = good[each], engine()
        found, wanted = getattr(poor, each), getattr(right, each)
        error = np.abs(found.mean - wanted.mean) / wanted.sd
        error = max(error.max(), abs(poor.log_evidence - right.log_evidence))
        assert error > 1e-7
        assert poor.error_estimate > 0.1 * error
        assert right.error_estimate < 1e-3 * error


def test_halving_panels_one_by_one_finds_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    y, s = np.array([[0.4, 0.1, 0.6, 30.0], [0.2, 0.2, 0.1, 0.3]]), np.full((2, 4), [0.2, 0.3, 0.001, 5.0])
    prior = NormalMixture([0.5, 0.5], [0, 30], [0.1, 0.01])
    usual = random_effects(y, s, prior, HalfCauchy(1))
    monkeypatch.setattr("helpers.posterior.normal.solution.HALVINGS", 0)
    monkeypatch.setattr("helpers.posterior.normal.solution.panel_count", one_panel)
    alone = random_effects(y, s, prior, HalfCauchy(1))
    np.testing.assert_allclose(alone.log_evidence, usual.log_evidence, atol=1e-9)
    for name in ("mu", "tau", "theta", "theta_new"):
        one, other = getattr(alone, name), getattr(usual, name)
        np.testing.assert_allclose(one.mean, other.mean, rtol=1e-8)
        np.testing.assert_allclose(one.quantile(0.9), other.quantile(0.9), rtol=1e-7)


@pytest.mark.slow
def test_a_heavy_prior_of_the_spread() -> None:
    post = under_a_heavy_prior()
    assert post.error_estimate < 1e-7
    assert 0 < post.tau.mean < 2
    one = binomial_random_effects([3], [20], [2], [20], tau_prior=HalfCauchy(1))
    with pytest.warns(MomentWarning, match=r"tau\.sd"):
        assert one.tau.sd == math.inf


@pytest.mark.slow
def test_halving_the_plane_finds_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = under_a_heavy_prior()
    monkeypatch.setattr("helpers.posterior.plane.nodes.panel_count", one_panel)
    halved = binomial_random_effects(*COUNTS, tau_prior=HalfCauchy(1))
    assert halved.log_evidence == pytest.approx(usual.log_evidence, abs=1e-9)
    np.testing.assert_allclose(halved.theta.mean, usual.theta.mean, atol=1e-8)
    np.testing.assert_allclose(halved.theta.cdf(0.3), usual.theta.cdf(0.3), atol=1e-8)


def test_joint_draws_under_a_mixture_where_the_data_are_hardly_likely() -> None:
    """Three hundred studies: likelihoods beyond e^(±700) must not be multiplied out."""
    rng = np.random.default_rng(4)
    y = rng.normal(50, 30, 300)
    post = random_effects(y, np.full(300, 1e-2), NormalMixture([0.3, 0.7], [45, 55], [1, 1]), HalfNormal(40))
    draws = post.sample(2000, rng)
    for name in ("mu", "tau"):
        assert stats.kstest(draws[name], getattr(post, name).cdf).statistic < 2 / np.sqrt(2000)


@pytest.mark.parametrize("shape", [0.05, 0.2])
def test_one_study_says_nothing_of_a_spread_with_hardly_a_tail(shape: float) -> None:
    """Under a flat μ a single study leaves τ its prior, whose mass lies many powers of ten away."""
    prior = GammaPrecision(shape, 0.1)
    tau = random_effects([0.3], [0.2], Flat(), prior).tau
    q = np.array([0.01, 0.3, 0.7, 0.9])
    np.testing.assert_allclose(tau.cdf(prior.quantile(q)), q, rtol=1e-7)
    np.testing.assert_allclose(tau.prob_above(prior.quantile(q)), 1 - q, rtol=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [pytest.param(0.25, marks=pytest.mark.certify), 0.4, 0.75, 1.5])
def test_moments_of_counts_exist_as_far_as_the_tail_lets_them(shape: float) -> None:
    """The prior of τ falls like τ^(−2·shape − 1): what one study says nothing of keeps that tail."""
    prior = GammaPrecision(shape, 0.1)
    anywhere = binomial_random_effects([3], [20], [2], [20], mu_prior=Flat(), tau_prior=prior)
    empty = binomial_random_effects([0], [20], [2], [20], tau_prior=prior)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MomentWarning)
        for quantity in (anywhere.mu, anywhere.tau, empty.theta[0], empty.tau):
            assert math.isfinite(quantity.mean) == (shape > 0.5)
            assert math.isfinite(quantity.sd) == (shape > 1)
        assert math.isnan(anywhere.mu.mean) == (shape < 0.5)
        assert math.isfinite(anywhere.theta.sd[0])


def test_single_numbers_are_no_studies() -> None:
    with pytest.raises(ValueError, match=r"events_t must have the shape \(\.\.\., K\)"):
        binomial_random_effects(5, 10, 3, 10)


def test_an_unknown_hyperprior_is_named() -> None:
    with pytest.raises(ValueError, match=r"hyperprior.*proper.*improper"):
        beta_binomial([1, 2], [5, 5], "proper")


@pytest.mark.parametrize("events_t", [0, 10])
def test_a_flat_mean_needs_both_outcomes_in_some_treated_arm(events_t: int) -> None:
    with pytest.raises(ValueError, match=r"improper.*found 0"):
        binomial_random_effects([events_t] * 2, [10] * 2, [3, 4], [10] * 2, mu_prior=Flat())
