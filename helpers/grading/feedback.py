"""What a check says: a verdict as data, and the sentence a learner reads."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How an answer was judged. Never a bare "incorrect": each has its own next step."""

    PASS = "pass"
    PARTIAL = "partial"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not_attempted"
    ERROR = "error"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Finding:
    """What one kind of exercise found out about one answer.

    ``message`` says what was seen, ``hint`` what to think about next, ``more`` what is told only on
    request. ``share`` is the part of the points earned, in [0, 1]. ``cause`` names the mistake
    or the transform that explains the answer, for tests and for a trainer's statistics.
    """

    verdict: Verdict
    message: str
    hint: str = ""
    more: str = ""
    share: float = 0.0
    cause: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """The answer of ``check``: shows itself as HTML in a notebook and as plain text elsewhere.

    ``score`` is in points, out of ``max_score``. ``seed`` repeats the very same cases:
    ``check(id, answer, seed=feedback.seed)``.
    """

    passed: bool
    score: float
    message: str
    hint: str = ""
    verdict: Verdict = Verdict.WRONG
    exercise: str = ""
    title: str = ""
    max_score: float = 0.0
    more: str = ""
    opened: bool = False  # whether ``more`` was asked for
    solution: str = ""
    cause: str = ""
    notes: tuple[str, ...] = field(default=())
    seed: int | None = None

    def __str__(self) -> str:
        from helpers.grading.render import as_text

        return as_text(self)

    def __repr__(self) -> str:
        # nbgrader reads partial credit from the printed result of a graded cell.
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return str(float(self.score))
        return str(self)

    def _repr_html_(self) -> str:
        from helpers.grading.render import as_html

        return as_html(self)
