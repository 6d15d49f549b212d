"""Exercise notebooks from solution sheets: same prompts, same checks, the solutions replaced by gaps.

A sheet is a MyST notebook that the book renders as it stands. Its cells carry tags:

- no tag, or ``setup`` or ``try``: appears in both;
- ``exercise``: appears in both; what stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` is
  replaced, by the lines after ``# INSTEAD`` without their ``# `` where there are any, else by ``...``;
- ``check``: appears in both, graded;
- ``solution``: appears in the book and the solution notebook only. Prose takes the tag from
  ``+++ {"tags": ["solution"]}``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from helpers._myst import MystError
from helpers.authoring.notebook import Notebook, plain
from helpers.grading import find
from helpers.grading.sheets import BEGIN, END, INSTEAD, Cell, read_sheet

GAP = "...  # your code here"
_HOW = (
    "Fill a gap, run its cell, then run the line with `check`. You are told whether it is right, and if not, "
    "what it looks like. Nothing is sent anywhere, and you may try as often as you like: each check draws "
    "fresh data. `check(…, more=True)` tells more; `progress()` at the end shows where you are. "
    '`helpers.set_back("{chapter}.1")` gives an exercise as it was, `helpers.set_back("{chapter}")` the '
    "whole notebook; what you had is kept beside it."
)


def notebook(path: Path) -> dict[str, Any]:
    """The exercise notebook of the solution sheet at ``path``, as nbformat 4.5 data."""
    cells = read_sheet(path.read_text(encoding="utf-8"))
    out = Notebook(path.stem)
    for i, cell in enumerate(cells):
        if "solution" in cell.tags:
            continue
        if cell.kind == "markdown":
            out.prose(_title(cell, path.name[:2]) if i == 0 else plain(cell), cell.exercise)
        elif "check" in cell.tags:
            points = find(cell.exercise).points
            out.add("code", cell.source, cell.exercise, "check", grade=True, points=points)
            out.prose(_link(path.stem, cell.exercise), cell.exercise, "link")
        elif "exercise" in cell.tags:
            elsewhere = _names_read(c for c in cells if c.exercise == cell.exercise and c is not cell)
            out.add("code", _stub(cell, elsewhere), cell.exercise, "answer", locked=False, solution=True)
        else:
            out.code(cell)
    out.code(Cell("code", "progress()"))
    return out.data()


def _link(stem: str, exercise: str) -> str:
    return f"[Solution to {exercise}](../solutions/{stem}.ipynb)"


def _title(cell: Cell, chapter: str) -> str:
    title, _, rest = plain(cell).partition("\n")
    if not title.startswith("# Solutions to chapter "):
        raise MystError(f"line {cell.line}: the sheet must begin with '# Solutions to chapter N: …'")
    title = title.replace("# Solutions to", "# Exercises for", 1)
    return "\n\n".join(filter(None, [title, _HOW.format(chapter=chapter), rest.strip()]))


def _stub(cell: Cell, read_elsewhere: set[str]) -> str:
    """The cell with its gaps open."""
    out: list[str] = []
    lines = cell.source.split("\n")
    i = 0
    while i < len(lines):
        if lines[i].strip() != BEGIN:
            out.append(lines[i])
            i += 1
            continue
        end = next((j for j in range(i, len(lines)) if lines[j].strip() == END), None)
        if end is None:
            raise MystError(f"line {cell.line}: {BEGIN} without {END}")
        indent = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
        needed = read_elsewhere | _names_in("\n".join(out + lines[end + 1 :]))
        out += [indent + line if line else "" for line in _opened(lines[i + 1 : end], needed)]
        i = end + 1
    if len(out) == len(lines):
        raise MystError(f"line {cell.line}: an exercise cell without {BEGIN}")
    return "\n".join(out)


def _opened(body: list[str], needed: set[str]) -> list[str]:
    """What stands in the gap: given wrong code, else ``name = ...`` for what is used later, else ``...``."""
    marks = [i for i, line in enumerate(body) if line.strip() == INSTEAD]
    if marks:
        given = [line.lstrip() for line in body[marks[0] + 1 :]]
        if not all(line.startswith("#") for line in given):
            raise MystError(f"every line after {INSTEAD} must be a comment")
        return [line.removeprefix("#").removeprefix(" ") for line in given]
    margin = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    tree = ast.parse("\n".join(line[margin:] for line in body)) if margin == 0 else None
    assigned = (
        []
        if tree is None
        else [
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id in needed
        ]
    )
    return [f"{name} = {GAP}" for name in dict.fromkeys(assigned)] or [GAP]


def _names_read(cells: Any) -> set[str]:
    return {n for c in cells if c.kind == "code" and "solution" not in c.tags for n in _names_in(c.source)}


def _names_in(source: str) -> set[str]:
    return set(re.findall(r"[^\W\d]\w*", source))
