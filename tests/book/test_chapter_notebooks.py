"""Every chapter can be had as a notebook: it says what the page says, and runs from top to bottom."""

from __future__ import annotations

import os
import re
from copy import copy
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbclient
import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from helpers.authoring import chapter_notebook, outputs, path

ROOT = outputs.ROOT
SITE = ROOT / "_build" / "html"
CHAPTERS = path.chapters(ROOT)
CHEAP = {"02", "20"}  # run in every run; the others take up to a minute and a half each
LARGEST = 100_000  # bytes
MAKERS = ("myst_nb", "sphinx", "jupyter_book")  # what `requirements-author.txt` brings
LEFT_OVER = re.compile(
    r"\{[\w:.-]+\}`|^\s*:{3,}|^\s*`{3,}\{|^\([\w-]+\)=|^\s*:[\w-]+:|\]\([^)]*\.md\b", re.MULTILINE
)
# What the page shows and the notebook does in its own way, or not at all.
ELSEWHERE = (
    "div.cell, .math, .term-note, .headerlink, script, .exercise-list, .ways-on, .citation-list, "
    ".quiz-answer, .tocsection, .prev-next-area, .report-link"
)
pytestmark = pytest.mark.book
every_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)


@cache
def made(page: Path) -> nbformat.NotebookNode:
    file = SITE / "book" / chapter_notebook.file_name(page)
    if not file.exists():
        pytest.fail(f"{file.name} is not built: run `make book`", pytrace=False)
    return nbformat.read(file, 4)


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda page: page.stem)
def built(request: pytest.FixtureRequest) -> tuple[Path, BeautifulSoup]:
    """A chapter and the page that was made of it, read once for the tests that look at it one by one."""
    html = (SITE / "book" / f"{request.param.stem}.html").read_text("utf-8")
    return request.param, BeautifulSoup(html, "html.parser")


def prose(page: Path) -> str:
    return "\n\n".join(cell.source for cell in made(page).cells if cell.cell_type == "markdown")


@every_chapter
def test_it_is_valid_small_and_holds_no_outputs(page: Path):
    nbformat.validate(made(page))
    assert (SITE / "book" / chapter_notebook.file_name(page)).stat().st_size < LARGEST
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in made(page).cells)


@every_chapter
def test_nothing_is_left_that_only_the_book_can_read(page: Path):
    text = prose(page)
    assert LEFT_OVER.findall(text) == []
    assert text.count("<details>") == text.count("</details>") == text.count("<summary>")


@every_chapter
def test_its_code_is_what_the_page_ran_and_what_the_page_hides_is_folded(page: Path):
    ran = outputs.Store(ROOT).find(page)
    assert ran, "run `make book`"
    on_page = [cell for cell in nbformat.read(ran, 4).cells if cell.cell_type == "code"]
    ours = [cell for cell in made(page).cells if cell.cell_type == "code"]
    assert [cell.source for cell in ours] == [cell.source for cell in on_page]
    hidden = [bool(chapter_notebook.FOLDED & set(cell.metadata.get("tags", []))) for cell in on_page]
    assert [cell.metadata.get("jupyter", {}).get("source_hidden", False) for cell in ours] == hidden
    assert any(hidden)
    assert not all(hidden)


def test_every_paragraph_of_the_page_stands_in_it_with_the_same_numbers(built: tuple[Path, BeautifulSoup]):
    """Word for word, in the order of the page; formulae and the book's own lists are left out."""
    page, soup = built
    article = copy(soup.select_one("article.bd-article"))
    for other in article.select(ELSEWHERE):
        other.decompose()
    html = MarkdownIt("commonmark", {"html": True}).enable("table").use(dollarmath_plugin).render(prose(page))
    notebook = BeautifulSoup(html, "html.parser")
    for formula in notebook.select(".math"):
        formula.decompose()
    said, at, missing, found = letters(notebook), 0, [], 0
    for piece in article.select("p, td, th, legend, .quiz-choice, h1, h2, h3, summary, li"):
        words = letters(piece)
        if piece.name == "li" and piece.select_one("p, li"):
            continue
        place = said.find(words, at)
        if place < 0:
            missing.append(piece.get_text())
        else:
            at, found = place, found + 1
    assert missing == []
    assert found > 50


def letters(tag: Tag) -> str:
    """What it says without spaces, with one kind of quotation mark and of minus."""
    text = "".join(tag.get_text().split())
    return text.translate(str.maketrans("“”‘’−", "\"\"''-")).replace("...", "…")


def test_every_figure_is_described_above_its_cell_in_the_words_of_the_page(built: tuple[Path, BeautifulSoup]):
    """JupyterLab shows a picture without any description, whatever its metadata say."""
    page, soup = built
    on_page = [figure["aria-label"] for figure in soup.select(".figure-drawn")]
    described = [
        words.source
        for words, cell in pairwise(made(page).cells)
        if cell.cell_type == "code" and "What the figure below shows" in words.source
    ]
    assert on_page
    assert [f"\n{alt}\n" in words for alt, words in zip(on_page, described, strict=True)] == [True] * len(
        on_page
    )


def test_the_pages_download_menu_leads_to_it(built: tuple[Path, BeautifulSoup]):
    page, soup = built
    menu = soup.select_one(".dropdown-download-buttons")
    (link,) = [a for a in menu.select("a") if a["href"].endswith(".ipynb")]
    assert (SITE / "book" / link["href"]).resolve() == SITE / "book" / chapter_notebook.file_name(page)


def test_no_other_page_offers_one():
    others = [
        file
        for file in SITE.rglob("*.html")
        if file.with_suffix(".md").name not in {p.name for p in CHAPTERS}
    ]
    assert others
    assert not [file for file in others if "download-chapter-notebook" in file.read_text("utf-8")]


RUN = [
    pytest.param(
        page, id=page.stem, marks=[pytest.mark.slow] if page.name[:2] in CHEAP else [pytest.mark.certify]
    )
    for page in CHAPTERS
]


@pytest.mark.parametrize("page", RUN)
def test_it_runs_from_top_to_bottom_for_who_has_the_course_and_not_what_makes_the_book(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "absent").mkdir()
    for name in MAKERS:
        (tmp_path / "absent" / f"{name}.py").write_text(f"raise ImportError('no {name} here')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "absent"), str(ROOT)]))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "work").mkdir()
    notebook = made(page).copy()
    place = {"metadata": {"path": str(tmp_path / "work")}}
    nbclient.NotebookClient(notebook, timeout=600, resources=place).execute()
    outs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert any("image/png" in out.get("data", {}) for out in outs), "a chapter shows figures"
    said = [cell for cell in notebook.cells if "remove-stderr" not in cell.metadata.get("tags", [])]
    errors = [out for cell in said for out in cell.get("outputs", []) if out.get("name") == "stderr"]
    assert errors == []
