"""One chapter is checked whole: what is wrong is said with its place, and the right tests are chosen."""

from __future__ import annotations

import pytest

from helpers.authoring import check
from helpers.authoring.__main__ import main


@pytest.fixture
def pytest_called(monkeypatch):
    """The commands that would have run tests; pages count as run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(check.subprocess, "call", lambda command, **_: commands.append(command) or 0)
    monkeypatch.setattr(check.outputs, "refresh", lambda **_: [])
    return commands


@pytest.mark.slow
def test_a_finished_chapter_is_fine(pytest_called, capsys):
    assert main(["check", "04"]) == 0
    said = capsys.readouterr().out
    assert said.count("\n  yes  (") == 5
    assert said.endswith("Chapter 04 is fine.\n")
    (command,) = pytest_called
    chosen = command[command.index("-k") + 1]
    assert chosen.startswith("[04 or test_chapter_04")
    assert "tests/book/test_chapter_04.py" in command


@pytest.mark.parametrize(
    ("attribute", "failing", "said"),
    [
        ("unwritten", lambda _: ["a.py:3: TO WRITE: x"], "a.py:3: TO WRITE: x"),
        ("_stale", lambda _: 1 / 0, "ZeroDivisionError: division by zero"),
        ("_tests", lambda *_: ["pytest says no"], "pytest says no"),
    ],
)
@pytest.mark.usefixtures("pytest_called")
def test_what_is_wrong_is_said_and_the_rest_is_checked_too(monkeypatch, capsys, attribute, failing, said):
    monkeypatch.setattr(check, attribute, failing)
    assert main(["check", "04"]) == 1
    out = capsys.readouterr().out
    assert f"  {said}" in out or f": {said}" in out
    assert out.count("\n  yes  (") == 4
    assert out.endswith("Chapter 04 is not finished: see above.\n")


def test_an_unknown_chapter_is_refused(capsys):
    assert main(["check", "98"]) == 2
    assert "chapter must be one of 01, 02, " in capsys.readouterr().err


IN_A_REPORT = ("HeterogeneityExplorer", "TauExplorer")  # its page holds live figures


@pytest.mark.slow
@pytest.mark.parametrize("page", check.prose.chapters(), ids=lambda page: page.stem)
def test_the_widgets_of_a_page_are_those_that_it_names(page):
    text = page.read_text("utf-8")
    for path in check.widgets_on(page):
        name = "".join(map(str.capitalize, path.stem.split("_")))
        assert name in text or "explore" in text or ("report.write(" in text and name in IN_A_REPORT)
