"""Free texts for a trainer to read: the machine's opinion beside each, and room for a better one.

``review.csv`` belongs to the trainer. A batch adds rows to it and never changes one; whoever fills in
``your_score`` overrules the machine, and does so again in every later run. A row is known by ``key``: a
text that a learner changes is a new row, and the old one stays. A row without a key, with learner and
exercise filled in, overrules the mark of any exercise, whatever was handed in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from helpers.grading.batch import Stop
from helpers.grading.batch.marks import TO_READ, Decision, Mark, of_any_text
from helpers.grading.batch.plain import visible
from helpers.grading.batch.sheet import Naming, amount, write_table

COLUMNS = (
    "learner",
    "exercise",
    "text",
    "machine_verdict",
    "machine_score",
    "max_score",
    "machine_message",
    "your_score",
    "your_words",
    "key",
)
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a review, as a spreadsheet may have saved it; none where there is no file yet.

    Raises `Stop` where it cannot be read, so that nothing in it is ever written over.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}). Close it elsewhere, then run again") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what Excel calls CSV
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restval="")
    missing = set(COLUMNS) - {"text", "machine_verdict", "machine_score", "max_score", "machine_message"}
    missing -= set(reader.fieldnames or ())
    if missing:
        raise Stop(
            f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(sorted(missing))}. Put it back, "
            "or move the file away: then it is written anew"
        )
    try:
        rows = [{name: _lines(row.get(name) or "") for name in COLUMNS} for row in reader]
    except csv.Error as error:
        raise Stop(f"{path}, line {reader.line_num}, is no row of a table ({error})") from None
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            if visible(value, keep="\n\t") != value:  # it would be written back as another text
                raise Stop(f"{path}, row {number}: {name} holds a control character. Take it out")
    return rows


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def decisions(path: Path, rows: Iterable[Row], real_name: Mapping[str, str]) -> dict[str, Decision]:
    """What was decided, by the key of a mark, or by learner and exercise.

    ``real_name`` maps what a learner is called in the file to who it is. Raises `Stop`, naming the row, for a
    score that is none.
    """
    found: dict[str, Decision] = {}
    for number, row in enumerate(rows, start=2):
        if not row["your_score"].strip():
            continue
        key = row["key"].strip()
        if not key:
            learner = row["learner"].strip()
            key = of_any_text(real_name.get(learner, learner), _exercise(row["exercise"]))
        found[key] = Decision(_score(path, number, row), row["your_words"].strip().removeprefix("'"))
    return found


def checked(path: Path, marks: Iterable[Mark]) -> None:
    """Raise `Stop` where more points are given than an exercise has."""
    for mark in marks:
        if mark.review and mark.score > mark.max_score:
            raise Stop(
                f"{path}: your_score of {mark.learner}, {mark.exercise}, is {amount(mark.score)}; "
                f"at most {amount(mark.max_score)} points can be given"
            )


def add(path: Path, rows: list[Row], marks: Iterable[Mark], called: Naming) -> int:
    """Add the texts that are not in the file yet; return how many wait to be read."""
    known = {row["key"].strip() for row in rows}
    waiting = [mark for mark in marks if mark.review == TO_READ]
    new = [mark for mark in waiting if mark.key not in known]
    if new or not path.exists():
        added = [
            [
                called(m.learner),
                m.exercise,
                m.text,
                m.verdict.value,
                amount(m.score),
                amount(m.max_score),
                m.message,
                "",
                "",
                m.key,
            ]
            for m in new
        ]
        # What stands there was made harmless when it was written, or is the trainer's own.
        write_table(path, COLUMNS, [[row[name] for name in COLUMNS] for row in rows] + added)
    return len(waiting)


def _exercise(text: str) -> str:
    """``"03.1"``, of which a spreadsheet makes 3.1."""
    found = re.fullmatch(r"\s*(\d{1,2})[.,](\d+)\s*", text)
    return f"{found[1].zfill(2)}.{found[2]}" if found else text.strip()


def _score(path: Path, number: int, row: Row) -> float:
    try:
        score = float(row["your_score"].strip().replace(",", "."))
    except ValueError:
        score = -1.0
    if not 0 <= score < 1e6:
        raise Stop(f"{path}, row {number}: your_score must be a number of points, 0 or more, or empty")
    return score
