"""`HeterogeneityExplorer` in a static page: every way of moving it, what it shows, what it must not do."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from helpers import heterogeneity
from helpers.widgets import HeterogeneityExplorer
from tests.widgets.hands import trait

pytestmark = pytest.mark.browser

HANDLES = ".bs-handle[role=slider]"


@pytest.fixture
def explorer(static_page, serve, open_page):
    """``explorer(widget, …)`` opens a page with the widget and waits until it is drawn."""

    def show(widget=None, theme="light", **options):
        folder = static_page(widget or HeterogeneityExplorer(), theme=theme)
        page, seen = open_page(f"{serve(folder)}/index.html", **options)
        expect(page.locator(".bs-widget[data-ready=yes] .bs-diamond")).to_have_attribute("d", re.compile("M"))
        return page, seen

    return show


def shown(page, name):
    return page.locator(".bs-reading", has_text=name).locator(".bs-value")


def centre(handle):
    box = handle.locator(".bs-hit").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_markets_read_as_in_the_chapter(explorer):
    page, seen = explorer()
    for name, value in {
        "Q": "20.56", "I²": "66\u202f%", "τ̂ DL": "0.367", "τ̂ REML": "0.383",
        "Pooled mean": "0.437", "Prediction interval": "−0.547 to 1.420",
    }.items():  # fmt: skip
        expect(shown(page, name).first).to_have_text(value)
    seen.assert_clean()


def test_a_dragged_point_carries_the_statistics_along(explorer):
    page, seen = explorer()
    x, y = centre(page.get_by_role("slider", name="Market C: effect"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=10)
    page.mouse.up()
    effects, errors = trait(page, "effects"), trait(page, "std_errors")
    assert effects[2] < 1
    i2 = heterogeneity.i_squared(effects, errors)
    expect(shown(page, "I²")).to_have_text(f"{100 * i2:.0f}\u202f%")
    expect(page.locator(".bs-reading", has_text="I²").locator(".bs-note")).to_have_text("was 66\u202f%")
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "I²")).to_have_text("66\u202f%")
    seen.assert_clean()


@pytest.mark.parametrize("way", [-1, 1])
def test_either_end_of_a_bar_changes_the_standard_error(explorer, way):
    page, _ = explorer()
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


def test_the_keyboard_reaches_and_moves_everything(explorer):
    page, seen = explorer()
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


def test_every_handle_survives_its_extremes(explorer):
    page, seen = explorer()
    for name in ("eight_markets", "bcg", "eight_schools"):
        page.get_by_role("button", name=HeterogeneityExplorer().datasets[name]["name"]).click()
        expect(page.locator(HANDLES)).to_have_count(2 * len(HeterogeneityExplorer(name).effects))
        for handle in page.locator(HANDLES).all():
            for key in ("Home", "End"):
                handle.press(key)
        assert "NaN" not in page.locator(".bs-widget").inner_html()
        assert "Infinity" not in page.locator(".bs-widget").inner_html()
    seen.assert_clean()


def test_a_pause_is_followed_by_a_spoken_summary(explorer):
    page, _ = explorer()
    spoken = page.locator("[aria-live=polite]")
    expect(spoken).to_have_text("")
    page.get_by_role("slider", name="Market C: effect").press("Shift+ArrowLeft")
    expect(spoken).to_contain_text("I squared")


def test_the_estimator_and_the_adjustment_change_the_pooled_results(explorer):
    page, _ = explorer()
    page.get_by_role("button", name="τ̂ REML").click()
    expect(shown(page, "Pooled mean")).to_have_text("0.440")
    page.get_by_role("checkbox", name="Hartung–Knapp").check()
    w = HeterogeneityExplorer()
    wanted = heterogeneity.pool(w.effects, w.std_errors, "REML", "hksj")
    expect(page.locator(".bs-reading", has_text="Pooled mean")).to_contain_text(
        f"{wanted.ci_low:.3f} to {wanted.ci_high:.3f}"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 900])
def test_axe_finds_nothing_to_complain_about(explorer, theme, width):
    page, _ = explorer(theme=theme, viewport={"width": width, "height": 800})
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", ["eight_markets", "bcg", "eight_schools"])
def test_a_phone_shows_it_all(explorer, name):
    page, _ = explorer(HeterogeneityExplorer(name), viewport={"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    for handle in page.locator(f"{HANDLES} .bs-hit").all():
        box = handle.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375


def test_targets_do_not_cover_each_other(explorer):
    page, _ = explorer(HeterogeneityExplorer("bcg"))
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


def test_without_scripts_a_sentence_stands_in(static_page, serve, open_page):
    page, _ = open_page(
        f"{serve(static_page(HeterogeneityExplorer()))}/index.html", java_script_enabled=False
    )
    expect(page.locator(".bs-fallback")).to_contain_text("forest plot of 8 studies")
