"""Running a solution sheet or its stub the way a notebook would, up to the check of one exercise."""

from __future__ import annotations

import ast
import contextlib
import io
from functools import cache
from pathlib import Path
from typing import Any

from helpers.authoring.exercises import notebook
from helpers.grading import Exercise
from helpers.grading.sheets import SOLUTIONS, Cell, read_sheet


def sheet_path(chapter: str) -> Path:
    return next(SOLUTIONS.glob(f"{chapter}-*.md"))


@cache
def cells(chapter: str) -> tuple[Cell, ...]:
    return tuple(read_sheet(sheet_path(chapter).read_text(encoding="utf-8")))


_SOLVED: dict[str, Any] = {}


def solved(exercise: Exercise) -> Any:
    """The object that the sheet hands to ``check``; made once, because some take seconds."""
    if exercise.id not in _SOLVED:
        _SOLVED[exercise.id] = run(_needed(exercise, solution_source(exercise)), check_argument(exercise))
    return _SOLVED[exercise.id]


def unsolved(exercise: Exercise) -> Any:
    """The object that the untouched notebook hands to ``check``."""
    stem = f"x{exercise.id.replace('.', '-')}-answer"
    generated = notebook(sheet_path(exercise.chapter))["cells"]
    stub = "\n".join("".join(c["source"]) for c in generated if c["id"].startswith(stem))
    return run(_needed(exercise, stub), check_argument(exercise))


def solution_source(exercise: Exercise) -> str:
    return "\n".join(
        c.source for c in cells(exercise.chapter) if c.exercise == exercise.id and "exercise" in c.tags
    )


def setup_source(exercise: Exercise) -> str:
    """Everything that must run before the exercise's own cell."""
    return "\n".join(_needed(exercise, solution_source(exercise))[:-1])


def check_argument(exercise: Exercise) -> str:
    """The second argument of ``check(id, …)`` in the sheet, as source."""
    for cell in cells(exercise.chapter):
        if cell.exercise == exercise.id and "check" in cell.tags:
            call = ast.parse(cell.source).body[-1].value  # type: ignore[attr-defined]
            assert call.func.id == "check"
            assert call.args[0].value == exercise.id
            return ast.unparse(call.args[1])
    raise AssertionError(f"the sheet has no check for {exercise.id}")


def _needed(exercise: Exercise, source: str) -> list[str]:
    """``source``, after the set-up and those cells of earlier exercises whose names it uses."""
    chosen, used = [source], _names(source)
    for cell in reversed(cells(exercise.chapter)):
        earlier = "exercise" in cell.tags and cell.exercise < exercise.id and used & _bound(cell.source)
        if "setup" in cell.tags or earlier:
            chosen.insert(0, cell.source)
            used |= _names(cell.source)
    return chosen


def _names(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    parameters = {n.arg for n in nodes if isinstance(n, ast.arg)}
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)} - parameters


def _bound(source: str) -> set[str]:
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        else:
            found |= {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return found


def run(sources: list[str], expression: str) -> Any:
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for source in sources:
            exec(compile(source, "<sheet>", "exec"), names)
        return eval(expression, names)
