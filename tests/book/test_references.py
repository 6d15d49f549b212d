"""References are complete, and none stands there unread; the small print of the pages is in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
PAGES = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
BIB = (ROOT / "book" / "references.bib").read_text("utf-8")
ENTRIES = dict(re.findall(r"^@\w+\{([^,\s]+),(.*?)^\}", BIB, re.M | re.S))
UNSAID = "pre, code, script, style, svg, .math, .cell_output, .bs-widget, .citation-list"
SLIPS = {
    "a straight quotation mark": r"(?<![\d\w])[\"'](?=\w)|(?<=\w)\"(?!\w)",
    "dots for an ellipsis": r"\.\.\.",
    "hyphens for a dash": r"\w -- \w|\w - \w",
    "a space before a comma or full stop": r"\w [,.;](?!\d|\w)",
    "a word twice": r"\b(the|a|an|of|to|is|that|and|in|by|with|for) \1\b",
}


def cited() -> dict[str, set[str]]:
    """Each key that is cited, with the pages that do."""
    found: dict[str, set[str]] = {}
    for page in PAGES:
        text = (ROOT / f"{page}.md").read_text("utf-8")
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text):
            for key in keys.split(","):
                found.setdefault(key.strip(), set()).add(page)
    return found


def test_every_citation_has_its_entry_and_every_entry_is_cited():
    assert len(ENTRIES) > 20
    assert set(cited()) == set(ENTRIES)


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_says_who_what_and_when(key):
    fields = set(re.findall(r"\b(\w+)\s*=\s*[{\"\d]", ENTRIES[key]))
    assert {"author", "title"} <= fields
    assert fields & {"year", "note"}  # an undated page says so in a note


@pytest.mark.book
@pytest.mark.parametrize("page", sorted({page for pages in cited().values() for page in pages}))
def test_what_a_page_cites_stands_in_its_list(page):
    soup = BeautifulSoup((ROOT / "_build" / "html" / f"{page}.html").read_text("utf-8"), "html.parser")
    listed = {entry.get("id") for entry in soup.select(".citation-list .citation")}
    links = {link["href"].removeprefix("#") for link in soup.select("article a[href^='#id']")}
    asked = {key for key, pages in cited().items() if page in pages}
    assert len(listed) >= len(asked)
    assert links <= {part["id"] for part in soup.select("[id]")}


@pytest.mark.book
def test_one_page_lists_everything():
    soup = BeautifulSoup((ROOT / "_build/html/book/references.html").read_text("utf-8"), "html.parser")
    listed = [entry.get_text() for entry in soup.select(".citation-list .citation p")]
    assert len(set(listed)) == len(listed) == len(ENTRIES)


@pytest.mark.book
@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("book/")])
def test_sentences_are_set_with_care(page):
    soup = BeautifulSoup((ROOT / "_build" / "html" / f"{page}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article")
    assert article is not None
    for part in article.select(UNSAID):
        part.replace_with("\N{OBJECT REPLACEMENT CHARACTER}")
    sentences = [" ".join(p.get_text().split()) for p in article.select("p, li, dd")]
    found = {
        name: hits
        for name, pattern in SLIPS.items()
        if (hits := [around(s, m) for s in sentences for m in re.finditer(pattern, s)])
    }
    assert not found


def around(sentence: str, found: re.Match[str]) -> str:
    return sentence[max(0, found.start() - 25) : found.end() + 25]
