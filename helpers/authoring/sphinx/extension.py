"""The Sphinx extension of the book: live widgets without a kernel, quizzes, exercise lists, freshness."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.authoring import freshness
from helpers.authoring.outputs import ROOT, Store
from helpers.authoring.sphinx import (
    addresses,
    chapter_notebooks,
    chapter_table,
    drawings,
    exercise_list,
    findings,
    first_paint,
    licences,
    navigation,
    passages,
    quiz,
    readiness,
    reporting,
    slides,
    solution_pages,
    static_widgets,
    tables,
    terms,
    trainers,
    typography,
)

# Jupyter Book 1 writes these for live kernels, which the static site neither needs nor can reach.
_UNWANTED = ("thebe", "embed-amd", "require.min.js")
# What makes pages out of sources: where it changes, every page is read and written again.
_MAKERS = (
    "helpers/authoring/sphinx",
    "helpers/widgets/static",
    "book/assets",
    "book/templates",
    "book/glossary.md",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything the pages need. Called by Sphinx."""
    # The checks on the solution pages are nobody's progress.
    os.environ.setdefault("BORROWING_STRENGTH_PROGRESS", "off")
    app.connect("html-page-context", _drop_kernel_scripts, priority=900)
    app.connect("html-page-context", _mend_bibliography, priority=900)
    app.connect("source-read", _depend_on_outputs)
    app.add_config_value("makers_of_pages", makers(), "env", types=frozenset({str}))
    app.add_css_file("course.css")
    app.add_js_file("sideways.js", loading_method="defer")
    app.add_js_file("menus.js", loading_method="defer")
    app.add_js_file("print.js", loading_method="defer")
    app.add_js_file("searched.js", loading_method="defer")
    first_paint.connect(app)
    navigation.connect(app)
    drawings.connect(app)
    tables.connect(app)
    typography.connect(app)
    quiz.connect(app)
    slides.connect(app)
    readiness.connect(app)
    solution_pages.connect(app)
    exercise_list.connect(app)
    chapter_table.connect(app)
    findings.connect(app)
    terms.connect(app)
    passages.connect(app)
    addresses.connect(app)
    chapter_notebooks.connect(app)
    reporting.connect(app)
    static_widgets.connect(app)
    trainers.connect(app)
    licences.connect(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def makers(root: Path = ROOT) -> str:
    """SHA-256 over the code, styles and scripts that Sphinx makes the site with."""
    named = [root / name for name in _MAKERS]
    found = [path for place in named for path in (place, *place.rglob("*")) if path.is_file()]
    return freshness.digest((path for path in found if "__pycache__" not in path.parts), root)


def _depend_on_outputs(app: Sphinx, document: str, _source: list[str]) -> None:
    """Read a page again when it has run again."""
    stored = Store(Path(app.srcdir)).find(Path(app.env.doc2path(document)))
    if stored:
        app.env.note_dependency(str(stored))


def _drop_kernel_scripts(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    context["script_files"] = [s for s in context.get("script_files", []) if not _unwanted(s)]


def _mend_bibliography(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Docutils calls a bibliography a list whose children are no list items; screen readers object."""
    if "body" in context:
        context["body"] = context["body"].replace(
            '<div role="list" class="citation-list">', '<div class="citation-list">'
        )


def _unwanted(script: Any) -> bool:
    attributes = getattr(script, "attributes", None) or {}
    if attributes.get("type") == "application/vnd.jupyter.widget-state+json":
        return True
    text = f"{getattr(script, 'filename', '') or ''} {attributes.get('body') or ''}".lower()
    return any(word in text for word in _UNWANTED)
