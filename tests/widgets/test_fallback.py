"""What stands in a widget's place without scripts and on paper: a picture, its text, its caption."""

import base64
import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

import helpers.widgets
from helpers.widgets import HeterogeneityExplorer, SampleSizePlanner, StaticWidget

NAMES = [
    name
    for name in helpers.widgets.__all__
    if isinstance(getattr(helpers.widgets, name), type) and name not in ("StaticWidget", "Room")
]


def still(markup):
    found = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', markup)
    return base64.b64decode(found[1]).decode(), found[2]


@pytest.mark.parametrize("name", NAMES)
def test_every_widget_has_a_picture_with_words(name):
    svg, words = still(getattr(helpers.widgets, name)().static_html())
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert len(words.split()) > 8
    assert "<script" not in svg
    assert len(svg) < 200_000


def test_the_same_state_gives_the_same_picture():
    assert HeterogeneityExplorer().static_html() == HeterogeneityExplorer().static_html()
    other = SampleSizePlanner(n_per_arm=100).static_html()
    assert still(other)[0] != still(SampleSizePlanner().static_html())[0]


def test_pictures_leave_no_figure_open():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    HeterogeneityExplorer("bcg").static_html()
    assert plt.get_fignums() == before


def test_two_studies_have_a_picture_too():
    svg, _ = still(HeterogeneityExplorer(effects=[0, 1], std_errors=[1, 1]).static_html())
    assert "Pooled" in svg


def test_a_widget_without_a_picture_keeps_its_words():
    class Plain(StaticWidget):
        def describe(self):
            return "Only <words>."

    assert '<div class="bs-fallback"><p>Only &lt;words&gt;.</p></div>' in Plain().static_html()


@pytest.mark.browser
def test_without_scripts_the_picture_is_seen(static_page, serve, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{serve(static_page(HeterogeneityExplorer()))}/index.html")
    expect(page.get_by_role("img", name="Forest plot of 8 studies")).to_be_visible()
    assert page.locator("img").bounding_box()["width"] <= 375
    expect(page.locator(".bs-fallback p")).to_contain_text("forest plot of 8 studies")
    context.close()


@pytest.mark.browser
def test_on_paper_the_picture_stands_for_the_live_figure(static_page, serve, open_page):
    page, seen = open_page(f"{serve(static_page(HeterogeneityExplorer()))}/index.html")
    expect(page.locator(".bs-root")).to_be_visible()
    expect(page.locator(".bs-fallback")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".bs-root")).to_be_hidden()
    expect(page.get_by_role("img", name="Forest plot of 8 studies")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".bs-root")).to_be_visible()
    seen.assert_clean()
