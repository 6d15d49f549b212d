"""How far a long run is: told on standard error, or to whoever wants to know."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from helpers._validate import true_or_false

Progress = Callable[[int, int], None]


def teller(progress: Any) -> Progress:
    """A function of (done, of how many): ``progress`` itself, a line on standard error, or nothing."""
    if callable(progress):
        return progress
    return _bar if true_or_false(progress, "progress") else lambda *_: None


def _bar(done: int, total: int) -> None:
    filled = 30 * done // total
    end = "\n" if done == total else ""
    print(f"\r{'█' * filled}{'·' * (30 - filled)} {done} of {total}", end=end, file=sys.stderr, flush=True)
