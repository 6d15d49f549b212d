"""Borrowing where an integral is hard: batches of unlike distributions, turns in a tail, cuts off centre."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from helpers.borrowing import (
    critical_estimate,
    operating_characteristics,
    probability_above,
    shrinkage_weights,
)
from helpers.borrowing.integrals import resolved
from helpers.distributions.stack import Stack
from helpers.priors import Exponential, HalfCauchy, HalfNormal, Normal, Pareto, StudentT, Uniform

UNLIKE = [HalfNormal(1), Uniform(0, 0.02), HalfCauchy(5), Exponential(30), Pareto(1.5, 0.3)]


def test_the_average_weight_of_a_batch_is_that_of_each() -> None:
    """Infinite ends, sharp ends and scales that differ by hundreds, side by side."""
    batch = Stack(UNLIKE, (5,), "tau")
    s = np.geomspace(0.01, 10, 15).reshape(5, 3)
    found = shrinkage_weights(s, batch)
    each = [shrinkage_weights(s[i], prior) for i, prior in enumerate(UNLIKE)]
    np.testing.assert_allclose(found, each, rtol=1e-11)


@pytest.mark.parametrize("s", [1e-3, 0.1, 10.0, 1e4])
def test_the_average_weight_turns_anywhere_in_the_tail(s: float) -> None:
    """For a half Cauchy of scale c, E s²/(s² + τ²) = s/(s + c)."""
    c = 0.1
    assert shrinkage_weights(s, HalfCauchy(c)) == pytest.approx(s / (s + c), rel=1e-10)


def test_one_tau_of_a_batch_with_mass_below_0_is_refused() -> None:
    batch = Stack([HalfNormal(1), Normal(0, 1)], (2,), "tau")
    with pytest.raises(ValueError, match="tau must have no mass below 0"):
        shrinkage_weights(np.ones((2, 3)), batch)


@pytest.mark.parametrize(
    ("y", "se", "b"), [(0.1, 0.5, 0.2), (2.0, 0.3, 1.7), (-1.0, 2.0, 0.5), (0.3, 1e-3, 0.301)]
)
def test_a_probability_under_any_prior_against_integration(y: float, se: float, b: float) -> None:
    prior = StudentT(3, 0.2, 0.4)

    def mass(low: float, high: float) -> float:
        def f(z: float) -> float:
            return float(prior.pdf(y + se * z)) * math.exp(-0.5 * z * z)

        ends = np.clip((np.array([low, high]) - y) / se, -38, 38)
        marks = [ends[0], *(m for m in (-8.0, -3.0, 0.0, 3.0, 8.0) if ends[0] < m < ends[1]), ends[1]]
        return sum(quad(f, *pair, epsabs=0, epsrel=1e-13)[0] for pair in pairwise(marks))

    above, below = mass(b, math.inf), mass(-math.inf, b)
    assert probability_above(prior, y, se, b) == pytest.approx(above / (above + below), rel=1e-12)


def test_the_estimate_needed_passes_the_threshold_under_any_prior() -> None:
    prior, se = StudentT(3, 0.2, 0.4), np.array([1e-3, 0.1, 1.0, 30.0])
    needed = critical_estimate(prior, se, 0.9)
    assert probability_above(prior, needed, se) == pytest.approx([0.9] * 4, rel=1e-9)


def test_extreme_operating_characteristics_overflow_without_a_murmur() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = operating_characteristics(Normal(0.5, 1e-158), [0.0, 1.0], 1e-7)
    assert np.isfinite([found.decide, found.bias, found.rmse, found.coverage]).all()


def test_a_very_wide_prior_decides_as_the_one_sided_test_does() -> None:
    assert norm.ppf(0.95) * 0.4 == pytest.approx(critical_estimate(Uniform(-1e6, 1e6), 0.4, 0.95), rel=1e-9)


@pytest.mark.parametrize("exponent", [-1000, -400, 400, 1000])
def test_a_density_too_small_to_be_a_normal_number_asks_for_no_more_panels(exponent: int) -> None:
    """Its own rounding is no reason to halve: 2 ** 31 panels would be the end of that."""
    assert resolved(HalfNormal(0.4 * 2.0**exponent)).size == resolved(HalfNormal(0.4)).size
