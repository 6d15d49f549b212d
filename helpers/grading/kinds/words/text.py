"""Free text, read against a rubric.

A machine can find what is there; it cannot know what is missing, nor follow an argument. So an idea that is
claimed earns its share, and one that is not found is *asked about*, never called wrong. What contradicts an
idea is named. What cannot be judged is left to the reader, with the model answer to compare. Copies of the
prompt and lists of words are no texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.words.english import base, is_word, sentences, tokens
from helpers.grading.kinds.words.phrases import Text
from helpers.grading.reading import describe
from helpers.grading.sheets import prompt_of

_SMALL = frozenset(
    re.findall(
        r"\w+",
        """a about across all also an and any are as at be because been between but by can could do does each
        every for from had has have he how i if in into is it its may might more most must no not of on only
        or our out over should so some such than that the their them then there these they this those to too
        towards under was we were what when where whether which while who will with within without would you
        your""",
    )
)
ENOUGH_SMALL = 0.27  # of the words of a text; a list of key words has next to none
COPIED = 4  # words in a row that the prompt has, too: the work of somebody who copies


@dataclass(frozen=True)
class Idea:
    """What a text should say: the idea, the question that leads to it, and the phrases that show it.

    ``said`` are phrases (see `phrases`) that claim it, ``opposite`` phrases that claim the opposite; a
    negation makes the one the other. ``mentioned`` are phrases that show it however they are meant; ``aside``
    are longer ones that look like its opposite and are not.
    """

    idea: str
    question: str
    said: Sequence[str] = ()
    opposite: Sequence[str] = ()
    mentioned: Sequence[str] = ()
    aside: Sequence[str] = ()

    def stances(self, text: Text) -> list[int]:
        """What a text says about it: 1 for the idea, -1 for its opposite, 0 where it takes no side."""
        values = ((self.said, 1), (self.opposite, -1), (self.aside, 0))
        found = text.senses({phrase: value for phrases, value in values for phrase in phrases})
        return [1 for phrase in self.mentioned for _ in text.places(phrase)] + found

    def met(self, text: Text) -> bool:
        """Whether a text says it, and nowhere its opposite."""
        return {1, -1}.intersection(self.stances(text)) == {1}

    def denied(self, text: Text) -> bool:
        """Whether the last word of a text on it is the opposite."""
        return [stance for stance in self.stances(text) if stance][-1:] == [-1]


def against(idea: Idea, *phrases: str) -> Callable[[Text], bool]:
    """The mistake of coming to the opposite of an idea; with ``phrases`` by claiming one of them."""
    return lambda text: idea.denied(text) and (not phrases or claims(*phrases)(text))


def claims(*phrases: str) -> Callable[[Text], bool]:
    """The mistake of a text that claims what one of the phrases says."""
    return lambda text: 1 in text.senses(dict.fromkeys(phrases, 1))


@dataclass(frozen=True)
class FreeText:
    """``rubric`` lists the ideas, the conclusion last; the exercise's reference is a model answer.

    The ``wrong`` of a mistake is a function of the text: true when it makes that mistake.
    """

    rubric: Sequence[Idea]
    min_words: int = 10
    max_words: int = 200

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:  # noqa: ARG002
        """Read a text against the rubric."""
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip(" .…\n\t")):
            return Finding(Verdict.NOT_ATTEMPTED, "Nothing written yet.")
        if not isinstance(answer, str):
            text = f"You handed over {describe(answer)}. Some sentences are wanted, as text."
            return Finding(Verdict.WRONG, text, cause="type")
        asked = tokens(prompt_of(exercise.id))
        own = _without_copies(tokens(answer[:20_000]), asked)
        return self._no_text(own, len(answer.split())) or self._read(exercise, Text(own), asked)

    def _no_text(self, own: Sequence[str], written: int) -> Finding | None:
        """What to say of something that is too short, too long, copied, or no sentences."""
        words = list(filter(is_word, own))
        if written > self.max_words:
            said = f"{written} words: nobody who decides will read them. Cut to {self.max_words}."
            return Finding(Verdict.WRONG, said, cause="long")
        if len(words) < self.min_words <= written:
            said = "This is the text of the exercise. What is your answer, in your own words?"
            return Finding(Verdict.WRONG, said, cause="copied")
        if len(words) < self.min_words:
            said = f"{written} word{'s' * (written != 1)} cannot say it; two sentences or more are wanted."
            return Finding(Verdict.WRONG, said, cause="short")
        small = sum(word in _SMALL for word in words) / len(words)
        if small < ENOUGH_SMALL or len(set(words)) <= len(words) / 2:
            said = "These are key words. Put them into sentences: what is claimed of what?"
            return Finding(Verdict.WRONG, said, cause="list")
        return None

    def _read(self, exercise: Exercise, text: Text, asked: Sequence[str]) -> Finding:
        met = [idea for idea in self.rubric if idea.met(text)]
        missing = [idea for idea in self.rubric if idea not in met]
        found = f"Found: {'; '.join(idea.idea for idea in met)}." if met else "None of the ideas was found."
        model = f"One way to put it: {exercise.reference}"
        mistake = next((m for m in exercise.mistakes if m.wrong(text)), None) or self._contradiction(text)
        if mistake:
            kept = 0.25 if self.rubric[-1].denied(text) else 0.5
            share = kept * len(met) / len(self.rubric)
            return Finding(
                Verdict.PARTIAL if share else Verdict.WRONG,
                f"{found} But as it reads, one sentence does not hold.",
                mistake.hint,
                "\n".join(filter(None, [mistake.more, model])),
                share=share,
                cause=mistake.name,
            )
        if not missing:
            return Finding(Verdict.PASS, f"{found} {exercise.praise}".strip(), more=model, share=1.0)
        spoken_of = _subjects(text.tokens) & _subjects(asked)
        return Finding(
            Verdict.PARTIAL if met or len(spoken_of) > 2 else Verdict.WRONG,
            f"{found} {_UNSURE}",
            missing[0].question,
            "\n".join([f"Not found for sure: {idea.idea}. {idea.question}" for idea in missing] + [model]),
            share=len(met) / len(self.rubric),
            cause="incomplete",
        )

    def _contradiction(self, text: Text) -> Mistake | None:
        """The mistake of saying the opposite of an idea, where the exercise declares none for it."""
        idea = next((idea for idea in self.rubric if idea.denied(text)), None)
        if idea is None:
            return None
        return Mistake(
            idea.denied, f"You say the opposite of this: {idea.idea}. {idea.question}", name=idea.idea
        )


_UNSURE = (
    "A machine reads for words: what it did not find may still be there. Compare with the model answer "
    "(`more=True`), or ask your neighbour."
)


def _subjects(read: Sequence[str]) -> set[str]:
    """The words that a text is about, without their endings."""
    return {base(token) for token in read if len(token) > 3 and token not in _SMALL}


def _without_copies(own: Sequence[str], prompt: Sequence[str]) -> tuple[str, ...]:
    """The tokens of a text without the sentences that are the prompt's."""
    asked = list(filter(is_word, prompt))
    there = set(zip(*(asked[i:] for i in range(COPIED)), strict=False))
    kept: list[str] = []
    for sentence in sentences(own):
        words = list(filter(is_word, sentence))
        runs = [i for i in range(len(words) - COPIED + 1) if tuple(words[i : i + COPIED]) in there]
        copied = {i + k for i in runs for k in range(COPIED)}
        if len(words) < 6 or len(copied) < 0.8 * len(words):
            kept += sentence
    return tuple(kept)
