"""The figure at the head of a chapter can be used before what stands far below it is made."""

from __future__ import annotations

import pytest

from tests.browser.browser import SITE, settle

pytestmark = [pytest.mark.browser, pytest.mark.book]

UNSET = "() => document.querySelectorAll('.math:not(:has(mjx-container))').length"
# What is not made yet when the first figure has been drawn.
WATCH = """
  const look = () => {
    if (!document.querySelector(".bs-widget[data-ready=yes] .bs-root")) return requestAnimationFrame(look);
    const count = (what) => document.querySelectorAll(what).length;
    window.leftAtFirst = { figures: count(".bs-widget[data-widget]:not([data-ready])"),
                           formulae: count(".math:not(:has(mjx-container))"),
                           icons: count("i.fa-solid") };
  };
  requestAnimationFrame(look);
"""


def left_at_first(browser, serve, address):
    """A page of the site and what was left to make when its first figure stood."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{serve(SITE)}/{address}")
    settle(page)
    return page, page.evaluate("() => window.leftAtFirst")


@pytest.mark.parametrize("chapter", ["01-eight-answers", "04-pooling", "08-metropolis-gibbs"])
def test_the_first_figure_waits_for_nothing_far_below_it(browser, serve, chapter):
    page, left = left_at_first(browser, serve, f"book/{chapter}.html")
    assert left["figures"] >= 1
    assert left["formulae"] >= 1
    assert left["icons"] >= 1
    assert page.evaluate(UNSET) == 0
    page.locator("svg.fa-magnifying-glass").filter(visible=True).first.wait_for()
    page.context.close()


def test_who_comes_to_a_place_within_a_page_finds_it_there(browser, serve):
    page, left = left_at_first(browser, serve, "book/04-pooling.html#the-decision")
    assert left["figures"] == 0
    assert page.evaluate(UNSET) == 0
    top = page.evaluate("() => document.querySelector(':target h2').getBoundingClientRect().top")
    assert 0 <= top < 250, "px from the top of the window"
    page.context.close()
