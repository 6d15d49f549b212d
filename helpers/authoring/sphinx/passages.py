"""What the search ranks pages by and quotes: their sentences, section by section, as one script of the site.

Sphinx's index says on which pages a word stands, not how often, and quotes a page's whole text: code, menus
and notes among it. The script holds nothing but prose, so a page opened from a folder can quote too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.authoring.sphinx.quiz import QuizNode

PASSAGES = "passages.js"
# A quiz's explanations would be its answers.
_NOT_PROSE = (
    QuizNode,
    nodes.literal_block,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.image,
    nodes.citation,
)
_NAMES = (
    "alpha beta gamma delta epsilon theta kappa lambda mu nu pi rho sigma tau phi chi psi omega "
    "pm times cdot le ge approx sim sqrt infty"
)
_LETTERS = dict(zip(_NAMES.split(), "αβγδεθκλμνπρστφχψω±×·≤≥≈∼√∞", strict=True))


def sections(doctree: nodes.document) -> Iterator[dict[str, Any]]:
    """Each section with prose of its own: its anchor, its title and its passages."""
    for section in doctree.findall(nodes.section):
        found = [text for part in section.children for text in _passages(part) if len(text.split()) > 3]
        title = next((child for child in section.children if isinstance(child, nodes.title)), None)
        if title is not None:
            anchor = section["ids"][0] if isinstance(section.parent, nodes.section) else ""
            yield {"anchor": anchor, "title": _plain(title), "passages": found}


def _passages(node: nodes.Node) -> Iterator[str]:
    """The paragraphs and the cells below ``node``, but not those of sections within it."""
    if isinstance(node, (nodes.section, nodes.title, *_NOT_PROSE)):
        return
    if isinstance(node, (nodes.paragraph, nodes.term, nodes.rubric)):
        yield _plain(node)
    else:
        for child in node.children:
            yield from _passages(child)


def _plain(node: nodes.Node) -> str:
    """The words of ``node``, formulae as far as letters can show them."""
    if isinstance(node, nodes.math):
        return _letters(node.astext())
    if isinstance(node, _NOT_PROSE):
        return ""
    if isinstance(node, nodes.Text):
        return str(node)
    return " ".join("".join(_plain(child) for child in node.children).split())


def _letters(formula: str) -> str:
    text = re.sub(r"\\(?:hat|bar|tilde)\s*\{?(\\?\w+)\}?", r"\1", formula)
    text = re.sub(r"\\(\w+)", lambda found: _LETTERS.get(found[1], found[0]), text)
    text = text.replace("^2", "²").replace("{", "").replace("}", "").replace("_", "")
    return "…" if "\\" in text else text


def script(pages: Iterable[tuple[str, list[dict[str, Any]]]]) -> str:
    """The script that gives the search all ``pages``: name and sections."""
    named = [{"name": name, "sections": parts} for name, parts in pages if parts]
    return f"window.borrowingPassages = {json.dumps(named, ensure_ascii=False)};\n"


def _shelf(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent / "passages"


def _put_away(app: Sphinx, doctree: nodes.document, document: str) -> None:
    """A page that is not read again keeps what it had."""
    if app.builder.format == "html":
        place = _shelf(app) / f"{document}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(list(sections(doctree)), ensure_ascii=False), "utf-8")


def _write(app: Sphinx, failed: Exception | None) -> None:
    if failed is None and app.builder.format == "html":
        places = {name: _shelf(app) / f"{name}.json" for name in sorted(app.env.found_docs)}
        pages = [(name, json.loads(p.read_text("utf-8"))) for name, p in places.items() if p.exists()]
        (Path(app.outdir) / "_static" / PASSAGES).write_text(script(pages), "utf-8")


def connect(app: Sphinx) -> None:
    """Register what collects the sentences of the pages."""
    app.connect("doctree-resolved", _put_away, priority=900)
    app.connect("build-finished", _write)
