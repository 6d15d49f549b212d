"""`PowerPriorDial` in a static page and in Python: an exponent to drag, a past to pull apart."""

import math

import pytest
from playwright.sync_api import expect

from helpers.borrowing import matching_alpha, prior_effective_sample_size
from helpers.widgets import PowerPriorDial
from tests.widgets.hands import bring, drag, reading, shown, trait


def figures(probability):
    return "> .999" if probability > 0.9995 else f"{probability:.3f}".lstrip("0")


def assert_reads(page, widget):
    """The readings are those of `helpers.borrowing` and of the exact engine, for the state of ``widget``."""
    belief, prior = widget.posterior.theta_new, widget.prior
    worth = [math.floor(prior_effective_sample_size(of, widget.sigma)) for of in (prior, belief)]
    expect(shown(page, "Its width")).to_have_text(f"{prior.sd:.3f}")
    expect(shown(page, "P(next")).to_have_text(figures(prior.prob_above(0)))
    expect(shown(page, "Worth")).to_have_text(f"{worth[0]:,}".replace(",", "\u202f"))
    notes = (f"belief: {belief.sd:.3f}", f"belief: {figures(belief.prob_above(0))}",
             f"belief: {worth[1]:,} visitors".replace(",", "\u202f"))  # fmt: skip
    for name, note in zip(("Its width", "P(next", "Worth"), notes, strict=True):
        expect(reading(page, name).locator(".bs-note")).to_have_text(note)
    alpha = matching_alpha(widget.effects, widget.std_errors, belief.sd)
    assert float(shown(page, "Matching").inner_text()) == pytest.approx(alpha, rel=0.03)


@pytest.mark.browser
@pytest.mark.parametrize("traits", [{}, {"alpha": 0.1, "apart": 0.0}, {"alpha": 0.0293, "apart": 1.5}])
def test_it_reads_as_python_says(show, traits):
    widget = PowerPriorDial(**traits)
    page, seen = show(widget)
    assert_reads(page, widget)
    seen.assert_clean()


@pytest.mark.browser
def test_the_dial_by_keyboard_mouse_and_number(show):
    page, seen = show(PowerPriorDial())
    dial = page.get_by_role("slider", name="exponent of the power prior")
    bring(dial)
    drag(page, dial, -200)
    assert 0.1 < trait(page, "alpha") < 0.4
    dial.press("Home")
    assert trait(page, "alpha") == pytest.approx(0.003)
    dial.press("0")
    page.locator(".bs-typed").fill("0.25")
    page.keyboard.press("Enter")
    assert trait(page, "alpha") == 0.25
    assert_reads(page, PowerPriorDial(alpha=0.25))
    page.get_by_role("button", name="as wide as the belief").click()
    assert trait(page, "alpha") == pytest.approx(0.02933, rel=1e-3)
    expect(page.locator(".bs-words")).to_contain_text("no α moves it")
    seen.assert_clean()


@pytest.mark.browser
def test_only_the_belief_answers_when_the_past_is_pulled_apart(show):
    page, seen = show(PowerPriorDial(alpha=0.25))
    solid, dashed = page.locator("path.bs-overlay-strong"), page.locator("path.bs-overlay-prior")
    before = shown(page, "Its width").inner_text(), shown(page, "Worth").inner_text()
    curve = dashed.get_attribute("d")
    page.get_by_role("slider", name="Estimates apart").press("End")
    expect(page.locator(".bs-words")).to_contain_text("the power prior has not noticed")
    assert before == (shown(page, "Its width").inner_text(), shown(page, "Worth").inner_text())
    assert dashed.get_attribute("d") != curve
    assert solid.get_attribute("d")
    assert_reads(page, PowerPriorDial(alpha=0.25, apart=2.0))
    seen.assert_clean()


@pytest.mark.browser
def test_the_guess_is_about_what_the_belief_is_worth(show):
    page, _ = show(PowerPriorDial(opening=True, predict=True))
    expect(page.locator(".bs-guess-ask")).to_contain_text("3\u202f905 visitors")
    expect(page.locator("path.bs-overlay-prior")).to_be_hidden()
    page.get_by_role("button", name="That is my guess").click()
    expect(page.locator(".bs-guess-truth")).to_have_text("so it is: 114")
    expect(page.locator("path.bs-overlay-prior")).to_be_visible()


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"effects": [0.1]}, "std_errors"),
        ({"effects": [0.1, 0.2], "std_errors": [0.1, 0.0]}, "std_errors"),
        ({"effects": [0.1, 0.2], "std_errors": [0.1]}, "equal length|same length|shape"),
        ({"alpha": 0}, "alpha"),
        ({"alpha": 1.5}, "alpha"),
        ({"sigma": -1}, "sigma"),
    ],
)
def test_what_makes_no_sense_is_refused(traits, message):
    with pytest.raises((ValueError, TypeError), match=message):
        PowerPriorDial(**traits)
