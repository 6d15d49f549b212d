"""Mixtures of Betas: one component is the Beta, several are their average, in both tails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hst
from scipy import stats

from helpers.distributions import BetaMixture
from helpers.priors import Beta

Q = np.array([1e-9, 1e-4, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-9])
mixtures = hst.integers(1, 4).flatmap(
    lambda size: hst.builds(
        lambda w, a, b: BetaMixture(np.array(w) / sum(w), a, b),
        *(
            hst.lists(values, min_size=size, max_size=size)
            for values in (hst.floats(0.05, 1), hst.floats(0.2, 300), hst.floats(0.2, 300))
        ),
    )
)


@pytest.mark.parametrize(("a", "b"), [(2, 3), (0.5, 0.5), (1, 1), (500, 3), (1e5, 1e7), (1, 40)])
def test_one_component_is_a_beta(a: float, b: float) -> None:
    one, beta = BetaMixture([1], [a], [b]), Beta(a, b)
    x = beta.quantile(Q)
    np.testing.assert_allclose(one.quantile(Q), x, rtol=1e-9)
    np.testing.assert_allclose(one.pdf(x), beta.pdf(x), rtol=1e-12)
    np.testing.assert_allclose(one.cdf(x), beta.cdf(x), rtol=1e-12)
    np.testing.assert_allclose(one.prob_above(x), beta.prob_above(x), rtol=1e-9)
    assert (one.mean, one.sd) == pytest.approx((beta.mean, beta.sd), rel=1e-12, abs=0)
    assert one.interval(0.9) == pytest.approx(beta.interval(0.9), rel=1e-9, abs=0)


@settings(max_examples=60, deadline=None)
@given(mixtures, hst.floats(1e-6, 1 - 1e-6))
def test_a_mixture_is_the_average_of_its_components(mixture, q) -> None:
    w, a, b = mixture.parts()
    x = float(mixture.quantile(q))
    assert mixture.cdf(x) == pytest.approx(q, rel=1e-9, abs=0)
    assert mixture.cdf(x) == pytest.approx(w @ stats.beta.cdf(x, a, b), rel=1e-12, abs=0)
    assert mixture.prob_above(x) == pytest.approx(w @ stats.beta.sf(x, a, b), rel=1e-9, abs=0)
    assert mixture.pdf(x) == pytest.approx(w @ stats.beta.pdf(x, a, b), rel=1e-9, abs=0)
    mean, var = stats.beta.stats(a, b)
    assert mixture.mean == pytest.approx(w @ mean, rel=1e-12, abs=0)
    assert mixture.sd**2 == pytest.approx(w @ (var + mean**2) - (w @ mean) ** 2, rel=1e-9, abs=1e-12)


def test_a_gap_and_the_ends_of_the_support() -> None:
    apart = BetaMixture([0.3, 0.7], [2, 9e5], [9e5, 2])
    np.testing.assert_allclose(apart.quantile([0.15, 0.65]), [Beta(2, 9e5).quantile(0.5), 1], atol=1e-5)
    assert apart.quantile([0, 1]).tolist() == [0, 1]
    assert apart.pdf([-0.5, 1.5]).tolist() == [0, 0]
    assert apart.cdf([-np.inf, -1, 2, np.inf]).tolist() == [0, 0, 1, 1]
    assert apart.prob_above([-1, 2]).tolist() == [1, 0]
    tiny = BetaMixture([0.5, 0.5], [0.01, 20], [0.01, 80])
    assert tiny.cdf(tiny.quantile(0.01)) == pytest.approx(0.01, rel=1e-9, abs=0)


def test_draws_follow_the_distribution_function() -> None:
    mixture = BetaMixture([0.2, 0.8], [1, 30], [1, 270])
    draws = np.sort(mixture.sample(4000, np.random.default_rng(5)))
    assert np.abs(mixture.cdf(draws) - (np.arange(4000) + 0.5) / 4000).max() < 2.2 / np.sqrt(4000)


def test_a_component_without_weight_does_not_count() -> None:
    mixture = BetaMixture([1, 0], [3, 0.5], [7, 0.5])
    assert mixture.quantile(0.2) == pytest.approx(Beta(3, 7).quantile(0.2), rel=1e-12, abs=0)
    assert mixture.pdf(0.0) == 0


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        (([0.5, 0.6], [1, 1], [1, 1]), "weights"),
        (([-0.5, 1.5], [1, 1], [1, 1]), "weights"),
        (([], [], []), "weights"),
        (([0.5, 0.5], [1, 1, 1], [1, 1]), "a"),
        (([0.5, 0.5], [1, 0], [1, 1]), "a"),
        (([0.5, 0.5], [1, 1], [1, -2]), "b"),
        (([0.5, 0.5], [1, 1], [1, np.nan]), "b"),
    ],
)
def test_impossible_mixtures_are_refused(parts, named: str) -> None:
    with pytest.raises(ValueError, match=rf"\b{named} must"):
        BetaMixture(*parts)
