"""`HeterogeneityExplorer` in a static page: every way of moving it, what it shows, what it must not do."""

import re

import pytest
from playwright.sync_api import expect

from helpers import heterogeneity
from helpers.widgets import HeterogeneityExplorer
from tests.widgets.hands import HANDLES, centre, drag, reading, shown, trait

pytestmark = pytest.mark.browser


def test_the_markets_read_as_in_the_chapter(show):
    page, seen = show(HeterogeneityExplorer())
    for name, value in {
        "Q": "20.56", "I²": "66\u202f%", "τ̂ DL": "0.367", "τ̂ REML": "0.383",
        "Pooled mean": "0.437", "Prediction interval": "−0.547 to 1.420",
    }.items():  # fmt: skip
        expect(shown(page, name)).to_have_text(value)
    seen.assert_clean()


def test_a_dragged_point_carries_the_statistics_along(show):
    page, seen = show(HeterogeneityExplorer())
    drag(page, page.get_by_role("slider", name="Market C: effect"), -120)
    effects, errors = trait(page, "effects"), trait(page, "std_errors")
    assert effects[2] < 1
    i2 = heterogeneity.i_squared(effects, errors)
    expect(shown(page, "I²")).to_have_text(f"{100 * i2:.0f}\u202f%")
    expect(reading(page, "I²").locator(".bs-note")).to_have_text("was 66\u202f%")
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "I²")).to_have_text("66\u202f%")
    seen.assert_clean()


@pytest.mark.parametrize("way", [-1, 1])
def test_either_end_of_a_bar_changes_the_standard_error(show, way):
    page, _ = show(HeterogeneityExplorer())
    before = trait(page, "std_errors")[3]
    x, y = centre(page.get_by_role("slider", name="Market D: standard error"))
    if way < 0:
        x = 2 * centre(page.get_by_role("slider", name="Market D: effect"))[0] - x
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + way * 40, y, steps=4)
    page.mouse.up()
    assert trait(page, "std_errors")[3] > before
    assert trait(page, "effects")[3] == HeterogeneityExplorer().effects[3]


def test_the_keyboard_reaches_and_moves_everything(show):
    page, seen = show(HeterogeneityExplorer())
    assert page.locator(HANDLES).count() == 16
    handle = page.get_by_role("slider", name="Market A: effect")
    handle.focus()
    low, high = (float(handle.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    moves = {"ArrowRight": 0.01, "ArrowUp": 0.01, "ArrowLeft": -0.01, "ArrowDown": -0.01}
    moves |= {"Shift+ArrowRight": 0.1, "PageUp": 0.1, "PageDown": -0.1}
    for key, change in moves.items():
        before = trait(page, "effects")[0]
        page.keyboard.press(key)
        assert trait(page, "effects")[0] == pytest.approx(before + change, abs=1e-3)
    for key, end in {"Home": low, "End": high}.items():
        page.keyboard.press(key)
        assert trait(page, "effects")[0] == end
        expect(handle).to_have_attribute("aria-valuenow", re.compile(rf"^{re.escape(f'{end:g}')}$"))
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Market A: standard error"
    seen.assert_clean()


def test_a_pause_is_followed_by_a_spoken_summary(show):
    page, _ = show(HeterogeneityExplorer())
    spoken = page.locator("[aria-live=polite]")
    expect(spoken).to_have_text("")
    page.get_by_role("slider", name="Market C: effect").press("Shift+ArrowLeft")
    expect(spoken).to_contain_text("I squared")


def test_the_estimator_and_the_adjustment_change_the_pooled_results(show):
    page, _ = show(HeterogeneityExplorer())
    page.get_by_role("button", name="τ̂ REML").click()
    expect(shown(page, "Pooled mean")).to_have_text("0.440")
    page.get_by_role("checkbox", name="Hartung–Knapp").check()
    w = HeterogeneityExplorer()
    wanted = heterogeneity.pool(w.effects, w.std_errors, "REML", "hksj")
    expect(reading(page, "Pooled mean")).to_contain_text(f"{wanted.ci_low:.3f} to {wanted.ci_high:.3f}")


def test_other_data_bring_their_own_handles(show):
    page, seen = show(HeterogeneityExplorer())
    for name in ("bcg", "eight_schools", "eight_markets"):
        page.get_by_role("button", name=HeterogeneityExplorer().datasets[name]["name"]).click()
        expect(page.locator(HANDLES)).to_have_count(2 * len(HeterogeneityExplorer(name).effects))
    seen.assert_clean()


def test_targets_do_not_cover_each_other(show):
    page, _ = show(HeterogeneityExplorer("bcg"))
    for label in HeterogeneityExplorer("bcg").labels:
        ends = [
            centre(page.get_by_role("slider", name=f"{label}: {what}"))[0]
            for what in ("effect", "standard error")
        ]
        assert ends[1] - ends[0] >= 23.9


def test_it_also_lives_in_a_page_opened_from_disk(static_page, open_page):
    folder = static_page(HeterogeneityExplorer())
    page, seen = open_page((folder / "index.html").as_uri())
    expect(page.locator(".bs-widget[data-ready=yes] .bs-diamond")).to_be_visible()
    seen.assert_clean()
