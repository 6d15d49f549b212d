"""Chapters as slides: a button on every chapter's page, and the script that turns the page into slides.

The scripts (``book/assets/slides*.js``: the deck, what is said on it, how it fits a screen) do nothing unless
the address asks for slides, and only then load reveal.js.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.authoring import path

SCRIPTS = "slides-words.js", "slides-fit.js", "slides.js"  # in this order
_BUTTON = {
    "type": "javascript",
    "javascript": "location.search = 'slides'",
    "tooltip": "Show as slides",
    "icon": "fas fa-display",
    "label": "slides-button",
    "classes": "pst-navbar-icon",
}


def connect(app: Sphinx) -> None:
    """Let chapters, and nothing else, carry the script, the button and what they decide."""
    app.connect("html-page-context", _offer, priority=900)
    app.add_css_file("slides.css")
    # Before MathJax and the figures: they work on what it has rearranged, and it has been painted only then.
    for script in SCRIPTS:
        app.add_js_file(script, loading_method="defer", blocking="render", priority=100)


def _offer(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    if is_chapter(page):
        source = Path(app.srcdir, f"{page}.md")
        said = {"decides": path.decides(source)}
        for name, found in {"leads": path.leads(source), "branches": path.branch_sections(source)}.items():
            said |= {name: json.dumps(found, ensure_ascii=False)} if found else {}
        tags = (f'<meta name="{name}" content="{escape(words)}">' for name, words in said.items())
        context["metatags"] = "".join([context.get("metatags") or "", *tags])
        context["header_buttons"] = [*context.get("header_buttons", []), _BUTTON]
    else:
        for kind in ("script_files", "css_files"):
            context[kind] = [file for file in context.get(kind, []) if "slides" not in str(file.filename)]


def is_chapter(page: str) -> bool:
    """Whether a page, by its name for Sphinx, is a chapter of the book."""
    return page.startswith("book/") and path.number(page.removeprefix("book/")) is not None
