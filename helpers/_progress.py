"""How far a long run is: told on standard error, or to whoever wants to know."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from helpers._validate import true_or_false

Progress = Callable[[int, int], None]


def counted(done: int, total: int) -> str:
    return f"{done} of {total}"


def of_file(done: int, total: int) -> str:
    """How much of a file, in bytes, has been read."""
    return f"{100 * done // total} % of {total / 1e6:.3g} MB"


def silent(done: int, total: int) -> None:
    """Tells nothing."""


def teller(progress: Any, words: Callable[[int, int], str] = counted) -> Progress:
    """A function of (done, of how many): ``progress`` itself, a line on standard error, or nothing."""
    if callable(progress):
        return progress
    if not true_or_false(progress, "progress"):
        return silent

    def bar(done: int, total: int) -> None:
        filled = 30 * done // total
        end = "\n" if done == total else ""
        line = f"\r{'█' * filled}{'·' * (30 - filled)} {words(done, total)}"
        print(line, end=end, file=sys.stderr, flush=True)

    return bar
