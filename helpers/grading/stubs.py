"""Gaps: what a notebook gives where a sheet holds the solution.

What stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` is replaced, by the lines after ``# INSTEAD``
without their ``# `` where there are any, else by ``...``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Set
from pathlib import Path

from helpers._myst import MystError
from helpers.grading.sheets import BEGIN, END, INSTEAD, SOLUTIONS, Cell, cells_of

GAP = "...  # your code here"


def stub(cell: Cell, read_elsewhere: Set[str] = frozenset()) -> str:
    """The cell with its gaps open; a name made in a gap stays where it is read later, or ``read_elsewhere``.

    Raises ``MystError`` for a cell without a gap, or with one that is badly marked.
    """
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
        needed = read_elsewhere | names_in("\n".join(out + lines[end + 1 :]))
        out += [indent + line if line else "" for line in _opened(lines[i + 1 : end], needed)]
        i = end + 1
    if len(out) == len(lines):
        raise MystError(f"line {cell.line}: an exercise cell without {BEGIN}")
    return "\n".join(out)


def stubs_of(exercise_id: str, folder: Path = SOLUTIONS) -> list[str]:
    """The cells that an exercise begins with, their gaps open; none when the sheets are not at hand."""
    cells = cells_of(exercise_id.partition(".")[0], folder)
    return [stub(c) for c in cells if c.exercise == exercise_id and "exercise" in c.tags]


def _opened(body: list[str], needed: Set[str]) -> list[str]:
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


def names_in(source: str) -> set[str]:
    """Every name in a piece of code, and every word in its texts."""
    return set(re.findall(r"[^\W\d]\w*", source))


def bound_in(tree: ast.Module) -> set[str]:
    """The names that a cell makes at its top level, and below its ``if``, ``for``, ``with`` and ``try``."""
    found, waiting = set[str](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            continue
        waiting += ast.iter_child_nodes(node)
    return found
