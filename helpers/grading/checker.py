"""``check``: one line after an exercise, and never an exception."""

from __future__ import annotations

import secrets
import sysconfig
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np

from helpers.grading import last_run, record, registry
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, Finding, Verdict
from helpers.grading.gaps import as_given, chained, made_in
from helpers.grading.reading import describe
from helpers.grading.sandbox import TimeUp, run_limited
from helpers.grading.sheets import solution_of
from helpers.grading.show import error_text, indent
from helpers.grading.untouched import untouched

_PACKAGE = str(Path(__file__).parents[1])
_KNOWN_PLACES = (
    _PACKAGE,
    *(sysconfig.get_paths()[p] for p in ("stdlib", "purelib", "platlib")),
    "<frozen",
    "<__array",
)
# The learner's code has a budget of its own; what an object does when it is looked at has this one.
PATIENCE = 4


def check(
    exercise_id: str, answer: Any = None, *, more: bool | str = False, seed: int | None = None
) -> Feedback:
    """Judge ``answer`` to the exercise ``exercise_id`` and say what it looks like.

    Fresh cases are drawn each time; ``seed`` repeats those of an earlier feedback. ``more=True`` opens
    what there may be beyond the first hint, ``more="solution"`` shows a solution. Whatever ``answer`` is, a
    `Feedback` comes back; random state, warnings, printed output and the caller's names stay as
    they were.
    """
    try:
        exercise = registry.find(exercise_id)
    except KeyError as error:
        return Feedback(passed=False, score=0.0, message=str(error.args[0]), verdict=Verdict.UNREADABLE)
    except Exception as error:
        return Feedback(passed=False, score=0.0, message=_broken(error), verdict=Verdict.GRADER_ERROR)
    if seed is not None and not (isinstance(seed, Integral) and seed >= 0):
        message = (
            f"`seed` must be a whole number, 0 or above, as an earlier feedback's; found {describe(seed)}."
        )
        return Feedback(passed=False, score=0.0, message=message, verdict=Verdict.UNREADABLE)
    feedback = judge(exercise, answer, secrets.randbits(32) if seed is None else int(seed), more)
    stale = last_run.note(answer, made_in(exercise))
    if stale:
        feedback = replace(feedback, notes=(stale, *feedback.notes))
    return record.remember(exercise, answer, feedback)


def judge(exercise: Exercise, answer: Any, seed: int, more: bool | str = False) -> Feedback:
    """What `check` says, without a word in anybody's record: what a batch says, too."""
    return _compose(exercise, _judge(exercise, answer, seed), seed, more)


def _judge(exercise: Exercise, answer: Any, seed: int) -> Finding:
    try:
        if answer.__class__ is not type(answer):
            return Finding(
                Verdict.UNREADABLE, "You handed over an object that pretends to be of another type."
            )
        limit = PATIENCE * exercise.seconds
        with untouched(answer):
            return run_limited(lambda: _judged(exercise, answer, seed), limit)
    except TimeUp:
        return Finding(
            Verdict.TIMEOUT,
            f"Looking at what you handed over, or at what it returned, took more than {limit:g} seconds.",
            cause="timeout",
        )
    except BaseException as error:
        if _raised_by_answer(error):
            return Finding(
                Verdict.UNREADABLE, f"Merely looking at what you handed over raises {error_text(error)}."
            )
        if not isinstance(error, Exception):
            raise  # somebody interrupts the check itself
        return Finding(Verdict.GRADER_ERROR, _broken(error))


def _judged(exercise: Exercise, answer: Any, seed: int) -> Finding:
    finding = as_given(exercise, answer) or exercise.judge(answer, np.random.default_rng(seed))
    return finding if finding.share else chained(exercise, answer) or finding


def _raised_by_answer(error: BaseException) -> bool:
    """Whether code that belongs neither to this package nor to an installed one took part."""
    trace = error.__traceback__
    while trace is not None:
        place = trace.tb_frame.f_code.co_filename
        if not place.startswith(_KNOWN_PLACES) and not place.endswith(".pyx"):  # compiled: no folder is given
            return True
        trace = trace.tb_next
    return False


def _solution(exercise: Exercise) -> str:
    code = solution_of(exercise.id)
    return indent(code) if code else "The solutions are in the book, under the title of the chapter."


def _broken(error: Exception) -> str:
    return (
        f"The check itself failed ({type(error).__name__}: {error}). That is not your answer's fault; "
        "please report it with the cell above."
    )


def _compose(exercise: Exercise, finding: Finding, seed: int, more: bool | str) -> Feedback:
    passed = finding.verdict is Verdict.PASS
    return Feedback(
        passed=passed,
        score=round(exercise.points * (1.0 if passed else finding.share), 3),
        message=finding.message,
        hint=finding.hint,
        verdict=finding.verdict,
        exercise=exercise.id,
        title=exercise.title,
        max_score=exercise.points,
        more=finding.more,
        opened=isinstance(more, (int, str)) and bool(more),
        solution=_solution(exercise) if passed or (isinstance(more, str) and more == "solution") else "",
        cause=finding.cause,
        notes=finding.notes,
        seed=seed,
    )
