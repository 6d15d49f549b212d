"""The widgets' own engine, called from Python through a page that imports the committed bundle."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from helpers.authoring.sphinx.static_widgets import SCRIPT, script_text
from helpers.widgets import StaticWidget
from helpers.widgets.bundle import bundle_text
from tests.browser.browser import Watch
from tests.widgets.hands import drawn, without_still

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>
  body {{ margin: 0 auto; max-width: 820px; padding: 16px; box-sizing: border-box; font-family: sans-serif }}
  html[data-theme="dark"] {{ background: #14181e; color: #e4e8ed }}
</style>
<script defer src="{script}"></script></head><body><main><h1>Widgets</h1>{body}</main></body></html>
"""

Engine = Callable[[str, list[Any]], list[Any]]


@pytest.fixture(scope="session")
def probe(browser: Browser) -> Iterator[Callable[..., Any]]:
    """``probe(function, …)`` runs a JavaScript function on JSON beside ``window.engine``."""
    page = browser.new_page()
    page.evaluate(
        """async (source) => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const { engine } = await import(url);
          window.engine = engine;
        }""",
        bundle_text(),
    )

    def run(function: str, first: Any, *others: Any) -> Any:
        return page.evaluate(function, [json.dumps(first), *others])

    yield run
    page.close()


@pytest.fixture(scope="session")
def engine(probe: Callable[..., Any]) -> Engine:
    """``engine("heterogeneity.pool", [args, …])`` calls an engine function, once a list of arguments."""

    def call(name: str, arguments: list[Any]) -> list[Any]:
        function = (
            """([calls, part, f]) => JSON.parse(calls).map((args) => window.engine[part][f](...args))"""
        )
        return probe(function, arguments, *name.split("."))  # type: ignore[no-any-return]

    return call


@pytest.fixture(scope="session")
def markup(tmp_path_factory: pytest.TempPathFactory) -> Callable[[StaticWidget], str]:
    """``markup(widget)`` is its static HTML; Matplotlib draws a state once a run, whichever worker asks."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    shelf = shared / "widgets"
    shelf.mkdir(exist_ok=True)

    def of(widget: StaticWidget) -> str:
        kept = shelf / f"{sha256(json.dumps(widget.state()).encode()).hexdigest()}.html"
        if not kept.exists():
            whole = kept.with_suffix(f".{os.getpid()}")  # the other worker must not read half of it
            whole.write_text(_drawn_and_put_away(widget), "utf8")
            whole.replace(kept)
        return kept.read_text("utf8")

    return of


def _drawn_and_put_away(widget: StaticWidget) -> str:
    """Its static HTML; no figure may stay open behind it."""
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    drawn_still = widget.static_html()
    assert plt.get_fignums() == before
    return drawn_still


@pytest.fixture
def static_page(tmp_path: Path, markup: Callable[[StaticWidget], str]) -> Callable[..., Path]:
    """``static_page(widget, …, theme=…)`` writes a page as the built book would hold it; gives its folder.

    Pictures stand in the widgets' places, as in the book, where ``stills=True`` asks for them.
    """

    def write(*widgets: StaticWidget, theme: str = "light", stills: bool = False) -> Path:
        body = "".join(map(markup if stills else without_still, widgets))
        (tmp_path / SCRIPT).write_text(script_text(), "utf8")
        (tmp_path / "index.html").write_text(PAGE.format(theme=theme, script=SCRIPT, body=body), "utf8")
        return tmp_path

    return write


READY = "() => [...document.querySelectorAll('.bs-widget')].every((e) => e.dataset.ready === 'yes')"


@pytest.fixture
def show(
    static_page: Callable[..., Path],
    serve: Callable[[Path], str],
    open_page: Callable[..., tuple[Page, Watch]],
) -> Callable[..., tuple[Page, Watch]]:
    """``show(widget, …, theme=…, stills=…)`` opens a :func:`static_page` and waits until it is drawn."""

    def go(
        *widgets: StaticWidget, theme: str = "light", stills: bool = False, **options: object
    ) -> tuple[Page, Watch]:
        folder = static_page(*widgets, theme=theme, stills=stills)
        page, seen = open_page(f"{serve(folder)}/index.html", **options)
        page.wait_for_function(READY)
        drawn(page, frames=3)
        return page, seen

    return go
