"""Distributions: mixtures against brute force, tables against what was tabulated, one interface for all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.stats as st
from hypothesis import given, settings
from hypothesis import strategies as hst

from helpers.distributions import Distribution, EffectPrior, MomentWarning, NormalMixture
from helpers.distributions.grid import LINE, Chart, GridMarginal, tabulate
from helpers.distributions.stack import Stack
from helpers.posterior import random_effects
from helpers.priors import Flat, HalfCauchy, HalfFlat, Normal

MARKETS = (
    [0.48309942, 0.99764766, 1.38309254, 0.49277221, 0.43816122, 0.10090697, 0.07163361, -0.000651],
    [0.4227713, 0.35864818, 0.3301391, 0.29628342, 0.2770769, 0.25518187, 0.21211265, 0.16330539],
)

mixtures = hst.integers(1, 5).flatmap(
    lambda k: hst.tuples(
        hst.lists(hst.floats(0.01, 1), min_size=k, max_size=k),
        hst.lists(hst.floats(-50, 50), min_size=k, max_size=k),
        hst.lists(hst.floats(0.01, 20), min_size=k, max_size=k),
    )
)


def mixture_of(parts: tuple[list[float], list[float], list[float]]) -> NormalMixture:
    weights = np.array(parts[0])
    return NormalMixture(weights / weights.sum(), parts[1], parts[2])


@given(mixtures, hst.floats(0.001, 0.999))
@settings(max_examples=60, deadline=None)
def test_a_mixture_is_the_average_of_its_components(parts: Any, q: float) -> None:
    mixture = mixture_of(parts)
    weights, means, sds = (np.asarray(p) for p in (mixture.weights, mixture.means, mixture.sds))
    x = mixture.quantile(q)
    assert mixture.cdf(x) == pytest.approx(q, abs=1e-12)
    assert mixture.cdf(x) == pytest.approx(weights @ st.norm.cdf(x, means, sds), abs=1e-13)
    assert mixture.prob_above(x) == pytest.approx(weights @ st.norm.sf(x, means, sds), abs=1e-13)
    assert mixture.pdf(x) == pytest.approx(weights @ st.norm.pdf(x, means, sds), rel=1e-10)
    mean = weights @ means
    assert mixture.mean == pytest.approx(mean, abs=1e-12)
    assert mixture.sd**2 == pytest.approx(weights @ (sds**2 + means**2) - mean**2, rel=1e-9, abs=1e-9)


def test_quantiles_of_far_and_narrow_components() -> None:
    mixture = NormalMixture([0.3, 0.7], [-1e6, 1e6], [1e-3, 1.0])
    np.testing.assert_allclose(mixture.quantile([0.15, 0.65]), [-1e6, 1e6], atol=1e-8)
    assert mixture.quantile([0, 1]).tolist() == [-math.inf, math.inf]


def test_tail_probabilities_keep_their_digits() -> None:
    mixture = NormalMixture([0.5, 0.5], [0, 0], [1, 2])
    assert mixture.prob_above(30) == pytest.approx(0.5 * st.norm.sf(15), rel=1e-10, abs=0)
    assert mixture.quantile(mixture.cdf(-30.0)) == pytest.approx(-30, rel=1e-12)


def test_one_component_is_a_normal() -> None:
    one, q = NormalMixture([1], [0.4], [0.5]), np.linspace(0.01, 0.99, 7)
    for other in (Normal(0.4, 0.5), EffectPrior(0.4, 0.5)):
        np.testing.assert_allclose(one.quantile(q), other.quantile(q), rtol=1e-12)
        np.testing.assert_allclose(one.pdf(q), other.pdf(q), rtol=1e-12)
        np.testing.assert_allclose(one.cdf(q), other.cdf(q), rtol=1e-12)
        np.testing.assert_allclose(one.prob_above(q), other.prob_above(q), rtol=1e-12)
        assert (one.mean, one.sd) == (other.mean, other.sd)


@pytest.mark.parametrize("which", ["mixture", "effect prior", "mu", "tau", "theta", "table"])
def test_draws_follow_the_distribution_function(which: str) -> None:
    post = random_effects(*MARKETS)
    distribution: Distribution = {
        "mixture": NormalMixture([0.3, 0.7], [-1, 2], [0.5, 1]),
        "effect prior": EffectPrior(0.4, 0.5),
        "mu": post.mu,
        "tau": post.tau,
        "theta": post.theta[2],  # type: ignore[index]
        "table": GridMarginal(lambda: tabulate(st.gamma(3).pdf, 0, 60), (3, math.sqrt(3)), "gamma"),
    }[which]
    draws = np.sort(distribution.sample(4000, np.random.default_rng(5)))
    assert np.abs(distribution.cdf(draws) - (np.arange(4000) + 0.5) / 4000).max() < 2.2 / math.sqrt(4000)


def test_effect_prior_has_the_moments_of_the_next_effect() -> None:
    post = random_effects(*MARKETS)
    prior = EffectPrior.from_posterior(post)
    assert (prior.mu, prior.sigma) == (post.theta_new.mean, post.theta_new.sd)
    assert prior.prob_above(0) == pytest.approx(0.7872, abs=5e-5)
    assert prior.as_prior() == Normal(prior.mu, prior.sigma)


def test_effect_prior_refuses_a_posterior_without_moments_or_a_batch() -> None:
    heavy = random_effects([0.1, 0.5, 0.2], [0.1, 0.2, 0.3], Flat(), HalfFlat())
    with pytest.warns(MomentWarning), pytest.raises(ValueError, match=r"post\.theta_new"):
        EffectPrior.from_posterior(heavy)
    batch = random_effects([MARKETS[0], MARKETS[0]], [MARKETS[1], MARKETS[1]])
    with pytest.raises(ValueError, match="post must be a single posterior"):
        EffectPrior.from_posterior(batch)
    with pytest.raises(TypeError, match="post"):
        EffectPrior.from_posterior(0.4)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: EffectPrior(math.nan, 1), "mu"),
        (lambda: EffectPrior(0, 0), "sigma"),
        (lambda: NormalMixture([0.5, 0.6], [0, 1], [1, 1]), "weights"),
        (lambda: NormalMixture([-0.5, 1.5], [0, 1], [1, 1]), "weights"),
        (lambda: NormalMixture([0.5, 0.5], [0, 1, 2], [1, 1]), "means"),
        (lambda: NormalMixture([0.5, 0.5], [0, 1], [1, 0]), "sds"),
        (lambda: NormalMixture([0.5, 0.5], [0, math.inf], [1, 1]), "means"),
        (lambda: NormalMixture([[1.0]], [[0.0]], [[1.0]]), "weights"),
        (lambda: EffectPrior(0, 1).quantile(-0.1), "q"),
        (lambda: NormalMixture([1], [0], [1]).cdf([0, math.nan]), "x"),
    ],
)
def test_a_bad_argument_is_named(make: Any, named: str) -> None:
    with pytest.raises((ValueError, TypeError), match=rf"\b{named}\b"):
        make()


def test_a_mixture_cannot_be_changed_from_outside() -> None:
    weights = np.array([0.5, 0.5])
    mixture = NormalMixture(weights, [0, 1], [1, 1])
    with pytest.raises(ValueError, match="read-only"):
        mixture.means[0] = 3  # type: ignore[index]


class TestTable:
    """A density tabulated on panels gives back its distribution."""

    @pytest.mark.parametrize(
        ("frozen", "ends"),
        [
            (st.norm(3, 0.01), (2.8, 3.2)),
            (st.gamma(2.5), (0, 60)),
            (st.cauchy(), (-1e4, 1e4)),
            (st.beta(5, 2), (0, 1)),
        ],
        ids=["narrow normal", "gamma", "cauchy", "beta"],
    )
    def test_integrals_are_those_of_the_density(self, frozen: Any, ends: tuple[float, float]) -> None:
        table = GridMarginal(lambda: tabulate(frozen.pdf, *ends), (0.0, 1.0), "table")
        mass = frozen.cdf(ends[1]) - frozen.cdf(ends[0])
        x = frozen.ppf([0.001, 0.2, 0.5, 0.9, 0.999])
        np.testing.assert_allclose(table.cdf(x), (frozen.cdf(x) - frozen.cdf(ends[0])) / mass, atol=1e-9)
        np.testing.assert_allclose(
            table.prob_above(x), (frozen.cdf(ends[1]) - frozen.cdf(x)) / mass, atol=1e-9
        )
        np.testing.assert_allclose(table.pdf(x), frozen.pdf(x) / mass, rtol=1e-7)
        np.testing.assert_allclose(table.quantile(table.cdf(x)), x, rtol=1e-8, atol=1e-10)

    def test_outside_the_panels_there_is_nothing(self) -> None:
        table = GridMarginal(lambda: tabulate(st.beta(2, 2).pdf, 0, 1), (0.5, 0.2), "table")
        assert table.pdf([-1, 2]).tolist() == [0, 0]
        assert table.cdf([-1, 2]).tolist() == [0, 1]

    def test_a_falling_chart_turns_the_tails_round(self) -> None:
        """If U is a Gamma, 1/U is an inverse Gamma."""
        chart = Chart(lambda u: 1 / u, lambda x: 1 / x, lambda x: x**-2.0, (0, math.inf), rising=False)
        table = GridMarginal(lambda: tabulate(st.gamma(3).pdf, 1e-9, 60), (0.5, 0.5), "table", chart)
        twin, x = st.invgamma(3), np.array([0.1, 0.3, 1, 4])
        np.testing.assert_allclose(table.cdf(x), twin.cdf(x), atol=1e-11)
        np.testing.assert_allclose(table.prob_above(x), twin.sf(x), atol=1e-11)
        np.testing.assert_allclose(table.pdf(x), twin.pdf(x), rtol=1e-8)
        np.testing.assert_allclose(table.quantile([0.1, 0.9]), twin.ppf([0.1, 0.9]), rtol=1e-9)

    def test_moments_that_do_not_exist_are_announced(self) -> None:
        table = GridMarginal(lambda: tabulate(st.cauchy().pdf, -9, 9), (math.nan, math.inf), "odd", LINE)
        with pytest.warns(MomentWarning, match=r"odd\.mean does not exist"):
            assert math.isnan(table.mean)
        with pytest.warns(MomentWarning, match=r"odd\.sd is infinite"):
            assert table.sd == math.inf


class TestStack:
    stack = Stack([Normal(0, 1), Normal(1, 2), Normal(2, 3), Normal(3, 4)], (2, 2), "stack")

    def test_it_answers_entry_by_entry(self) -> None:
        assert self.stack.mean.tolist() == [[0, 1], [2, 3]]
        assert self.stack.sd.tolist() == [[1, 2], [3, 4]]
        np.testing.assert_allclose(self.stack.cdf([[0, 1], [2, 3]]), 0.5)
        np.testing.assert_allclose(self.stack.quantile([0.5, 0.5]), [[0, 1], [2, 3]])
        assert self.stack.quantile([[[0.1]], [[0.9]]]).shape == (2, 2, 2)
        assert self.stack.sample(3, np.random.default_rng(1)).shape == (3, 2, 2)

    def test_picking_from_it(self) -> None:
        assert self.stack[1, 0] == Normal(2, 3)
        assert self.stack[0].mean.tolist() == [0, 1]
        assert len(self.stack) == 2

    def test_a_shape_that_does_not_fit_raises(self) -> None:
        with pytest.raises(ValueError, match="does not broadcast against stack"):
            self.stack.cdf([1, 2, 3])


def test_draws_of_a_stack_keep_their_places() -> None:
    stack = Stack([Normal(10.0 * i, 0.1) for i in range(6)], (2, 3), "stack")
    draws = stack.sample(50, np.random.default_rng(1))
    np.testing.assert_allclose(draws, np.broadcast_to(10.0 * np.arange(6).reshape(2, 3), (50, 2, 3)), atol=1)


@pytest.mark.filterwarnings("ignore::helpers.distributions.MomentWarning")
def test_no_normal_has_a_mean_but_no_sd() -> None:
    """One study under a Cauchy prior of the spread: θ_new has a mean, its variance diverges."""
    post = random_effects([0.3], [0.2], Normal(0, 1), HalfCauchy(1))
    assert math.isfinite(post.theta_new.mean)
    assert math.isinf(post.theta_new.sd)
    with pytest.raises(ValueError, match="no Normal matches it"):
        EffectPrior.from_posterior(post)
