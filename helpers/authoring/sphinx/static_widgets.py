"""Widgets in the static site: one script with the widgets' module and the code that mounts it.

A page opened from disk may not import module files, so the module becomes a function that returns what
it exports, in a classic script. The page is first painted once that has run: what stands below a widget
does not jump. Pages without a widget load only the few lines that take the reader's world along.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.widgets.bundle import HERE, bundle_text

SCRIPT = "borrowing-strength-widgets.js"
CARRY = "borrowing-strength-world.js"


def script_text() -> str:
    """The classic script: the module as a function, then the boot code."""
    module = as_function(bundle_text())
    return f"window.BORROWING_STRENGTH_WIDGETS = {module};\n{carry_text()}{_static('boot.js')}"


def as_function(module: str) -> str:
    """JavaScript expression: a function that runs ``module`` and returns its exports by name.

    Raises ``ValueError`` unless ``module`` ends with its one export statement, as esbuild writes it.
    """
    body, found, exports = module.rstrip().rpartition("export{")
    if not found or not re.fullmatch(r"[\w$]+ as [\w$]+(,[\w$]+ as [\w$]+)*\};?", exports):
        raise ValueError("module must end with `export{… as …};`; run `make bundle`")
    pairs = (pair.partition(" as ") for pair in exports.rstrip("};").split(","))
    object_ = ", ".join(f"{public}: {own}" for own, _, public in pairs)
    return f'() => {{\n"use strict";\n{body}return {{{object_}}};\n}}'


def carry_text() -> str:
    """The script that writes the reader's world into the links of a page."""
    return _static("carry.js")


def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf8")


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
