"""A finger on every handle of every widget, on a phone; the page itself stays where it is."""

import pytest
from playwright.sync_api import expect

from helpers import widgets
from tests.widgets.hands import trait

pytestmark = pytest.mark.browser

WIDGETS = {
    "TauExplorer": widgets.TauExplorer,
    "SampleSizePlanner": widgets.SampleSizePlanner,
    "HeterogeneityExplorer": widgets.HeterogeneityExplorer,
    "TauPrior": widgets.TauPrior,
    "SmallVariant": widgets.SmallVariant,
    "SignificanceLottery": widgets.SignificanceLottery,
    "SumsOfSquares": widgets.SumsOfSquares,
    "WinnerPicker": widgets.WinnerPicker,
}
PHONE = {"viewport": {"width": 375, "height": 800}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(static_page, serve, open_page):
    """``phone(widget)`` shows a widget on a phone."""

    def show(widget):
        page, seen = open_page(f"{serve(static_page(widget))}/index.html", **PHONE)
        expect(page.locator(".bs-widget[data-ready=yes] [role=slider]").first).to_be_visible()
        return page, seen

    return show


def swipe(page, handle, pixels):
    """Put a finger on the middle of ``handle``, move it sideways in steps, lift it."""
    handle.scroll_into_view_if_needed()
    box = handle.locator(".bs-hit").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind, *places):
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": y} for at in places]}
        )

    send("touchStart", x)
    for step in range(1, 6):
        send("touchMove", x + pixels * step / 5)
    send("touchEnd")
    # Drawn in the next frame: only then does the handle say where it is.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_finger_drags_tau(phone):
    page, seen = phone(widgets.TauExplorer())
    slider = page.get_by_role("slider", name="τ, the spread of the true effects")
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


def test_a_finger_drags_the_sample_size(phone):
    page, seen = phone(widgets.SampleSizePlanner())
    swipe(page, page.get_by_role("slider", name="Visitors per arm"), 60)
    page.wait_for_function("document.querySelector('.bs-widget').bsModel.get('n_per_arm') > 600")
    seen.assert_clean()


@pytest.mark.parametrize("name", WIDGETS)
def test_every_handle_follows_a_finger_and_the_page_stays(phone, name):
    page, seen = phone(WIDGETS[name]())
    handles = page.locator("[role=slider]")
    for i in range(min(handles.count(), 6)):
        handle = handles.nth(i)
        before = handle.get_attribute("aria-valuenow")
        handle.scroll_into_view_if_needed()
        top = page.evaluate("scrollY")
        swipe(page, handle, 60)
        if handle.get_attribute("aria-valuenow") == before:  # it stood at its right end
            swipe(page, handle, -60)
        expect(handle).not_to_have_attribute("aria-valuenow", before)
        assert page.evaluate("[scrollX, scrollY]") == [0, top]
    seen.assert_clean()
