"""Seconds by folder: every phase of a test counts, every test once."""

from __future__ import annotations

from types import SimpleNamespace

from tests.seconds import Seconds


def test_seconds_are_added_up_by_folder():
    seconds = Seconds()
    for name, duration in [("a/test_x.py::t[a::b]", 1), ("a/test_x.py::t[a::b]", 2), ("a/b/test_y.py::t", 9)]:
        seconds.pytest_runtest_logreport(SimpleNamespace(nodeid=f"tests/{name}", duration=duration))
    assert list(seconds.lines()) == [
        "     9.0 s      1 tests  tests/a/b",
        "     3.0 s      1 tests  tests/a",
    ]


def test_one_folder_alone_is_not_worth_a_table():
    written = []
    terminal = SimpleNamespace(section=written.append, write_line=written.append)
    seconds = Seconds()
    seconds.pytest_terminal_summary(terminal)
    assert written == []
