"""Widgets in the static site: one script with the widgets' module and the code that mounts it.

A page opened from disk may not import module files, so the module becomes a function that returns what
it exports, in a classic script. The page is first painted once that has run: what stands below a widget
does not jump. Pages without a widget load only the few lines that take the reader's world along.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.widgets.bundle import as_function, carry_text, script_text

__all__ = ["CARRY", "SCRIPT", "as_function", "carry_text", "connect", "script_text"]

SCRIPT = "borrowing-strength-widgets.js"
CARRY = "borrowing-strength-world.js"


def connect(app: Sphinx) -> None:
    """Let ``app`` write both scripts into the site and load the one that a page needs."""
    app.connect("builder-inited", _write_scripts)
    app.connect("html-page-context", _only_where_used, priority=900)
    app.add_js_file(SCRIPT, loading_method="defer", blocking="render")
    app.add_js_file(CARRY, loading_method="defer")


def _write_scripts(app: Sphinx) -> None:
    folder = Path(app.doctreedir).parent / "widgets"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {SCRIPT: script_text(), CARRY: carry_text()}.items():
        target = folder / name
        if not target.exists() or target.read_text("utf8") != text:
            target.write_text(text, "utf8")
    app.config.html_static_path.append(str(folder))


def _only_where_used(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    unwanted = CARRY if 'class="bs-widget"' in (context.get("body") or "") else SCRIPT
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if unwanted not in str(getattr(script, "filename", ""))
    ]
