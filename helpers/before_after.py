"""What a class knew before and what it knows after: the readiness quiz twice, compared person by person.

The lines are those of the readiness page, a name in front: ``Ada,readiness,2026-11-27,1,0,,1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

_WORD = "readiness"
_MARKS = {"1": 1.0, "0": 0.0, "": 0.0}  # what nobody chose, nobody knew
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


def read(text: str) -> dict[str, list[float]]:
    """Marks by name, from lines ``name,readiness,day,1,0,…``; of two of one name the last counts.

    Raises ``ValueError`` with the line for one without a name, with a mark that is none, or of other length.
    """
    found: dict[str, list[float]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = [field.strip() for field in line.split(",")]
        if fields == [""]:
            continue
        if _WORD not in fields[1:2] or not fields[0]:
            raise ValueError(f"text, line {number}: put a name before the line, as in “Ada,{_WORD},…”")
        marks = fields[3:]
        if not marks or not set(marks) <= set(_MARKS):
            raise ValueError(f"text, line {number}: marks must be 1, 0 or empty; found {','.join(marks)!r}")
        if found and len(marks) != len(next(iter(found.values()))):
            raise ValueError(f"text, line {number}: {len(marks)} marks, where the first has another number")
        found[fields[0]] = [_MARKS[mark] for mark in marks]
    return found


def compare(before: Marks, after: Marks) -> BeforeAfter:
    """Compare two rounds of one quiz, by name. Marks are 1 for right and 0 for the rest, in one order.

    Raises ``ValueError`` where fewer than three people answered both times, or not all the same questions.
    """
    both = [name for name in before if name in after]
    if len(both) < 3:  # two differences say next to nothing about their own spread
        raise ValueError(f"before and after must share at least 3 names; they share {len(both)}")
    if len({len(marks[name]) for marks in (before, after) for name in both}) > 1:
        raise ValueError("before and after must hold as many marks for everybody: use one quiz")
    first, second = (np.array([marks[name] for name in both], dtype=float) for marks in (before, after))
    change = (second - first).mean(axis=1)
    reach = stats.t.ppf(0.975, len(both) - 1) * change.std(ddof=1) / np.sqrt(len(both))
    return BeforeAfter(
        before=float(first.mean()),
        after=float(second.mean()),
        change=float(change.mean()),
        low=float(change.mean() - reach),
        high=float(change.mean() + reach),
        learners=len(both),
        once=tuple(sorted(set(before) ^ set(after))),
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
