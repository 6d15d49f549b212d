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

from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers._myst import MystError
from helpers.authoring.notebook import Notebook, plain
from helpers.grading import find, sheets
from helpers.grading.sheets import Cell, read_sheet
from helpers.grading.stubs import names_in, stub

_HOW = (
    "Run the first cell of code before anything else, and again after every restart of the kernel: it loads "
    "`check`, which is not defined until then. "
    "Fill a gap, run its cell, then run the line with `check`. You are told whether it is right, and if not, "
    "what it looks like. Nothing is sent anywhere, and you may try as often as you like: each check draws "
    "fresh data. Where an answer ends in *Tell me more*, a click on it or `check(…, more=True)` does; "
    "`progress()` at the end shows where you are. "
    'Save, and `helpers.set_back("{chapter}.1")` gives an exercise as it was, '
    '`helpers.set_back("{chapter}")` the whole notebook; what you had saved is kept beside it.'
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
            if path.parent not in sheets.FOLDERS[1:]:  # those of a private sheet are nowhere to be read
                out.prose(_link(path.stem, cell.exercise), cell.exercise, "link")
        elif "exercise" in cell.tags:
            elsewhere = _names_read(c for c in cells if c.exercise == cell.exercise and c is not cell)
            out.add("code", stub(cell, elsewhere), cell.exercise, "answer", locked=False, solution=True)
        else:  # a drawing of the learner's own is not described beforehand
            out.code(replace(cell, alt="") if "try" in cell.tags else cell)
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


def _names_read(cells: Any) -> set[str]:
    return {n for c in cells if c.kind == "code" and "solution" not in c.tags for n in names_in(c.source)}
