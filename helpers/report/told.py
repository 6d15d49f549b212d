"""How far a report is, on a line that is ended also where the report ends early."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from helpers._progress import Progress, counted, teller


@contextmanager
def telling(progress: Any, words: Callable[[int, int], str] = counted) -> Iterator[Progress]:
    """The ``teller`` of ``progress``; a line that it has begun is ended, so that a message has its own."""
    tell, begun = teller(progress, words), False
    if callable(progress) or not progress:
        yield tell
        return

    def line(done: int, total: int) -> None:
        nonlocal begun
        tell(done, total)
        begun = done < total

    try:
        yield line
    finally:
        if begun:
            print(file=sys.stderr, flush=True)
