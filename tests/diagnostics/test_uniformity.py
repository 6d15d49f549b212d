"""The graphical test of ranks: exact where everything can be counted, and as published elsewhere."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from helpers.diagnostics.uniformity import _critical, band, p_value


@pytest.mark.parametrize(("count", "draws"), [(1, 1), (1, 4), (4, 3), (6, 2), (8, 1)])
def test_the_p_value_is_the_chance_that_it_names(count: int, draws: int) -> None:
    """Over all possible sets of ranks, all equally likely: P(p ≤ x) = x at every x that occurs."""
    found = np.array([p_value(np.array(r), draws) for r in product(range(draws + 1), repeat=count)])
    for p in np.unique(found.round(12)):
        assert np.mean(found <= p + 1e-11) == pytest.approx(p, abs=1e-10)


@pytest.mark.parametrize(("count", "draws", "level"), [(4, 3, 0.8), (6, 2, 0.9), (7, 2, 0.5)])
def test_a_curve_leaves_the_band_where_the_p_value_says_so(count: int, draws: int, level: float) -> None:
    at, low, high = band(count, draws, level)
    np.testing.assert_allclose(at, np.arange(1, draws + 1) / (draws + 1))
    inside = []
    for ranks in product(range(draws + 1), repeat=count):
        share = np.mean(np.array(ranks)[:, None] < np.arange(1, draws + 1), axis=0)
        inside.append(bool(np.all((low <= share) & (share <= high))))
        assert inside[-1] == (p_value(np.array(ranks), draws) > 1 - level)
    assert level <= np.mean(inside) < 1


@pytest.mark.parametrize(("count", "draws"), [(40, 7), (300, 20), (150, 99)])
def test_the_band_covers_as_it_promises(count: int, draws: int) -> None:
    rng = np.random.default_rng(count)
    ranks = rng.integers(0, draws + 1, (3000, count))
    below = (ranks[:, :, None] <= np.arange(draws)).mean(axis=1)
    for level in (0.8, 0.95):
        _, low, high = band(count, draws, level)
        covered = np.mean(np.all((low <= below) & (below <= high), axis=1))
        error = np.sqrt(level * (1 - level) / 3000)
        assert level - 4.5 * error < covered < level + 4.5 * error + 0.03  # shares are discrete


def test_the_band_is_that_of_the_literature() -> None:
    """ArviZ simulates the pointwise level where we compute it; its points are 1/N … (N − 1)/N, and it cuts
    counts off that rounding leaves just below a whole number, so it is a little off."""
    from arviz_stats.ecdf_utils import simulate_confidence_bands

    count = 50
    at = np.arange(1, count) / count
    simulated = simulate_confidence_bands(count, 1, at, 0.95, 3000, np.random.default_rng(1))
    assert _critical(count, count - 1, 0.05) == pytest.approx(1 - simulated, rel=0.2)


def test_what_is_far_off_has_a_small_p_value_and_not_none() -> None:
    for rank in (0, 100):
        assert 0.999 < p_value(np.full(60, rank), 100) * 101.0**60 < 2.001
    assert p_value(np.arange(1010) % 101, 100) == pytest.approx(1)


UNEVEN = {  # shares between 0 and 1 that ranks are made of: shifted, too narrow, too wide, in the ends alone
    "place": lambda rng: rng.beta(1.25, 1, 1000),
    "narrow": lambda rng: rng.beta(0.75, 0.75, 1000),
    "wide": lambda rng: rng.beta(1.3, 1.3, 1000),
    "ends": lambda rng: np.where(rng.random(1000) < 0.03, 0.0, rng.random(1000)),
}


@pytest.mark.parametrize("kind", UNEVEN)
def test_moderate_unevenness_is_found_in_a_thousand_worlds(kind: str) -> None:
    rng = np.random.default_rng(3)
    found = [p_value(np.floor(UNEVEN[kind](rng) * 101).astype(int), 100) for _ in range(40)]
    assert np.mean(np.array(found) < 0.001) > 0.8
