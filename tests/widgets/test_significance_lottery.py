"""`SignificanceLottery`: the exact count, the browser's twin of it, and every way of moving the figure."""

import itertools
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.widgets import SignificanceLottery
from helpers.widgets.significance_lottery import count_distribution, significance_chance
from helpers.widgets.worlds import world_normals
from tests.widgets.hands import HANDLES, drag, played, shown, trait

browser_test = pytest.mark.browser


def test_the_count_by_enumerating_every_outcome():
    chances = np.random.default_rng(1).uniform(0, 1, 7)
    wanted = np.zeros(8)
    for outcome in itertools.product((0, 1), repeat=7):
        wanted[sum(outcome)] += np.prod(np.where(outcome, chances, 1 - chances))
    np.testing.assert_allclose(count_distribution(chances), wanted, rtol=1e-12)


def test_sure_things_and_no_hope():
    np.testing.assert_array_equal(count_distribution([1, 0, 1]), [0, 0, 1, 0])


def test_with_no_effect_the_chance_is_the_level():
    np.testing.assert_allclose(significance_chance(0, 0, [0.1, 3.0], 0.9), 0.1, rtol=1e-12)
    assert significance_chance(0.3, 0, [0.2]) == significance_chance(-0.3, 0, [0.2])
    assert (significance_chance(0, 0.5, [0.1, 1.0]) > 0.05).all()


def test_the_chance_by_simulation():
    rng, s = np.random.default_rng(5), np.array([0.2, 0.4, 0.8])
    y = rng.normal(rng.normal(0.3, 0.25, (200_000, 3)), s)
    seen = (np.abs(y) > 1.959963984540054 * s).mean(axis=0)
    wanted = significance_chance(0.3, 0.25, s)
    assert (np.abs(seen - wanted) < 5 * np.sqrt(wanted * (1 - wanted) / 200_000)).all()


def test_worlds_are_normal_and_do_not_repeat_each_other():
    z = np.array([world_normals(world, 16) for world in range(1, 3001)])
    assert abs(z.mean()) < 5 / np.sqrt(z.size)
    assert abs(z.var() - 1) < 5 * np.sqrt(2 / z.size)
    lag = np.corrcoef(z[:-1].ravel(), z[1:].ravel())[0, 1]
    assert abs(lag) < 5 / np.sqrt(z.size)
    assert np.abs(np.corrcoef(z.T) - np.eye(16)).max() < 5 / np.sqrt(len(z))


def test_the_eight_markets_are_the_start():
    widget = SignificanceLottery()
    np.testing.assert_allclose(widget.std_errors[[0, -1]], [0.423, 0.163], atol=5e-4)
    assert widget.mu == pytest.approx(0.308, abs=5e-4)
    assert widget.distribution() @ np.arange(9) == pytest.approx(1.79, abs=5e-3)
    widget.n_per_arm = [4 * n for n in widget.n_per_arm]
    np.testing.assert_allclose(widget.std_errors, SignificanceLottery().std_errors / 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_per_arm": [100, 200], "sigma": [1, 2, 3]}, "one number for each"),
        ({"n_per_arm": [100]}, "at least 2 markets"),
        ({"n_per_arm": [1, 100], "sigma": 4}, "n_per_arm must be at least 2"),
        ({"n_per_arm": [100, 100], "sigma": [4, 0]}, "sigma above 0"),
        ({"n_per_arm": [100, 100], "sigma": 4, "labels": ["one"]}, "labels must hold one name a market, 2"),
        ({"mu": float("nan")}, "mu must be finite"),
    ],
)
def test_bad_markets_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        SignificanceLottery(**arguments)


@pytest.mark.parametrize("chances", [[0.5, 1.2], [-0.1]])
def test_chances_are_probabilities(chances):
    with pytest.raises(ValueError, match="between 0 and 1"):
        count_distribution(chances)


def test_many_markets_get_names():
    assert SignificanceLottery(n_per_arm=[50] * 12, sigma=1).labels[11] == "Market 12"


@browser_test
def test_the_browser_computes_the_same(engine):
    rng = np.random.default_rng(2)
    cases = [[float(v) for v in row] for row in rng.uniform([-1, 0, 0.05, 1], [1, 1, 1, 3], (200, 4))]
    got = engine("votes.significanceChance", cases)
    wanted = [significance_chance(m, t, [s], 2 * _ndtr(z) - 1)[0] for m, t, s, z in cases]
    np.testing.assert_allclose(got, wanted, rtol=1e-9)
    chances = rng.uniform(0, 1, 30).tolist()
    np.testing.assert_allclose(
        engine("votes.countDistribution", [[chances]])[0], count_distribution(chances), rtol=1e-9, atol=1e-300
    )
    for world, normals in zip(
        (1, 2, 1999), engine("votes.worldNormals", [[w, 8] for w in (1, 2, 1999)]), strict=True
    ):
        np.testing.assert_allclose(normals, world_normals(world, 16), rtol=1e-9)


def _ndtr(z):
    from scipy.special import ndtr

    return ndtr(z)


@browser_test
def test_it_starts_as_the_chapter_says(show):
    page, seen = show(SignificanceLottery())
    assert page.locator(HANDLES).count() == 10
    expect(shown(page, "Average vote")).to_have_text("1.79")
    expect(shown(page, "Chance of exactly 2 of 8")).to_have_text("32.0\u202f%")
    expect(shown(page, "Vote in this world")).to_have_text("2 of 8")
    seen.assert_clean()


@browser_test
def test_the_world_on_show_is_the_world_python_sees(show):
    page, _ = show(SignificanceLottery(worlds=7, tau=0.3))
    widget = SignificanceLottery(worlds=7, tau=0.3)
    z = [
        float(t.replace("\u2212", "-"))
        for t in page.locator(".bs-cell").all_text_contents()
        if re.fullmatch(r"\u2212?\d+\.\d\d", t)
    ]
    np.testing.assert_allclose(z[:8], widget.estimates() / widget.std_errors, atol=0.0051)


@browser_test
def test_dragging_the_spread_bends_the_world(show):
    page, seen = show(SignificanceLottery())
    drag(page, page.get_by_role("slider", name="Spread of the true effects"), 45)
    tau = trait(page, "tau")
    assert 0.3 < tau < 0.7
    wanted = SignificanceLottery(tau=tau).distribution()
    expect(shown(page, "Average vote")).to_have_text(f"{wanted @ np.arange(9):.2f}")
    expect(shown(page, "Chance of exactly")).to_have_text(f"{100 * wanted[2]:.1f}\u202f%")
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "Average vote")).to_have_text("1.79")
    seen.assert_clean()


@browser_test
@pytest.mark.parametrize("way", [-1, 1])
def test_a_longer_bar_means_fewer_visitors(show, way):
    """The end that has the focus is the left one: to the right the bar shrinks, and visitors become more."""
    page, _ = show(SignificanceLottery())
    handle = page.get_by_role("slider", name="Market D: visitors per arm")
    if way > 0:
        drag(page, handle, -30)
        assert trait(page, "n_per_arm")[3] < 350
    else:
        handle.press("ArrowRight")
        assert 350 < trait(page, "n_per_arm")[3] < 380
    expect(handle).to_have_attribute("aria-valuetext", f"{trait(page, 'n_per_arm')[3]} visitors")


@browser_test
def test_worlds_drop_into_their_columns_and_four_or_more_are_counted(show):
    page, seen = show(SignificanceLottery(worlds=200))
    drops = page.locator(".bs-column-drops").get_attribute("d")
    assert drops.count("M") == 200
    counted = page.locator("text", has_text=re.compile(r"^× \d+$")).all_text_contents()
    assert sum(int(text[2:]) for text in counted) == 200
    wanted = SignificanceLottery().distribution()
    expect(shown(page, "4 or more of 8")).to_have_text(f"{100 * wanted[4:].sum():.1f}\u202f%")
    page.get_by_role("slider", name="Count worlds with at least").press("ArrowLeft")
    expect(shown(page, "3 or more of 8")).to_have_text(f"{100 * wanted[3:].sum():.1f}\u202f%")
    seen.assert_clean()


@browser_test
def test_play_draws_world_after_world_until_it_is_paused(show):
    page, seen = show(SignificanceLottery())
    stopped = played(page)
    page.wait_for_timeout(600)
    assert trait(page, "worlds") == stopped
    seen.assert_clean()


@browser_test
def test_buttons_draw_worlds_and_multiply_visitors(show):
    page, seen = show(SignificanceLottery())
    page.get_by_role("button", name="Another world").click()
    page.get_by_role("button", name="100 more").click()
    assert trait(page, "worlds") == 102
    expect(page.locator(".bs-reading", has_text="Chance of exactly")).to_contain_text("of 102 worlds")
    page.get_by_role("button", name="×4").click()
    assert trait(page, "n_per_arm") == [4 * n for n in SignificanceLottery().n_per_arm]
    expect(page.get_by_role("button", name="×4")).to_have_attribute("aria-pressed", "true")
    seen.assert_clean()
