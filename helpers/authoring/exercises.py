"""Exercise notebooks from solution sheets: same prompts, same checks, the solutions replaced by gaps.

A sheet is a MyST notebook that the book renders as it stands. Its cells carry tags:

- no tag, or ``setup`` or ``try``: appears in both;
- ``exercise``: appears in both; what stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` is
  replaced, by the lines after ``# INSTEAD`` without their ``# `` where there are any, else by ``...``;
- ``check``: appears in both, graded;
- ``solution``: appears in the book only. Prose takes the tag from ``+++ {"tags": ["solution"]}``.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

from helpers._myst import MystError, book_only
from helpers.grading import find
from helpers.grading.sheets import BEGIN, END, INSTEAD, Cell, read_sheet

ROOT = Path(__file__).resolve().parents[2]
GAP = "...  # your code here"
_HOW = (
    "Fill a gap, run its cell, then run the line with `check`. You are told whether it is right, and if not, "
    "what it looks like. Nothing is sent anywhere, and you may try as often as you like: each check draws "
    "fresh "
    "data. `check(…, more=True)` tells more; `progress()` at the end shows where you are."
)


def notebook(path: Path) -> dict[str, Any]:
    """The exercise notebook of the solution sheet at ``path``, as nbformat 4.5 data."""
    cells = read_sheet(path.read_text(encoding="utf-8"))
    out = _Notebook(path)
    for i, cell in enumerate(cells):
        if "solution" in cell.tags:
            continue
        if cell.kind == "markdown":
            out.prose(_prompt(cell, first=i == 0), cell.exercise)
        elif "check" in cell.tags:
            out.check(cell)
        elif "exercise" in cell.tags:
            out.gap(
                cell,
                _stub(cell, _names_read(c for c in cells if c.exercise == cell.exercise and c is not cell)),
            )
        else:
            out.given(cell)
    out.given(Cell("code", "progress()"))
    return out.data()


class _Notebook:
    def __init__(self, path: Path) -> None:
        self._path, self._cells = path, list[dict[str, Any]]()
        self._used: dict[str, int] = {}

    def data(self) -> dict[str, Any]:
        return {
            "cells": self._cells,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }

    def prose(self, text: str, exercise: str) -> None:
        self._add("markdown", text, exercise, "text", locked=True)

    def given(self, cell: Cell) -> None:
        self._add("code", cell.source, cell.exercise, "code", locked=True)

    def gap(self, cell: Cell, source: str) -> None:
        self._add("code", source, cell.exercise, "answer", solution=True)

    def check(self, cell: Cell) -> None:
        exercise = find(cell.exercise)
        self._add(
            "code", cell.source, cell.exercise, "check", locked=True, grade=True, points=exercise.points
        )
        self._add(
            "markdown",
            f"[Solution to {cell.exercise}](../solutions/{self._path.name})",
            cell.exercise,
            "link",
            locked=True,
        )

    def _add(
        self,
        kind: str,
        text: str,
        exercise: str,
        role: str,
        *,
        locked: bool = False,
        grade: bool = False,
        solution: bool = False,
        points: float | None = None,
    ) -> None:
        stem = f"{'x' + exercise.replace('.', '-') if exercise else self._path.stem}-{role}"
        self._used[stem] = self._used.get(stem, 0) + 1
        name = stem if self._used[stem] == 1 else f"{stem}-{self._used[stem]}"
        grading = {
            "grade": grade,
            "grade_id": name,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
        if points is not None:
            grading["points"] = points
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": name,
            "metadata": {"nbgrader": grading},
            "source": text.splitlines(keepends=True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self._cells.append(cell)


def _prompt(cell: Cell, *, first: bool) -> str:
    """Prose for a plain notebook: what only the book can render is an error."""
    found = book_only(cell.source)
    if found:
        raise MystError(
            f"line {cell.line} and after: {found[0]!r} only works in the book; "
            'move it below +++ {"tags": ["solution"]}'
        )
    if not first:
        return cell.source
    title, _, rest = cell.source.partition("\n")
    if not title.startswith("# Solutions to chapter "):
        raise MystError(f"line {cell.line}: the sheet must begin with '# Solutions to chapter N: …'")
    return "\n\n".join(
        filter(None, [title.replace("# Solutions to", "# Exercises for", 1), _HOW, rest.strip()])
    )


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


def as_json(data: dict[str, Any]) -> str:
    """The text of the file, byte for byte what nbformat itself would write."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def generate(root: Path = ROOT, chapter: str = "") -> dict[Path, str]:
    """Every exercise notebook that should exist, of all chapters or of one, with its text."""
    return {
        root / "exercises" / f"{p.stem}.ipynb": as_json(notebook(p))
        for p in sorted((root / "solutions").glob(f"{chapter}*.md"))
    }


def stale(root: Path = ROOT, chapter: str = "") -> list[Path]:
    """Notebooks that are missing, differ from their sheet, or are committed and have none."""
    wanted = generate(root, chapter)
    there = sorted((root / "exercises").glob(f"{chapter}*.ipynb"))
    extra = [p for p in there if p not in wanted and _committed(p)]
    return [
        p for p, text in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != text
    ] + extra


def write(root: Path = ROOT) -> list[str]:
    """Write what is stale and remove what has no sheet; return a line on each thing done.

    Nothing is lost: a notebook that neither git holds nor this function wrote is kept under another name,
    and one that has no sheet goes only where git can bring it back.
    """
    wanted, done = generate(root), []
    written = root / "_build" / "exercises.sha256"
    for path in stale(root):
        name = path.relative_to(root)
        ours = not path.exists() or path.read_bytes() == _committed(path) or _sha(path) in _lines(written)
        if path not in wanted:
            if ours:
                path.unlink()
            done.append(f"removed {name}" if ours else f"left {name}: it has no sheet, but changes of yours")
            continue
        if not ours:
            kept = _free_name(path)
            path.rename(kept)
            done.append(f"kept your version as {kept.relative_to(root)}")
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
        written.parent.mkdir(exist_ok=True)
        written.write_text("\n".join([*_lines(written), _sha(path)]))
        done.append(f"wrote {name}")
    return done


def _committed(path: Path) -> bytes | None:
    """The file as git's last commit holds it; None where it holds none, or there is no git."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        run = subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None


def _free_name(path: Path) -> Path:
    names = (path.with_suffix(f".yours{n}.ipynb") for n in ("", *range(2, 1000)))
    return next(name for name in names if not name.exists())


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []
