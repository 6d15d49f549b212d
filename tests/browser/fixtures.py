"""Fixtures that need a browser: one Chromium and one server a run, whichever folder asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.browser import SITE, Shelf, Watch, launch, settle, watched
from tests.browser.pages import Pages


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """``serve(folder)`` gives the address of a folder on a local server, kept until the run ends."""
    with Shelf() as shelf:
        yield shelf.address


@pytest.fixture(scope="session")
def pages(browser: Browser) -> Iterator[Pages]:
    """Pages of this run that wait for the next test."""
    kept = Pages(browser)
    yield kept
    kept.close()


@pytest.fixture
def open_page(pages: Pages) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """``open_page(url, **context)`` opens ``url``; requests to any other origin are counted.

    The page may have served another test before, and remembers nothing of it but files from the same address.
    """
    with ExitStack() as stack:

        def go(url: str, **options: object) -> tuple[Page, Watch]:
            page = pages.take(options)
            stack.callback(pages.give_back, page)
            seen = watched(page, url)
            stack.callback(seen.stop)
            return page, seen

        yield go


@pytest.fixture
def visit(
    open_page: Callable[..., tuple[Page, Watch]], serve: Callable[[Path], str]
) -> Callable[..., tuple[Page, Watch]]:
    """Open a page of the built site, by name or address, and wait for its widgets and formulae."""

    def go(name: str, **options: object) -> tuple[Page, Watch]:
        page, seen = open_page(name if "://" in name else f"{serve(SITE)}/{name}", **options)
        settle(page)
        return page, seen

    return go
