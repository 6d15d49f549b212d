"""Notebook files as data: read with care, taken apart by what their cells are called."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HEADING = (
    "**Run in this kernel, but not in the notebook as it was last saved**: all code of that kind, the "
    "earliest first. To use a cell, select it, press Esc and Y, and run it."
)


def read(path: Path) -> Any:
    """The notebook in a file, every cell of which is called something; None where it is none."""
    found = parsed(path)
    try:
        return found if found is not None and all(map(name, found["cells"])) else None
    except (TypeError, AttributeError):
        return None


def parsed(path: Path) -> Any:
    """What a file holds that has a list of cells, whatever they are; None where it has none."""
    try:
        found = json.loads(path.read_bytes())
        return found if isinstance(found["cells"], list) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def name(cell: Any) -> str:
    """What a cell was called when it was given; some tools keep only what nbgrader reads."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", ""))


def source(cell: Any) -> str:
    """The text of a cell, without blanks around it."""
    return "".join(cell.get("source", "")).strip()


def with_cells(mine: Any, given: Any, stem: str) -> Any:
    """``mine`` with those cells whose names begin with ``stem`` as they are in ``given``; the rest as it is.

    Cells that are gone come back where they stood. Raises ``ValueError`` where ``given`` has none of them.
    """
    names = [name(cell) for cell in given["cells"]]
    fresh = [cell for cell, each in zip(given["cells"], names, strict=True) if each.startswith(stem)]
    if not fresh:
        raise ValueError(f"no cell is called {stem}…")
    cells = mine["cells"]
    before = set(names[: names.index(name(fresh[0]))])
    places = [i for i, cell in enumerate(cells) if name(cell).startswith(stem)]
    last = max((i for i, cell in enumerate(cells) if name(cell) in before), default=-1)
    at = min(places, default=last + 1)
    rest = [cell for cell in cells[at:] if not name(cell).startswith(stem)]
    return {**mine, "cells": [*cells[:at], *fresh, *rest]}


def with_code(notebook: Any, code: Sequence[str]) -> Any:
    """The notebook, and at its end those pieces of ``code`` that it does not hold, as cells nobody runs."""
    there = {source(cell) for cell in notebook["cells"]}
    new = [text for text in dict.fromkeys(code) if text.strip() and text.strip() not in there]
    if not new:
        return notebook
    head = {"cell_type": "markdown", "id": "ran", "metadata": {}, "source": [_HEADING]}
    cells = [
        {"cell_type": "raw", "id": f"ran-{i}", "metadata": {}, "source": text.splitlines(keepends=True)}
        for i, text in enumerate(new, 1)
    ]
    return {**notebook, "cells": [*notebook["cells"], head, *cells]}
