"""Timing and printing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_WIDTH = 32  # characters of a label, where the rows are not known beforehand


@dataclass(frozen=True)
class Row:
    """One measurement: what, how many seconds, what that means, against which other row of the table.

    ``relative_to`` is the label of a row above; the ratio of the seconds is printed.
    """

    label: str
    seconds: float
    note: str = ""
    relative_to: str | None = None


def fastest(work: Callable[[], Any], repeats: int = 3) -> float:
    """Seconds of the fastest of ``repeats`` runs, after one that is not counted."""
    work()
    return min(once(work) for _ in range(repeats))


def once(work: Callable[[], Any]) -> float:
    """Seconds of a single run, warm or not."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(title: str, rows: Iterable[Row]) -> None:
    """Print rows under a title as they come, each with its ratio to the row that it names."""
    seconds: dict[str, float] = {}
    width = max(len(row.label) for row in rows) if isinstance(rows, list) else _WIDTH
    print(f"\n{title}\n{'-' * len(title)}", flush=True)
    for row in rows:
        seconds[row.label] = row.seconds
        ratio = f"{row.seconds / seconds[row.relative_to]:9.3g} ×" if row.relative_to else " " * 11
        print(f"{row.label:<{width}}  {_duration(row.seconds):>10}  {ratio}  {row.note}", flush=True)


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
