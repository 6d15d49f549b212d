"""The interval for I²: metafor's numbers, and what ties it to the interval for τ²."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import datasets
from helpers.effects import log_risk_ratio
from helpers.heterogeneity import cochran_q, i_squared, i_squared_interval, tau_squared_interval

studies = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 5)), min_size=2, max_size=8)


def test_the_bcg_trials_as_in_metafor() -> None:
    """metafor's own test of ``confint``: 81.9177 to 97.6781 %, its τ² found to about four digits."""
    bcg = datasets.load("bcg")
    effect = log_risk_ratio(bcg["events_t"], bcg["n_t"], bcg["events_c"], bcg["n_c"])
    low, high = i_squared_interval(effect.estimate, effect.std_error)
    assert (low, high) == pytest.approx((0.819177, 0.976781), abs=5e-5)
    assert low < i_squared(effect.estimate, effect.std_error) < high


@pytest.mark.slow
@given(studies, st.floats(0.5, 0.99))
def test_it_is_the_interval_of_tau_squared_as_a_share(pairs, level) -> None:
    y, s = np.array(pairs).T
    w, K = 1 / s**2, len(s)
    typical = (K - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    ends = i_squared_interval(y, s, level)
    for share, tau2 in zip(ends, tau_squared_interval(y, s, level), strict=True):
        assert share == pytest.approx(tau2 / (tau2 + typical), rel=1e-9, abs=1e-12)
    assert 0 <= ends[0] <= ends[1] < 1


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=8), st.floats(0.05, 5))
def test_with_equal_errors_it_holds_i_squared_unless_it_is_empty(effects, s) -> None:
    """Equal errors make Q at τ² a multiple of Q, so that the interval surrounds 1 − df/Q."""
    y, errors = np.array(effects), np.full(len(effects), s)
    low, high = i_squared_interval(y, errors, 0.9)
    if high > 0:
        assert low - 1e-9 <= i_squared(y, errors) <= high + 1e-9
    q = cochran_q(y, errors)
    assert (low > 1e-9) == (q.p_value < 0.05 - 1e-9) or abs(q.p_value - 0.05) < 1e-6


def test_i_squared_can_lie_outside() -> None:
    y, s = [-1.4, -2.2, 1.4, -1.3], [0.03, 0.05, 0.18, 0.68]
    low, high = i_squared_interval(y, s)
    assert i_squared(y, s) < low < high


def test_it_knows_no_unit_and_answers_in_batches() -> None:
    y, s = np.array([0.3, 1.2, -0.4, 0.8]), np.array([0.2, 0.3, 0.25, 0.4])
    single = i_squared_interval(y, s)
    low, high = i_squared_interval(np.stack([y, 1000 * y + 7]), np.stack([s, 1000 * s]))
    np.testing.assert_allclose(low, single[0], rtol=1e-9)
    np.testing.assert_allclose(high, single[1], rtol=1e-9)
    assert isinstance(single[0], float)
    assert i_squared_interval([1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="level must be below 1"):
        i_squared_interval(y, s, 1)
