"""One number (or a few), computed by the learner and handed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise, GraderError
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.numbers.diagnosis import (
    Trial,
    diagnose,
    gives_and_right,
    safe_show,
    what_is_right,
)
from helpers.grading.kinds.numbers.drawing import Case
from helpers.grading.reading import Parts, read, truth_parts
from helpers.grading.sandbox import Outcome
from helpers.grading.tolerance import Tolerance


@dataclass(frozen=True)
class Value:
    """A value: the reference and the mistakes are functions without arguments."""

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:  # noqa: ARG002
        """Judge a value handed over by the learner."""
        if answer is None or answer is Ellipsis:
            return Finding(
                Verdict.NOT_ATTEMPTED,
                "There is no number here yet: replace the `...`, run the cell, then this one.",
            )
        if not isinstance(exercise.tolerance, Tolerance):
            raise GraderError(f"exercise {exercise.id}: a value needs a relative or absolute tolerance")
        truth, names = exercise.reference(), exercise.parts
        reading = read(answer, truth, names)
        if reading.problem:
            hint = _QUOTED if _quoted(answer) else reading.hint
            return Finding(Verdict.WRONG, f"{_handed(reading.problem)}.", hint, cause="type")
        rivals: dict[str, Parts | None] = {}  # the exact engine takes its time: not before they are needed
        trial = Trial(
            Case((), truth, truth_parts(truth, names), rivals, edge=False), Outcome(answer), reading
        )
        if trial.right(exercise.tolerance):
            return Finding(
                Verdict.PASS, exercise.praise or "That is the number.", share=1.0, notes=reading.notes
            )
        rivals |= {m.name: truth_parts(m.wrong(), names) for m in exercise.mistakes}
        finding = diagnose(exercise, [trial], exercise.tolerance, _text, reading.notes)
        why = TOO_SHORT if finding.cause == "decimals" else NOT_WANTED
        seen = f"{safe_show(answer)} {why} {what_is_right(trial, exercise.tolerance)}".strip()
        # A value cannot be computed afresh, so the right one is told on request only.
        return replace(finding, message=seen, more=finding.more or _text(trial))


NOT_WANTED = "is not what is wanted."
TOO_SHORT = "has too few digits to tell."
_QUOTED = "Hand over a number without quotation marks, and a probability as 0.5, not as 50 %."


def _quoted(answer: Any) -> bool:
    return isinstance(answer, str) or (type(answer) in (list, tuple) and str in map(type, answer))


def _handed(problem: str) -> str:
    return problem.replace("it returned", "You handed over", 1).replace(
        "the dictionary it returned", "Your dictionary", 1
    )


def _text(trial: Trial) -> str:
    return f"You gave {gives_and_right(trial.outcome.value, trial.case.truth)}"
