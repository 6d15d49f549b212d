"""Chapters of the built book at a first visit: when the first figure can be used, and what was fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row
from helpers.authoring import path
from tests.browser.browser import SITE, Shelf, launch
from tests.browser.weight import FETCHED, weight

VISITS = 3
# When the first figure has been drawn and answers, in ms since the page was asked for.
WATCH = """
  const look = () => {
    if (!document.querySelector(".bs-widget[data-ready=yes] .bs-root")) requestAnimationFrame(look);
    else requestAnimationFrame(() => (window.usableAt = performance.now()));
  };
  requestAnimationFrame(look);
"""


def chapters() -> Iterator[Row]:
    """The fastest of three first visits: under 1 s, and under 1.5 MB without MathJax and fonts."""
    from playwright.sync_api import sync_playwright

    root = Path(__file__).resolve().parents[1]
    if not SITE.is_dir():
        raise FileNotFoundError("there is no book in _build/html to be measured; build it with `make book`")
    with Shelf() as shelf, sync_playwright() as playwright:
        browser = launch(playwright)
        for page in path.chapters(root):
            took = []
            for _ in range(VISITS):
                context = browser.new_context()  # nothing is in its cache
                visited = context.new_page()
                visited.add_init_script(WATCH)
                visited.goto(f"{shelf.address(SITE)}/book/{page.stem}.html")
                visited.wait_for_function("window.usableAt")
                took.append(visited.evaluate("window.usableAt") / 1000)
                kilobytes = weight(visited.evaluate(FETCHED)) / 1000
                context.close()
            yield Row(page.stem, min(took), f"{kilobytes:.0f} kB compressed")
        browser.close()
