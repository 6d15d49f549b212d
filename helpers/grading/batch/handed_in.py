"""The code cells of a notebook that somebody handed in, and where in it each answer is to be taken."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.grading.batch import notebooks
from helpers.grading.batch.jail.strangers import clean
from helpers.grading.batch.notebooks import LARGEST, Unreadable
from helpers.grading.batch.published import Published, Question
from helpers.grading.stubs import bound_in

_MOST_CELLS = 2000
_MOST_CODE = 500_000  # characters
_MAGIC = re.compile(r"^\s*[%!?].*$|^.*\?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A code cell; ``name`` is what the published notebook calls it, empty for one that it does not know."""

    name: str
    source: str

    @property
    def tree(self) -> ast.Module:
        """Its code without magics; empty where it cannot be parsed."""
        code = "" if self.source.lstrip().startswith("%%bash") else _MAGIC.sub("", self.source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module([], [])


def read(data: bytes, notebook: Published) -> list[Cell]:
    """The code cells of a file's bytes; saved outputs are ignored. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable(
            f"the file is too large: {len(data) / 1e6:.0f} MB, where {LARGEST / 1e6:.0f} are read"
        )
    cells = notebooks.read(data)
    if len(cells) > _MOST_CELLS:
        raise Unreadable(f"it has more than {_MOST_CELLS} cells")
    code = [Cell(_name(c, notebook), clean(c["source"])) for c in cells if c.get("cell_type") == "code"]
    if sum(len(cell.source) for cell in code) > _MOST_CODE:
        raise Unreadable(f"its code is too large: more than {_MOST_CODE} characters")
    return code


def _name(cell: dict[str, Any], notebook: Published) -> str:
    return next((name for name in notebooks.names_of(cell) if name in notebook.cells), "")


def answer_cells(cells: Sequence[Cell], question: Question, notebook: Published) -> list[int]:
    """Where an answer is written: in its own cells, else where it is checked, else where it is bound.

    Metadata get lost when cells are copied or a notebook goes through another tool; and a cell that is still
    as it was given does not count while there is another.
    """

    def own(cell: Cell) -> bool:
        return cell.name in question.cells

    def filled(cell: Cell) -> bool:
        return not own(cell) or _plain(cell.source) != _plain(notebook.cells[cell.name])

    def checked(cell: Cell) -> bool:
        return question.exercise in _checks(cell)

    def bound(cell: Cell) -> bool:
        return bool(question.names & bound_in(cell.tree))

    def anonymous(cell: Cell) -> bool:
        return not cell.name

    rules: list[Callable[[Cell], bool]] = [
        lambda c: own(c) and filled(c),
        lambda c: anonymous(c) and checked(c) and bound(c),
        lambda c: anonymous(c) and bound(c),
        own,
        checked,
        bound,
    ]
    for rule in rules:
        if found := [i for i, cell in enumerate(cells) if rule(cell)]:
            return found
    return []


def taken_after(cells: Sequence[Cell], question: Question, notebook: Published) -> int:
    """How many cells are run before the answer is taken: up to where its check stood, or stands."""
    found = answer_cells(cells, question, notebook)
    if not found:
        return len(cells)
    end = found[-1] + 1
    if cells[end - 1].name in question.cells:
        # What a learner adds below the answer's cell, and above the next that has a name, belongs to it.
        while end < len(cells) and not cells[end].name and not _checks(cells[end]):
            end += 1
    return end


def is_filled(cells: Sequence[Cell], question: Question, notebook: Published) -> bool:
    """Whether anything but the given gap stands where the answer is written."""
    found = answer_cells(cells, question, notebook)
    given = {_plain(source) for source in notebook.cells.values()}
    return any(_plain(cells[i].source) not in given for i in found)


def bound(cells: Sequence[Cell], question: Question, notebook: Published) -> set[str]:
    """The names that an answer gives something to."""
    trees = [cells[i].tree for i in answer_cells(cells, question, notebook)]
    return set[str]().union(*map(bound_in, trees))


def used(cells: Sequence[Cell], question: Question, notebook: Published) -> set[str]:
    """The names that stand in an answer and that it does not give anything to itself."""
    trees = [cells[i].tree for i in answer_cells(cells, question, notebook)]
    names = {n.id for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return names - bound(cells, question, notebook)


def _checks(cell: Cell) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("check")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
