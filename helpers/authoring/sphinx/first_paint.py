"""What a page waits for before it is painted: its first figure, and no formula, code or search below that."""

from __future__ import annotations

import json
import re
from typing import Any

from sphinx.application import Sphinx

# Formulae are set in these. A page that holds one asks for them at once, lest its lines move when they come;
# from disk a browser refuses to be asked (and has them soon enough).
_FORMULA_FONTS = "MathJax_Main-Regular", "MathJax_Math-Italic", "MathJax_Zero"
_ASK = """<script>if (location.protocol !== "file:") for (const font of %s)
  document.head.append(Object.assign(document.createElement("link"), {
  rel: "preload", as: "font", type: "font/woff", crossOrigin: "",
  href: `%s_static/vendor/mathjax/output/chtml/fonts/woff-v2/${font}.woff` }));</script>"""
# Scripts that others build on while the page is read.
_FOUNDATIONS = "documentation_options.js", "doctools.js"
_FIRST_SCREEN = 1200  # characters, more than a window holds at the head of a chapter
# The theme's own script settles on light or dark after the first paint: all styles would be computed again.
_LIGHT_OR_DARK = """{ const { dataset } = document.documentElement;
if (dataset.mode === "auto")
  dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"; }"""


def connect(app: Sphinx) -> None:
    """Say of each script of ``app``'s pages when it comes."""
    app.connect("html-page-context", _ask_for_formula_fonts)
    app.connect("html-page-context", _figure_before_formulae, priority=900)
    app.connect("html-page-context", _without_delay, priority=900)
    app.add_js_file(None, body=_LIGHT_OR_DARK)
    app.add_js_file("later.js", loading_method="defer")


def _ask_for_formula_fonts(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    if 'class="math ' in (context.get("body") or ""):
        ask = _ASK % (json.dumps(_FORMULA_FONTS), "../" * page.count("/"))
        context["metatags"] = (context.get("metatags") or "") + ask


def _figure_before_formulae(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """A page with a figure whose first screen shows no formula gets MathJax after that (by later.js)."""
    body = context.get("body") or ""
    before, found, _ = body.partition('class="math ')
    if not found or 'class="bs-widget"' not in body or len(re.sub(r"<[^>]*>", "", before)) <= _FIRST_SCREEN:
        return
    for script in context.get("script_files", []):
        if "mathjax" in str(getattr(script, "filename", "")):
            script.attributes.pop("blocking", None)
            script.attributes["type"] = "text/plain"


def _without_delay(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Scripts of other extensions do not hold up the reading of the page."""
    for script in context.get("script_files", []):
        name = str(getattr(script, "filename", None) or "")
        if name.startswith("_static/") and not name.endswith(_FOUNDATIONS):
            script.attributes.setdefault("defer", "defer")
