"""The glossary in the text: a term's first mention shows its line; the search knows its other names.

``book/glossary.md`` is the one source. A line ends in “Also called …” (other names of the same thing),
“Near it: …” (what else a reader may look for) and “Not meant: …” (phrases in which the word says something
else: “to the power”). Terms and abbreviations are found in the chapters' sentences as they stand; nothing is
marked by hand. A term within a longer phrase of the glossary, whichever of these it is, is not that term.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.application import Sphinx

from helpers.authoring.sphinx.passages import PASSAGES

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

GLOSSARY = "book/glossary"
SYNONYMS = "synonyms.js"
_READ = re.compile(r"book/(?:\d\d-|one-experiments)")
_NAMES = re.compile(r" (Also called|Near it:|Not meant:) ([^.]+)\.")
_CHAPTER = re.compile(r" (?:Chapter (\d+)|One experiment’s bias)\.")
_ABBREVIATION = re.compile(r"[A-Z]{3,}")
_NOT_HERE = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.caption,
    nodes.table,
    nodes.citation,  # the words of other people's titles
)


@dataclass(frozen=True)
class Term:
    """A term: its place in the glossary, its chapter, what it means in plain text, its other names.

    ``chapter`` is None where a page without a number says more of it; ``not_meant`` are phrases that hold its
    name and say something else.
    """

    name: str
    anchor: str
    meaning: str
    also: tuple[str, ...]
    near: tuple[str, ...]
    not_meant: tuple[str, ...]
    chapter: int | None

    @property
    def written(self) -> tuple[str, ...]:
        """How a chapter may write it: its name, also in a longer one (“statistical power”), abbreviated."""
        return (self.name, *(n for n in self.also if self.name in n or _ABBREVIATION.fullmatch(n)))

    @property
    def phrases(self) -> tuple[str, ...]:
        """Whatever its line names: each is a phrase of its own, in which no shorter term is looked for."""
        return (self.name, *self.also, *self.near, *self.not_meant)


class TermNode(nodes.Inline, nodes.TextElement):
    """A mention of a term: ``address``, ``meaning`` and a name that no other mention on the page has."""


def terms(glossary: nodes.document) -> list[Term]:
    """The terms of the glossary's own document."""
    items = (item for item in glossary.findall(nodes.definition_list_item))
    return [_term(item) for item in items if item.children[0].get("ids")]


def _term(item: nodes.definition_list_item) -> Term:
    name, definition = item.children[0], item.children[-1]
    assert isinstance(name, nodes.term)
    text = " ".join(definition.astext().split())
    others = {kind: tuple(n.strip() for n in names.split(",")) for kind, names in _NAMES.findall(text)}
    meaning = _CHAPTER.sub("", _NAMES.sub("", text)).strip()
    also, near, not_meant = (others.get(kind, ()) for kind in ("Also called", "Near it:", "Not meant:"))
    chapter = next((int(number) for number in _CHAPTER.findall(text) if number), None)
    return Term(name.astext(), name["ids"][0], meaning, also, near, not_meant, chapter)


def mark(doctree: nodes.document, known: list[Term], address: str) -> None:
    """Turn the first mention of each term in the sentences of ``doctree`` into a ``TermNode``."""
    by_name = {name.lower(): term for term in known for name in term.written}
    left = {term.name for term in known}
    phrases = {phrase.lower() for term in known for phrase in term.phrases}
    longest_first = sorted(phrases | by_name.keys(), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    for text in [text for part in _prose(doctree) for text in part.findall(nodes.Text)]:
        if not _within(text, _NOT_HERE):
            pieces = list(_pieces(text.astext(), pattern, by_name, left, address))
            if len(pieces) > 1:
                text.parent.replace(text, pieces)


def _prose(doctree: nodes.document) -> Iterator[nodes.Node]:
    return (
        part for part in doctree.findall(nodes.paragraph) if not _within(part, _NOT_HERE) and not _asked(part)
    )


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    return any(isinstance(parent, kinds) for parent in _parents(node))


def _asked(node: nodes.Node) -> bool:
    """Whether a question's words, or an exercise's, stand here: a hint there would be an answer."""
    return any(type(parent).__name__ in {"QuizNode", "figure"} for parent in _parents(node))


def _parents(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _pieces(
    text: str, pattern: re.Pattern[str], by_name: dict[str, Term], left: set[str], address: str
) -> Iterator[nodes.Node]:
    at = 0
    for found in pattern.finditer(text):
        term = by_name.get(found[0].lower())
        if term and term.name in left:
            left.discard(term.name)
            yield nodes.Text(text[at : found.start()])
            place = {
                "address": f"{address}#{term.anchor}",
                "meaning": term.meaning,
                "name": f"about-{term.anchor}",
            }
            yield TermNode("", found[0], **place)
            at = found.end()
    yield nodes.Text(text[at:])


def _mark_page(app: Sphinx, doctree: nodes.document, document: str) -> None:
    if app.builder.format == "html" and _READ.match(document) and GLOSSARY in app.env.found_docs:
        known = terms(app.env.get_doctree(GLOSSARY))
        mark(doctree, known, app.builder.get_relative_uri(document, GLOSSARY))


def _visit(translator: Any, node: TermNode) -> None:
    name = translator.attval(node["name"])
    translator.body.append(
        f'<span class="term"><a href="{translator.attval(node["address"])}" aria-describedby="{name}">'
    )


def _depart(translator: Any, node: TermNode) -> None:
    note = translator.encode(node["meaning"])
    name = translator.attval(node["name"])
    translator.body.append(f'</a><span class="term-note" role="tooltip" id="{name}">{note}</span></span>')


def _pass(_translator: Any, _node: nodes.Element) -> None:
    """Print the words as they are."""


def synonyms(known: list[Term]) -> str:
    """The script that tells the search which names mean the same, and where the glossary has them."""
    groups = [
        {"name": t.name, "anchor": t.anchor, "meaning": t.meaning, "chapter": t.chapter}
        | {"also": t.also, "near": t.near}
        for t in known
    ]
    return f"window.borrowingTerms = {json.dumps(groups, ensure_ascii=False)};\n"


def _write_synonyms(app: Sphinx, failed: Exception | None) -> None:
    if failed is None and app.builder.format == "html" and GLOSSARY in app.env.found_docs:
        known = terms(app.env.get_doctree(GLOSSARY))
        (Path(app.outdir) / "_static" / SYNONYMS).write_text(synonyms(known), "utf-8")


def _search_with_them(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    if page == "search":
        builder = cast("StandaloneHTMLBuilder", app.builder)
        folder = builder.get_relative_uri(page, "_static").removesuffix(".html")
        scripts = "".join(
            f'<script defer src="{folder}/{name}"></script>' for name in (SYNONYMS, PASSAGES, "search.js")
        )
        context["metatags"] = (context.get("metatags") or "") + scripts


def connect(app: Sphinx) -> None:
    """Register what marks the terms and what tells the search."""
    app.add_node(TermNode, html=(_visit, _depart), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_js_file("terms.js", loading_method="defer")
    app.connect("doctree-resolved", _mark_page)
    app.connect("html-page-context", _search_with_them)
    app.connect("build-finished", _write_synonyms)
