"""Distributions known on a grid or on panels, against those that they were made from."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
import scipy.stats as st

from helpers.distributions.grid import GridMarginal, tabulate
from helpers.distributions.panels import PanelDensity
from helpers.distributions.sinc import SincMarginal

MEANS, SDS = np.array([0.3, -2.0]), np.array([0.5, 1.5])
START, STEP = MEANS - 12 * SDS, 0.4 * SDS
GRID = START[:, None] + STEP[:, None] * np.arange(62)
PAIR = SincMarginal(START, STEP, 7 * st.norm.pdf(GRID, MEANS[:, None], SDS[:, None]), "pair")
X = np.array([-3.0, -0.7, 0.3, 1.1])[:, None]


class TestSincMarginal:
    """Two normals, each on a grid of its own."""

    def test_it_is_the_normals_between_the_points_of_the_grid_too(self) -> None:
        normal = st.norm(MEANS, SDS)
        np.testing.assert_allclose(PAIR.mean, MEANS, rtol=1e-12)
        np.testing.assert_allclose(PAIR.sd, SDS, rtol=1e-12)
        np.testing.assert_allclose(PAIR.pdf(X), normal.pdf(X), atol=1e-13)
        np.testing.assert_allclose(PAIR.cdf(X), normal.cdf(X), atol=1e-13)
        np.testing.assert_allclose(PAIR.prob_above(X), normal.sf(X), atol=1e-13)

    def test_quantiles(self) -> None:
        q = np.array([1e-6, 0.2, 0.5, 0.7, 1 - 2**-20])[:, None]
        np.testing.assert_allclose(PAIR.quantile(q), st.norm(MEANS, SDS).ppf(q), rtol=1e-8)
        assert PAIR.quantile(0).tolist() == [-math.inf, -math.inf]
        assert PAIR.quantile(1).tolist() == [math.inf, math.inf]

    def test_far_away_there_is_nothing_and_no_probability_outside_0_to_1(self) -> None:
        far = np.array([-math.inf, -1e12, -1e6, 1e6, 1e12, math.inf])[:, None]
        np.testing.assert_allclose(PAIR.pdf(far), 0, atol=1e-12)
        assert PAIR.pdf([-math.inf, math.inf]).tolist() == [0, 0]
        near = np.linspace(-30, 30, 600)[:, None]
        for share, other in ((PAIR.cdf, PAIR.prob_above), (PAIR.prob_above, PAIR.cdf)):
            assert (share(near) >= 0).all()
            assert (share(near) <= 1).all()
            np.testing.assert_allclose(share(far) + other(far), 1, atol=1e-12)

    def test_one_of_them(self) -> None:
        second = PAIR[1:]
        assert second.shape == (1,)
        np.testing.assert_allclose(second.quantile(0.3), PAIR.quantile(0.3)[1:], rtol=1e-14)
        np.testing.assert_allclose(PAIR[1].cdf(0.1), PAIR.cdf(0.1)[1:], rtol=1e-14)
        assert len(PAIR) == 2
        with pytest.raises(ValueError, match="does not broadcast against pair, a batch of shape"):
            PAIR.cdf(np.zeros(3))
        with pytest.raises(ValueError, match="does not broadcast against pair, a batch of shape"):
            PAIR.quantile(np.full(3, 0.5))

    @pytest.mark.slow
    def test_draws(self) -> None:
        draws = PAIR.sample(2000, np.random.default_rng(3))
        assert draws.shape == (2000, 2)
        for k in range(2):
            assert st.kstest(draws[:, k], st.norm(MEANS[k], SDS[k]).cdf).pvalue > 1e-4


@pytest.mark.parametrize("scale", [1e-200, 1e-20, 1.0, 1e20])
def test_a_table_does_not_mind_the_scale_of_its_density(scale: float) -> None:
    normal = st.norm(0.31, 0.02)
    table = GridMarginal(lambda: tabulate(lambda x: scale * normal.pdf(x), 0, 1), (0.31, 0.02), "table")
    q = np.array([0.001, 0.3, 0.95])
    np.testing.assert_allclose(table.quantile(q), normal.ppf(q), rtol=1e-10)
    assert table.quantile([0, 1]).tolist() == [-math.inf, math.inf]


@pytest.mark.parametrize("centre", [0.5, 0.5625, 0.53125])
def test_a_peak_at_an_edge_or_in_the_middle_of_a_panel(centre: float) -> None:
    """About the middle of a panel every second coefficient is 0."""
    normal = st.norm(centre, 0.005)
    table = GridMarginal(lambda: tabulate(normal.pdf, 0, 1), (centre, 0.005), "table")
    x = centre + 0.005 * np.array([-3.0, -0.5, 0.0, 1.0, 2.5])
    np.testing.assert_allclose(table.cdf(x), normal.cdf(x), atol=1e-10)


def test_panels_know_what_lies_beyond_them() -> None:
    """Uniform on (0, 1), three quarters of the whole; its values need not be normalised."""
    panels = PanelDensity(np.array([[0.0, 0.4, 1.0]]), np.full((1, 2, 8), 5.0), np.array([0.25]))
    row, x = np.zeros(3, dtype=int), np.array([0.2, 0.6, 1.0])
    np.testing.assert_allclose(panels.pdf(row, x), 0.75, rtol=1e-13)
    np.testing.assert_allclose(panels.cdf(row, x), 0.75 * x, rtol=1e-13)
    np.testing.assert_allclose(panels.sf(row, x), 1 - 0.75 * x, rtol=1e-13)
    np.testing.assert_allclose(
        panels.quantile(row, 0.75 * x[:2].repeat(2)[:3]), x[:2].repeat(2)[:3], rtol=1e-13
    )


@pytest.mark.parametrize("moments", [(0.3, 0.1), (0.3, math.inf), (math.inf, math.inf)])
def test_a_moment_that_diverges_is_announced_and_no_other(moments: tuple[float, float]) -> None:
    table = GridMarginal(lambda: tabulate(st.norm(0.31, 0.02).pdf, 0, 1), moments, "table")
    for name, value in zip(("mean", "sd"), moments, strict=True):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert getattr(table, name) == value
        assert [str(w.message).split()[0] for w in caught] == ([f"table.{name}"] if math.isinf(value) else [])
