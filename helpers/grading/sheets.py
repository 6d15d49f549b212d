"""Solution sheets: MyST notebooks read into cells, without needing the tools that render them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"

_FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,})\{code-cell\}")
_HEADING = re.compile(r"^## (\d\d\.\d+) (.+)$", re.MULTILINE)
BEGIN, INSTEAD, END = "# BEGIN SOLUTION", "# INSTEAD", "# END SOLUTION"


@dataclass(frozen=True)
class Cell:
    """One cell: ``kind`` is ``"code"`` or ``"markdown"``; ``exercise`` the id of the heading above it."""

    kind: str
    source: str
    tags: tuple[str, ...] = ()
    exercise: str = ""
    line: int = 1


class SheetError(ValueError):
    """A solution sheet that cannot be read, with the line."""


def read_sheet(text: str) -> list[Cell]:
    """Split a MyST notebook into cells; metadata other than tags is left out."""
    lines = text.split("\n")
    start = _after_front_matter(lines)
    cells: list[Cell] = []
    block: list[str] = []
    tags: tuple[str, ...] = ()
    exercise, first, i = "", start + 1, start

    def close() -> None:
        nonlocal block, exercise
        source = "\n".join(block).strip("\n")
        if source.strip():
            heading = _HEADING.search(source)
            exercise = heading[1] if heading else exercise
            cells.append(Cell("markdown", source, tags, exercise, first))
        block = []

    while i < len(lines):
        fence = _FENCE.match(lines[i])
        if fence:
            close()
            cell, i = _code_cell(lines, i, fence[1], exercise)
            cells.append(cell)
            tags, first = (), i + 1
        elif lines[i].startswith("+++"):
            close()
            tags, first = _break_tags(lines[i], i + 1), i + 2
            i += 1
        else:
            if _HEADING.match(lines[i]):  # the next exercise begins, whatever was before it
                close()
                tags, first = (), i + 1
            block.append(lines[i])
            i += 1
    close()
    return cells


def _after_front_matter(lines: list[str]) -> int:
    if lines and lines[0] == "---":
        return lines.index("---", 1) + 1
    return 0


def _code_cell(lines: list[str], start: int, fence: str, exercise: str) -> tuple[Cell, int]:
    try:
        end = lines.index(fence, start + 1)
    except ValueError:
        raise SheetError(f"line {start + 1}: this code cell is never closed") from None
    body = lines[start + 1 : end]
    options = 0
    if body and body[0] == "---":
        options = body.index("---", 1) + 1
    while options < len(body) and body[options].startswith(":"):
        options += 1
    tags = _tags("\n".join(body[:options]))
    return Cell("code", "\n".join(body[options:]).strip("\n"), tags, exercise, start + 1), end + 1


def _tags(options: str) -> tuple[str, ...]:
    found = re.search(r"^:?tags: *\[([^\]]*)\]", options, re.MULTILINE)
    return tuple(t.strip().strip("\"'") for t in found[1].split(",") if t.strip()) if found else ()


def _break_tags(line: str, number: int) -> tuple[str, ...]:
    rest = line.removeprefix("+++").strip()
    if not rest:
        return ()
    try:
        return tuple(json.loads(rest).get("tags", ()))
    except json.JSONDecodeError as error:
        raise SheetError(f"line {number}: the metadata after +++ is not JSON ({error})") from None


def headings(text: str) -> dict[str, str]:
    """Exercise ids and titles, in order."""
    return dict(_HEADING.findall(text))


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


def solution_of(exercise_id: str, folder: Path = SOLUTIONS) -> str:
    """The code that solves an exercise, from its sheet; empty when the sheets are not at hand."""
    for path in sorted(folder.glob(f"{exercise_id.partition('.')[0]}-*.md")):
        cells = [c for c in read_sheet(path.read_text(encoding="utf-8")) if c.exercise == exercise_id]
        return "\n\n".join(without_markers(c.source) for c in cells if "exercise" in c.tags)
    return ""
