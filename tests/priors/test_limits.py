"""Priors at the ends: far tails, edges of the support, the power of a tail, who is warned."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
import scipy.stats as st
from scipy.special import betainc

from helpers._roots import invert
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
    MomentWarning,
    Normal,
    Pareto,
    Prior,
    StudentT,
    Uniform,
)

POSITIVE: list[Prior] = [HalfNormal(0.5), HalfCauchy(2), HalfStudentT(3, 0.7), Exponential(0.5)]
UNBOUNDED: list[Prior] = [
    *POSITIVE,
    Normal(0.3, 2),
    StudentT(3, 0.5, 2),
    GammaPrecision(2.5, 0.3),
    Pareto(3, 0.5),
]
AT_THE_ENDS = MeanConcentration(Beta(0.5, 0.5), Uniform(0, 0.5))  # most of the mass within 1e-16 of 0 or 1


def composite(edges: Any) -> Any:
    """Nodes and weights of Gauss's rule on every panel."""
    node, weight = np.polynomial.legendre.leggauss(24)
    half, middle = 0.5 * np.diff(edges)[:, None], 0.5 * (edges[1:] + edges[:-1])[:, None]
    return (middle + half * node).ravel(), (half * weight).ravel()


@pytest.mark.parametrize("prior", POSITIVE, ids=repr)
def test_small_quantiles_keep_their_digits(prior: Prior) -> None:
    """Near 0 the density is constant: Q(q) = q / p(0)."""
    assert prior.quantile(1e-20) == pytest.approx(1e-20 / prior.pdf(0.0), rel=1e-12, abs=0)


@pytest.mark.parametrize("prior", UNBOUNDED, ids=repr)
def test_large_quantiles_keep_their_digits(prior: Prior) -> None:
    upper = 2.0**-44  # 1 − q is exact
    assert prior.prob_above(prior.quantile(1 - upper)) == pytest.approx(upper, rel=1e-9, abs=0)


def test_a_quantile_near_the_largest_number() -> None:
    prior = GammaPrecision(0.001, 0.001)
    assert prior.quantile(prior.cdf(1e300)) == pytest.approx(1e300, rel=1e-6)


@pytest.mark.parametrize(
    "prior",
    [
        StudentT(3, 0, 2),
        HalfCauchy(2),
        HalfStudentT(3.5, 0.7),
        GammaPrecision(1.5, 0.3),
        Pareto(2.5, 0.5),
        Flat(),
        HalfFlat(),
    ],
    ids=repr,
)
def test_the_tail_is_the_power_of_the_density_far_out(prior: Prior) -> None:
    fall = (prior.logpdf(1e8) - prior.logpdf(1e10)) / math.log(100)
    assert fall == pytest.approx(prior.tail, abs=1e-9)


@pytest.mark.parametrize("prior", [StudentT(3, 0, 2), HalfStudentT(3, 2), HalfCauchy(2)], ids=repr)
def test_a_heavy_tail_goes_on_beyond_the_root_of_the_largest_number(prior: Prior) -> None:
    assert prior.logpdf(1e250) - prior.logpdf(1e100) == pytest.approx(
        -prior.tail * math.log(1e150), rel=1e-12
    )


@pytest.mark.parametrize("prior", [Normal(0, 1), HalfNormal(1), Exponential(1)], ids=repr)
def test_a_light_tail_is_lighter_than_every_power(prior: Prior) -> None:
    assert prior.tail == math.inf


@pytest.mark.parametrize("prior", [Uniform(0.2, 3), Beta(1, 1)], ids=repr)
def test_both_edges_belong_to_the_support(prior: Prior) -> None:
    low, high = prior.support
    assert prior.pdf([low, high]) == pytest.approx([1 / (high - low)] * 2)


def test_a_pareto_with_a_variance_but_no_third_moment() -> None:
    assert Pareto(2.5, 3).sd == pytest.approx(st.pareto(2.5, 0, 3).std(), rel=1e-12)


def test_no_draws_are_an_empty_array() -> None:
    assert Normal(0, 1).sample(0, np.random.default_rng(1)).shape == (0,)


def test_a_probability_is_not_negative() -> None:
    with pytest.raises(ValueError, match=r"q must lie in \[0, 1\]; found -0\.2"):
        Normal(0, 1).quantile([0.5, -0.2])


@pytest.mark.parametrize(
    ("prior", "moment"), [(StudentT(1, 0, 1), "mean"), (HalfCauchy(1), "mean"), (Pareto(1, 1), "sd")]
)
def test_the_line_that_asks_for_a_moment_is_the_one_warned(prior: Prior, moment: str) -> None:
    with pytest.warns(MomentWarning) as caught:
        getattr(prior, moment)
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.slow
@pytest.mark.parametrize(
    "prior", [*UNBOUNDED, Uniform(0.2, 3), Beta(0.5, 3), Pareto(0.001, 0.5), AT_THE_ENDS], ids=repr
)
def test_extreme_questions_are_answered_without_a_murmur(prior: Prior) -> None:
    x = np.array([-math.inf, -1e300, -1, 0, 1e-300, 1e-16, 0.5, 1 - 1e-16, 1, 1e300, math.inf])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not np.isnan(prior.logpdf(x)).any()
        cdf, above = prior.cdf(x), prior.prob_above(x)
        assert not np.isnan(prior.quantile([0, 1e-300, 1e-16, 0.5, 1 - 1e-16, 1])).any()
    np.testing.assert_allclose(cdf + above, 1, rtol=1e-9)
    assert (np.diff(cdf) >= 0).all()
    assert (np.diff(above) <= 0).all()


class TestMeanConcentration:
    prior = MeanConcentration(Beta(4, 6), HalfNormal(30))

    def test_the_density_is_the_slope_of_the_distribution_function(self) -> None:
        x, h = np.array([0.1, 0.3, 0.4, 0.7]), 1e-4
        slope = (self.prior.cdf(x + h) - self.prior.cdf(x - h)) / (2 * h)
        np.testing.assert_allclose(self.prior.pdf(x), slope, rtol=1e-5)

    @pytest.mark.slow
    @pytest.mark.parametrize("x", [0.02, 0.1, 0.4, 0.9])
    def test_a_rate_averages_over_mean_and_concentration(self, x: float) -> None:
        """Against a fine rule over both."""
        c, c_weight = composite(np.concatenate([[0], np.geomspace(1e-8, 300, 20)]))
        towards_0 = np.geomspace(1e-14, 0.5, 16)
        m, m_weight = composite(np.concatenate([towards_0, 1 - towards_0[-2::-1]]))
        a, b = m * c[:, None], (1 - m) * c[:, None]

        def average(values: Any) -> float:
            return float(c_weight * HalfNormal(30).pdf(c) @ values @ (m_weight * Beta(4, 6).pdf(m)))

        assert self.prior.cdf(x) == pytest.approx(average(st.beta.cdf(x, a, b)), rel=1e-10)
        assert self.prior.prob_above(x) == pytest.approx(average(st.beta.sf(x, a, b)), rel=1e-10)
        assert self.prior.pdf(x) == pytest.approx(average(st.beta.pdf(x, a, b)), rel=1e-10)

    @pytest.mark.parametrize("mean_prior", [Beta(0.5, 0.5), Beta(400, 800), Uniform(0.2, 0.4)], ids=repr)
    @pytest.mark.parametrize("c", [0.01, 1.0, 1e4])
    def test_a_known_concentration(self, mean_prior: Prior, c: float) -> None:
        """What is left is one integral over the mean."""
        prior = MeanConcentration(mean_prior, Uniform(c * (1 - 1e-9), c * (1 + 1e-9)))
        low, high = mean_prior.quantile([0.0, 1.0])
        angle, weight = composite(np.linspace(0, np.pi / 2, 400))  # in it an arc sine law is even
        m, weight = low + (high - low) * np.sin(angle) ** 2, weight * (high - low) * np.sin(2 * angle)
        for x in (0.21, 0.33):
            found = float(st.beta.cdf(x, m * c, (1 - m) * c) @ (weight * mean_prior.pdf(m)))
            assert prior.cdf(x) == pytest.approx(found, rel=1e-7, abs=0)

    def test_means_closer_to_0_or_1_than_numbers_show(self) -> None:
        """m ~ Beta(0.01, 1) is below e^−60 with probability e^−0.6; its mirror image does as much at 1."""
        t, weight = composite(np.concatenate([np.linspace(0, 40, 30), np.geomspace(50, 5000, 30)]))
        m = np.exp(-np.minimum(t, 690))
        for x in (1e-9, 0.2, 0.7):
            found = float(betainc(3 * m, -3 * np.expm1(-t), x) @ (weight * 0.01 * np.exp(-0.01 * t)))
            low, high = (MeanConcentration(p, Uniform(3, 3 + 1e-9)) for p in (Beta(0.01, 1), Beta(1, 0.01)))
            assert low.cdf(x) == pytest.approx(found, rel=1e-7)
            assert high.prob_above(1 - x) == pytest.approx(low.cdf(1 - (1 - x)), rel=1e-6)

    @pytest.mark.slow
    def test_there_are_no_rates_outside_0_to_1(self) -> None:
        assert self.prior.support == (0, 1)
        assert self.prior.logpdf([-0.5, 1.5]).tolist() == [-math.inf, -math.inf]
        assert AT_THE_ENDS.prob_above([-0.5, 0, 1, 1.5]).tolist() == [1, 1, 0, 0]
        assert AT_THE_ENDS.cdf([-0.5, 0, 1, 1.5]).tolist() == [0, 0, 1, 1]
        assert AT_THE_ENDS.quantile([0, 1]).tolist() == [0, 1]

    def test_the_edges_have_a_density(self) -> None:
        """c ≤ ½ piles the rates up at both ends."""
        assert AT_THE_ENDS.pdf(0.0) > AT_THE_ENDS.pdf(1e-9) > AT_THE_ENDS.pdf(0.5)

    def test_both_tails_in_the_middle(self) -> None:
        x = np.array([0.1, 0.4, 0.8])
        np.testing.assert_allclose(self.prior.prob_above(x), 1 - self.prior.cdf(x), rtol=1e-8)


@pytest.mark.parametrize(
    ("name", "residual", "slope", "root"),
    [
        ("flat at its root", lambda x: (x - 1) ** 99, lambda x: 99 * (x - 1) ** 98, 1),
        ("a slope that vanishes", lambda x: x - 1, lambda x: np.full_like(x, 1e-310), 1),
        ("steep at its root", lambda x: np.cbrt(x - 1), lambda x: np.abs(x - 1 + 1e-30) ** (-2 / 3) / 3, 1),
        (
            "a step",
            lambda x: np.tanh(1e6 * (x - 1)),
            lambda x: 1e6 / np.cosh(np.minimum(1e6 * np.abs(x - 1), 700)) ** 2,
            1,
        ),
        (
            "a slope that is zero",
            lambda x: np.clip(x - 1, -0.1, 0.1),
            lambda x: 1.0 * (np.abs(x - 1) < 0.1),
            1,
        ),
    ],
)
def test_newton_is_safeguarded(name: str, residual: Any, slope: Any, root: float) -> None:
    start = np.array([-2.0, -1.0, 0.4, 2.5, 3.0])
    found = invert(residual, slope, np.full(5, -2.0), np.full(5, 3.0), start, np.full(5, 1e-300))
    np.testing.assert_allclose(found, root, atol=2e-3 if "flat" in name else 1e-12)
