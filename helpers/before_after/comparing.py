"""What a class knew before and what it knows after: the readiness quiz twice, compared person by person.

The lines are those of the readiness page, a name in front: ``Ada,readiness,2026-11-27,1,0,,1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

_WORD = "readiness"
QUESTIONS = 15  # of the readiness quiz
_MARKS = {"1": 1.0, "0": 0.0, "": 0.0}  # what nobody chose, nobody knew
_ROUNDS = ("before", "after")
_BEFORE = "\ufeff> \t"  # what an editor or a mail puts before a line
Marks = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class BeforeAfter:
    """Shares of right answers of those who answered twice, and how they changed.

    ``change`` is the mean over ``learners`` people, with a 95 % interval ``low`` to ``high`` for those of
    whom these are a sample (t with ``learners`` − 1 degrees of freedom). ``once`` names who is left out,
    having answered only once. ``table`` has a row a question: the shares ``before`` and ``after``, how many
    people ``learned`` it and how many ``lost`` it, and the 95 % interval ``low`` to ``high`` for the
    probability that somebody who changed did so for the better (Jeffreys).
    """

    before: float
    after: float
    change: float
    low: float
    high: float
    learners: int
    once: tuple[str, ...]
    table: pd.DataFrame


def read(text: str | Path, questions: int = QUESTIONS) -> dict[str, list[float]]:
    """Marks by name, from lines ``name,readiness,day,1,0,…``, or the path of a file of them.

    Names that differ only in case and blanks are one. Raises ``ValueError`` with file and line for one
    without a name, with a mark that is none, with another number of marks than there are ``questions``, or
    with a name that came before with other marks; and for a file that is not text in UTF-8.
    """
    where, text = ("text", text) if isinstance(text, str) else (text.name, _content(text))
    found: dict[str, tuple[str, list[float], int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = [field.strip() for field in line.lstrip(_BEFORE).split(",")]
        if fields == [""]:
            continue
        name, marks = _line(fields, questions, f"{where}, line {number}")
        _, known, earlier = found.setdefault(_same(name), (name, marks, number))
        if known != marks:
            raise ValueError(
                f"{where}, line {number}: {name} has other marks than in line {earlier}. "
                "Are they two people, give each a name; is it one, take one line out"
            )
    return {name: marks for name, marks, _ in found.values()}


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not text in UTF-8: save it so in your editor") from error


def _line(fields: list[str], questions: int, place: str) -> tuple[str, list[float]]:
    if _WORD not in fields[1:2] or not fields[0]:
        raise ValueError(
            f"{place}: must begin with a name that has no comma, then a comma and what was copied: "
            f"Ada,{_WORD},…"
        )
    marks = fields[3:]
    if not marks or not set(marks) <= set(_MARKS):
        raise ValueError(f"{place}: marks must be 1, 0 or empty; found {','.join(marks)!r}")
    if len(marks) != questions:
        raise ValueError(
            f"{place}: {fields[0]} has {len(marks)} marks, and the quiz {questions} questions. "
            "Ask for the whole line; for a quiz of another length, say questions=… (--questions)"
        )
    return fields[0], [_MARKS[mark] for mark in marks]


def _same(name: str) -> str:
    """Alike for names that differ only in case and blanks."""
    return "".join(name.casefold().split())


def compare(before: Marks, after: Marks) -> BeforeAfter:
    """Compare two rounds of one quiz, by name, whatever its case and blanks.

    Marks are 1 for right and 0 for the rest, in one order.

    Raises ``ValueError`` where fewer than three people answered both times, or not all the same questions.
    """
    rounds = [{_same(name): (name, marks) for name, marks in one.items()} for one in (before, after)]
    both = [key for key in rounds[0] if key in rounds[1]]
    alone = [
        [name for key, (name, _) in one.items() if key not in other] for one, other in (rounds, rounds[::-1])
    ]
    if len(both) < 3:  # two differences say next to nothing about their own spread
        only = [
            f"only {when}: {', '.join(who) or 'nobody'}" for when, who in zip(_ROUNDS, alone, strict=True)
        ]
        raise ValueError(
            f"before and after must share at least 3 names; they share {len(both)} ({'; '.join(only)}). "
            "Write each person's name in the same way in both"
        )
    if len({len(one[key][1]) for one in rounds for key in both}) > 1:
        raise ValueError("before and after must hold as many marks for everybody: use one quiz")
    first, second = (np.array([one[key][1] for key in both], dtype=float) for one in rounds)
    change = (second - first).mean(axis=1)
    reach = stats.t.ppf(0.975, len(both) - 1) * change.std(ddof=1) / np.sqrt(len(both))
    return BeforeAfter(
        before=float(first.mean()),
        after=float(second.mean()),
        change=float(change.mean()),
        low=float(change.mean() - reach),
        high=float(change.mean() + reach),
        learners=len(both),
        once=tuple(sorted(alone[0] + alone[1])),
        table=_by_question(first, second),
    )


def _by_question(first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    learned, lost = ((a < b).sum(axis=0) for a, b in ((first, second), (second, first)))
    for_the_better = stats.beta(learned + 0.5, lost + 0.5)
    return pd.DataFrame(
        {
            "before": first.mean(axis=0),
            "after": second.mean(axis=0),
            "learned": learned,
            "lost": lost,
            "low": for_the_better.ppf(0.025),
            "high": for_the_better.ppf(0.975),
        },
        index=pd.RangeIndex(1, first.shape[1] + 1, name="question"),
    )
