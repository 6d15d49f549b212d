"""`ComplexityDial` in Python and in a page; its engine against `helpers.advice`."""

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import advice
from helpers.widgets import ComplexityDial
from tests.widgets.hands import drag, shown, trait

ERRORS = """([text]) => {
  const state = JSON.parse(text), engine = window.engine.poolingErrors, sizes = engine.sizesOf(state);
  const coarse = engine.errorsAt(sizes, state.tau, 1, engine.COARSE);
  return [engine.errorsAt(sizes, state.tau), coarse.mean.partial];
}"""
STATES = [
    {"groups": 2, "tau": 0.3},
    {"groups": 3, "tau": 0.0, "imbalance": 9.0},
    {"groups": 8, "tau": 0.3},
    {"groups": 50, "tau": 0.1, "imbalance": 30.0},
    {"groups": 25, "tau": 1.0, "visitors": 50_000.0},
    {"groups": 7, "tau": 1.0, "visitors": 20.0},
]


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES)
def test_the_engine_says_what_python_says(probe, state):
    dial = ComplexityDial(**state)
    fine, coarse = probe(
        ERRORS,
        {name: getattr(dial, name) for name in ("groups", "visitors", "imbalance", "sigma", "tau")},
    )
    s = dial.std_errors
    closed = advice.expected_errors(s, dial.tau)
    ends = [0, -1]
    for name in ("plain", "complete", "known"):
        assert fine["by"][name] == pytest.approx(getattr(closed, name)[ends].tolist(), rel=1e-10)
    learned = advice.learned_error(s, dial.tau)
    plain = closed.plain.mean()
    assert fine["by"]["partial"] == pytest.approx(learned[ends].tolist(), rel=2e-3)
    assert fine["mean"]["partial"] / plain == pytest.approx(learned.mean() / plain, abs=1e-3)
    assert coarse / plain == pytest.approx(learned.mean() / plain, abs=6e-3)


@pytest.mark.browser
def test_tau_by_keyboard_and_mouse_and_what_is_read(show):
    page, seen = show(ComplexityDial())
    knob = page.get_by_role("slider", name="τ, the spread")
    knob.press("End")
    assert trait(page, "tau") == 1
    expect(page.locator(".bs-words")).to_contain_text("report each market on its own")
    drag(page, knob, -200)
    assert 0 < trait(page, "tau") < 0.9
    knob.press("Home")
    expect(page.locator(".bs-words")).to_contain_text("one number for all as well")
    seen.assert_clean()


@pytest.mark.browser
def test_readings_follow_markets_and_imbalance(show):
    dial = ComplexityDial(groups=20, imbalance=10.0, tau=0.2)
    page, _ = show(dial)
    left = advice.learned_error(dial.std_errors, 0.2).mean() / np.mean(dial.std_errors**2)
    expect(shown(page, "Partial pooling")).to_have_text(f"{100 * left:.0f}\u202f%")
    expect(page.locator(".bs-words")).to_contain_text("The small markets are left")
    page.get_by_role("slider", name="Markets").press("End")
    assert trait(page, "groups") == 50
    page.get_by_role("button", name="Reset").click()
    assert trait(page, "groups") == 20


def test_visitors_of_the_average_group_stay_as_they_are_made_unequal():
    for imbalance in (1.0, 7.0, 100.0):
        s = ComplexityDial(groups=9, visitors=300.0, imbalance=imbalance).std_errors
        n = 2 * 16 / s**2
        assert n.mean() == pytest.approx(300)
        assert n.max() / n.min() == pytest.approx(imbalance)


@pytest.mark.parametrize(
    "bad", [{"groups": 1}, {"imbalance": 0.5}, {"tau": -0.1}, {"visitors": 10.0}, {"sigma": 0.0}]
)
def test_values_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        ComplexityDial(**bad)
