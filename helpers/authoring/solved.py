"""Solution notebooks from solution sheets: what the book shows, for JupyterLab without a book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.authoring.notebook import Notebook, plain
from helpers.grading.sheets import Cell, read_sheet, without_markers

_NO_PROGRESS = """\
import os

os.environ["BORROWING_STRENGTH_PROGRESS"] = "off"  # what a solution passes is nobody's progress"""


def notebook(path: Path) -> dict[str, Any]:
    """The solution notebook of the sheet at ``path``, as nbformat 4.5 data."""
    out = Notebook(path.stem, graded=False)
    for i, cell in enumerate(read_sheet(path.read_text(encoding="utf-8"))):
        if cell.kind == "markdown":
            out.prose(plain(cell), cell.exercise)
        else:
            out.code(replace(cell, source=without_markers(cell.source)))
        if i == 0:
            out.code(Cell("code", _NO_PROGRESS))
    return out.data()
