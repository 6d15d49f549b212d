"""What exercise and solution notebooks share: nbformat 4.5 data, the same bytes from the same cells."""

from __future__ import annotations

import json
import re
from typing import Any

from helpers._myst import MystError, book_only, running_text
from helpers.grading.sheets import Cell, CellNames

# Whatever stands under the name `helpers` in front of the course is found here, and named as what it is.
_GUARD = """\
import helpers

if not hasattr(helpers, "set_back"):
    raise ImportError(f"This is not the course's package: {helpers}. Rename it, then restart the kernel.")

"""
_ROLE = re.compile(r"\{[a-z:-]+\}`([^`<]*?)\s*(?:<[^`]*>)?`")
_LABEL = re.compile(r"^\([\w-]+\)=\n?", re.MULTILINE)


class Notebook:
    """Cells as they are added; each takes its name from its exercise and its role."""

    def __init__(self, stem: str, *, graded: bool = True) -> None:
        self._graded, self._cells = graded, list[dict[str, Any]]()
        self._names = CellNames(stem)
        self._guarded = False

    def data(self) -> dict[str, Any]:
        """The notebook as nbformat data."""
        return {
            "cells": self._cells,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }

    def prose(self, text: str, exercise: str, role: str = "text") -> None:
        """Add words."""
        self.add("markdown", text, exercise, role)

    def code(self, cell: Cell, role: str = "code") -> None:
        """Add code as it stands; the first checks that `helpers` is the course's."""
        guard = "" if self._guarded else _GUARD
        self._guarded = True
        self.figure(cell.alt, cell.exercise)
        self.add("code", guard + cell.source, cell.exercise, role)

    def figure(self, alt: str, exercise: str = "") -> None:
        """Say in words what the figure of the next cell shows: JupyterLab gives no picture a description."""
        if alt:
            self.prose(folded("What the figure below shows, in words", alt), exercise, "figure")

    def add(
        self,
        kind: str,
        text: str,
        exercise: str,
        role: str,
        metadata: dict[str, Any] | None = None,
        **grading: Any,
    ) -> None:
        """Add a cell; ``grading`` is what nbgrader is to know besides, where the notebook is graded."""
        name = self._names.next(exercise, role)
        known = {
            "grade": False,
            "grade_id": name,
            "locked": True,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": name,
            "metadata": (metadata or {}) | ({"nbgrader": known | grading} if self._graded else {}),
            "source": text.splitlines(keepends=True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self._cells.append(cell)


def folded(title: str, body: str) -> str:
    """Markdown that shows ``title`` alone until it is unfolded."""
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def plain(cell: Cell) -> str:
    """Prose for a plain notebook. What only the book can show is an error; in a solution it is unmarked."""
    found = book_only(cell.source)
    if found is None:
        return cell.source
    if "solution" not in cell.tags:
        raise MystError(
            f"line {cell.line} and after: {found[0]!r} only works in the book; "
            'move it below +++ {"tags": ["solution"]}'
        )
    return running_text(_LABEL.sub("", _ROLE.sub(r"\1", cell.source)), ()).strip("\n")


def as_json(data: dict[str, Any]) -> str:
    """The text of the file, byte for byte what nbformat itself would write."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"
