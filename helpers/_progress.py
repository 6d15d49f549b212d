"""How far a long run is: told on standard error, or to whoever wants to know."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def telling(progress: Any, words: Callable[[int, int], str] = counted) -> Iterator[Progress]:
    """A function of (done, of how many): ``progress`` itself, a line on standard error, or nothing.

    A line that has begun is ended also where the work ends early, so that a message has a line of its own.
    """
    if callable(progress):
        yield progress
        return
    if not true_or_false(progress, "progress"):
        yield silent
        return
    begun = False

    def bar(done: int, total: int) -> None:
        nonlocal begun
        begun = done < total
        filled = 30 * done // total
        line = f"\r{'█' * filled}{'·' * (30 - filled)} {words(done, total)}"
        print(line, end="" if begun else "\n", file=sys.stderr, flush=True)

    try:
        yield bar
    finally:
        if begun:
            print(file=sys.stderr, flush=True)
