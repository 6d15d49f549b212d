"""`Funnel` in a static page and in Python: what the sampler moves, how much the data say."""

import pytest
from playwright.sync_api import expect

from helpers import posterior
from helpers.widgets import Funnel
from tests.widgets.hands import bring, drag, reading, shown, trait


@pytest.mark.browser
def test_from_effects_to_offsets_by_keyboard_and_by_mouse(show):
    page, seen = show(Funnel())
    knob = page.get_by_role("slider", name="From offsets to effects")
    expect(reading(page, "Broken paths").locator(".bs-value")).not_to_have_text("0")
    knob.press("Home")
    expect(knob).to_have_attribute("aria-valuetext", "0.00, offsets")
    assert trait(page, "centring") == 0
    expect(page.locator(".bs-words")).to_contain_text("The sampler moves offsets")
    bring(knob)
    drag(page, knob, 200)
    assert 0.1 < trait(page, "centring") < 0.9
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("visitors", [1.0, 64.0])
def test_the_exact_readings_are_those_of_the_exact_engine(show, visitors):
    widget = Funnel(visitors=visitors, centring=0.0)
    page, _ = show(widget)
    errors = [s / visitors**0.5 for s in widget.std_errors]
    tau = posterior.random_effects(widget.effects, errors).tau
    expect(shown(page, "Exact mean of τ")).to_have_text(f"{tau.mean:.3f}")
    expect(reading(page, "Chance of τ").locator(".bs-note")).to_have_text(f"exact {tau.cdf(0.1):.3f}")


@pytest.mark.browser
def test_visitors_can_be_typed_and_reset(show):
    page, _ = show(Funnel())
    rail = page.get_by_role("slider", name="Visitors of every market")
    rail.press("End")
    assert trait(page, "visitors") == 256
    expect(page.locator(".bs-words")).to_contain_text("lifted the posterior out of the neck")
    page.get_by_role("button", name="Reset").click()
    assert trait(page, "visitors") == 1


@pytest.mark.parametrize("bad", [{"centring": 1.2}, {"visitors": 0.1}, {"seed": 0}, {"alike": 0.0}])
def test_values_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        Funnel(**bad)
