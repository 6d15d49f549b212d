"""axe-core on a page, loaded once a document: its half megabyte costs more than many of its runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

VIOLATIONS = {"resultTypes": ["violations"]}
LOOKS = Path(__file__).with_name("looks.js").read_text("utf8")


def load_axe(page: Page) -> None:
    """Have axe-core in the document of ``page``."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(LOOKS)


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """What axe-core objects to in ``page``; ``rules`` are options of its ``run``.

    Of words that look alike, contrast is measured until one of them has enough; folded parts, and what
    formulae are drawn with, are not shown to axe: see ``looks.js``.
    """
    load_axe(page)
    found: list[dict[str, Any]] = page.evaluate(
        """(options) => withoutUnseen(async () => {
            forgetLooks();
            return (await axe.run(document, options)).violations;
        })""",
        {**VIOLATIONS, **(rules or {})},
    )
    return found
