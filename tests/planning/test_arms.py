"""Unequal arms, a margin, and the smallest effect that is likely to be found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers.distributions import EffectPrior, NormalMixture
from helpers.planning import (
    assurance,
    assurance_ceiling,
    best_sample_size,
    expected_gain,
    experiment_cost,
    minimum_detectable_effect,
    power,
    sample_size,
    standard_error,
)
from helpers.priors import Flat, Normal, StudentT, Uniform
from tests.opaque import Opaque

BELIEF = EffectPrior(0.4, 0.5)
ROBUST = NormalMixture([0.8, 0.2], [0.4, 0.0], [0.5, 2.0])
ratios, margins = st.floats(0.1, 10), st.floats(-0.5, 0.5)
analyses = st.sampled_from([Flat(), Normal(0.1, 0.7), ROBUST])


# Unequal arms


@given(st.integers(20, 10**6), st.floats(0.1, 50), ratios)
def test_the_standard_error_adds_the_variances_of_two_arms(n, sigma, ratio) -> None:
    assert standard_error(n, sigma, ratio) ** 2 == pytest.approx(
        sigma**2 / n + sigma**2 / (ratio * n), rel=1e-12, abs=0
    )
    # Which arm is called treated is all the same.
    assert standard_error(n, sigma, ratio) == pytest.approx(
        standard_error(n * ratio, sigma, 1 / ratio), rel=1e-12, abs=0
    )
    assert standard_error(n, sigma, 1) == standard_error(n, sigma)
    # Of so many visitors in all, equal arms learn most.
    total = (1 + ratio) * n
    assert standard_error(n, sigma, ratio) >= standard_error(total / 2, sigma) * (1 - 1e-12)


def test_a_large_control_cannot_replace_the_treated() -> None:
    assert standard_error(400, 4, 1e12) == pytest.approx(4 / 20, rel=1e-9, abs=0)


@pytest.mark.slow
@given(st.floats(-1, 2), st.integers(20, 5000), ratios, analyses)
def test_unequal_arms_decide_as_equal_ones_of_the_harmonic_mean(effect, n, ratio, analysis) -> None:
    equal = 2 * n * ratio / (1 + ratio)
    if equal < 1:
        return
    assert power(effect, n, 4, 0.9, analysis, ratio) == pytest.approx(power(effect, equal, 4, 0.9, analysis))
    assert assurance(BELIEF, n, 4, 0.9, analysis, ratio) == pytest.approx(
        assurance(BELIEF, equal, 4, 0.9, analysis), rel=1e-9, abs=0
    )


def test_unequal_arms_by_simulation() -> None:
    rng = np.random.default_rng(3)
    n, ratio, worlds = 50, 3, 4000
    treated = rng.normal(0.5, 1.5, (worlds, n)).mean(1)
    control = rng.normal(0, 1.5, (worlds, n * ratio)).mean(1)
    decided = (treated - control) / (1.5 * np.sqrt(1 / n + 1 / (n * ratio))) > stats.norm.ppf(0.95)
    chance = power(0.5, n, 1.5, ratio=ratio)
    assert decided.mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / worlds))


# A margin


@given(st.floats(-1, 2), st.integers(20, 5000), margins, analyses)
def test_a_margin_moves_the_origin(effect, n, margin, analysis) -> None:
    moved = analysis
    if isinstance(analysis, Normal):
        moved = Normal(analysis.mean - margin, analysis.sd)
    elif isinstance(analysis, NormalMixture):
        moved = NormalMixture(analysis.weights, np.asarray(analysis.means) - margin, analysis.sds)
    assert power(effect, n, 4, 0.9, analysis, 1, margin) == pytest.approx(
        power(effect - margin, n, 4, 0.9, moved), rel=1e-6, abs=1e-9
    )


def test_at_the_margin_itself_the_error_is_the_threshold() -> None:
    np.testing.assert_allclose(power([-0.2, 0, 0.3], 400, 4, 0.95, margin=[-0.2, 0, 0.3]), 0.05, rtol=1e-12)


def test_no_harm_is_easier_to_show_than_an_effect() -> None:
    chances = assurance(BELIEF, 400, 4, margin=[-0.2, 0.0, 0.2])
    assert (np.diff(chances) < 0).all()
    assert chances[1] == assurance(BELIEF, 400, 4)
    ceilings = [assurance_ceiling(BELIEF, margin) for margin in (-0.2, 0, 0.2)]
    np.testing.assert_allclose(ceilings, stats.norm.sf([-0.2, 0, 0.2], 0.4, 0.5), rtol=1e-12)
    for margin, ceiling in zip((-0.2, 0, 0.2), ceilings, strict=True):
        assert assurance(BELIEF, 10**12, 4, margin=margin) == pytest.approx(ceiling, abs=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 0.95), ratios, margins, st.sampled_from([BELIEF, ROBUST]))
def test_the_sample_size_is_the_first_that_reaches_the_target(share, ratio, margin, prior) -> None:
    target = share * assurance_ceiling(prior, margin)
    n = sample_size(prior, target, 4, analysis_prior=Flat(), ratio=ratio, margin=margin)
    assert assurance(prior, n, 4, analysis_prior=Flat(), ratio=ratio, margin=margin) >= target
    if n > 1:
        assert assurance(prior, n - 1, 4, analysis_prior=Flat(), ratio=ratio, margin=margin) < target


def test_a_target_above_the_ceiling_of_the_margin_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ceiling 0\.4207\d* = P\(effect > margin 0\.5\)"):
        sample_size(BELIEF, 0.6, 4, margin=0.5)


def test_equal_arms_need_the_fewest_visitors() -> None:
    totals = [(1 + r) * sample_size(BELIEF, 0.6, 4, ratio=r) for r in (0.25, 0.5, 1, 2, 4)]
    assert np.argmin(totals) == 2
    assert experiment_cost(100, 2, 5, ratio=3) == 805
    assert experiment_cost(100, 2, 5) == experiment_cost(100, 2, 5, 1) == 405


# What is gained, with all of it


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 5000), ratios, margins, st.floats(0, 500), analyses)
def test_gains_are_counted_over_the_prior(n, ratio, margin, price, analysis) -> None:
    """E[value·θ − price; shipped], the integral over the prior a sum of power times density."""
    node, weight = np.polynomial.legendre.leggauss(400)
    theta = 0.4 + 0.5 * 9 * node
    shipped = power(theta, n, 4, 0.9, analysis, ratio, margin)
    earned = 4.5 * weight @ (stats.norm.pdf(theta, 0.4, 0.5) * shipped * (1000 * theta - price))
    found = expected_gain(BELIEF, n, 4, 1000, 0.3, 0.9, analysis, ratio, margin, price)
    assert found == pytest.approx(earned - 0.3 * (1 + ratio) * n, rel=1e-9, abs=1e-6)


def test_the_price_of_shipping_moves_the_origin() -> None:
    """Who pays c·value on shipping and asks for an effect above c has the problem of θ − c, with no price."""
    moved = EffectPrior(0.2, 0.5)
    n = np.array([50, 400, 3000])
    np.testing.assert_allclose(
        expected_gain(BELIEF, n, 4, 1e5, margin=0.2, cost_to_ship=2e4), expected_gain(moved, n, 4, 1e5)
    )
    here, there = (
        best_sample_size(BELIEF, 4, 1e5, margin=0.2, cost_to_ship=2e4),
        best_sample_size(moved, 4, 1e5),
    )
    assert here.n_per_arm == there.n_per_arm
    assert (here.gain, here.assurance) == pytest.approx((there.gain, there.assurance), rel=1e-9)


@pytest.mark.parametrize("prior", [BELIEF, ROBUST], ids=["normal", "mixture"])
@pytest.mark.parametrize(
    "test",
    [
        {"ratio": 3.0, "margin": 0.2, "cost_to_ship": 4e3},
        {"ratio": 0.3, "margin": -1.5, "threshold": 0.99},  # a large experiment would ship what harms
        {"margin": 0.6, "threshold": 0.2, "cost_to_ship": 500.0},
    ],
)
def test_no_other_size_gains_more(prior, test) -> None:
    plan = best_sample_size(prior, 4, 2e4, 0.5, analysis_prior=Flat(), **test)
    n = np.unique(np.concatenate([np.arange(1, 3000), np.geomspace(3000, 10**6, 3000).round()]))
    gains = expected_gain(prior, n, 4, 2e4, 0.5, analysis_prior=Flat(), **test)
    assert plan.gain >= gains.max() - 1e-6
    assert plan.cost == (1 + test.get("ratio", 1)) * plan.n_per_arm * 0.5


def test_equal_arms_gain_most() -> None:
    gains = [best_sample_size(BELIEF, 4, 1e4, ratio=r).gain for r in (0.25, 0.5, 1, 2, 4)]
    assert np.argmax(gains) == 2
    assert gains[1] == pytest.approx(gains[3], rel=1e-3)  # half or twice the control: all but the same


# The minimum detectable effect


@pytest.mark.slow
@given(
    st.integers(10, 10**6),
    st.floats(0.1, 20),
    st.floats(0.05, 0.99),
    st.floats(0.5, 0.99),
    analyses,
    ratios,
    margins,
)
def test_the_power_at_the_minimum_detectable_effect_is_as_asked(
    n, sigma, wanted, threshold, analysis, ratio, margin
) -> None:
    effect = minimum_detectable_effect(n, sigma, wanted, threshold, analysis, ratio, margin)
    assert power(effect, n, sigma, threshold, analysis, ratio, margin) == pytest.approx(wanted, abs=1e-9)
    assert power(effect + sigma, n, sigma, threshold, analysis, ratio, margin) > wanted


def test_the_textbook_case() -> None:
    z = stats.norm.ppf(0.95) + stats.norm.ppf(0.8)
    assert minimum_detectable_effect(400, 4) == pytest.approx(z * 4 * np.sqrt(2 / 400), rel=1e-12, abs=0)
    assert z == pytest.approx(2.49, abs=0.005)
    # Lehr's rule: 16 σ²/δ² an arm find δ in a two-sided test at 5 % with a chance of 80 %.
    assert 16 * (4 / minimum_detectable_effect(400, 4, threshold=0.975)) ** 2 == pytest.approx(
        400, rel=0.02, abs=0
    )
    # Four times the visitors halve it; half of all effects at the critical estimate are found.
    found = minimum_detectable_effect([400, 1600], 4)
    assert found[0] / found[1] == pytest.approx(2, rel=1e-12, abs=0)
    half = minimum_detectable_effect(400, 4, 0.5)
    assert half == pytest.approx(stats.norm.ppf(0.95) * standard_error(400, 4), rel=1e-12, abs=0)


def test_a_margin_is_added_and_shapes_broadcast() -> None:
    plain = minimum_detectable_effect(400, 4)
    assert minimum_detectable_effect(400, 4, margin=-0.2) == pytest.approx(plain - 0.2, rel=1e-12, abs=0)
    assert minimum_detectable_effect([[400], [800]], 4, margin=[0, 0.1, 0.2], ratio=[1, 2, 3]).shape == (2, 3)


@pytest.mark.parametrize("analysis", [StudentT(3, 0, 1), Opaque(Normal(0.1, 0.7))])
def test_any_analysis_prior_will_do(analysis) -> None:
    effect = minimum_detectable_effect(400, 4, 0.7, 0.9, analysis, 2, 0.1)
    assert power(effect, 400, 4, 0.9, analysis, 2, 0.1) == pytest.approx(0.7, abs=1e-7)


def test_a_prior_that_has_decided_needs_no_effect_or_finds_none() -> None:
    assert minimum_detectable_effect(400, 4, analysis_prior=Uniform(1, 2)) == -np.inf
    assert minimum_detectable_effect(400, 4, analysis_prior=Uniform(-2, -1)) == np.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: minimum_detectable_effect(0, 4), "n_per_arm must be at least 1"),
        (lambda: minimum_detectable_effect(400, 4, 1), "power must be below 1"),
        (lambda: minimum_detectable_effect(400, 4, ratio=0), "ratio must be above 0"),
        (lambda: minimum_detectable_effect(400, 4, margin=np.nan), "margin must be finite"),
        (lambda: power(0.1, 400, 4, ratio=-1), "ratio must be above 0"),
        (lambda: power([0.1, 0.2], 400, 4, margin=[0, 0, 0]), "margin must have shapes that broadcast"),
        (lambda: assurance(BELIEF, [400, 500], 4, ratio=[1, 2, 3]), "ratio must have shapes that broadcast"),
        (lambda: experiment_cost(400, ratio=0), "ratio must be above 0"),
        (lambda: sample_size(BELIEF, 0.5, 4, ratio=0), "ratio must be above 0"),
        (lambda: expected_gain(BELIEF, 400, 4, 1, ratio=0), "ratio must be above 0"),
        (lambda: best_sample_size(BELIEF, 4, 1, margin=np.inf), "margin must be finite"),
        (lambda: expected_gain(BELIEF, 400, 4, 1, cost_to_ship=-1), "cost_to_ship must be at least 0"),
    ],
)
def test_bad_arguments_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
