"""The page in a browser, opened as a file is: it asks for nothing, both figures live, and print is still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from helpers import datasets
from helpers.report import read, write
from tests.browser.accessibility import violations
from tests.browser.browser import Watch
from tests.widgets.hands import HANDLES, drawn

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 720}
READY = "() => [...document.querySelectorAll('.bs-widget')].every((e) => e.dataset.ready === 'yes')"
RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on eight markets, which has all parts that a small table can have."""
    folder: Path = tmp_path_factory.mktemp("page")
    return write(read(datasets.load("eight_markets")), folder / "markets.html").path.as_uri()


@pytest.fixture
def opened(address: str, open_page: Callable[..., tuple[Page, Watch]]) -> Callable[..., tuple[Page, Watch]]:
    def go(**options: Any) -> tuple[Page, Watch]:
        page, seen = open_page(address, **options)
        page.wait_for_function(READY)
        drawn(page, frames=3)
        return page, seen

    return go


def test_the_page_asks_for_no_file_but_itself(opened: Callable[..., tuple[Page, Watch]]) -> None:
    page, seen = opened()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_function(READY)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(200)
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [page.url]
    assert page.url.startswith("file://")
    seen.assert_clean()


def test_both_figures_answer_the_keyboard(opened: Callable[..., tuple[Page, Watch]]) -> None:
    page, seen = opened()
    figures = page.locator(".bs-widget").all()
    assert len(figures) == 2
    for figure in figures:
        before = figure.locator(".bs-root").inner_text()
        handle = figure.locator(HANDLES).first
        value = handle.get_attribute("aria-valuenow")
        handle.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        drawn(page, frames=3)
        assert handle.get_attribute("aria-valuenow") != value
        assert figure.locator(".bs-root").inner_text() != before
    seen.assert_clean()


def test_a_report_has_no_book_around_it(opened: Callable[..., tuple[Page, Watch]]) -> None:
    page, seen = opened()
    page.locator(".bs-widget").last.locator(HANDLES).first.press("ArrowRight")
    bar = page.locator(".bs-world")
    expect(bar).to_contain_text("not as the report has them")
    told = page.locator("body").inner_text()
    assert "chapter" not in told
    assert "the book’s" not in told
    assert " a experiment" not in told
    page.get_by_role("button", name="Back to the report’s figures").click()
    expect(bar).to_have_count(0)
    seen.assert_clean()


def test_a_table_that_is_cut_off_on_a_phone_fits_on_a_desk(
    opened: Callable[..., tuple[Page, Watch]],
) -> None:
    page, _ = opened()
    cut = (
        "() => [...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth).length"
    )
    for size, fits in ((DESK, True), (PHONE, False)):
        page.set_viewport_size(size)
        drawn(page, frames=3)
        assert (page.evaluate(cut) == 0) == fits


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_desk_and_on_a_phone(
    scheme: str, opened: Callable[..., tuple[Page, Watch]]
) -> None:
    page, _ = opened(color_scheme=scheme)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        drawn(page, frames=3)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page, RULES) == []


def test_on_paper_stand_the_still_figures(opened: Callable[..., tuple[Page, Watch]]) -> None:
    page, seen = opened()
    page.emulate_media(media="print")
    for figure in page.locator(".bs-widget").all():
        expect(figure.locator(".bs-root")).to_be_hidden()
        still = figure.locator(".bs-fallback img")
        expect(still).to_be_visible()
        assert still.evaluate("(image) => image.complete && image.naturalWidth > 0")
    page.emulate_media(media="screen")
    for figure in page.locator(".bs-root").all():
        expect(figure).to_be_visible()
    seen.assert_clean()


def test_of_hundreds_the_bars_stand_on_paper_and_a_figure_lives(
    tmp_path: Path, open_page: Callable[..., tuple[Page, Watch]]
) -> None:
    table = datasets.load("headline_questions").head(300)
    page, seen = open_page(write(read(table), tmp_path / "many.html").path.as_uri())
    page.wait_for_function(READY)
    bars = page.get_by_role("img", name="300 estimated effects")
    handles = page.locator(".bs-widget").first.locator(HANDLES)
    before = page.locator(".bs-widget").first.inner_text()
    handles.first.press("ArrowRight")
    drawn(page, frames=3)
    assert page.locator(".bs-widget").first.inner_text() != before
    expect(bars).to_be_visible()
    page.emulate_media(media="print")
    expect(bars).to_be_visible()
    assert [figure.is_visible() for figure in page.locator(".bs-root").all()] == [False, False]
    assert page.locator(".bs-fallback img").count() == 0
    seen.assert_clean()


def test_of_thousands_the_page_says_what_it_does_not_show(
    tmp_path: Path, open_page: Callable[..., tuple[Page, Watch]]
) -> None:
    rng = np.random.default_rng(2)
    table = pd.DataFrame({"effect": rng.normal(0, 1, 1100), "std_error": 0.5})
    page, seen = open_page(write(read(table), tmp_path / "many.html").path.as_uri())
    assert page.locator(".bs-widget").count() == 0
    expect(page.get_by_text("Figures that can be dragged, with a line an experiment, end at")).to_be_visible()
    expect(page.get_by_text("the first 25 of 1\u202f100, all are in the CSV file")).to_be_visible()
    expect(page.get_by_role("img", name="1\u202f100 estimated effects")).to_be_visible()
    seen.assert_clean()
