"""`TauExplorer` in a static page: one handle from complete pooling to none, and the data's own choice."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import priors
from helpers.widgets import TauExplorer
from tests.widgets.hands import PHONE, drag, scattered, shown, swipe, trait

SLIDER = "τ, the spread of the true effects"

TAU_PRIORS = [
    priors.HalfCauchy(1),
    priors.Uniform(0, 100),
    priors.GammaPrecision(0.001, 0.001),
    priors.Exponential(1),
    priors.HalfStudentT(3, 1),
    priors.Flat(),
]


def places(page, marks, shape):
    """Horizontal positions of all marks of a kind, which are one path: ``shape`` captures one's x."""
    path = page.locator(marks).get_attribute("d")
    return np.array([float(x) for x in re.findall(shape, path)])


def dots(page):
    """Horizontal positions of the posterior means."""
    return places(page, ".bs-dot", r"M([-.\d]+) [-.\d]+a5") + 5


@pytest.mark.browser
def test_the_data_choose_the_numbers_of_the_course(figure):
    page, seen = figure(TauExplorer())
    expect(page.get_by_role("button", name="Let the data choose")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bs-root p").first).to_have_text("How different may markets be?")
    wanted = {
        "Spread": "0.445",
        "Works on average": ".983",
        "Works in a new market": ".829",
        "The next test shows it": ".782",
    }
    for name, text in wanted.items():
        expect(shown(page, name)).to_have_text(text)
    assert trait(page, "averaged") is True
    expect(page.locator(".bs-words")).to_contain_text("0.121 and 0.934")
    seen.assert_clean()


# The line of the handle and the words beside it, at the handle's place and after every second press.
WHERE_WORDS_STAND = """async (handle, times) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = [];
  for (let i = 0; i < times; i++) {
    const parts = [".bs-strip .bs-stem", ".bs-strip .bs-note-text"]
      .flatMap((part) => [...document.querySelectorAll(part)]);
    found.push(parts.map((part) => part.getBoundingClientRect().toJSON()));
    for (const key of ["ArrowRight", "ArrowRight"])
      handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await frame();
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1000])
def test_the_line_of_the_handle_runs_through_no_word(figure, width):
    """Wherever it stands; a word has its place again once the line has passed."""
    page, seen = figure(TauExplorer())
    page.set_viewport_size({"width": width, "height": 900})
    slider = page.get_by_role("slider", name=SLIDER)
    slider.press("Home")
    places = []
    for line, *words in slider.evaluate(WHERE_WORDS_STAND, 60):
        assert len(words) == 2
        for word in words:
            assert not word["x"] < line["x"] + line["width"] / 2 < word["x"] + word["width"]
        places.append(words[0]["x"])
    assert len(set(places)) > 1
    assert places[0] == places[-1]
    seen.assert_clean()


@pytest.mark.browser
def test_the_two_ends_pool_completely_and_not_at_all(show):
    page, seen = show(TauExplorer(tau=0))
    assert dots(page).size == 8
    assert np.ptp(dots(page)) < 1e-6
    page.get_by_role("slider", name=SLIDER).press("End")
    expect(shown(page, "Spread")).to_have_text("∞")
    alone = places(page, ".bs-raw", r"M([-.\d]+) [-.\d]+h8v8") + 4
    np.testing.assert_allclose(dots(page), alone, atol=1e-6)
    assert trait(page, "tau") == "Infinity"
    expect(page.get_by_role("button", name="No pooling")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("slider", name=SLIDER).press("ArrowLeft")
    assert isinstance(trait(page, "tau"), float)
    page.get_by_role("slider", name=SLIDER).press("Home")
    expect(shown(page, "Spread")).to_have_text("0.000")
    expect(page.get_by_role("button", name="Complete pooling")).to_have_attribute("aria-pressed", "true")
    seen.assert_clean()


@pytest.mark.browser
def test_dragging_the_knob_moves_tau_and_ends_the_averaging(show):
    page, seen = show(TauExplorer(averaged=True))
    drag(page, page.get_by_role("slider", name=SLIDER), -100)
    tau = trait(page, "tau")
    assert 0 < tau < 0.445
    assert trait(page, "averaged") is False
    expect(page.get_by_role("slider", name=SLIDER)).to_have_attribute("aria-valuetext", f"{tau:.3f}")
    expect(page.locator(".bs-words")).to_contain_text("moves part of the way")
    seen.assert_clean()


@pytest.mark.browser
def test_a_finger_drags_tau(show):
    page, seen = show(TauExplorer(tau=0), **PHONE)
    slider = page.get_by_role("slider", name=SLIDER)
    before = slider.locator(".bs-hit").bounding_box()
    swipe(page, slider, 80)
    page.wait_for_function("document.querySelector('.bs-widget').bsModel.get('tau') > 0.1")
    once, after = trait(page, "tau"), slider.locator(".bs-hit").bounding_box()
    assert after["x"] - before["x"] == pytest.approx(80, abs=1)  # the knob stays under the finger
    swipe(page, slider, -40)
    page.wait_for_function("once => document.querySelector('.bs-widget').bsModel.get('tau') < once", arg=once)
    assert 0 < trait(page, "tau") < once
    swipe(page, slider, 400)
    expect(slider).to_have_attribute("aria-valuetext", "infinite: no pooling")
    seen.assert_clean()


@pytest.mark.browser
def test_weights_on_the_average_at_a_given_tau(show):
    page, _ = show(TauExplorer(tau=0.4454))
    cells = page.locator(".bs-plot .bs-cell").all_text_contents()
    squared = np.square(TauExplorer().std_errors)
    wanted = [f"{100 * w:.0f}\u202f%" for w in squared / (squared + 0.4454**2)]
    assert [cell for cell in cells if "%" in cell] == wanted


@pytest.mark.browser
def test_numbers_come_on_demand_and_leave_the_plot_its_width(show):
    page, seen = show(TauExplorer())
    before = places(page, ".bs-raw", r"M([-.\d]+) [-.\d]+h8v8")
    expect(page.locator(".bs-cell:visible")).to_have_count(0)
    page.get_by_role("checkbox", name="numbers").check()
    expect(page.locator(".bs-cell:visible", has_text="52\u202f%")).to_have_count(1)
    after = places(page, ".bs-raw", r"M([-.\d]+) [-.\d]+h8v8")
    assert np.ptp(before) > 1.4 * np.ptp(after)
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("size", [(375, 600), (900, 600)])
@pytest.mark.parametrize("count", [8, 200, 1000])
def test_the_handle_stays_in_view_of_few_and_of_many_studies(show, size, count):
    page, seen = show(TauExplorer(**scattered(count)), viewport={"width": size[0], "height": size[1]})
    page.evaluate("document.querySelector('.bs-mean').scrollIntoView({ block: 'center' })")
    handle = page.get_by_role("slider", name=SLIDER)
    before = trait(page, "averaged"), page.evaluate("scrollY")
    drag(page, handle, 40)
    assert (before[0], trait(page, "averaged")) == (True, False)
    assert page.evaluate("scrollY") == before[1] > 0
    assert page.locator(".bs-root [tabindex='0']").count() == 1
    assert page.locator(".bs-label:visible").count() <= 70
    boxes = page.locator(".bs-label:visible").evaluate_all("all => all.map(e => e.getBoundingClientRect().y)")
    assert np.diff(boxes).min() > 12
    seen.assert_clean()


@pytest.mark.browser
def test_a_typed_spread_may_lie_beyond_the_axis(figure):
    page, seen = figure(TauExplorer())
    slider = page.get_by_role("slider", name=SLIDER)
    for text, tau in [("0,25", 0.25), ("3", 3), ("∞", "Infinity"), ("-1", 0)]:
        slider.dblclick()
        page.locator(".bs-typed").fill(text)
        page.keyboard.press("Enter")
        assert trait(page, "tau") == tau
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["eight_markets", "bcg", "eight_schools"])
def test_every_corner_draws(show, name):
    page, seen = show(TauExplorer(name), viewport={"width": 375, "height": 800})
    for button in ("Complete pooling", "Let the data choose", "No pooling"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
        assert "NaN" not in page.locator(".bs-widget").inner_html()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    seen.assert_clean()


@pytest.mark.browser
def test_any_prior_of_tau_can_be_shown(show):
    shown_by = [TauExplorer(tau_prior=prior, mu_prior=priors.Flat(), averaged=True) for prior in TAU_PRIORS]
    page, seen = show(*shown_by)
    for prior, one in zip(TAU_PRIORS, page.locator(".bs-widget").all(), strict=True):
        assert "NaN" not in one.inner_html(), prior
        expect(one.locator(".bs-priors")).to_contain_text(type(prior).__name__)
    seen.assert_clean()


@pytest.mark.browser
def test_switching_the_data_brings_their_priors(figure):
    page, _ = figure(TauExplorer())
    page.get_by_role("button", name="Eight schools").click()
    expect(page.locator(".bs-priors")).to_contain_text("HalfCauchy(10)")
    assert trait(page, "mu_prior") == {"family": "Normal", "mean": 0, "sd": 20}


def test_python_sets_and_reads_tau_and_priors():
    widget = TauExplorer()
    widget.tau = 0
    assert widget.averaged is False
    widget.averaged = True
    widget.tau = math.inf
    assert widget.averaged is False
    assert widget.state()["tau"] == "Infinity"
    widget.set_state({"tau": 0.25, "tau_prior": {"family": "HalfCauchy", "scale": 2}})
    assert widget.tau == 0.25
    assert widget.tau_prior == priors.HalfCauchy(2)
    widget.dataset = "eight_schools"
    assert (widget.mu_prior, widget.tau_prior) == (priors.Normal(0, 20), priors.HalfCauchy(10))
    widget.set_state({"tau": "Infinity"})
    assert widget.tau == math.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"tau": -0.1}, "tau must be at least 0"),
        ({"mu_prior": priors.HalfNormal(1)}, "mu_prior must be Normal or Flat"),
        ({"tau_prior": priors.Normal(0, 1)}, "tau_prior must have no mass below 0"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        TauExplorer(**arguments)
