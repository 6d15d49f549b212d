"""The built pages hold what their sources promise."""

from __future__ import annotations

import ast
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from helpers import _myst, widgets
from helpers.authoring.minutes import WORDS_PER_MINUTE
from helpers.grading import exercises

ROOT = Path(__file__).resolve().parents[2]
PAGES = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text())
pytestmark = pytest.mark.book


def source(page: str) -> str:
    return (ROOT / f"{page}.md").read_text("utf-8")


def built(page: str) -> str:
    return (ROOT / "_build" / "html" / f"{page}.html").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_described_is_shown_once(page):
    promised = sorted(alt for block in _myst.blocks(source(page)) if (alt := block.option("alt")))
    shown = re.findall(
        r'<img alt="([^"]+)"|class="figure-drawn" role="img" aria-label="([^"]+)"', built(page)
    )
    shown = [drawn or image for image, drawn in shown]
    assert sorted(unescape(alt) for alt in shown if alt != "Logo image") == promised


@pytest.mark.parametrize("page", PAGES)
def test_every_widget_asked_for_is_on_the_page(page):
    ends = [ast.parse(code).body[-1] for code in _myst.code(source(page)) if shows_last(code)]
    asked = [end for end in ends if isinstance(end, ast.Expr) and is_widget(end.value)]
    assert built(page).count('class="bs-widget"') == len(asked)


def shows_last(code: str) -> bool:
    return bool(code.strip()) and not code.rstrip().endswith(";")


def is_widget(value: ast.expr) -> bool:
    """A call of one of the widgets: its class is named in capitals, as in ``TauExplorer()``."""
    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id
    return bool(called) and called[0].isupper() and called in dir(widgets)


@pytest.mark.parametrize("page", PAGES)
def test_no_number_is_missing_and_no_machine_shows_through(page):
    html = built(page)
    assert "No key" not in html
    for leak in (
        str(ROOT),
        "site-packages",
        "Traceback (most recent",
        "Warning:",
        "np.float64(",
        "BEGIN SOLUTION",
        "&lt;inline",
    ):
        assert leak not in html, leak


CHAPTERS = [page for page in PAGES if re.match(r"book/\d\d-", page)]
NOT_READ = "div.cell, div.admonition.dropdown, .exercise-list, .citation-list, div.math"


@pytest.mark.parametrize("page", CHAPTERS)
def test_the_minutes_stated_are_those_of_its_words_and_exercises(page):
    """Counted on the built page, without the counter that states them."""
    article = BeautifulSoup(built(page), "html.parser").select_one("article")
    for unread in article.select(NOT_READ):
        unread.decompose()
    text = " ".join(article.get_text(" ").split())
    to_read, to_practise = map(int, re.search(r"(\d+) minutes to read, (\d+) to practise", text).groups())
    assert abs(to_read - len(text.split()) / WORDS_PER_MINUTE) < 2
    number = page.removeprefix("book/")[:2]
    assert to_practise == sum(exercise.minutes for exercise in exercises(number))
    (row,) = [row for row in rows_of_the_guide() if row.startswith(f"{int(number)} ")]
    assert row.endswith(f" {to_read}\N{NO-BREAK SPACE}min {to_practise}\N{NO-BREAK SPACE}min")


@cache
def rows_of_the_guide() -> list[str]:
    guide = BeautifulSoup(built("book/index"), "html.parser")
    return [" ".join(row.stripped_strings) for row in guide.select("table tr")]


def test_who_reads_online_learns_how_to_get_the_exercises_in_the_words_of_the_readme():
    commands = re.findall(
        r"^((?:pip install|borrowing-strength) \S.*?)\s*(?:#.*)?$", source("book/how-to-use"), re.M
    )
    assert len(commands) == 3
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [command for command in commands if command not in readme] == []
    place = BeautifulSoup(built("book/how-to-use"), "html.parser").select_one("#open-the-exercises")
    assert "make lab" in place.find_parent("section").get_text()
    for page in CHAPTERS:
        links = re.findall(r'href="([^"]*)">(?:<[^>]+>)?How to open it<', built(page))
        assert set(links) == {"how-to-use.html#open-the-exercises"}


def test_the_longest_choice_of_a_quiz_is_right_no_more_often_than_one_drawn_by_chance():
    longest, by_chance = 0, 0.0
    only = SoupStrainer(class_="quiz")
    for page in PAGES:
        for quiz in BeautifulSoup(built(page), "html.parser", parse_only=only).select(".quiz"):
            choices = quiz.select(".quiz-choice")
            lengths = [len(choice.get_text()) for choice in choices]
            right = quiz.select_one('.quiz-choice:has([data-right="true"])')
            longest += len(right.get_text()) == max(lengths)
            by_chance += 1 / len(choices)
    assert by_chance > 5
    assert longest <= by_chance


class Ends(HTMLParser):
    """Where the links of a page lead, and the places in it that links can lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "action"}:
                self.links.add(value or "")
            elif name == "id" or (tag, name) == ("a", "name"):
                self.places.add(value or "")


def broken_links(site: Path) -> tuple[list[tuple[str, str]], set[str]]:
    """Page and link of each that leads nowhere in ``site``; and the links that leave it, not followed."""
    found = (path for path in site.rglob("*.html") if "_static" not in path.relative_to(site).parts)
    pages = {path: Ends(path.read_text("utf-8")) for path in found}
    broken, leaving = [], set()
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                leaving.add(link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            places = pages[target].places if target in pages else set()
            inside = target.is_file() and target.is_relative_to(site)
            if not inside or (parts.fragment and unquote(parts.fragment) not in places):
                broken.append((path.name, link))
    return broken, leaving


def test_no_link_leads_nowhere():
    broken, leaving = broken_links(ROOT.resolve() / "_build" / "html")
    print("Not followed, as they leave the site:", *sorted(link[:100] for link in leaving), sep="\n")
    assert broken == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    (tmp_path / "there.html").write_text('<p id="here"><a name="old"></a><a href="#here"></a></p>')
    links = (
        "there.html there.html#here there.html#old there.html#gone gone.html ../out.html https://x.example"
    )
    (tmp_path / "page.html").write_text("".join(f'<a href="{link}">to it</a>' for link in links.split()))
    broken, leaving = broken_links(tmp_path)
    assert sorted(link for _, link in broken) == ["../out.html", "gone.html", "there.html#gone"]
    assert leaving == {"https://x.example"}
