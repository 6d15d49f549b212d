"""Calling what should be a function: whether it is one, and what to say of a call that came to nothing."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from helpers.grading.exercise import Arguments, Exercise
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.reading import describe
from helpers.grading.sandbox import Budget, call
from helpers.grading.show import error_text, gap_text, name_of


def not_a_function(exercise: Exercise, answer: Any) -> Finding | None:
    """What to say of something that is not a function of the exercise's arguments; None if it is one."""
    if answer is None or answer is Ellipsis:
        return Finding(
            Verdict.NOT_ATTEMPTED, "There is nothing here yet. Fill the gap, run the cell, then run this one."
        )
    wanted = f"A function of {_spoken(exercise.arguments)} is wanted"
    if not callable(answer):
        return Finding(
            Verdict.WRONG,
            f"You handed over {describe(answer)}. {wanted}: its name alone, without calling it.",
            cause="type",
        )
    if isinstance(answer, type):
        return Finding(Verdict.WRONG, f"You handed over a class. {wanted}.", cause="type")
    count = len(exercise.arguments)
    try:
        inspect.signature(answer).bind(*range(count))
    except TypeError:
        return Finding(
            Verdict.WRONG,
            f"`{name_of(answer)}` cannot be called with {count} "
            f"argument{'s' if count != 1 else ''}. {wanted}, in this order.",
            cause="signature",
        )
    except Exception:
        return None
    return None


def _spoken(names: Sequence[str]) -> str:
    quoted = [f"`{n}`" for n in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"


def value_of(exercise: Exercise, answer: Any, arguments: Arguments) -> tuple[Any, Finding | None]:
    """What one call returns, or what to say where it returns nothing that could be judged."""
    outcome, name = call(answer, arguments, Budget(exercise.seconds)), name_of(answer)
    if outcome.timed_out:
        text = f"`{name}` was stopped after {exercise.seconds:g} seconds: it is slow, or it never ends."
        return None, Finding(Verdict.TIMEOUT, text, cause="timeout")
    if outcome.value is Ellipsis or "ellipsis" in error_text(outcome.error).lower():
        return None, Finding(Verdict.NOT_ATTEMPTED, gap_text(answer))
    if outcome.error is not None:
        text = f"`{name}` stopped with {error_text(outcome.error)}."
        return None, Finding(Verdict.ERROR, text, cause="raises")
    return outcome.value, None
