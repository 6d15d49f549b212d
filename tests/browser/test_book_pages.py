"""Every page of the built book: nothing from elsewhere, nothing in the console, usable by everyone."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import load_axe, violations
from tests.browser.browser import SITE, WIDGETS_READY, settle, watched
from tests.browser.pages import forgets
from tests.browser.weight import FETCHED, weight
from tests.tiers import rest_in_certify

ROOT = Path(__file__).resolve().parents[2]
PAGES = [f"{name}.html" for name in re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text())]
pytestmark = [pytest.mark.browser, pytest.mark.book]

SCROLLS_WITHOUT_KEYBOARD = """() => [...document.querySelectorAll("article *")]
    .filter(e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth)
    .filter(e => e.tabIndex < 0 && !e.querySelector("a, button, input, [tabindex='0']"))
    .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 80)}`)"""
# axe must not read colours half-way, and cannot on the shade at the edges of what scrolls: code and tables.
TO_MEASURE = "* { transition: none !important; background-image: none !important }"
IN_DARK = "() => { const root = document.documentElement.dataset; root.mode = root.theme = 'dark'; }"


# “Press *this*”: what no button of a page with figures is called.
NO_SUCH_BUTTON = """() => [...document.querySelectorAll("article:has(.bs-widget) em")]
    .filter(e => /\\bpress $/i.test(e.previousSibling?.textContent ?? ""))
    .filter(e => ![...document.querySelectorAll(".bs-widget :is(button, button *)")]
        .some(part => (part.ariaLabel ?? part.textContent).trim() === e.textContent))
    .map(e => e.textContent)"""
COLOURS = {"runOnly": ["color-contrast"]}


def serious(page, rules=None) -> list[str]:
    """axe-core's serious and critical findings, one line each; no other rules are run."""
    return [
        f"{v['id']}: {v['help']} — {node['html'][:160]}"
        for v in violations(page, rules or {"rules": {rule: {"enabled": False} for rule in slight(page)}})
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]


def slight(page) -> list[str]:
    """axe-core's rules whose findings are moderate or minor."""
    load_axe(page)
    return page.evaluate(
        "() => axe._audit.rules.filter((r) => ['moderate', 'minor'].includes(r.impact)).map((r) => r.id)"
    )


SHORT_ALTS = """() => [...document.querySelectorAll('article img')]
    .filter(i => (i.alt || '').length < 40).map(i => i.src)"""
BARE_TABLES = (
    "() => [...document.querySelectorAll('article table')].filter(t => !t.querySelector('th')).length"
)
# Google's "cumulative layout shift": how far parts of the window jumped while the page loaded.
SHIFTS = """window.shift = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
# Files that came out of the browser's cache: on a first visit none, and what comes late makes a page jump.
KEPT = """() => performance.getEntriesByType('resource')
    .filter(file => /[.](css|woff2)/.test(file.name) && file.transferSize === 0).map(file => file.name)"""
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 720}
A4 = {"width": 717, "height": 1046}  # what Chromium's margins leave of it
CUT_ON_PAPER = """() => {
    const right = (part) => part.getBoundingClientRect().right;
    return [...document.querySelectorAll('article table')]
        .filter(t => t.checkVisibility() && right(t) > right(document.querySelector('article')) + 1)
        .map(t => t.textContent.trim().slice(0, 80));
}"""


@pytest.fixture(scope="module")
def first_visits(browser):
    """One page for all pages of the book, each of which comes as on a first visit: nothing is kept."""
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(SHIFTS)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


# Solutions have neither widgets nor a design of their own: `make test` visits one, `make certify` all.
VISITED = rest_in_certify(PAGES, {page for page in PAGES if page.startswith(("book/", "solutions/03"))})


# A theme colours all pages alike; these have parts of every kind. The others: see `make certify`.
SEEN_IN_DARK = {
    f"{page}.html"
    for page in (
        "book/index",
        "book/03-heterogeneity",
        "book/07-many-arms",
        "book/11-diagnostics",
        "book/20-your-experiments",
        "book/your-experiments",
        "book/readiness",
        "book/glossary",
        "book/replication",
        "book/trainers",
        "solutions/03-heterogeneity",
    )
}


def seen_in_dark(page) -> list[str]:
    """Serious faults of its colours in dark."""
    page.evaluate(IN_DARK)
    page.wait_for_timeout(100)
    return serious(page, COLOURS)


@pytest.fixture(scope="module", params=VISITED)
def page_seen(request, first_visits, serve):
    """What one visit to a page finds: on a phone, then on a desk, in light and on some pages in dark."""
    page = first_visits
    assert forgets(page, "light")
    page.set_viewport_size(PHONE)
    seen = watched(page, f"{serve(SITE)}/{request.param}")
    settle(page)
    page.wait_for_timeout(100)
    found = {
        "page": request.param,
        "shift": page.evaluate("() => window.shift"),
        "kept": page.evaluate(KEPT),
        "width": page.evaluate("() => document.documentElement.scrollWidth"),
        "unreachable": page.evaluate(SCROLLS_WITHOUT_KEYBOARD),
        "no such button": page.evaluate(NO_SUCH_BUTTON),
        "short alts": page.evaluate(SHORT_ALTS),
        "bare tables": page.evaluate(BARE_TABLES),
    }
    page.set_viewport_size(DESK)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    found["weight"] = weight(page.evaluate(FETCHED))
    found["seen"] = copy.deepcopy(seen)  # axe itself asks for style sheets that are not there
    page.add_style_tag(content=TO_MEASURE)
    found["light"] = serious(page)
    found["dark"] = seen_in_dark(page) if request.param in SEEN_IN_DARK else None
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    found["cut on paper"] = page.evaluate(CUT_ON_PAPER)
    seen.stop()
    return found


def test_a_page_asks_nothing_of_others_and_its_pictures_and_tables_speak(page_seen):
    page_seen["seen"].assert_clean()
    assert page_seen["short alts"] == []
    assert page_seen["bare tables"] == 0


def test_every_button_that_a_page_tells_its_reader_to_press_is_there(page_seen):
    assert page_seen["no such button"] == []


def test_a_page_is_accessible(page_seen):
    assert page_seen["light"] == []
    if page_seen["page"] in SEEN_IN_DARK:
        assert page_seen["dark"] == []


def test_pages_that_are_seen_in_dark_are_there():
    assert set(PAGES) >= SEEN_IN_DARK


@pytest.mark.certify
@pytest.mark.parametrize("name", [page for page in PAGES if page not in SEEN_IN_DARK])
def test_every_other_page_is_accessible_in_dark(name, visit):
    page, _ = visit(name, reduced_motion="reduce")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    page.add_style_tag(content=TO_MEASURE)
    assert seen_in_dark(page) == []


def test_a_page_does_not_jump_while_it_loads(page_seen):
    assert page_seen["kept"] == []
    assert page_seen["shift"] < 0.02


def test_a_first_visit_to_a_page_fetches_less_than_1_5_megabytes(page_seen):
    assert 100_000 < page_seen["weight"] < 1_500_000, "bytes, compressed, without MathJax and fonts"


def test_a_page_fits_a_phone(page_seen):
    assert page_seen["width"] <= 375, "wider than the screen, in px"
    assert page_seen["unreachable"] == []


def test_no_table_is_cut_on_paper(page_seen):
    assert page_seen["cut on paper"] == []


def test_the_menus_open_on_a_phone_and_close_again(visit):
    page, seen = visit("book/04-pooling.html", viewport=PHONE)
    for name, inside in {"primary": "Q, I² and τ", "secondary": "The decision"}.items():
        menu, toggle = page.locator(f"#pst-{name}-sidebar-modal"), page.locator(f".{name}-toggle:visible")
        expect(menu).to_be_hidden()
        toggle.click()
        expect(menu.get_by_role("link", name=inside).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(toggle).to_be_focused()
    seen.assert_clean()


def test_answers_can_be_forgotten_on_a_phone(visit):
    page, _ = visit("book/04-pooling.html", viewport=PHONE)
    page.locator(".quiz input").first.check()
    page.locator(".primary-toggle:visible").click()
    menu = page.locator("#pst-primary-sidebar-modal")
    menu.get_by_text("Your answers").click()
    expect(menu.get_by_role("button", name="Forget all")).to_be_visible()


def test_the_sidebar_gives_way_on_a_desk(visit):
    page, _ = visit("book/04-pooling.html", viewport=DESK)
    sidebar, toggle = page.locator("#pst-primary-sidebar"), page.locator(".primary-toggle:visible")
    for check in (expect(sidebar).to_be_hidden, expect(sidebar).to_be_visible):
        toggle.click()
        check()


def traits(page, name):
    read = "name => [...document.querySelectorAll('.bs-widget')].map(e => e.bsModel.get(name))"
    return [value for value in page.evaluate(read, name) if value is not None]


def shared(page, name):
    """What the figures of a page agree on."""
    values = traits(page, name)
    assert all(value == values[0] for value in values)
    return values[0]


def follow(page, name):
    """Follow the book's own link to another page; its widgets are then ready."""
    page.locator("nav.bd-links").locator(f"a[href*='{name}.html']").first.click()
    page.wait_for_url(f"**/{name}.html*")
    page.wait_for_function(WIDGETS_READY, timeout=15_000)


def test_seed_prior_and_data_go_from_chapter_to_chapter_and_reset_leaves_them(visit):
    page, seen = visit("book/07-many-arms.html", reduced_motion="reduce")
    page.get_by_role("button", name="Skip").click()  # the guess that the figure asks for first
    for pressed in ("Play", "Another world"):  # after a hundred worlds another seed
        page.locator("#see-it-first").get_by_role("button", name=pressed).click()
    page.wait_for_url("**#world=*")
    follow(page, "01-eight-answers")
    assert shared(page, "seed") == 2
    follow(page, "05-tau")
    page.get_by_role("button", name="Paste your own").click()
    page.get_by_role("textbox", name="Your experiments").fill("Ada 0.2 0.1\nBob 0.5 0.2\nCleo -0.1 0.15")
    page.get_by_role("button", name="Draw them").click()
    page.locator("#touch-it .bs-pick", has_text="Half-Cauchy").click()
    page.wait_for_timeout(400)
    assert shared(page, "family") == "HalfCauchy"
    scale = shared(page, "scale")
    link = page.url
    follow(page, "04-pooling")
    assert shared(page, "effects") == [0.2, 0.5, -0.1]
    restored, _ = visit(link)
    assert shared(restored, "effects") == [0.2, 0.5, -0.1]
    assert shared(restored, "family") == "HalfCauchy"
    assert shared(restored, "scale") == scale
    follow(page, "07-many-arms")
    assert shared(page, "seed") == 2
    page.get_by_role("button", name="Back to the book’s world").click()
    assert shared(page, "seed") == 1
    follow(page, "05-tau")
    assert shared(page, "dataset") == "eight_markets"
    assert shared(page, "family") == "HalfNormal"
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
    settle(page)
    assert page.locator("mjx-container").count() > 20
    seen.assert_clean()


QUIZZES = "book/02-segments.html"  # with exercises too, and few figures and formulae: it opens fast


def test_a_quiz_explains_the_choice_and_keeps_to_the_keyboard(visit):
    page, _ = visit(QUIZZES)
    quiz = page.locator(".quiz").first
    answer = quiz.get_by_role("status")
    quiz.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    said = set()
    for choice in quiz.get_by_role("radio").all():
        expect(choice).to_be_checked()
        right = choice.get_attribute("data-right") == "true"
        expect(answer).to_have_text(re.compile("^Right." if right else "^Not this one."))
        said.add(answer.inner_text())
        page.keyboard.press("ArrowDown")
    assert len(said) == quiz.get_by_role("radio").count(), "each choice has an explanation of its own"


def test_the_choices_of_a_quiz_change_places_and_the_answer_is_remembered_by_its_words(visit):
    page, _ = visit(QUIZZES)
    quiz = page.locator(".quiz").first

    def words():
        return quiz.locator(".quiz-choice").all_inner_texts()

    chosen = quiz.locator(".quiz-choice").nth(1)
    text = chosen.inner_text()
    chosen.click()
    explained = quiz.get_by_role("status").inner_text()
    orders = {tuple(words())}
    for _ in range(5):
        if len(orders) > 1:
            break
        page.reload()
        settle(page)
        orders.add(tuple(words()))
        assert quiz.locator(".quiz-choice", has=page.locator("input:checked")).inner_text() == text
        assert quiz.get_by_role("status").inner_text() == explained
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1
    mark = page.locator("nav.bd-links .path-done")
    total = page.locator(".quiz, .page-exercise").count()
    expect(mark).to_have_attribute("aria-label", f"1 of {total} answered")

    page.get_by_text("Your answers").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    assert b"quiz" in saved.value.path().read_bytes()
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="Press again").click()
    settle(page)
    expect(quiz.locator("input:checked")).to_have_count(0)
    expect(mark).to_have_count(0)


def test_answers_saved_in_one_browser_are_loaded_in_another_and_damaged_files_refused(visit):
    page, _ = visit(QUIZZES)
    page.locator(".quiz-choice").first.click()
    text = page.locator(".quiz-choice").first.inner_text()
    kept = page.evaluate("() => localStorage.getItem('borrowing-strength')")
    other, _ = visit(QUIZZES)  # another context: nothing is remembered
    expect(other.locator(".quiz input:checked")).to_have_count(0)
    file = other.locator(".path-memory input[type=file]")
    other.evaluate("() => document.querySelector('.path-memory').removeAttribute('hidden')")
    for damaged in ("", "{", "null", "[1]", '{"answers": 3}', "\ufeff<html>"):
        file.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": damaged.encode()})
        expect(other.locator(".path-memory [role=status]")).to_contain_text("nothing was changed")
        other.evaluate("() => (document.querySelector('.path-memory [role=status]').textContent = '')")
    file.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": kept.encode()})
    other.locator(".quiz input:checked").wait_for()
    chosen = other.locator(".quiz-choice", has=other.locator("input:checked"))
    assert chosen.inner_text() == text


def test_a_damaged_memory_is_no_reason_for_a_broken_page(visit):
    page, seen = visit(QUIZZES)
    for stored in ("{", "null", "[]", '{"answers": null}', '{"answers": {"quiz": 4}, "pages": 5}'):
        page.evaluate("(text) => localStorage.setItem('borrowing-strength', text)", stored)
        page.reload()
        assert seen.errors == [], stored
        settle(page)
        page.locator(".quiz-choice").first.click()
        expect(page.locator(".quiz").first.get_by_role("status"), stored).not_to_be_empty()
    seen.assert_clean()


def test_on_paper_a_page_is_light_with_its_code_unfolded_answers_last_and_no_notes_for_trainers(visit):
    page, _ = visit("book/03-heterogeneity.html")
    page.evaluate(IN_DARK)
    folded = page.locator("article details.hide")
    assert folded.count() > 3
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("article details.hide:not([open])")).to_have_count(0)
    expect(page.locator("article .quiz-all").first).to_be_hidden()
    last = page.locator("article > :last-child")
    expect(last).to_contain_text("Answers to the quiz")
    expect(last.locator("ul")).to_have_count(page.locator("article .quiz").count())
    for right in page.locator(
        "article .quiz-choice", has=page.locator('[data-right="true"]')
    ).all_text_contents():
        assert re.search(rf"{re.escape(right.strip())}\s+Right\.", last.text_content())
    expect(page.locator("article .admonition.dropdown", has_text="For trainers")).to_be_hidden()
    answers = page.locator("article .admonition.dropdown", has_text="What you should have seen")
    expect(answers.locator("li").first).to_be_visible()
    shades = page.locator("details.hide > :not(summary)").evaluate_all(
        "parts => parts.map((part) => [getComputedStyle(part).opacity, part.getAnimations().length])"
    )
    assert {tuple(shade) for shade in shades} == {("1", 0)}
    page.emulate_media(media="screen")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("article details.hide[open]")).to_have_count(0)
    expect(page.get_by_text("Answers to the quiz")).to_have_count(0)


def test_without_javascript_the_page_still_teaches(browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(SITE)}/book/03-heterogeneity.html")
    assert page.locator(".bs-fallback").first.is_visible()
    page.locator(".quiz-all summary").first.click()
    assert page.locator(".quiz-all li").first.is_visible()
    context.close()
