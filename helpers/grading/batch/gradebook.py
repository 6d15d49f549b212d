"""The sheet in the shapes that Moodle and Canvas import: a row a learner, a column a chapter.

Moodle (docs.moodle.org/en/Grade_import): any CSV with a header; on import one chooses what a column is mapped
to. "Map from" is the column ``learner`` here, "Map to" what learners were named by when they handed in: the
full name in Moodle's own download, else user name, e-mail or ID number. Moodle wants grade and feedback
imported together, so both are columns.

Canvas ("How do I import grades in the Gradebook?" in Canvas's instructor guide): the columns ``Student``,
``ID``, ``SIS User ID``, ``SIS Login ID`` and ``Section``, then one an assignment; below the header a row
``Points Possible``. ``Student`` is not enough to know a learner by: copy the IDs from Canvas's own export,
or name folders by login, which is put where Canvas looks for it.

Where a notebook could not be read, or the grader failed, the field stays empty: both leave such a grade as it
is, and it is no nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from helpers.grading import registry
from helpers.grading.batch.marks import Mark
from helpers.grading.batch.sheet import amount, write_table

_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def write_moodle(path: Path, marks: Iterable[Mark]) -> None:
    """``learner``, and for each chapter its points and a line of feedback."""
    totals, chapters = _totals(marks)
    columns = [name for c in chapters for name in (f"chapter {c}", f"chapter {c} feedback")]
    rows = []
    for learner, found in sorted(totals.items()):
        pairs = ([_sum(found.get(c)), _line(found.get(c, []))] for c in chapters)
        rows.append([learner, *(value for pair in pairs for value in pair)])
    write_table(path, ["learner", *columns], rows)


def write_canvas(path: Path, marks: Iterable[Mark]) -> None:
    """Canvas's own columns, and the points of each chapter."""
    totals, chapters = _totals(marks)
    possible = [amount(sum(e.points for e in registry.exercises(c))) for c in chapters]
    rows = [["    Points Possible", "", "", "", "", *possible]]
    for learner, found in sorted(totals.items()):
        rows.append([learner, "", "", learner, "", *(_sum(found.get(c)) for c in chapters)])
    write_table(path, [*_CANVAS, *(f"Chapter {c}" for c in chapters)], rows)


def _totals(marks: Iterable[Mark]) -> tuple[dict[str, dict[str, list[Mark]]], list[str]]:
    found: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        found[mark.learner]  # one whose chapter is not known has a row, too
        if mark.chapter:
            found[mark.learner][mark.chapter].append(mark)
    return found, sorted({chapter for chapters in found.values() for chapter in chapters})


def _sum(marks: list[Mark] | None) -> str:
    if not marks or not all(mark.counts for mark in marks):
        return ""
    return amount(sum(mark.score for mark in marks))


def _line(marks: list[Mark]) -> str:
    return "; ".join(f"{m.exercise} {m.verdict.value} {amount(m.score)}/{amount(m.max_score)}" for m in marks)
