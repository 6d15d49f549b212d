"""Solution sheets: MyST notebooks whose headings ``## NN.M title`` name the exercises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from helpers import _myst
from helpers._course import COURSE

SOLUTIONS = COURSE / "solutions"
FOLDERS = [SOLUTIONS]  # where sheets stand; `private` adds others

_HEADING = re.compile(r"^## (\d\d\.\d+) (.+)$", re.MULTILINE)
BEGIN, INSTEAD, END = "# BEGIN SOLUTION", "# INSTEAD", "# END SOLUTION"


@dataclass(frozen=True)
class Cell(_myst.Cell):
    """One cell of a sheet; ``exercise`` is the id of the heading above it."""

    exercise: str = ""


def read_sheet(text: str) -> list[Cell]:
    """The cells of a sheet; an exercise begins with a cell of its own."""
    found, exercise = list[Cell](), ""
    for cell in _myst.cells(text):
        for part in _at_headings(cell):
            heading = _HEADING.match(part.source) if part.kind == "markdown" else None
            exercise = heading[1] if heading else exercise
            found.append(Cell(**vars(part), exercise=exercise))
    return found


def _at_headings(cell: _myst.Cell) -> Iterator[_myst.Cell]:
    """The cell, split where an exercise begins: its tags end there."""
    starts = [m.start() for m in _HEADING.finditer(cell.source)] if cell.kind == "markdown" else []
    if 0 not in starts:
        yield replace(cell, source=cell.source[: starts[0] if starts else None].strip("\n"))
    for start, stop in pairwise([*starts, len(cell.source)]):
        line = cell.line + cell.source.count("\n", 0, start)
        yield _myst.Cell("markdown", cell.source[start:stop].strip("\n"), (), line)


def headings(text: str) -> dict[str, str]:
    """Exercise ids and titles, in order."""
    return dict(_HEADING.findall(text))


class CellNames:
    """What the cells of a notebook are called, asked for in their order."""

    def __init__(self, stem: str) -> None:
        self._stem, self._used = stem, Counter[str]()

    def next(self, exercise: str, role: str) -> str:
        """The next cell of this role, in an exercise or in none; from the second on with a number."""
        name = f"{'x' + exercise.replace('.', '-') if exercise else self._stem}-{role}"
        self._used[name] += 1
        return name if self._used[name] == 1 else f"{name}-{self._used[name]}"


def without_markers(source: str) -> str:
    """The solution as a reader should see it: no markers, no text that only the stub has."""
    kept, inside = [], False
    for line in source.split("\n"):
        mark = line.strip()
        if mark == INSTEAD:
            inside = True
        elif mark == END:
            inside = False
        elif mark != BEGIN and not inside:
            kept.append(line)
    return "\n".join(kept)


def sheet_of(chapter: str, folder: Path = SOLUTIONS) -> Path | None:
    """Where a chapter's sheet stands; None when the sheets are not at hand."""
    places = FOLDERS if folder == SOLUTIONS else [folder]
    return next((path for place in places for path in sorted(place.glob(f"{chapter}-*.md"))), None)


@cache
def cells_of(chapter: str, folder: Path = SOLUTIONS) -> tuple[Cell, ...]:
    """The cells of a chapter's sheet; none when the sheets are not at hand."""
    path = sheet_of(chapter, folder)
    return tuple(read_sheet(path.read_text(encoding="utf-8"))) if path else ()


def solution_of(exercise_id: str, folder: Path = SOLUTIONS) -> str:
    """The code that solves an exercise, from its sheet; empty when the sheets are not at hand."""
    cells = _cells_of_exercise(exercise_id, folder)
    return "\n\n".join(without_markers(c.source) for c in cells if "exercise" in c.tags)


def prompt_of(exercise_id: str, folder: Path = SOLUTIONS) -> str:
    """The prose that asks for an answer, from its sheet; empty when the sheets are not at hand."""
    cells = _cells_of_exercise(exercise_id, folder)
    return "\n\n".join(c.source for c in cells if c.kind == "markdown" and "solution" not in c.tags)


def _cells_of_exercise(exercise_id: str, folder: Path) -> list[Cell]:
    return [c for c in cells_of(exercise_id.partition(".")[0], folder) if c.exercise == exercise_id]
