"""The way through the chapters: the core path stays on it, and branches return to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.authoring import path

ROOT = Path(__file__).resolve().parents[2]
ALL = [f"book/{number:02d}-topic" for number in range(1, 21)]
CORE = [page for page in ALL if path.kind(page) == "core"]


def numbers(pages):
    return [path.number(page) for page in pages]


@pytest.mark.parametrize("pages", [ALL, ALL[:7], ALL[:2], ALL[:1]], ids=len)
def test_from_the_first_chapter_next_passes_every_core_chapter_in_order(pages):
    walked, here = [], pages[0]
    while here:
        walked.append(here)
        _, here, _ = path.neighbours(here, pages)
    last_core = max(i for i, page in enumerate(pages) if path.kind(page) == "core")
    assert walked == [page for page in pages if path.kind(page) == "core"] + pages[last_core + 1 :]


def test_every_branch_is_offered_once_and_leads_back():
    offered = [branch for page in CORE for branch in path.neighbours(page, ALL)[2]]
    assert numbers(offered) == [2, 7, 8, 9, 12, 14, 18]  # 20 stands at the end: there it is simply next
    for branch in offered:
        assert path.neighbours(branch, ALL)[1] == ALL[ALL.index(branch) + 1]


def test_previous_on_the_core_path_undoes_next():
    for page in CORE[:-1]:
        _, after, _ = path.neighbours(page, ALL)
        assert path.neighbours(after, ALL)[0] == page


def test_a_page_says_what_is_decided(tmp_path: Path):
    page = tmp_path / "03-topic.md"
    page.write_text('---\ndecides: "Ship?"\n---\n\n# Topic\n', "utf-8")
    assert path.decides(page) == "Ship?"
    assert path.title(page) == "Topic"
    page.write_text("# Topic\n", "utf-8")
    with pytest.raises(ValueError, match=r"03-topic.md must say in its header what is decided"):
        path.decides(page)


def test_what_is_no_chapter_has_no_number():
    assert path.number("book/notation") is None
    assert path.number("book/07-many-arms") == 7


def plain(text: str) -> str:
    """As a page shows it: typographic apostrophes, no marks of Markdown."""
    return re.sub(r"[*`]", "", text).replace("'", "’")


@pytest.mark.parametrize("page", path.chapters(ROOT), ids=lambda p: p.stem)
def test_what_a_header_says_for_slides_stands_on_its_page(page: Path):
    text = plain(page.read_text("utf-8").split("\n---\n", 1)[1])
    assert [lead for lead in path.leads(page) if lead not in text] == []
    headings = re.findall(r"^##+ (.*)$", text, re.MULTILINE)
    assert [
        name for name in path.branch_sections(page) if not any(one.startswith(name) for one in headings)
    ] == []


def test_a_header_lists_beginnings(tmp_path: Path):
    page = tmp_path / "03-topic.md"
    page.write_text('---\ndecides: "Ship?"\nleads: [She writes]\n---\n\n# Topic\n', "utf-8")
    assert path.leads(page) == ["She writes"]
    assert path.branch_sections(page) == []
    page.write_text("---\nleads: 3\n---\n\n# Topic\n", "utf-8")
    with pytest.raises(ValueError, match=r"03-topic\.md: leads in the header must be a list .* found 3"):
        path.leads(page)
