'''How an exercise is declared: the right answer, below it the wrong ones, each with what a learner reads.

A file ``chapters/chNN/eM_topic.py`` declares exercise NN.M::

    @exercise("Cochran's Q", points=2, minutes=8, cases=random_studies, tolerance=relative(1e-9))
    def q(effects, std_errors):
        """Right: precision weights, about the weighted mean.

        Weigh each squared distance by its precision. About which mean?"""
        return weighted_q(effects, std_errors**-2)

    @q.mistake
    def with_1_over_s(effects, std_errors):
        """Your weights are 1/s. Information adds up on the scale of 1/variance."""
        return weighted_q(effects, 1 / std_errors)

The first paragraph praises the right answer, or hints at the mistake; the rest is told on request. What is
not computed is declared by a call, with the same words: see `prediction`, `choice`, `sentence` and
`free_text`. All of them pass on what they do not name to `Exercise`.
'''

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from helpers.grading.exercise import Exercise, Kind, hint_and_more
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.kinds.words.sentence import Sentence
from helpers.grading.kinds.words.text import FreeText, Idea

Decorator = Callable[[Callable[..., Any]], Exercise]

_PLACE = re.compile(r"ch(\d\d)[/\\]e([1-9]\d*)_\w+\.py$")


def id_of(path: str) -> str:
    """``"04.1"`` for ``…/ch04/e1_shrinkage.py``."""
    place = _PLACE.search(path)
    if place is None:
        raise ValueError(f"an exercise is declared in a file chNN/eM_topic.py, not in {path}")
    return f"{place[1]}.{place[2]}"


def exercise(title: str, *, kind: Kind | None = None, **facts: Any) -> Decorator:
    """Declare the function below as the right answer; without a ``kind`` the learner writes one like it."""
    return lambda right: _declared(title, kind or Function(), right, right.__doc__ or "", facts)


def value(title: str, **facts: Any) -> Decorator:
    """Declare what the function below returns as the right number, or numbers."""
    return exercise(title, kind=Value(), **facts)


def prediction(title: str, words: str, **facts: Any) -> Exercise:
    """Declare a choice that is made before the answer can be seen, with a confidence, and is kept."""
    return choice(title, words, confidence=True, keep=True, **facts)


def choice(
    title: str, words: str, *, right: str, options: Mapping[str, str], confidence: bool = False, **facts: Any
) -> Exercise:
    """Declare one of ``options``, key → what it says, as right; a mistake is a key."""
    return _declared(title, Choice(options, confidence), right, words, facts)


def sentence(
    title: str, words: str, *, right: str, slots: Mapping[str, Sequence[str]], **facts: Any
) -> Exercise:
    """Declare a sentence to put together; ``right`` is its letters, a mistake maps some slots to letters.

    ``slots`` maps each slot to its clauses, which are lettered from ``a``.
    """
    lettered = {slot: dict(zip(ascii_lowercase, clauses, strict=False)) for slot, clauses in slots.items()}
    return _declared(title, Sentence(lettered), [dict(zip(slots, right.split(), strict=True))], words, facts)


def free_text(title: str, words: str, *, model: str, rubric: Sequence[Idea], **facts: Any) -> Exercise:
    """Declare a text to write; ``model`` is one way to put it, a mistake a question to the text."""
    return _declared(title, FreeText(rubric), " ".join(model.split()), words, facts)


def _declared(title: str, kind: Kind, right: Any, words: str, facts: dict[str, Any]) -> Exercise:
    praise, advice = hint_and_more(words)
    number = id_of(_file_that_declares())
    return Exercise(number, title, kind=kind, reference=right, praise=praise, advice=advice, **facts)


def _file_that_declares() -> str:
    frame = sys._getframe()
    while frame.f_back and frame.f_globals is globals():
        frame = frame.f_back
    return frame.f_code.co_filename
