"""Every page of the built book: nothing from elsewhere, nothing in the console, usable by everyone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
PAGES = [f"{name}.html" for name in re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text())]
pytestmark = [pytest.mark.browser, pytest.mark.book]

WIDGETS_READY = "() => [...document.querySelectorAll('[data-widget]')].every(w => w.dataset.ready === 'yes')"
SCROLLS_WITHOUT_KEYBOARD = """() => [...document.querySelectorAll("article *")]
    .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth)
    .filter(e => e.tabIndex < 0 && !e.querySelector("a, button, input, [tabindex='0']"))
    .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 80)}`)"""
IN_DARK = "() => { const root = document.documentElement.dataset; root.mode = root.theme = 'dark'; }"


@pytest.fixture
def visit(open_page, serve):
    """Open a page of the built site, wait for its widgets and formulae."""

    def go(name: str, **options: object):
        page, seen = open_page(f"{serve(SITE)}/{name}", **options)
        page.wait_for_load_state("load")
        page.wait_for_function(WIDGETS_READY, timeout=15_000)
        page.evaluate("() => window.MathJax?.startup?.promise")
        return page, seen

    return go


def serious(page) -> list[str]:
    """axe-core's serious and critical findings, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']} — {node['html'][:160]}"
        for v in found
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_others_and_reports_no_error(visit, name):
    page, seen = visit(name)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    seen.assert_clean()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_light_and_dark(visit, name):
    page, _ = visit(name, reduced_motion="reduce")
    assert serious(page) == []
    page.evaluate(IN_DARK)
    page.wait_for_timeout(1000)  # the theme fades its colours, and axe must not read them half-way
    assert serious(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit, name):
    page, _ = visit(name, viewport={"width": 375, "height": 800})
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 375, f"the page is {width} px wide on a 375 px screen"
    assert page.evaluate(SCROLLS_WITHOUT_KEYBOARD) == []


@pytest.mark.parametrize("name", PAGES)
def test_pictures_say_what_they_show_and_tables_have_headers(visit, name):
    page, _ = visit(name)
    short = page.evaluate(
        "() => [...document.querySelectorAll('article img')]"
        ".filter(i => (i.alt || '').length < 40).map(i => i.src)"
    )
    assert short == []
    bare = page.evaluate(
        "() => [...document.querySelectorAll('article table')].filter(t => !t.querySelector('th')).length"
    )
    assert bare == 0


def test_no_formula_is_left_unset(visit):
    page, _ = visit("book/03-heterogeneity.html")
    assert page.locator("mjx-container").count() > 20
    assert page.locator("mjx-merror").count() == 0


def test_the_site_works_from_a_folder(open_page):
    page, seen = open_page((SITE / "book" / "03-heterogeneity.html").as_uri())
    page.wait_for_function(WIDGETS_READY, timeout=15_000)
    assert page.locator("mjx-container").count() > 20
    seen.assert_clean()


def test_a_quiz_explains_the_choice_and_keeps_to_the_keyboard(visit):
    page, _ = visit("book/03-heterogeneity.html")
    quiz = page.locator(".quiz").first
    quiz.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    answer = quiz.get_by_role("status")
    assert answer.inner_text().startswith("Not this one.")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert answer.inner_text().startswith("Right.")


def test_without_javascript_the_page_still_teaches(browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(SITE)}/book/03-heterogeneity.html")
    assert page.locator(".bs-fallback").first.is_visible()
    page.locator(".quiz-all summary").first.click()
    assert page.locator(".quiz-all li").first.is_visible()
    context.close()
