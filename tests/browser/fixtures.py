"""Fixtures that need a browser: one Chromium and one server a run, whichever folder asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.browser import SITE, Shelf, Watch, launch, opened, settle


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


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """``open_page(url, **context)`` opens ``url``; requests to any other origin are blocked and counted."""
    with ExitStack() as stack:

        def go(url: str, **options: object) -> tuple[Page, Watch]:
            context = browser.new_context(**options)  # type: ignore[arg-type]
            stack.callback(context.close)
            return opened(context, url)

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
