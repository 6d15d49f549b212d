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
from tests.browser.browser import Watch, watch
from tests.browser.pages import DESK, Pages
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


def page_in(folder: Path, body: str, theme: str = "light") -> Path:
    """Write a page as the built book would hold it, and its script, into ``folder``."""
    (folder / SCRIPT).write_text(script_text(), "utf8")
    (folder / "index.html").write_text(PAGE.format(theme=theme, script=SCRIPT, body=body), "utf8")
    return folder


@pytest.fixture
def static_page(tmp_path: Path, markup: Callable[[StaticWidget], str]) -> Callable[..., Path]:
    """``static_page(widget, …, theme=…)`` writes a page as the built book would hold it; gives its folder.

    Pictures stand in the widgets' places, as in the book, where ``stills=True`` asks for them.
    """

    def write(*widgets: StaticWidget, theme: str = "light", stills: bool = False) -> Path:
        return page_in(tmp_path, "".join(map(markup if stills else without_still, widgets)), theme)

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


STATES = """() => [...document.querySelectorAll(".bs-widget")].map(({ bsModel }) =>
  JSON.stringify(bsModel.names().map((name) => [name, bsModel.get(name)]),
    (_, value) => (Number.isFinite(value) || typeof value !== "number" ? value : `${value}`)))"""
KEEP = f"""() => {{ window.statesOf = {STATES}; window.asOpened = statesOf().join();
  window.opened = [...document.querySelectorAll(".bs-widget")].map(({{ bsModel }}) =>
    structuredClone(Object.fromEntries(bsModel.names().map((name) => [name, bsModel.get(name)])))); }}"""
# Whether all is as it was. A click on the window writes at once what would go to the address 150 ms later.
BACK = """() => {
  document.documentElement.dataset.theme = "light";
  dispatchEvent(new Event("click"));
  [...document.querySelectorAll(".bs-world button")].find((b) => b.innerText.startsWith("Back to"))?.click();
  for (const [i, { bsModel }] of document.querySelectorAll(".bs-widget").entries())
    for (const [name, value] of Object.entries(structuredClone(window.opened[i])))
      if (JSON.stringify(value) !== JSON.stringify(bsModel.get(name))) bsModel.set(name, value);
  dispatchEvent(new Event("click"));
  document.activeElement.blur();
  scrollTo(0, 0);
  return statesOf().join() === asOpened && !location.hash && !document.querySelector(".bs-world");
}"""


class Figures:
    """Opened figures that tests share: one page for each kind of window, with what was asked for last."""

    def __init__(self, pages: Pages, folder: Path, address: str) -> None:
        self._pages, self._folder, self._address = pages, folder, address
        self._open: dict[str, tuple[Page, Watch]] = {}
        self._shown: dict[str, str] = {}

    def show(
        self, *widgets: StaticWidget, anew: bool = False, viewport: Any = DESK, **options: Any
    ) -> tuple[Page, Watch]:
        """A page with these widgets as they open; where they stand open already, their states are put back.

        A test that leaves more behind than states and colours opens its figure by ``show``. With ``anew``
        the figure was touched by nobody.
        """
        window = json.dumps([options, viewport if "is_mobile" in options else None])
        if window not in self._open:
            fresh = self._pages.take({"viewport": viewport, **options})
            self._open[window] = fresh, watch(fresh, self._address.rpartition("/")[0])
        page, seen = self._open[window]
        seen.errors.clear()
        seen.external.clear()
        page.emulate_media(media="null", color_scheme="light", forced_colors="none")
        page.set_viewport_size(viewport)
        body = "".join(map(without_still, widgets))
        if anew or body != self._shown.get(window) or not page.evaluate(BACK):
            page_in(self._folder, body)
            page.goto(f"{self._address}/index.html")
            page.wait_for_function(READY)
            page.evaluate(KEEP)
            self._shown[window] = body
        drawn(page, frames=3)
        return page, seen

    def close(self) -> None:
        """Give the pages to whichever test comes next."""
        for page, seen in self._open.values():
            seen.stop()
            self._pages.give_back(page)


@pytest.fixture(scope="module")
def figure(
    pages: Pages, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """``figure(widget, …, viewport=…)`` is a page with these widgets as they open, one for many tests."""
    folder = tmp_path_factory.mktemp("figures")
    figures = Figures(pages, folder, serve(folder))
    yield figures.show
    figures.close()
