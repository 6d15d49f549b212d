"""Every chapter as a notebook, written beside its page and offered in the page's download menu.

Links in it lead to the site where ``html: baseurl`` in ``_config.yml`` says where that is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from pybtex.backends.markdown import Backend
from sphinx.application import Sphinx

from helpers.authoring import chapter_notebook, outputs, path
from helpers.authoring.notebook import as_json
from helpers.authoring.sphinx.slides import is_chapter

if TYPE_CHECKING:
    from sphinxcontrib.bibtex.domain import BibtexDomain

_MENU = "download-buttons"


class _Markdown(Backend):
    """As pybtex's, but for the backslash before a bracket, in which JupyterLab sees a formula."""

    def format_str(self, text: str) -> str:
        return re.sub(r"([\\`*_<\[\]])", r"\\\1", text)


def book_around(app: Sphinx, page: Path) -> chapter_notebook.Book:
    """What the notebook of ``page`` takes from the book that ``app`` has read."""
    document = f"book/{page.stem}"
    domain = cast("BibtexDomain", app.env.get_domain("cite"))

    def cite(kind: str, keys: str) -> str:
        nothing = nodes.inline()
        found = domain.resolve_xref(app.env, document, app.builder, kind, keys, nothing, nothing)
        return found.astext()

    listed = [c.formatted_entry for c in domain.citations if c.bibliography_key.docname == document]
    references = "\n".join(f"- {' '.join(entry.text.render(_Markdown()).split())}" for entry in listed)
    ran = outputs.Store(Path(app.srcdir)).find(page)
    address = app.config.html_baseurl
    return chapter_notebook.Book(
        outputs.said(ran) if ran else {}, cite, references, f"{address.rstrip('/')}/" if address else ""
    )


def _write(app: Sphinx, failed: Exception | None) -> None:
    if failed is not None or app.builder.format != "html":
        return
    for page in path.chapters(Path(app.srcdir)):
        if f"book/{page.stem}" in app.env.found_docs:
            data = chapter_notebook.notebook(page, book_around(app, page))
            target = Path(app.outdir, "book", chapter_notebook.file_name(page))
            target.write_text(as_json(data), "utf-8")


def _offer(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    menus = [group for group in context.get("header_buttons", []) if group.get("label") == _MENU]
    if is_chapter(page) and menus:
        link = {
            "type": "link",
            "url": chapter_notebook.file_name(page),
            "tooltip": "Download this chapter as a notebook, to run in JupyterLab",
            "icon": "fas fa-code",
            "text": ".ipynb",
            "label": "download-chapter-notebook",
        }
        menus[0]["buttons"].insert(1, link)


def connect(app: Sphinx) -> None:
    """Register what writes the notebooks and what links them."""
    app.connect("html-page-context", _offer, priority=900)
    app.connect("build-finished", _write)
