"""What a built page needs to judge an exercise without Python: every answer's verdict, said beforehand.

Choices and sentences have so many answers that all are judged at build. A value is compared in the page with
the right one and with each mistake's, within the exercise's own tolerance; what is said then was said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.checker import check
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, more_in_html, said_in_html
from helpers.grading.kinds.numbers.rounding import IF_NOT_ROUNDED
from helpers.grading.kinds.numbers.transforms import slips
from helpers.grading.kinds.numbers.value import NOT_WANTED, TOO_SHORT, Value
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.kinds.words.sentence import Sentence
from helpers.grading.reading import truth_parts
from helpers.grading.tolerance import Tolerance

WHOLLY = (Choice, Sentence, Value)
_ANY = 1e300
_SEED = 1  # none of these kinds draws cases


def on_page(exercise: Exercise) -> dict[str, Any] | None:
    """The exercise as data for a page; None of a kind that needs Python.

    ``kind`` is ``choice`` (with ``options`` and ``confidence``), ``sentence`` (``slots``) or ``value``
    (``labels``, and ``regions``: low and high of each part, for the right answer, each of the ``mistakes``,
    general slips and what is partly right, in the order in which they are tried). ``told`` says what is said
    to each, by key, by letters or by place; the last of a value's is for any other number. ``short`` is for
    the ``right`` numbers with fewer digits than ``decimals``, by which of them are right: ``"10"``; nearer
    than ``room`` a number is right with whatever digits.
    """
    kind, facts = exercise.kind, {"id": exercise.id, "points": exercise.points, "keep": exercise.keep}
    if isinstance(kind, Choice):
        answers = {key: (key, 100) if kind.confidence else key for key in kind.options}
        said = {key: told(check(exercise.id, answer, seed=_SEED)) for key, answer in answers.items()}
        options = dict(kind.options)
        return {**facts, "kind": "choice", "options": options, "confidence": kind.confidence, "told": said}
    if isinstance(kind, Sentence):
        letters = [" ".join(keys) for keys in product(*kind.slots.values())]
        said = {keys: told(check(exercise.id, keys, seed=_SEED)) for keys in letters}
        slots = {slot: dict(clauses) for slot, clauses in kind.slots.items()}
        return {**facts, "kind": "sentence", "slots": slots, "told": said}
    return {**facts, "kind": "value", **_value(exercise)} if isinstance(kind, Value) else None


def told(feedback: Feedback) -> dict[str, Any]:
    """What is said to an answer: verdict and score, its words as HTML, and what more there is on request."""
    words, more = said_in_html(feedback), more_in_html(feedback)
    return {"verdict": str(feedback.verdict), "score": feedback.score, "words": words, "more": more}


def _value(exercise: Exercise) -> dict[str, Any]:
    assert isinstance(exercise.tolerance, Tolerance)
    values = [exercise.reference(), *(mistake.wrong() for mistake in exercise.mistakes)]
    numbers = [_numbers(value) for value in values]
    places = regions(numbers, exercise.tolerance)
    found = [(place, _said(exercise, value)) for place, value in zip(places, values, strict=True)]
    slipped = slips(np.array(places[0]))
    found += [(x.tolist(), _said(exercise, _value_of(x.mean(axis=1)), words)) for x, words in slipped]
    elsewhere = 3.7e3 * numbers[0] + 9.1e7  # no mistake's answer, and no multiple of the right one
    for right in _partly(numbers[0].size):
        place = [each if it else [-_ANY, _ANY] for it, each in zip(right, places[0], strict=True)]
        found.append((place, _said(exercise, _value_of(np.where(right, numbers[0], elsewhere)))))
    wanted, other = exercise.tolerance.decimals, _value_of(elsewhere)
    if wanted is not None and numbers[0].size == 1:
        room = 10.0 ** (1 - wanted)  # as near as one decimal less than is wanted
        words = f"Near, but not right to {wanted} decimals. Was something rounded, or cut off?"
        near = np.stack([numbers[0] - room, numbers[0] + room], axis=1)
        found.append((near.tolist(), _said(exercise, other, words)))
    return {
        "labels": list(exercise.parts) or ["Your number"],
        "regions": [place for place, _ in found],
        "told": [*(said for _, said in found), _said(exercise, other)],
        "right": numbers[0].tolist(),
        "mistakes": len(exercise.mistakes),
        "decimals": wanted,
        "room": exercise.tolerance.size(numbers[0]).tolist(),
        "short": dict(_short(exercise, numbers[0])),
    }


def _short(exercise: Exercise, right: FloatArray) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said where these parts are right and the others have few digits, as a notebook judges it."""
    few = np.array([float(f"{x:.1g}") for x in right])
    for given in product((True, False), repeat=right.size):
        feedback = check(exercise.id, _value_of(np.where(given, right, few)), seed=_SEED)
        if feedback.cause == "decimals":
            yield "".join("1" if it else "0" for it in given), told(_without_numbers(feedback))


def _said(exercise: Exercise, value: Any, hint: str = "") -> dict[str, Any]:
    feedback = check(exercise.id, value, seed=_SEED)
    if feedback.cause == "decimals":  # a mistake's number, as written in full
        known = feedback.more.removeprefix(IF_NOT_ROUNDED)
        feedback = replace(feedback, message=feedback.message.replace(TOO_SHORT, NOT_WANTED), hint=known)
    feedback = _without_numbers(feedback)
    return told(replace(feedback, hint=hint or feedback.hint))


def _value_of(numbers: FloatArray) -> Any:
    return tuple(numbers.tolist()) if numbers.size > 1 else float(numbers[0])


def regions(answers: Iterable[FloatArray], tolerance: Tolerance) -> list[Any]:
    """For each answer, of each of its numbers, from where to where a reader's number counts as it."""
    return [tolerance.between(x).tolist() for x in answers]


def _partly(count: int) -> list[tuple[bool, ...]]:
    """Which of the numbers are right, where some are and some are not."""
    return [which for which in product((True, False), repeat=count) if any(which) and not all(which)]


def _numbers(value: Any) -> FloatArray:
    return np.concatenate([np.ravel(part) for part in truth_parts(value).values()])


def _without_numbers(feedback: Feedback) -> Feedback:
    """What is said of any answer near this one: its own digits are not the reader's."""
    if feedback.passed:
        return feedback
    why = TOO_SHORT if TOO_SHORT in feedback.message else NOT_WANTED
    _, _, which = feedback.message.partition(why)
    message = f"That {why}{which}"
    return replace(feedback, message=message, more="" if feedback.hint else feedback.more)
