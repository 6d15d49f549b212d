"""Free text, read against a rubric.

A machine that looks for words can find what is there; it cannot know what is missing. So an idea
that is found earns its share, an idea that is not found is *asked about*, never called wrong, and
only contradictions that somebody has actually written are named as mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.reading import describe


@dataclass(frozen=True)
class Criterion:
    """One idea: what it is, the patterns of which any one shows it, the question that leads to it."""

    idea: str
    patterns: Sequence[str]
    question: str

    def met(self, text: str) -> bool:
        """Whether any of the patterns is in the text."""
        return says(self.patterns)(text)


def says(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text says something that one of the patterns describes."""
    return lambda text: any(re.search(p, text, re.IGNORECASE) for p in patterns)


@dataclass(frozen=True)
class FreeText:
    """``rubric`` lists the ideas; the exercise's reference is a model answer.

    The ``wrong`` of a mistake is a function of the text: true when it makes that mistake.
    """

    rubric: Sequence[Criterion]
    min_words: int = 12
    max_words: int = 200

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:  # noqa: ARG002
        """Read a text against the rubric."""
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip(" .…")):
            return Finding(Verdict.NOT_ATTEMPTED, "Nothing written yet.")
        if not isinstance(answer, str):
            return Finding(
                Verdict.WRONG,
                f"You handed over {describe(answer)}. Some sentences are wanted, as text.",
                cause="type",
            )
        text = " ".join(answer[:20_000].split())
        words = len(text.split())
        if words < self.min_words:
            return Finding(
                Verdict.WRONG,
                f"{words} words are few for this; about {2 * self.min_words} will do.",
                cause="short",
            )
        if words > self.max_words:
            return Finding(
                Verdict.WRONG,
                f"{words} words: nobody who decides will read them. Cut to {self.max_words}.",
                cause="long",
            )
        model = f"One way to put it: {exercise.reference}"
        met = [c for c in self.rubric if c.met(text)]
        found = (
            "Found: " + "; ".join(c.idea for c in met) + "."
            if met
            else "None of the ideas looked for was found."
        )
        for mistake in exercise.mistakes:
            if mistake.wrong(text):
                share = 0.5 * len(met) / len(self.rubric)
                return Finding(
                    Verdict.PARTIAL if share else Verdict.WRONG,
                    f"{found} One sentence claims more than it can.",
                    mistake.hint,
                    "\n".join(filter(None, [mistake.more, model])),
                    share=share,
                    cause=mistake.name,
                )
        if len(met) == len(self.rubric):
            return Finding(Verdict.PASS, f"{found} {exercise.praise}".strip(), more=model, share=1.0)
        missing = [c for c in self.rubric if c not in met]
        return Finding(
            Verdict.PARTIAL if met else Verdict.WRONG,
            found + " A machine reads for words only: what it did not find may "
            "still be there, and then your neighbour or your trainer is the better judge.",
            missing[0].question,
            more="\n".join([f"Not found: {c.idea}. {c.question}" for c in missing] + [model]),
            share=len(met) / len(self.rubric),
            cause="incomplete",
        )
