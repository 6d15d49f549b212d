"""The sentence for the product manager: put together from clauses, so that it can be judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.grading.containers import items_of
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.reading import describe, listed

Pick = dict[str, str]


@dataclass(frozen=True)
class Sentence:
    """``slots`` maps each slot, in order, to its clauses: key → words.

    The answer names one key per slot: ``"b a c"``, ``("b", "a", "c")`` or a dictionary. The
    exercise's reference is the list of acceptable sentences, each a mapping slot → key. The ``wrong``
    of a mistake is such a mapping, of some slots or all; a sentence shows the mistake
    when it has all of its clauses. Because clauses must fit each other, not slots but whole
    sentences are right.
    """

    slots: Mapping[str, Mapping[str, str]]

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:  # noqa: ARG002
        """Judge a sentence."""
        pick, problem = self.read(answer)
        if pick is None:
            verdict = Verdict.WRONG if problem else Verdict.NOT_ATTEMPTED
            return Finding(
                verdict, problem or f"No sentence yet. {self._how()}", cause="type" if problem else ""
            )
        said = f"“{self.words(pick)}”"
        if any(dict(right) == pick for right in exercise.reference):
            return Finding(Verdict.PASS, f"{said}\n{exercise.praise or 'Every part of it holds.'}", share=1.0)
        known = next((m for m in exercise.mistakes if _shows(pick, m)), None)
        near = max(sum(pick[s] == right[s] for s in right) for right in exercise.reference)
        share = 0.5 * near / len(self.slots) if near > len(self.slots) / 2 else 0.0
        verdict = Verdict.PARTIAL if share else Verdict.WRONG
        if known:
            return Finding(verdict, said, known.hint, known.more, share=share, cause=known.name)
        text = f"{said}\n{near} of its {len(self.slots)} clauses belong to a sentence that holds."
        return Finding(verdict, text, exercise.advice, share=share, cause="unexplained")

    def read(self, answer: Any) -> tuple[Pick | None, str]:
        """The keys picked, or what is wrong with the answer; (None, "") when there is no answer."""
        if (
            answer is None
            or answer is Ellipsis
            or (isinstance(answer, (str, Sequence, Mapping)) and not len(answer))
        ):
            return None, ""
        keys = self._keys(answer)
        if keys is None or len(keys) != len(self.slots):
            found = describe(answer) if keys is None else f"{len(keys)} letter{'s' * (len(keys) != 1)}"
            return None, f"You handed over {found}. {self._how()}"
        if any(k is None or k is Ellipsis for k in keys):
            return None, ""
        pick: Pick = {}
        for (slot, clauses), key in zip(self.slots.items(), keys, strict=True):
            chosen = key.strip().casefold() if isinstance(key, str) else ""
            if chosen not in clauses:
                return (
                    None,
                    f"The clause for *{slot}* is one of {', '.join(clauses)}; you have {describe(key)}.",
                )
            pick[slot] = chosen
        return pick, ""

    def _keys(self, answer: Any) -> list[Any] | None:
        if isinstance(answer, Mapping):
            return [answer.get(slot) for slot in self.slots]
        if isinstance(answer, str):
            words = re.findall(r"\w+", answer)
            return list(words[0]) if len(words) == 1 else words
        return items_of(answer)

    def _how(self) -> str:
        example = " ".join(next(iter(clauses)) for clauses in self.slots.values())
        return f'Pick one clause for each of {listed(list(self.slots))}, such as `"{example}"`.'

    def words(self, pick: Mapping[str, str]) -> str:
        """The sentence as it reads."""
        text = " ".join(self.slots[slot][key] for slot, key in pick.items())
        return re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", text)


def _shows(pick: Pick, mistake: Mistake) -> bool:
    return all(pick.get(slot) == key for slot, key in mistake.wrong.items())
