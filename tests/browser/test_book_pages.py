"""Every page of the built book: nothing from elsewhere, nothing in the console, usable by everyone."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browser import opened

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


def settle(page) -> None:
    """Wait for the page's widgets and formulae."""
    page.wait_for_load_state("load")
    page.wait_for_function(WIDGETS_READY, timeout=15_000)
    page.evaluate("() => window.MathJax?.startup?.promise")


@pytest.fixture
def visit(open_page, serve):
    """Open a page of the built site, by name or address, and wait for its widgets and formulae."""

    def go(name: str, **options: object):
        page, seen = open_page(name if "://" in name else f"{serve(SITE)}/{name}", **options)
        settle(page)
        return page, seen

    return go


EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast"]}


def serious(page, rules=EVERYTHING) -> list[str]:
    """axe-core's serious and critical findings, one line each."""
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{v['id']}: {v['help']} — {node['html'][:160]}"
        for v in found
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]


SHORT_ALTS = """() => [...document.querySelectorAll('article img')]
    .filter(i => (i.alt || '').length < 40).map(i => i.src)"""
BARE_TABLES = (
    "() => [...document.querySelectorAll('article table')].filter(t => !t.querySelector('th')).length"
)
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 720}


@pytest.fixture(scope="module", params=PAGES)
def page_seen(request, browser, serve):
    """What one visit to a page finds: on a phone, then on a desk, in light and in dark."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page, seen = opened(context, f"{serve(SITE)}/{request.param}")
    settle(page)
    found = {
        "width": page.evaluate("() => document.documentElement.scrollWidth"),
        "unreachable": page.evaluate(SCROLLS_WITHOUT_KEYBOARD),
        "short alts": page.evaluate(SHORT_ALTS),
        "bare tables": page.evaluate(BARE_TABLES),
    }
    page.set_viewport_size(DESK)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    found["seen"] = copy.deepcopy(seen)  # axe itself asks for style sheets that are not there
    page.add_style_tag(content="* { transition: none !important }")  # axe must not read colours half-way
    found["light"] = serious(page)
    page.evaluate(IN_DARK)
    page.wait_for_timeout(100)
    found["dark"] = serious(page, COLOURS)
    context.close()
    return found


def test_a_page_asks_nothing_of_others_and_its_pictures_and_tables_speak(page_seen):
    page_seen["seen"].assert_clean()
    assert page_seen["short alts"] == []
    assert page_seen["bare tables"] == 0


def test_a_page_is_accessible_in_light_and_dark(page_seen):
    assert page_seen["light"] == []
    assert page_seen["dark"] == []


def test_a_page_fits_a_phone(page_seen):
    assert page_seen["width"] <= 375, "wider than the screen, in px"
    assert page_seen["unreachable"] == []


def traits(page, name):
    read = "name => [...document.querySelectorAll('.bs-widget')].map(e => e.bsModel.get(name))"
    return [value for value in page.evaluate(read, name) if value is not None]


def follow(page, name):
    """Follow the book's own link to another page; its widgets are then ready."""
    page.locator("nav.bd-links").locator(f"a[href*='{name}.html']").first.click()
    page.wait_for_url(f"**/{name}.html*")
    page.wait_for_function(WIDGETS_READY, timeout=15_000)


def test_seed_prior_and_data_go_from_chapter_to_chapter_and_reset_leaves_them(visit):
    page, seen = visit("book/07-many-arms.html")
    page.get_by_role("button", name="Another world").click()
    page.wait_for_url("**#world=*")
    follow(page, "01-eight-answers")
    assert traits(page, "seed") == [2]
    follow(page, "05-tau")
    page.get_by_role("button", name="Paste your own").click()
    page.get_by_role("textbox", name="Your experiments").fill("Ada 0.2 0.1\nBob 0.5 0.2\nCleo -0.1 0.15")
    page.get_by_role("button", name="Draw them").click()
    page.locator(".bs-pick", has_text="Half-Cauchy").click()
    page.wait_for_timeout(400)
    assert traits(page, "family") == ["HalfCauchy"]
    scale = traits(page, "scale")
    link = page.url
    follow(page, "04-pooling")
    assert traits(page, "effects")[0] == [0.2, 0.5, -0.1]
    restored, _ = visit(link)
    assert traits(restored, "effects") == [[0.2, 0.5, -0.1]]
    assert traits(restored, "family") == ["HalfCauchy"]
    assert traits(restored, "scale") == scale
    follow(page, "07-many-arms")
    assert traits(page, "seed") == [2]
    page.get_by_role("button", name="Back to the book’s world").click()
    assert traits(page, "seed") == [1]
    follow(page, "05-tau")
    assert traits(page, "dataset") == ["eight_markets"]
    assert traits(page, "family") == ["HalfNormal"]
    assert "world" not in page.url
    seen.assert_clean()


def test_a_room_from_the_trainers_link_to_the_truth_and_into_a_chapter(visit):
    page, seen = visit("book/trainers.html")
    page.locator(".bs-room-part summary").click()
    link = page.get_by_role("textbox", name="Link for the room").input_value()
    page, seen = visit(link)
    assert page.locator(".bs-widget").evaluate("e => e.getBoundingClientRect().top < innerHeight")
    lines = []
    for who in ("Ada", "Bob", "Cleo", "Dan", "Eve"):
        page.get_by_role("textbox", name="Your name or number").fill(who)
        page.keyboard.press("Enter")
        result = page.locator(".bs-result").filter(has_text=who)
        result.wait_for()
        lines.append(result.inner_text())
    page.get_by_role("textbox", name="The room's results").fill("\n".join(lines))
    page.get_by_role("button", name="Analyse the room").click()
    words = page.locator(".bs-words")
    assert "The truth" not in words.inner_text()
    page.get_by_role("button", name="Reveal the truth").click()
    words.filter(has_text="The truth was μ = 0.40 and τ = 0.50").wait_for()
    follow(page, "04-pooling")
    page.locator(".bs-widget .bs-label", has_text="Cleo").first.wait_for()
    seen.assert_clean()


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
