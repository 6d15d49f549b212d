"""One number (or a few), computed by the learner and handed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise, GraderError
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.numbers.diagnosis import Trial, diagnose, gives_and_right, safe_show
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
        truth = exercise.reference()
        reading = read(answer, truth)
        if reading.problem:
            return Finding(Verdict.WRONG, f"{_handed(reading.problem)}.", cause="type")
        rivals: dict[str, Parts | None] = {m.name: truth_parts(m.wrong()) for m in exercise.mistakes}
        trial = Trial(Case((), truth, truth_parts(truth), rivals, edge=False), Outcome(answer), reading)
        if trial.right(exercise.tolerance):
            return Finding(
                Verdict.PASS, exercise.praise or "That is the number.", share=1.0, notes=reading.notes
            )
        finding = diagnose(exercise, [trial], exercise.tolerance, _text, reading.notes)
        # A value cannot be computed afresh, so the right one is told on request only.
        return replace(
            finding, message=f"{safe_show(answer)} is not what is wanted.", more=finding.more or _text(trial)
        )


def _handed(problem: str) -> str:
    return problem.replace("it returned", "You handed over", 1).replace(
        "the dictionary it returned", "Your dictionary", 1
    )


def _text(trial: Trial) -> str:
    return f"You gave {gives_and_right(trial.outcome.value, trial.case.truth)}"
