"""Predict before you drag: the figure waits for a guess, which then stands beside the truth and is kept."""

import re

import pytest
from playwright.sync_api import expect

from helpers import widgets
from helpers.widgets import HeterogeneityExplorer, SampleSizePlanner, TauExplorer
from tests.widgets.hands import HANDLES, drawn, shown, trait

pytestmark = pytest.mark.browser
ASKING = [name for name in widgets.WIDGETS if name != "Room"]  # where everyone has an estimate already
KEEPER = """window.kept = {}; window.borrowing = {
  recall: (kind, id) => window.kept[`${kind}/${id}`],
  keep: (kind, id, value) => { window.kept[`${kind}/${id}`] = value; },
};"""

# The same, through a reload.
STORED = """window.borrowing = {
  recall: (kind, id) => JSON.parse(localStorage.getItem(`${kind}/${id}`)) ?? undefined,
  keep: (kind, id, value) => localStorage.setItem(`${kind}/${id}`, JSON.stringify(value)),
};"""
MOVE = """(values) => {
  const { bsModel } = document.querySelector(".bs-widget");
  for (const [name, value] of Object.entries(values)) bsModel.set(name, value);
}"""


@pytest.mark.parametrize("name", ASKING)
def test_a_guess_unlocks_the_figure_and_stands_beside_the_truth(figure, name):
    page, seen = figure(getattr(widgets, name)(predict=True), viewport={"width": 375, "height": 800})
    handle = page.locator(f"{HANDLES}, .bs-root > :not(.bs-guess) input[type=range]").first
    assert handle.evaluate("el => el.closest('[inert]') !== null")
    expect(page.locator(".bs-words:visible")).to_have_count(0)
    expect(page.locator(".bs-guess-truth")).to_have_count(0)
    page.get_by_role("slider", name="My guess").press("ArrowRight")
    guess = page.locator(".bs-guess output").text_content()
    page.get_by_role("button", name="That is my guess").click()
    expect(page.locator(".bs-guess-mine")).to_have_text(f"your guess: {guess}")
    expect(page.locator(".bs-guess-truth")).to_be_visible()
    assert handle.evaluate("el => el.closest('[inert]') === null")
    expect(page.locator(".bs-words:visible")).to_have_count(page.locator(".bs-words").count())
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert "NaN" not in page.locator(".bs-guess").inner_html()
    seen.assert_clean()


def test_the_truth_is_what_the_figure_shows_and_the_page_keeps_it(static_page, serve, browser):
    page = browser.new_page()
    page.add_init_script(KEEPER)
    page.goto(f"{serve(static_page(TauExplorer(predict=True)))}/index.html")
    page.get_by_role("slider", name="My guess").press("7")
    page.locator(".bs-typed").type("0")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="That is my guess").click()
    expect(page.locator(".bs-guess-truth")).to_contain_text("83\u202f%")
    expect(shown(page, "Works in a new market")).to_have_text(".829")
    kept = page.evaluate("window.kept")["prediction/TauExplorer"]
    assert kept["guess"] == 0.7
    assert kept["truth"] == pytest.approx(0.8294, abs=1e-4)
    page.close()


def test_a_guess_about_one_plan_is_not_taken_for_one_about_another(static_page, serve, browser):
    page = browser.new_page()
    page.add_init_script(
        KEEPER + "window.kept['prediction/SampleSizePlanner 1000'] = { guess: 0.5, truth: 0.6 };"
    )
    plans = [SampleSizePlanner(predict=True, n_per_arm=n) for n in (1000, 1237)]
    page.goto(f"{serve(static_page(*plans))}/index.html")
    expect(page.locator(".bs-guess-mine")).to_have_count(1)
    page.get_by_role("button", name="That is my guess").click()
    assert set(page.evaluate("window.kept")) == {f"prediction/SampleSizePlanner {n}" for n in (1000, 1237)}
    page.close()


def test_what_was_guessed_before_is_shown_at_once(static_page, serve, browser):
    page = browser.new_page()
    page.add_init_script(KEEPER + "window.kept['prediction/TauExplorer'] = { guess: 0.5, truth: 0.83 };")
    page.goto(f"{serve(static_page(TauExplorer(predict=True)))}/index.html")
    expect(page.locator(".bs-guess-mine")).to_have_text("your guess: 50\u202f%")
    page.locator(HANDLES).press("Home")
    assert trait(page, "tau") == 0
    page.get_by_role("button", name="Guess again").click()
    expect(page.get_by_role("slider", name="My guess")).to_be_visible()
    page.close()


def test_a_guess_can_be_skipped_and_is_off_unless_asked_for(show):
    page, seen = show(TauExplorer(predict=True))
    below = page.locator(".bs-tau-asked").bounding_box()["y"]
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".bs-guess-truth")).to_be_visible()
    expect(page.locator(".bs-guess-mine")).to_have_count(0)
    assert page.locator(".bs-tau-asked").bounding_box()["y"] == below
    page.locator(HANDLES).press("Home")
    drawn(page)
    expect(shown(page, "Spread")).to_have_text("0.000")
    seen.assert_clean()
    page, _ = show(TauExplorer())
    expect(page.locator(".bs-guess")).to_have_count(0)


def marks(page):
    return page.locator(".bs-guess-truth"), page.locator(".bs-guess-ask")


def answered(page):
    """Guess as the slider stands; what was asked, and what was said to be true."""
    page.get_by_role("button", name="That is my guess").click()
    truth, ask = marks(page)
    expect(truth).to_contain_text("so it is: ")
    return ask.text_content(), truth.text_content().removeprefix("so it is")


# What a reader moves, and what is asked about: the figure as it is, a case of it, a plan whose size is moved.
MOVED = {
    "HeterogeneityExplorer": {"std_errors": [0.05] * 8},
    "SmallVariant": {"rates": [0.9, *widgets.SmallVariant().rates[1:]]},
    "SampleSizePlanner": {"prior_mean": 0.9, "n_per_arm": 4000},
}


@pytest.mark.parametrize("name", MOVED)
def test_a_guess_is_judged_in_the_world_it_was_made_in(static_page, serve, browser, name):
    widget = getattr(widgets, name)(predict=True)
    context = browser.new_context()
    context.add_init_script(STORED)
    page = context.new_page()
    address = f"{serve(static_page(widget))}/index.html"
    page.goto(address)
    asked, then = answered(page)
    page.evaluate(MOVE, MOVED[name])
    page.wait_for_url("**#world=*")
    truth, ask = marks(page)

    def says(verb):
        expect(truth).to_have_text(re.compile(f"so it {verb}{re.escape(then)}"))
        expect(ask).to_have_text(asked)

    # A case whose terms the question names is true whatever the figure shows.
    says("(is|was)" if name == "SmallVariant" else "was")
    page.reload()
    says("was")
    page.goto("about:blank")
    page.goto(address)
    says("is")
    context.close()


def test_a_guess_about_a_shared_world_stays_with_it(static_page, serve, browser):
    context = browser.new_context()
    page = context.new_page()
    address = f"{serve(static_page(HeterogeneityExplorer(predict=True)))}/index.html"
    page.goto(address)
    page.get_by_role("button", name="Skip").click()
    page.evaluate(MOVE, MOVED["HeterogeneityExplorer"])
    page.wait_for_url("**#world=*")
    link = page.url
    other = browser.new_context()
    page = other.new_page()
    page.add_init_script(STORED)
    page.goto(link)
    asked, then = answered(page)
    page.get_by_role("button", name="Back to the book’s world").click()
    expect(marks(page)[0]).to_have_text(f"so it was{then}")
    page.get_by_role("button", name="Guess again").click()
    assert answered(page) != (asked, then)
    context.close()
    other.close()
