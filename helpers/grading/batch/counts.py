"""How often a class made each mistake that the exercises know: counts without names.

They are for the page on the class, and for the book's page that sets them beside each chapter's note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from helpers.grading.batch.marks import OVERRULED, Mark
from helpers.grading.batch.sheet import write_table
from helpers.grading.feedback import Verdict

UNEXPLAINED = "Not right, and no mistake that the exercise knows explains it."
_ANSWERED = {Verdict.PASS, Verdict.PARTIAL, Verdict.WRONG, Verdict.ERROR, Verdict.TIMEOUT}


@dataclass(frozen=True)
class Count:
    """One mistake in one exercise: ``learners`` made it, of ``answered`` who handed in an answer.

    ``mistake`` is its name in the exercise, and empty for what no known mistake explains.
    """

    chapter: str
    exercise: str
    title: str
    mistake: str
    hint: str
    learners: int
    answered: int


def counts(marks: Iterable[Mark]) -> list[Count]:
    """For each exercise that somebody answered: every mistake it knows, made or not, the commonest first."""
    answers: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.declared and mark.verdict in _ANSWERED:
            answers[mark.exercise].append(mark)
    return [count for exercise in sorted(answers) for count in _of_exercise(answers[exercise])]


def write_counts(path: Path, counted: Iterable[Count]) -> None:
    """One row a mistake and exercise, for a spreadsheet and for the book's page."""
    columns = [field.name for field in fields(Count)]
    write_table(path, columns, ([str(value) for value in astuple(count)] for count in counted))


def _of_exercise(marks: list[Mark]) -> list[Count]:
    hints = {m.name: m.hint for m in marks[0].declared.mistakes} if marks[0].declared else {}
    who: dict[str, set[str]] = {name: set() for name in [*hints, ""]}
    for mark in marks:
        if mark.verdict is not Verdict.PASS and mark.review != OVERRULED:
            if mark.entry["cause"] in hints:
                who[mark.entry["cause"]].add(mark.learner)
            elif mark.verdict in (Verdict.WRONG, Verdict.PARTIAL):
                who[""].add(mark.learner)
    known = sorted(hints, key=lambda name: -len(who[name]))  # of equals the first declared
    answered = len({mark.learner for mark in marks})
    return [
        Count(
            marks[0].chapter,
            marks[0].exercise,
            marks[0].title,
            name,
            " ".join(hints.get(name, UNEXPLAINED).split()),
            len(who[name]),
            answered,
        )
        for name in [*known, ""]
    ]
