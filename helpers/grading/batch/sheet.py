"""The sheet of marks, and everything behind it as JSON; each written beside its place and then renamed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from helpers import _files
from helpers.grading.batch.marks import OVERRULED, Mark
from helpers.grading.batch.plain import cell, visible
from helpers.grading.batch.records import Record

COLUMNS = ("learner", "exercise", "verdict", "score", "max_score", "message", "seed", "review")

Naming = Callable[[str], str]


def write_sheet(path: Path, marks: Iterable[Mark], called: Naming = str) -> None:
    """One row a learner and exercise; ``called`` says under which name a learner stands in it."""
    write_table(
        path,
        COLUMNS,
        (
            [
                visible(called(m.learner)),
                m.exercise,
                m.verdict.value,
                amount(m.score),
                amount(m.max_score),
                m.message,
                "" if m.entry["seed"] is None else str(m.entry["seed"]),
                m.review,
            ]
            for m in marks
        ),
    )


def write_named(path: Path, marks: Iterable[Mark], called: Naming = str) -> None:
    """One row an answer that a known mistake explains, in the words of its hint; not what was overruled."""
    explained = [m for m in marks if m.mistake and m.review != OVERRULED]
    rows = [[visible(called(m.learner)), m.exercise, m.mistake] for m in explained]
    write_table(path, ("learner", "exercise", "mistake"), rows)


def is_ours(path: Path) -> bool:
    """Whether a file is a sheet that was written here: it has these columns."""
    with path.open("rb") as file:
        head = file.read(1 << 12).partition(b"\n")[0].rstrip(b"\r")
    return head == ",".join(COLUMNS).encode()


def write_json(path: Path, records: Iterable[Record], marks: Iterable[Mark], called: Naming = str) -> None:
    """Every verdict of the machine with its evidence, and beside it the mark that counts."""
    final = {(m.learner, m.chapter, m.exercise): m for m in marks}
    told: list[dict[str, Any]] = []
    for record in records:
        entries = []
        for entry in record["exercises"]:
            mark = final[record["learner"], record["chapter"], entry["exercise"]]
            entries.append(entry | {"mark": {"score": mark.score, "review": mark.review}})
        told.append(record | {"learner": called(record["learner"]), "exercises": entries})
    # Escaped throughout: a terminal shows it as it is.
    _files.put(path, (json.dumps({"notebooks": told}, indent=1) + "\n").encode())


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV in which nothing runs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    _files.put(path, text.getvalue().encode("utf-8", "backslashreplace"))


def amount(points: float) -> str:
    """A number of points, without a tail of noughts."""
    return f"{round(points, 3):g}"
