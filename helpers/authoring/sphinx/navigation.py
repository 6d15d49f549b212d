"""Chapters carry their numbers; the sidebar marks branches; previous and next follow the path."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import Sphinx

from helpers.authoring import path

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder


def _number_the_title(_app: Sphinx, document: str, source: list[str]) -> None:
    """``# Title`` of ``NN-topic`` becomes ``# N Title``; solutions keep theirs."""
    number = path.number(document)
    if number is not None and document.startswith("book/"):
        source[0] = re.sub(r"^# ", f"# {number} ", source[0], count=1, flags=re.MULTILINE)


def _lead_on(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Previous and next of the first page and of chapters; the sidebar's marks."""
    context["branches"] = []
    pages = [f"book/{chapter.stem}" for chapter in path.chapters(Path(app.srcdir))]
    pages = [chapter for chapter in pages if chapter in app.env.found_docs]
    if page in pages:
        before, after, branches = path.neighbours(page, pages)
        context["prev"] = _link(app, page, before or str(app.config.root_doc))
        context["next"] = _link(app, page, after) if after else context.get("next")
        context["branches"] = [_link(app, page, branch) for branch in branches]
    elif page == app.config.root_doc and pages:
        context["next"] = _link(app, page, pages[0])
    if "generate_toctree_html" in context:
        context["generate_toctree_html"] = _marked(context["generate_toctree_html"])


def _link(app: Sphinx, page: str, target: str) -> dict[str, str]:
    builder = cast("StandaloneHTMLBuilder", app.builder)
    title = builder.render_partial(app.env.titles[target])["title"]
    return {"link": builder.get_relative_uri(page, target), "title": title}


def _marked(toctree: Callable[..., Any]) -> Callable[..., Any]:
    """The sidebar, with a word after each chapter that is a branch."""

    def generate(kind: str, *arguments: Any, **options: Any) -> Any:
        soup = toctree(kind, *arguments, **options)
        for link in soup.select("a") if hasattr(soup, "select") else []:
            chapter = re.match(r"(\d+) ", link.get_text())
            if chapter and int(chapter[1]) in path.BRANCHES:
                mark = soup.new_tag("span", attrs={"class": "path-mark"})
                mark.string = "branch"
                link.extend([" ", mark])
        return soup

    return generate


def connect(app: Sphinx) -> None:
    """Register what numbers the chapters and leads from one to the next."""
    app.connect("source-read", _number_the_title)
    app.connect("html-page-context", _lead_on, priority=900)
