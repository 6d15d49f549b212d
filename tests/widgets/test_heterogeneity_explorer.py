"""`HeterogeneityExplorer` in a static page: every way of moving it, what it shows, what it must not do."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import heterogeneity
from helpers.widgets import HeterogeneityExplorer
from tests.widgets.hands import HANDLES, centre, drag, drawn, reading, scattered, shown, sides, trait

pytestmark = pytest.mark.browser

SIZE = "Sample size of every market"
TOPS = "all => all.map(e => e.getBoundingClientRect().y)"


def typed(page, name, text):
    """Type ``text`` on the handle of this name."""
    page.get_by_role("slider", name=name).press(text[0])
    page.locator(".bs-typed").type(text[1:])
    page.keyboard.press("Enter")
    drawn(page)


def test_it_opens_with_one_line_of_readings_and_the_rest_on_demand(show):
    page, seen = show(HeterogeneityExplorer())
    expect(page.locator(".bs-title")).to_have_text("Do these markets differ by more than chance?")
    expect(page.locator(".bs-short")).to_have_text(
        "Q 20.6, chance alone about 7: 66\u202f% of Q is beyond chance"
    )
    assert page.locator(".bs-reading:visible, .bs-cell:visible").count() == 0
    page.get_by_text("All readings").click()
    assert page.locator(".bs-reading:visible").count() == 7
    page.get_by_role("checkbox", name="numbers").check()
    expect(page.locator(".bs-cell:visible", has_text="1.383")).to_have_count(1)
    seen.assert_clean()


@pytest.mark.parametrize("name", ["eight_markets", "bcg", "eight_schools"])
def test_the_areas_are_what_each_study_adds_and_what_they_add_up_to(show, name):
    widget = HeterogeneityExplorer(name)
    page, _ = show(widget)
    y, s = np.array(widget.effects), np.array(widget.std_errors)
    w = s**-2
    found = w * (y - np.average(y, weights=w)) ** 2
    areas = [np.square(squares) for squares in sides(page, ".bs-found-area", ".bs-chance-area")]
    rows, rows_by_chance, q, by_chance = areas
    scale = by_chance[0] / (y.size - 1)
    np.testing.assert_allclose(rows, scale * found, rtol=1e-6)
    np.testing.assert_allclose(rows_by_chance, scale * (1 - w / w.sum()), rtol=1e-6)
    np.testing.assert_allclose(q, [scale * heterogeneity.cochran_q(y, s).statistic], rtol=1e-6)


def test_one_handle_changes_the_sample_size_of_all_and_no_scale(show):
    page, seen = show(HeterogeneityExplorer())
    start = HeterogeneityExplorer().std_errors
    before = sides(page, ".bs-found-area", ".bs-chance-area")
    typed(page, SIZE, "4")
    np.testing.assert_allclose(trait(page, "std_errors"), np.array(start) / 2, rtol=1e-12)
    after = sides(page, ".bs-found-area", ".bs-chance-area")
    np.testing.assert_allclose(after[0] + after[2], np.multiply(2, before[0] + before[2]), rtol=1e-6)
    np.testing.assert_allclose(after[1] + after[3], before[1] + before[3], rtol=1e-6)
    q = heterogeneity.cochran_q(HeterogeneityExplorer().effects, trait(page, "std_errors")).statistic
    expect(page.locator(".bs-short")).to_contain_text(f"Q {q:.1f}, chance alone about 7")
    typed(page, SIZE, "1")
    assert trait(page, "std_errors") == start
    seen.assert_clean()


def test_the_handle_of_all_stays_where_it_is_when_one_study_is_dragged(show):
    page, _ = show(HeterogeneityExplorer())
    typed(page, SIZE, "2.5")
    own = page.get_by_role("slider", name="Market C: standard error")
    own.press("PageUp")
    drawn(page)
    expect(page.get_by_role("slider", name=SIZE)).to_have_attribute(
        "aria-valuetext", re.compile("^2.50 times")
    )
    wide = trait(page, "std_errors")
    page.get_by_role("slider", name=SIZE).press("ArrowRight")
    ratios = np.divide(trait(page, "std_errors"), wide)
    np.testing.assert_allclose(ratios, ratios[0])
    assert ratios[0] < 1


@pytest.mark.parametrize("size", [(375, 600), (900, 600)])
@pytest.mark.parametrize("count", [31, 200, 1000])
def test_many_studies_leave_few_stops_and_the_handle_in_view(show, size, count):
    studies = scattered(count)
    page, seen = show(HeterogeneityExplorer(**studies), viewport={"width": size[0], "height": size[1]})
    assert page.locator(".bs-root :is([tabindex='0'], input, button, summary)").count() < 20
    page.evaluate("document.querySelector('.bs-diamond').scrollIntoView({ block: 'center' })")
    top = page.evaluate("scrollY")
    drag(page, page.get_by_role("slider", name="Sample size of every study"), -30)
    assert np.all(np.array(trait(page, "std_errors")) > studies["std_errors"])
    assert page.evaluate("scrollY") == top > 0
    boxes = page.locator(".bs-stage .bs-label:visible:not(.bs-answer *)").evaluate_all(TOPS)
    assert np.diff(sorted(boxes)).min() > 12
    seen.assert_clean()


def test_one_of_many_is_taken_by_number_or_by_a_press(show):
    rng = np.random.default_rng(5)
    y = np.sort(rng.normal(0, 0.4, 200))[::-1]
    page, seen = show(HeterogeneityExplorer(effects=y, std_errors=np.full(200, 0.2)))
    typed(page, "Which study to drag", "3")
    handle = page.get_by_role("slider", name="Study 3: effect")
    handle.press("ArrowRight")
    assert trait(page, "effects")[2] > y[2]
    page.locator(".bs-stage > .bs-plot").click(position={"x": 300, "y": 400})
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    taken = int(re.fullmatch(r"Study (\d+): effect", name)[1]) - 1
    assert taken > 60
    page.keyboard.press("ArrowLeft")
    assert trait(page, "effects")[taken] < y[taken]
    assert np.sum(np.array(trait(page, "effects")) != y) == 2
    seen.assert_clean()


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
    assert page.locator(HANDLES).count() == 17
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
    page.get_by_text("All readings").click()
    page.get_by_role("button", name="τ̂ REML").click()
    expect(shown(page, "Pooled mean")).to_have_text("0.440")
    page.get_by_role("checkbox", name="Hartung–Knapp").check()
    w = HeterogeneityExplorer()
    wanted = heterogeneity.pool(w.effects, w.std_errors, "REML", "hksj")
    expect(reading(page, "Pooled mean")).to_contain_text(f"{wanted.ci_low:.3f} to {wanted.ci_high:.3f}")


def test_the_size_in_words_is_that_of_the_estimator_it_names(show):
    """Where estimators disagree whether it is above 0, the words say so."""
    y, s = [-35.8, -36.6, -1, -1.9, 70.7, 72.6, 36.1, 36.0], [35.7, 35.7, 1.63, 1.57, 50.5, 50.5, 35.7, 35.7]
    tau = {name: heterogeneity.tau_squared(y, s, name) ** 0.5 for name in ("DL", "REML")}
    assert tau["DL"] > tau["REML"] == 0
    page, seen = show(HeterogeneityExplorer(effects=y, std_errors=s))
    words = page.locator(".bs-words")
    expect(words).to_contain_text(re.compile(rf"by DL: true effects .* of about {tau['DL']:.0f}\b"))
    page.get_by_text("All readings").click()
    page.get_by_role("button", name="τ̂ REML").click()
    expect(words).to_contain_text("estimators disagree here: by REML it is 0, by DL about")
    seen.assert_clean()


def test_other_data_bring_their_own_handles(show):
    page, seen = show(HeterogeneityExplorer())
    for name in ("bcg", "eight_schools", "eight_markets"):
        page.get_by_role("button", name=HeterogeneityExplorer().datasets[name]["name"]).click()
        expect(page.locator(HANDLES)).to_have_count(2 * len(HeterogeneityExplorer(name).effects) + 1)
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
