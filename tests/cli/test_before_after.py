"""Two rounds of the readiness quiz become one page, from the command alone; what cannot be is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from helpers import before_after
from helpers.cli import command

QUESTIONS = 3
BEFORE = {"Ada": "0,0,1", "Bob": "0,1,", "Cleo": "1,0,0", "Dan <b>": "0,0,0", "Fay": "0,0,0", "Gus": "0,0,1"}
AFTER = {"ada": "1,0,1", "Bob": "1,1,1", "Cleo": "1,0,1", "Eve": "1,1,1", "Fay": "0,1,1", "Gus": "1,0,1"}
MIXED = {"Ada": "1,0,1", "Bob": "0,0,0", "Cleo": "1,0,1"}


def handed_in(file: Path, marks: dict[str, str]) -> str:
    file.write_text("\n".join(f"{who},readiness,2026-11-27,{given}" for who, given in marks.items()), "utf-8")
    return str(file)


@pytest.fixture
def rounds(tmp_path: Path) -> list[str]:
    """The command's words for two files of a small quiz."""
    files = [
        handed_in(tmp_path / "before.txt", BEFORE),
        handed_in(tmp_path / "after.txt", AFTER),
    ]
    return ["before-after", *files, "--questions", str(QUESTIONS)]


def text(page: Path) -> str:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text(" ")


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert command.main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("Nothing was written.\n")
    return said.err


def test_a_page_says_what_compare_finds_and_names_nobody(rounds, tmp_path, capsys):
    assert command.main(rounds) == 0
    told = capsys.readouterr().out
    assert "Once only: Dan <b>, Eve." in told
    page = tmp_path / "results.html"
    assert str(page) in told
    found = before_after.compare(*(before_after.read(Path(name), QUESTIONS) for name in rounds[1:3]))
    shown = text(page)
    assert f"{found.learners} people answered twice; left out, having answered once only: 2." in shown
    interval = f"{found.low:+.2f} to {found.high:+.2f}".replace("-", "−")
    assert f"Change {found.change:+.2f}, 95\N{NO-BREAK SPACE}% interval {interval}." in shown
    rows = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("tbody tr")
    cells = [[float(cell.get_text()) for cell in row.select("th, td")] for row in rows]
    for (question, *values), (asked, expected) in zip(cells, found.table.iterrows(), strict=True):
        assert question == asked
        assert values == pytest.approx(expected.tolist(), rel=0.01)
    assert not [name for name in BEFORE | AFTER if re.search(rf"\b{name}", shown)]
    assert "There is no other arm" in shown


@pytest.mark.parametrize(("after", "may_be_none"), [(AFTER, False), (MIXED, True)])
def test_only_a_change_that_may_be_none_is_called_open(after, may_be_none, rounds, tmp_path):
    handed_in(tmp_path / "after.txt", after)
    assert command.main(rounds) == 0
    said = "does not say whether people like these know more" in text(tmp_path / "results.html")
    assert said == may_be_none


def test_the_page_asks_nothing_of_any_other(rounds, tmp_path):
    command.main(rounds)
    html = (tmp_path / "results.html").read_text("utf-8")
    assert "default-src 'none'" in html
    assert not re.findall(r"(?:src|href)=|url\(|<script", html)


def test_a_page_that_is_there_is_replaced_only_when_asked(rounds, tmp_path, capsys):
    page = tmp_path / "mine.html"
    page.write_text("mine", "utf-8")
    words = [*rounds, "--out", str(page)]
    assert "mine.html is there already" in refused(words, capsys)
    assert page.read_text("utf-8") == "mine"
    assert command.main([*words, "--overwrite"]) == 0
    assert "Before and after" in text(page)


def test_what_cannot_be_compared_is_said_and_nothing_written(rounds, tmp_path, capsys):
    name, before, after, *quiz = rounds
    gone = str(tmp_path / "gone.txt")
    assert f"There is no file {gone}" in refused([name, gone, after, *quiz], capsys)
    assert f"There is no file {tmp_path}" in refused([name, before, str(tmp_path), *quiz], capsys)
    assert "hold the same, byte for byte" in refused([name, before, before, *quiz], capsys)
    assert "the quiz 15 questions" in refused([name, before, after], capsys)
    assert "names something else" in refused([*rounds, "--out", str(tmp_path / "a.pdf")], capsys)
    bare = Path(before).rename(tmp_path / "before")
    words = [name, str(bare), after, *quiz, "--out", str(bare), "--overwrite"]
    assert "holds a round" in refused(words, capsys)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["after.txt", "before"]
