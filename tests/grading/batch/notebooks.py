"""Notebooks as learners hand them in, made from those that were handed out."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from helpers.grading import exercises
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.judge import PYMC, Job, judged
from helpers.grading.sheets import COURSE, solution_of

# One for all tests that need PyMC: to start it takes longer than to judge every chapter.
ZYGOTE = (*PYMC, "tests.grading.batch.mistaken")
SHORT = Limits(cell_seconds=2, call_seconds=2, notebook_seconds=30, cpu_seconds=10)
Notebook = dict[str, Any]


@cache
def _read(folder: str, chapter: str) -> Notebook:
    return json.loads(next((COURSE / folder).glob(f"{chapter}-*.ipynb")).read_text("utf-8"))


def untouched(chapter: str = "03") -> Notebook:
    """The notebook as it is handed out."""
    return copy.deepcopy(_read("exercises", chapter))


def solved(chapter: str = "03") -> Notebook:
    """The notebook with every answer that its sheet gives."""
    notebook = untouched(chapter)
    answers = {f"x{e.id.replace('.', '-')}-answer": solution_of(e.id) for e in exercises(chapter)}
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return notebook


def with_cell(notebook: Notebook, name: str, source: str) -> Notebook:
    """The notebook with another source in the cell of this name."""
    made = copy.deepcopy(notebook)
    [cell] = [c for c in made["cells"] if c["id"] == name]
    cell["source"] = source
    return made


def code(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell that a learner adds."""
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": []}


def seeds(chapter: str = "03", first: int = 1) -> dict[str, int]:
    """A seed for each exercise of a chapter."""
    return {e.id: first + i for i, e in enumerate(exercises(chapter))}


def record(
    notebook: Notebook | bytes | str, wall: str, chapter: str = "03", limits: Limits = SHORT, first: int = 1
) -> dict[str, Any]:
    """What the judge says of a notebook."""
    handed = json.dumps(notebook).encode() if isinstance(notebook, dict) else notebook
    return json.loads(judged(Job("ann", handed, chapter, seeds(chapter, first), wall, limits)))


def verdicts(found: Mapping[str, Any]) -> dict[str, str]:
    """Exercise → verdict."""
    rows: Sequence[dict[str, Any]] = found["exercises"]
    return {row["exercise"]: row["verdict"] for row in rows}
