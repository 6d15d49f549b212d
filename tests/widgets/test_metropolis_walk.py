"""`MetropolisWalk`: its two exact curves, its chain, and what a reader does with it."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.special import ndtr

from helpers.widgets import MetropolisWalk
from tests.widgets.hands import drag, drawn, shown, trait

RATIOS = np.geomspace(0.06, 45, 40)


def worth(ratio, n=600, reach=7.0):
    """What a draw is worth for the mean, from the asymptotic variance of the walk on a fine grid."""
    u = (np.arange(n) + 0.5) / n * 2 * reach - reach
    apart, half = u[None] - u[:, None], reach / n
    moves = ndtr((apart + half) / ratio) - ndtr((apart - half) / ratio)
    moves *= np.minimum(1, np.exp((u[:, None] ** 2 - u[None] ** 2) / 2))
    np.fill_diagonal(moves, 0)
    np.fill_diagonal(moves, 1 - moves.sum(1))
    weight = np.exp(-(u**2) / 2)
    weight /= weight.sum()
    settled = np.linalg.solve(np.eye(n) - moves + weight, u)
    return 1 / (2 * (weight * u) @ settled / (weight @ u**2) - 1)


@pytest.mark.browser
def test_what_a_draw_is_worth_and_how_many_are_accepted(engine):
    rows = [[r] for r in RATIOS.tolist()]
    np.testing.assert_allclose(engine("walk.worth", rows), [worth(r) for r in RATIOS], rtol=0.02)
    rng = np.random.default_rng(1)
    x, z = rng.standard_normal((2, 400_000))
    for ratio, share in zip((0.3, 2.4, 10.0), engine("walk.acceptance", [[0.3], [2.4], [10.0]]), strict=True):
        taken = np.minimum(1, np.exp((x**2 - (x + ratio * z) ** 2) / 2)).mean()
        assert share == pytest.approx(taken, abs=0.004)


@pytest.mark.browser
def test_the_best_ratio_is_the_best(probe):
    best = probe("([x]) => window.engine.walk.BEST", 0)
    assert worth(best) >= max(worth(best * q) for q in (0.93, 1.07))


@pytest.mark.browser
def test_a_reader_drags_the_step_and_sees_the_mean_come_right(show):
    page, seen = show(MetropolisWalk(moves=2000, ratio=0.1))
    few = int(shown(page, "Effective draws").inner_text())
    handle = page.get_by_role("slider", name="Typical step")
    drag(page, handle, 360)
    drawn(page)
    assert 1 < trait(page, "ratio") < 6
    assert int(shown(page, "Effective draws").inner_text()) > 5 * few
    assert float(shown(page, "Mean of the draws").inner_text()) == pytest.approx(
        4.648, abs=4.5 * 0.447 / 200**0.5
    )
    seen.assert_clean()


@pytest.mark.browser
def test_other_draws_begin_another_chain(show):
    page, seen = show(MetropolisWalk())
    page.get_by_role("button", name="Other draws").click()
    drawn(page)
    assert (trait(page, "seed"), trait(page, "moves")) == (2, 2)
    page.get_by_role("button", name="All 2000").click()
    drawn(page)
    assert trait(page, "moves") == 2000
    expect(page.locator(".bs-words p")).to_contain_text("Of 2000 moves the first 100 do not count")
    seen.assert_clean()


def test_a_density_without_width_is_refused():
    with pytest.raises(ValueError, match="sd must be above 0"):
        MetropolisWalk(sd=0.0)
