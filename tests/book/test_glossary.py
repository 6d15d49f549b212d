"""A line of the glossary leads to a chapter that uses its word, and marks no word of somebody's title."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
SITE = BOOK.parent / "_build" / "html"
pytestmark = pytest.mark.book


def lines() -> dict[str, tuple[list[str], str]]:
    """Each term's names and the page that its line leads to."""
    text = (BOOK / "glossary.md").read_text("utf-8")
    (body,) = re.findall(r"^```\{glossary\}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = {}
    for term, line in re.findall(r"^(\S.*)\n  (.+)$", body, re.MULTILINE):
        also = ", ".join(re.findall(r"Also called ([^.]+)\.", line))
        names = [name.strip() for name in also.split(",") if name]
        (page,) = re.findall(r"\]\((\S+)\.md\)", line)
        found[term] = ([re.sub(r" \(.*\)", "", term), *names], page)
    return found


def words(text: str) -> str:
    """The words of ``text`` without capitals, accents, dashes and plurals, a space at either end."""
    bare = re.sub(r"[\u0300-\u036f’']", "", unicodedata.normalize("NFKD", text.lower()))
    return f" {' '.join(re.sub(r'(?<=..)s$', '', word) for word in re.split(r'\W+', bare) if word)} "


def said(page: str) -> str:
    """The titles and sentences of a built page, as the search has them; no code, no references."""
    script = (SITE / "_static" / "passages.js").read_text("utf-8")
    pages = json.loads(script.removeprefix("window.borrowingPassages = ").rstrip(";\n"))
    (sections,) = (one["sections"] for one in pages if one["name"] == f"book/{page}")
    return words(" | ".join(text for part in sections for text in (part["title"], *part["passages"])))


def test_the_page_that_a_line_of_the_glossary_leads_to_says_the_word():
    found = lines()
    pages = {page: said(page) for _, page in found.values()}
    silent = {
        term: page for term, (names, page) in found.items() if not any(words(n) in pages[page] for n in names)
    }
    assert len(found) > 80
    assert silent == {}


@pytest.mark.parametrize("page", sorted(BOOK.glob("[0-9][0-9]-*.md")), ids=lambda page: page.stem)
def test_no_title_of_a_reference_has_a_hint(page):
    html = (SITE / "book" / f"{page.stem}.html").read_text("utf-8")
    references = re.findall(r'<div class="citation".*?</div>', html, re.DOTALL)
    assert references
    assert not [text for text in references if 'class="term"' in text]
