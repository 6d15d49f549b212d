"""What a chapter's notebook asks, as it was handed out: its code cells, and what each check is given."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

from helpers.grading.sheets import Cell, CellNames, cells_of, sheet_of
from helpers.grading.stubs import names_in, stub


@dataclass(frozen=True)
class Question:
    """An exercise: the cells its answer is written in, and the expression that its check is given."""

    exercise: str
    cells: tuple[str, ...]
    expression: str

    @property
    def names(self) -> frozenset[str]:
        """The names in the expression."""
        return frozenset(n.id for n in ast.walk(ast.parse(self.expression)) if isinstance(n, ast.Name))


@dataclass(frozen=True)
class Published:
    """The code cells of a notebook by name, in order, and its questions."""

    cells: dict[str, str]
    questions: tuple[Question, ...]


@cache
def published(chapter: str) -> Published:
    """The notebook of a chapter, from its sheet; empty for a chapter that has none."""
    path = sheet_of(chapter)
    stem = path.stem if path else chapter
    sheet = [c for c in cells_of(chapter) if c.kind == "code" and "solution" not in c.tags]
    names, cells = CellNames(stem), dict[str, str]()
    answers, checks = dict[str, list[str]](), dict[str, str]()
    for cell in sheet:
        role = next(
            (r for tag, r in (("check", "check"), ("exercise", "answer")) if tag in cell.tags), "code"
        )
        name = names.next(cell.exercise, role)
        cells[name] = _given(cell, sheet) if role == "answer" else cell.source
        if role == "answer":
            answers.setdefault(cell.exercise, []).append(name)
        elif role == "check":
            checks[cell.exercise] = _handed_over(cell)
    questions = (Question(e, tuple(answers.get(e, ())), expression) for e, expression in checks.items())
    return Published(cells, tuple(questions))


def _given(cell: Cell, sheet: list[Cell]) -> str:
    others = (c.source for c in sheet if c.exercise == cell.exercise and c is not cell)
    return stub(cell, frozenset().union(*map(names_in, others)))


def _handed_over(check: Cell) -> str:
    for node in ast.walk(ast.parse(check.source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "check":
            return ast.unparse(node.args[1])
    raise ValueError(f"line {check.line}: a check of exercise {check.exercise} that checks nothing")
