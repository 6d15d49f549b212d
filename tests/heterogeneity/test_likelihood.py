"""The likelihood of τ², its slope, and an origin that keeps digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from helpers.heterogeneity import cochran_q
from helpers.heterogeneity._likelihood import log_likelihood, score

Y, V = np.array([[0.5, -0.2, 1.4, 0.3]]), np.array([[0.04, 0.2, 0.1, 0.5]])


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("t", [0.01, 0.2, 3.0])
def test_the_score_is_twice_the_slope_of_the_log_likelihood(t: float, restricted: bool) -> None:
    h = 1e-5 * t
    high, low = (log_likelihood(np.array([x]), Y, V, restricted=restricted)[0] for x in (t + h, t - h))
    assert score(np.array([t]), Y, V, restricted=restricted)[0] == pytest.approx((high - low) / h, rel=1e-6)


@pytest.mark.parametrize("y", [[0.1, 0.7, -0.4], [1000.3, 1000.7, 999.1], [1e-3, 0.3, 0.9], [7.7, -3.3, 1.1]])
def test_one_study_far_more_precise_than_all_others_costs_no_digits(y: list[float]) -> None:
    s = [1e-12, 1.0, 2.0]
    weights = [1 / Fraction(each) ** 2 for each in s]
    mean = sum(w * Fraction(each) for w, each in zip(weights, y, strict=True)) / sum(weights)
    exact = sum(w * (Fraction(each) - mean) ** 2 for w, each in zip(weights, y, strict=True))
    assert cochran_q(y, s).statistic == pytest.approx(float(exact), rel=1e-14, abs=0)
