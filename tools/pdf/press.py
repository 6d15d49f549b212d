"""Print with Chromium: once to learn where each page begins, once more with those numbers in the contents."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tools.pdf.assemble import assemble, name
from tools.pdf.contents import Page
from tools.pdf.reading import Reading, read
from tools.pdf.titles import say_once

_FOOTER = (
    '<div style="width:100%;font:8px sans-serif;color:#555;text-align:center">'
    '<span class="pageNumber"></span></div>'
)
_PATIENCE = 600_000  # ms: a whole book has thousands of formulae
_TURNS = 3


def press(browser: Browser, site: Path, out: Path, title: str, chosen: list[Page]) -> Reading:
    """Write ``out`` with a Chromium and return what it says of itself.

    The numbers in the contents are those of the last turn but one, and agree with the last.
    Raises ``RuntimeError`` where they do not after three turns, or where something could not be loaded.
    """
    html = site / "printed.html"  # beside the pages, so that their addresses hold
    numbers: dict[str, int] = {}
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        for _ in range(_TURNS):
            html.write_text(assemble(site, title, chosen, numbers), "utf-8")
            _print(browser, html, out)
            say_once(out)
            found = read(out)
            starts = {p.document: found.places.get(name(p.document), 0) for p in chosen}
            if starts == numbers:
                return found
            numbers = starts
    finally:
        html.unlink(missing_ok=True)
    raise RuntimeError("the contents' page numbers do not settle")


def _print(browser: Browser, html: Path, out: Path) -> None:
    page = browser.new_page()
    page.set_default_timeout(_PATIENCE)
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(html.as_uri())
    page.evaluate("() => window.MathJax?.startup?.promise.then(() => null)")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.pdf(
        path=out,
        prefer_css_page_size=True,
        print_background=True,
        outline=True,
        tagged=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=_FOOTER,
    )
    page.close()
    if failed:
        raise RuntimeError(f"could not be loaded for print: {', '.join(failed[:5])}")
