"""The browser's power prior against `helpers.borrowing`, from one study to many and on all scales."""

import numpy as np
import pytest

from helpers.borrowing import matching_alpha, power_prior

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def studies():
    rng = np.random.default_rng(15)
    sizes = [1, 2, 3, 8, 40, 400]
    return [(rng.normal(0.3, 0.5, k) * u, rng.uniform(0.05, 2, k) * u) for k in sizes for u in (1e-4, 1, 1e5)]


def test_the_prior_and_the_matching_exponent(engine, studies):
    shares = [0.003, 0.0293, 0.25, 1.0]
    calls = [[y.tolist(), s.tolist(), a] for y, s in studies for a in shares]
    for (y, s, a), got in zip(calls, engine("powerPrior.powerPrior", calls), strict=True):
        wanted = power_prior(y, s, a)
        assert got["mean"] == pytest.approx(wanted.mean, rel=1e-9, abs=1e-12 * max(map(abs, y)))
        assert got["sd"] == pytest.approx(wanted.sd, rel=1e-12, abs=0)
    calls = [[y.tolist(), s.tolist(), 3.0 * float(s.max())] for y, s in studies]
    for call, got in zip(calls, engine("powerPrior.matchingAlpha", calls), strict=True):
        assert got == pytest.approx(matching_alpha(*call), rel=1e-12, abs=0)


def test_pulling_apart_leaves_the_pooled_estimate_where_it_is(engine, studies):
    calls = [[y.tolist(), s.tolist(), times] for y, s in studies for times in (0.0, 0.5, 2.0)]
    for (y, s, times), got in zip(calls, engine("powerPrior.pulledApart", calls), strict=True):
        unit = 1e-9 * max(map(abs, y))
        assert power_prior(got, s, 1).mean == pytest.approx(power_prior(y, s, 1).mean, abs=unit)
        np.testing.assert_allclose(np.ptp(got), times * np.ptp(y), rtol=1e-9, atol=unit)
