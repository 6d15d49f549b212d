"""Glossary, search, readiness quiz, cheat sheet, lost addresses: tried as a reader would."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from helpers import __version__
from helpers.authoring.sphinx.addresses import not_found, redirect
from tests.browser.browser import SITE, settle

pytestmark = [pytest.mark.browser, pytest.mark.book]
PHONE = {"width": 375, "height": 800}


def test_a_term_shows_its_meaning_to_mouse_and_keyboard_and_escape_hides_it(visit):
    page, seen = visit("book/04-pooling.html")
    term = page.locator("#the-model .term").first
    link, note = term.get_by_role("link"), term.get_by_role("tooltip", include_hidden=True)
    assert link.get_attribute("aria-describedby") == note.get_attribute("id")
    expect(note).to_be_hidden()
    link.hover()
    expect(note).to_be_visible()
    note.hover()  # the pointer may go to what it reads
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    page.mouse.move(0, 0)
    link.focus()
    expect(note).to_be_visible()
    assert page.locator(".term").count() > 10
    link.click()
    page.wait_for_url("**/glossary.html*")
    expect(page.locator(":target")).to_have_text(re.compile("pooling", re.IGNORECASE))
    seen.assert_clean()


def test_the_first_touch_shows_the_meaning_on_the_screen(visit):
    page, _ = visit("book/04-pooling.html", viewport=PHONE, has_touch=True, is_mobile=True)
    term = page.locator("#the-model .term").first
    term.get_by_role("link").scroll_into_view_if_needed()
    term.get_by_role("link").tap()
    note = term.get_by_role("tooltip")
    expect(note).to_be_visible()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert "glossary" not in page.url


ASKED = {
    "SRM": ("sample-ratio mismatch", "Eight answers"),
    "A/A": ("A/A test", "One experiment’s bias"),
    "winner's curse": ("winner’s curse", "Many arms"),
    "random effects": ("hierarchical model", "pool"),
    "hierarchical": ("hierarchical model", "Non-centring"),
    "shrinkage": ("partial pooling", "pool"),
    "MDE": ("minimum detectable effect", "The next experiment"),
    "power": ("power", "The next experiment"),
    "confidence interval": ("confidence interval", "Q, I²"),
    "multilevel models": ("hierarchical model", "pool"),
    "peeking": ("sequential testing", "Eight answers"),
    "false discovery": ("false discovery rate", "Many arms"),
}
# What somebody types, and the chapter that says most about it.
FIRST = {
    "I squared": "3",
    "sample size": "17",
    "how many visitors": "17",
    "SRM": "1",
    "CUPED": "1",
    "prediction interval": "3",
    "winner's curse": "7",
    "power prior": "15",
    "divergence": "10",
    "shrinkage": "4",
    "peeking": "1",
    "optional stopping": "1",
    "p-hacking": "1",
    "Simpson's paradox": "6",
    "false discovery": "7",
    "MDE": "17",
}


@pytest.mark.parametrize("query", ASKED | FIRST)
def test_the_search_finds_other_names_and_the_chapter_that_says_most_from_a_folder_too(open_page, query):
    page, seen = open_page(f"{(SITE / 'search.html').as_uri()}?q={quote(query)}")
    expect(page.locator(".search-summary")).to_contain_text("found")
    if query in ASKED:
        its_term_comes_first_and_its_chapter_is_found(page, *ASKED[query])
    if query in FIRST:
        the_chapter_that_says_most_comes_first_and_its_sentences_are_quoted(page, FIRST[query])
    seen.assert_clean()


def its_term_comes_first_and_its_chapter_is_found(page, term, chapter):
    results = page.locator("#search-results li a")
    expect(results.first).to_have_text(f"Glossary: {term}")
    expect(results.filter(has_text=chapter).first).to_be_attached(timeout=15_000)


def the_chapter_that_says_most_comes_first_and_its_sentences_are_quoted(page, chapter):
    pages = page.locator("#search-results li").filter(has_not_text=re.compile("^Glossary:"))
    expect(pages.locator("a").first).to_have_text(re.compile(rf"^{chapter} "))
    quotes = page.locator("#search-results li .context").all_text_contents()
    assert len(quotes) >= 2
    unread = re.compile(r"\d\d-[a-z-]+\.md|[a-z][.,;:][A-Z]|\\\\|plots\.|import ")
    assert not [text for text in quotes if unread.search(text)]
    leads_to = urlsplit(pages.locator("a").first.evaluate("link => link.href"))
    found = Path(unquote(leads_to.path)).read_text("utf8")
    assert not leads_to.fragment or f'id="{unquote(leads_to.fragment)}"' in found


def test_the_words_that_led_to_a_page_are_lit_up_where_they_stand_in_a_figures_title_too(visit):
    page, seen = visit("book/04-pooling.html?highlight=arrow")
    page.wait_for_function("document.querySelectorAll('svg title tspan').length > 0")
    seen.assert_clean()


def test_a_page_with_the_single_words_of_a_term_is_no_answer(open_page):
    page, _ = open_page(f"{(SITE / 'search.html').as_uri()}?q=p-hacking")
    expect(page.locator(".search-summary")).to_contain_text("found")
    assert page.locator("#search-results li").count() < 6
    expect(page.locator("#search-results")).not_to_contain_text("arbitrary hack")


def test_the_search_for_anything_else_is_as_it_was(open_page):
    page, _ = open_page(f"{(SITE / 'search.html').as_uri()}?q=leprosy")
    expect(page.locator(".search-summary")).to_contain_text("did not match")
    expect(page.locator(".search-also")).to_have_count(0)


def answer(page, right):
    """Answer every question, as ``right`` says."""
    for quiz, well in zip(page.locator(".quiz").all(), right, strict=True):
        quiz.locator(f"input[data-right={str(well).lower()}]").first.check()


def test_the_readiness_quiz_sends_to_the_chapters_missed_and_gives_one_line(visit):
    page, seen = visit("book/readiness.html")
    place, questions = page.locator(".readiness"), page.locator(".quiz").count()
    line = place.get_by_role("textbox", name="Your answers, as one line")
    assert re.fullmatch(r"readiness,\d{4}-\d\d-\d\d" + "," * questions, line.input_value())
    page.locator(".quiz input").first.check()
    expect(page.locator(".quiz-answer").first).to_be_hidden()  # what is right comes at the end
    answer(page, [i not in (2, 3, 5) for i in range(questions)])
    expect(page.locator(".quiz-answer").first).to_be_visible()
    said = re.compile(r"^3 .*\(\d+ min to read\)$"), re.compile("^5 ")
    expect(place.locator("li")).to_have_text(said)
    marks = line.input_value().split(",")[2:]
    assert [i for i, mark in enumerate(marks) if mark == "0"] == [2, 3, 5]
    assert set(marks) == {"0", "1"}
    place.locator("li a").first.click()
    page.wait_for_url("**/03-heterogeneity.html*")
    page.go_back()
    settle(page)
    expect(place.locator("li")).to_have_count(2)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    place.get_by_role("button", name="Copy the line").click()
    assert page.evaluate("navigator.clipboard.readText()") == line.input_value()
    place.get_by_role("button", name="Answer again").click()
    expect(page.locator(".quiz input:checked")).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.locator(".quiz input:checked")).to_have_count(0)
    seen.assert_clean()


def test_every_question_of_the_readiness_quiz_sends_somewhere(visit):
    page, _ = visit("book/readiness.html")
    sent = page.locator(".quiz").evaluate_all("all => all.map(quiz => quiz.dataset.chapter)")
    assert 10 <= len(sent) <= 15
    assert all((SITE / "book" / address).is_file() for address in sent)


def test_the_cheat_sheet_is_one_sheet_of_a4(visit):
    page, _ = visit("book/cheat-sheet.html")
    pdf = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


@pytest.mark.parametrize("is_said", [False, True], ids=["nowhere", "in baseurl"])
def test_an_unknown_address_leads_home(open_page, serve, is_said):
    """The site is a folder of its server, as it is on Pages, and may say which."""
    root = serve(SITE)
    missing = not_found({}, f"{root}/" if is_said else "")
    page, _ = open_page(f"{root}/404.html")
    for where in ("book/gone.html", "notes/old/gone.html", "gone", "gone/"):
        page.route(
            f"{root}/{where}",
            lambda route: route.fulfill(status=404, body=missing, content_type="text/html"),
        )
        page.goto(f"{root}/{where}")
        expect(page.get_by_role("heading", name="Not found"), where).to_be_visible()
        for name, file in {"The first page": "index", "search it": "search"}.items():
            expect(page.get_by_role("link", name=name), where).to_have_attribute(
                "href", f"{urlsplit(root).path}/{file}.html"
            )
    page.get_by_role("link", name="The first page").click()
    page.wait_for_url(f"{root}/book/index.html")


def test_an_unknown_address_leads_home_where_the_site_stands_elsewhere_than_it_says(open_page, serve):
    root, missing = serve(SITE), not_found({}, "https://example.org/published/")
    page, _ = open_page(f"{root}/404.html")
    page.route("**/gone/", lambda route: route.fulfill(status=404, body=missing, content_type="text/html"))
    page.goto(f"{root}/some/gone/")
    first = page.get_by_role("link", name="The first page")
    expect(first).to_have_attribute("href", f"{urlsplit(root).path}/index.html")


def test_a_page_that_moved_leads_on_with_what_follows_its_address(open_page, serve):
    page, _ = open_page(f"{serve(SITE)}/404.html")
    old, new = "book/12-checks", "book/glossary"
    leads = redirect(old, new)
    page.route(f"**/{old}.html*", lambda route: route.fulfill(body=leads, content_type="text/html"))
    page.goto(f"{serve(SITE)}/{old}.html#term-power")
    page.wait_for_url("**/book/glossary.html#term-power")
    missing = not_found({old: new})
    page.route(f"**/{old}.html*", lambda route: route.fulfill(body=missing, content_type="text/html"))
    page.goto(f"{serve(SITE)}/{old}.html#term-power")
    page.wait_for_url("**/book/glossary.html#term-power")


def test_an_error_can_be_reported_from_a_page_which_is_named(visit):
    page, seen = visit("book/04-pooling.html")
    page.get_by_role("link", name="Report an error on this page").click()
    page.wait_for_url(re.compile("/report-an-error.html"))
    expect(page.locator(".report pre")).to_contain_text("Page: book/04-pooling")
    expect(page.locator(".report pre")).to_contain_text(f"Version: {__version__}")
    seen.assert_clean()


def test_the_download_menu_of_a_chapter_saves_its_notebook(visit):
    name = "book/03-heterogeneity"
    page, seen = visit(f"{name}.html")
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name=".ipynb").click()
    assert saved.value.suggested_filename == "03-heterogeneity-chapter.ipynb"
    assert saved.value.path().read_bytes() == (SITE / f"{name}-chapter.ipynb").read_bytes()
    seen.assert_clean()
