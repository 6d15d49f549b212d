"""Exact operating characteristics, and the intervals' promises, against simulation and exact cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers import datasets
from helpers.heterogeneity import (
    cochran_q,
    fixed_effect_coverage,
    pool,
    q_exceedance,
    tau_squared,
    tau_squared_interval,
)

MARKETS = datasets.load("eight_markets")["std_error"].to_numpy()
TAUS = [0.0, 0.1, 0.2, 0.5]


def simulated(std_errors: np.ndarray, tau: float, worlds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    s = np.broadcast_to(std_errors, (worlds, len(std_errors)))
    return rng.normal(0.4, np.sqrt(s**2 + tau**2)), s


def frequency(p: float, worlds: int):
    """What a frequency may be if the probability is p: five standard errors."""
    return pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / worlds) + 1e-9)


def test_the_markets_as_printed() -> None:
    zero = 1 - q_exceedance(MARKETS, TAUS, 7)
    assert list(zero.round(2)) == [0.57, 0.47, 0.28, 0.02]
    power = q_exceedance(MARKETS, TAUS, stats.chi2.ppf(0.95, 7))
    assert list(power.round(2)) == [0.05, 0.09, 0.26, 0.86]
    assert list(fixed_effect_coverage(MARKETS, TAUS).round(2)) == [0.95, 0.92, 0.85, 0.56]


@pytest.mark.slow
@pytest.mark.parametrize("tau", TAUS)
def test_the_markets_by_simulation(tau: float) -> None:
    worlds = 200_000
    y, s = simulated(MARKETS, tau, worlds, seed=1)
    critical = stats.chi2.ppf(0.95, 7)
    assert (tau_squared(y, s) == 0).mean() == frequency(1 - q_exceedance(MARKETS, tau, 7), worlds)
    assert (cochran_q(y, s).statistic > critical).mean() == frequency(
        q_exceedance(MARKETS, tau, critical), worlds
    )
    fixed = pool(y, s, "FE")
    held = ((fixed.ci_low < 0.4) & (fixed.ci_high > 0.4)).mean()
    assert held == frequency(fixed_effect_coverage(MARKETS, tau), worlds)


@pytest.mark.slow
@pytest.mark.parametrize("tau", TAUS)
def test_intervals_keep_their_promise(tau: float) -> None:
    worlds = 20_000
    y, s = simulated(MARKETS, tau, worlds, seed=2)
    low, high = tau_squared_interval(y, s, level=0.9)
    # At τ = 0 the lower end cannot miss; and an empty set is given as (0, 0), which holds 0.
    held = ((low <= tau**2) & (tau**2 <= high)).mean()
    assert held == frequency(0.9 if tau else 0.95, worlds) or (tau == 0 and held >= 0.94)
    equal, same = simulated(np.full(5, 0.3), tau, worlds, seed=3)
    hksj = pool(equal, same, "DL", adjust="hksj")
    assert ((hksj.ci_low < 0.4) & (hksj.ci_high > 0.4)).mean() == frequency(0.95, worlds)


@given(st.integers(2, 40), st.floats(0, 5), st.floats(0.01, 20), st.floats(0, 4))
def test_equal_standard_errors_give_a_scaled_chi_square(K, tau, ratio, s) -> None:
    s = 0.1 + s
    scale = 1 + tau**2 / s**2
    x = ratio * scale * (K - 1)
    expected = stats.chi2.sf(x / scale, K - 1)
    assert q_exceedance(np.full(K, s), tau, x) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("K", [100, 400])
def test_many_studies(K: int) -> None:
    x = np.array([0.5, 0.9, 0.999, 1.001, 1.05, 1.2, 3.0]) * (K - 1)
    np.testing.assert_allclose(q_exceedance(np.ones(K), 0, x), stats.chi2.sf(x, K - 1), rtol=0, atol=1e-11)


@pytest.mark.parametrize("x", [0.01, 0.5, 2.0, 6.0, 40.0])
def test_two_distinct_eigenvalues_against_quadrature(x: float) -> None:
    from scipy.integrate import quad

    s, tau = np.array([0.1, 0.4, 1.5]), 0.3
    a, b = sorted(v for v in np.linalg.eigvals(quadratic_form(s) @ np.diag(s**2 + tau**2)).real if v > 1e-9)
    # P(a Z₁² + b Z₂² > x): past its limit Z₁ suffices alone; inside, the rest is left to Z₂.
    limit = np.sqrt(x / a)

    def inside(angle: float) -> float:
        rest = 2 * stats.norm.sf(np.sqrt(x / b) * np.cos(angle))
        return stats.norm.pdf(limit * np.sin(angle)) * rest * limit * np.cos(angle)

    inner, _ = quad(inside, -np.pi / 2, np.pi / 2, epsabs=1e-13, epsrel=1e-12)
    assert q_exceedance(s, tau, x) == pytest.approx(inner + 2 * stats.norm.sf(limit), abs=1e-11)


def quadratic_form(s: np.ndarray) -> np.ndarray:
    w = 1 / s**2
    return np.diag(w) - np.outer(w, w) / w.sum()


@pytest.mark.slow
@pytest.mark.parametrize(
    "s", [np.geomspace(0.01, 10, 6), np.geomspace(0.1, 1, 30), np.array([0.001, 5.0, 5.0])]
)
def test_unequal_standard_errors_by_simulation(s: np.ndarray) -> None:
    worlds = 100_000
    for tau in (0.0, 0.2, 2.0):
        q = cochran_q(*simulated(s, tau, worlds, seed=7)).statistic
        for x in np.quantile(q, [0.01, 0.3, 0.7, 0.99]):
            assert (q > x).mean() == frequency(q_exceedance(s, tau, x), worlds)


@given(st.lists(st.floats(0.05, 3), min_size=2, max_size=8), st.floats(0, 2), st.floats(-1, 30))
def test_exceedance_is_a_probability_that_falls_in_the_threshold_and_grows_with_tau(s, tau, x) -> None:
    here = q_exceedance(s, tau, x)
    assert 0 <= here <= 1
    assert q_exceedance(s, tau, x + 0.5) <= here + 1e-11
    assert q_exceedance(s, tau + 0.1, x) >= here - 1e-11
    assert q_exceedance(s, tau, 0) == 1


@pytest.mark.parametrize("x", [5e-324, 1e-200, 1e-20, 1e5, 1e30, 1e300])
def test_extreme_thresholds(x: float) -> None:
    assert q_exceedance(MARKETS, 0.3, x) == pytest.approx(float(x < 1), abs=1e-11)
    assert q_exceedance([0.3, 0.3], 0, x) == pytest.approx(stats.chi2.sf(x, 1), abs=1e-11)


def test_shapes_broadcast() -> None:
    table = q_exceedance(MARKETS, np.array(TAUS)[:, None], [7.0, 14.0, 20.0])
    assert table.shape == (4, 3)
    assert table[2, 1] == q_exceedance(MARKETS, 0.2, 14.0)
    assert type(q_exceedance(MARKETS, 0.2, 14.0)) is float
    assert type(fixed_effect_coverage(MARKETS, 0.2)) is float


def test_coverage_in_exact_cases() -> None:
    assert fixed_effect_coverage(MARKETS, 0, level=0.8) == pytest.approx(0.8)
    z = stats.norm.ppf(0.975)
    # Equal standard errors, τ equal to them: the variance is twice what the interval claims.
    assert fixed_effect_coverage([0.3] * 5, 0.3) == pytest.approx(1 - 2 * stats.norm.sf(z / np.sqrt(2)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.2], 0.1, 1.0), "std_errors must hold at least 2 studies"),
        (([[0.2, 0.3]], 0.1, 1.0), "in one dimension"),
        (([0.2, 0.0], 0.1, 1.0), "std_errors must be above 0; found 0"),
        (([0.2, np.nan], 0.1, 1.0), "std_errors must be finite"),
        (([0.2, 0.3], -0.1, 1.0), "tau must not be below 0; found -0.1"),
        (([0.2, 0.3], np.inf, 1.0), "tau must be finite"),
        (([0.2, 0.3], 0.1, np.nan), "threshold must be finite"),
    ],
)
def test_refusals(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        q_exceedance(*arguments)


@pytest.mark.parametrize("level", [0, 1, -0.5])
def test_a_level_is_a_chance(level) -> None:
    with pytest.raises(ValueError, match="level must be"):
        fixed_effect_coverage(MARKETS, 0.2, level)
