"""One option out of several, on request with a confidence in percent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.grading.containers import items_of
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.reading import describe


@dataclass(frozen=True)
class Choice:
    """``options`` maps a short key to what it says; the exercise's reference is the right key.

    With ``confidence`` the answer is a pair such as ``("falls", 70)``: how sure, in percent, the
    learner is of it. Each wrong option should have a mistake whose ``wrong`` is its key.
    """

    options: Mapping[str, str]
    confidence: bool = False

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:  # noqa: ARG002
        """Judge a chosen option."""
        if _empty(answer):
            return Finding(Verdict.NOT_ATTEMPTED, f"Nothing chosen yet. Choose one of {self._listed()}.")
        key, _, problem = self.split(answer)
        if problem:
            return Finding(Verdict.WRONG, problem, cause="type")
        if key == exercise.reference:
            return Finding(Verdict.PASS, exercise.praise or "Yes.", share=1.0)
        said = f"“{self.options[key]}”: no."
        for mistake in exercise.mistakes:
            if mistake.wrong == key:
                return Finding(Verdict.WRONG, said, mistake.hint, mistake.more, cause=mistake.name)
        return Finding(Verdict.WRONG, said, exercise.advice, cause="unexplained")

    def split(self, answer: Any) -> tuple[str, float | None, str]:
        """Return (key, confidence in percent, problem) of an answer; only one of key and problem is set."""
        choice, sure = answer, None
        if self.confidence:
            items = items_of(answer)
            if items is None or len(items) != 2:
                return (
                    "",
                    None,
                    (
                        f"You handed over {describe(answer)}. Wanted is a pair: your choice and how sure you "
                        'are in percent, such as `("…", 60)`.'
                    ),
                )
            choice, sure = items if isinstance(items[0], str) else items[::-1]
            sure, guess = _percent(sure), 100 // len(self.options)
            if sure is None or not guess <= sure <= 100:
                given = describe(items[1] if choice is items[0] else items[0])
                return (
                    "",
                    None,
                    f"How sure are you, in percent, from {guess} (a guess) to 100 (certain)? "
                    f"You gave {given}.",
                )
        items = items_of(choice)
        if items is not None and len(items) == 1:
            choice = items[0]
        if not isinstance(choice, str):
            return (
                "",
                None,
                f"You handed over {describe(choice)}. Wanted is one of {self._listed()}, as text.",
            )
        said = _letters(choice)
        for key, text in self.options.items():
            if said in (_letters(key), _letters(text)):
                return key, None if sure is None else float(sure), ""
        return "", None, f"`{choice[:40]!r}` is not one of the options: {self._listed()}."

    def _listed(self) -> str:
        return ", ".join(f'`"{k}"`' for k in self.options)


def _letters(text: str) -> str:
    """What counts of a text: "R-hat" is "rhat"."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _percent(sure: Any) -> float | None:
    """A confidence as a number; "75 %" is one too."""
    if isinstance(sure, str):
        found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent)?\s*", sure, re.IGNORECASE)
        return float(found[1].replace(",", ".")) if found else None
    return None if isinstance(sure, bool) or not isinstance(sure, (int, float, np.number)) else float(sure)


def _empty(answer: Any) -> bool:
    items = items_of(answer) if isinstance(answer, (tuple, list)) else None
    if items and len(items) <= 2:
        answer = items[0]
    return answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip())
