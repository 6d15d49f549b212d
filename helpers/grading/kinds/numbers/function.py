"""A function, judged by what it returns on fresh cases."""

from __future__ import annotations

import dis
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

import numpy as np

from helpers.grading.calling import not_a_function
from helpers.grading.elsewhere import Elsewhere
from helpers.grading.exercise import Exercise, GraderError
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.numbers.diagnosis import Trial, diagnose, gives_and_right
from helpers.grading.kinds.numbers.drawing import Case, draw_cases
from helpers.grading.reading import read
from helpers.grading.sandbox import Budget, Outcome, call
from helpers.grading.show import call_text, error_text, gap_text, indent, name_of
from helpers.grading.tolerance import Tolerance

_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}


@dataclass(frozen=True)
class Function:
    """The kind of most exercises: write a function."""

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge a function, in the order not attempted, unusable, failing, explained, merely wrong.

        Ordinary data come first: an error on rare ones must not hide a formula that is wrong everywhere.
        """
        unusable = not_a_function(exercise, answer)
        if unusable:
            return unusable
        cases = draw_cases(exercise, rng)
        trials = _try(exercise, answer, cases)
        ordinary = [t for t in trials if not t.case.edge]
        finding = _gap(trials, answer) or _unusable(exercise, ordinary, answer)
        if finding:
            return finding
        tolerance = _tolerance(exercise)
        if all(t.right(tolerance) for t in trials):
            return _borrowed(exercise, trials[0].outcome) or _passed(exercise, trials, answer)
        finding = diagnose(
            exercise,
            trials,
            tolerance,
            lambda t: _case_text(answer, t, exercise.arguments),
            _side_notes(trials, answer),
        )
        rare = _unusable(exercise, trials, answer)
        if rare is None or finding.cause != "edge":
            return finding
        message = f"Right on ordinary data. On some that are rare and legal: {rare.message}"
        return replace(finding, message=message, hint=rare.hint or finding.hint, cause=rare.cause)


def _unusable(exercise: Exercise, trials: list[Trial], answer: Any) -> Finding | None:
    return (
        _out_of_time(exercise, trials, answer)
        or _ill_shaped(trials, answer, exercise)
        or _raises(trials, answer, exercise)
    )


def _tolerance(exercise: Exercise) -> Tolerance:
    if not isinstance(exercise.tolerance, Tolerance):
        raise GraderError(f"exercise {exercise.id}: a function needs a relative or absolute tolerance")
    return exercise.tolerance


def _try(exercise: Exercise, answer: Callable[..., Any], cases: list[Case]) -> list[Trial]:
    budget = Budget(exercise.seconds)
    trials: list[Trial] = []
    for case in cases:
        outcome = call(answer, case.arguments, budget, watch=not trials)
        trials.append(Trial(case, outcome, read(outcome.value, case.truth, exercise.parts)))
        if outcome.timed_out:
            break
    return trials


def _gap(trials: list[Trial], answer: Any) -> Finding | None:
    first = trials[0].outcome
    if first.timed_out:
        return None
    still_open = first.value is Ellipsis or "ellipsis" in error_text(first.error).lower()
    if still_open or (first.error is None and first.value is None and ends_in_nothing(answer)):
        return Finding(Verdict.NOT_ATTEMPTED, gap_text(answer))
    return None


def ends_in_nothing(answer: Any) -> bool:
    """Whether the last line does nothing at all, as ``...`` does: then nothing is there yet.

    A function that computes and then forgets to return ends in a line that does something.
    """
    if isinstance(answer, Elsewhere):
        return bool(answer.facts["ends_in_nothing"])
    code = getattr(answer, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    steps = [i for i in dis.get_instructions(code) if i.positions and i.positions.lineno]
    last = max((i.positions.lineno or 0 for i in steps if i.positions), default=0)
    return {i.opname for i in steps if i.positions and i.positions.lineno == last} <= _IDLE


def _out_of_time(exercise: Exercise, trials: list[Trial], answer: Any) -> Finding | None:
    if not trials[-1].outcome.timed_out:
        return None
    done, tolerance = trials[:-1], _tolerance(exercise)
    case = call_text(answer, trials[-1].case.arguments, exercise.arguments)
    if done:
        so_far = "right" if all(t.right(tolerance) for t in done) else "not all right"
        return Finding(
            Verdict.TIMEOUT,
            f"`{name_of(answer)}` comes to an end, but slowly: in {exercise.seconds:g} seconds it finished "
            f"{len(done)} data set{'s' * (len(done) > 1)}; what it returned is {so_far}. It was stopped on\n"
            + case,
            "These data are small. Which loop could be one operation on whole arrays, which grid be coarser?",
            cause="slow",
        )
    return Finding(
        Verdict.TIMEOUT,
        f"`{name_of(answer)}` was stopped after {exercise.seconds:g} seconds, on its first data set\n{case}",
        "Either it is slow, or there is a loop whose condition never turns false. Try it on these data.",
        cause="timeout",
    )


def _ill_shaped(trials: list[Trial], answer: Any, exercise: Exercise) -> Finding | None:
    bad = [t for t in trials if t.reading.problem and t.outcome.error is None]
    if not bad:
        return None
    worst = min(bad, key=lambda t: t.case.size)
    return Finding(
        Verdict.WRONG,
        f"`{name_of(answer)}` ran, but {worst.reading.problem}.",
        worst.reading.hint or exercise.advice,
        more="Seen with\n" + call_text(answer, worst.case.arguments, exercise.arguments),
        cause="shape",
    )


def _raises(trials: list[Trial], answer: Any, exercise: Exercise) -> Finding | None:
    bad = [t for t in trials if t.outcome.error is not None]
    if not bad:
        return None
    worst = min(bad, key=lambda t: t.case.size)
    error, line = worst.outcome.error, worst.outcome.line
    where = f" (line {line} of the function)" if line else ""
    return Finding(
        Verdict.ERROR,
        f"`{name_of(answer)}` stopped with {error_text(error)}{where}\n"
        + call_text(answer, worst.case.arguments, exercise.arguments),
        cause="raises",
    )


def _borrowed(exercise: Exercise, outcome: Outcome) -> Finding | None:
    """The numbers are right, but somebody else's function made them."""
    names = [
        n
        for n in outcome.helpers_used
        if any(n.startswith(f"{module}.") for module in ("helpers.grading", *exercise.forbidden))
    ]
    if not names:
        return None
    public = [n for n in names if "._" not in n and not n.endswith(">")] or names
    # A package's public names live in its modules but are imported from the package.
    lent = ", ".join(
        dict.fromkeys(f"`{'.'.join(n.split('.')[:2])}.{n.rpartition('.')[2]}`" for n in public[:3])
    )
    return Finding(
        Verdict.WRONG,
        f"The numbers are right, but they come from {lent}. Here the point is to write it yourself: "
        "afterwards you will know what that function does, and may use it for good.",
        "NumPy's sums and products are all you need.",
        cause="borrowed",
    )


def _passed(exercise: Exercise, trials: list[Trial], answer: Any) -> Finding:
    return Finding(
        Verdict.PASS,
        exercise.praise or f"All {len(trials)} fresh data sets agree.",
        share=1.0,
        notes=_side_notes(trials, answer),
    )


def _side_notes(trials: list[Trial], answer: Any) -> tuple[str, ...]:
    notes = list(dict.fromkeys(note for t in trials for note in t.reading.notes))[:1]
    if any(t.outcome.changed for t in trials):
        notes.append(
            f"`{name_of(answer)}` changes the arrays it is given. It worked on copies here; elsewhere "
            "the caller's data would be gone. Compute new arrays instead."
        )
    return tuple(notes)


def _case_text(answer: Any, trial: Trial, names: Sequence[str]) -> str:
    got = trial.outcome.value
    said = (
        f"\nIt printed\n{indent(trial.outcome.printed.strip()[:300])}"
        if trial.outcome.printed.strip()
        else ""
    )
    return (
        call_text(answer, trial.case.arguments, names)
        + f"\ngives {gives_and_right(got, trial.case.truth)}"
        + said
    )
