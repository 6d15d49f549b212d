"""What somebody who holds a mistake would hand to ``check``, for each kind of exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.grading import Exercise, Mistake
from helpers.grading.kinds.figures.figure import Figure
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.kinds.posteriors.draws import ENOUGH, Draws
from helpers.grading.kinds.posteriors.model import Model
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.kinds.words.sentence import Sentence
from helpers.grading.kinds.words.text import FreeText
from tests.grading.answers import answers


def imitate(exercise: Exercise, mistake: Mistake, seed: int = 0) -> Any:
    """The answer; models and texts come from the chapter's answers, by the mistake's name."""
    return _BY_KIND[type(exercise.kind)](exercise, mistake, seed)


def _function(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
    def learners_function(*arguments: Any) -> Any:
        return mistake.wrong(*arguments)

    return learners_function


def _value(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
    return mistake.wrong()


def _choice(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
    return (mistake.wrong, 70) if exercise.kind.confidence else mistake.wrong


def _sentence(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
    """The mistake's clauses, and otherwise those of a right sentence."""
    return {**exercise.reference[0], **mistake.wrong}


def _figure(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
    """Everything right but what the mistake draws wrongly."""

    def draw(*arguments: Any) -> Any:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots()
        items = {**exercise.reference(*arguments), **mistake.wrong(*arguments)}
        for item, value in items.items():
            if item.startswith("points"):
                ax.plot(value, np.arange(len(value)), "o")
            elif item.startswith("intervals"):
                ax.hlines(np.arange(len(value[0])), *value)
            else:
                ax.axvline(value)
        ax.set_xlabel("effect")
        return ax

    return draw


def _draws(exercise: Exercise, mistake: Mistake, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    plenty = int(2 * max([ENOUGH, *exercise.kind.min_effective.values()]))

    def drawn(*arguments: Any) -> dict[str, Any]:
        n = exercise.kind.wanted(exercise, arguments) or plenty
        return {
            name: np.asarray(marginal.sample(n, rng)) for name, marginal in mistake.wrong(*arguments).items()
        }

    if exercise.cases is None:
        return drawn()

    def sampler(*arguments: Any) -> Any:
        """Its last argument is a generator of its own."""
        return drawn(*arguments[:-1])

    return sampler


def _from_answers(table: str) -> Callable[[Exercise, Mistake, int], Any]:
    def look_up(exercise: Exercise, mistake: Mistake, seed: int) -> Any:  # noqa: ARG001
        mistaken = answers(exercise, table)
        return mistaken(mistake.name) if callable(mistaken) else mistaken[mistake.name]

    return look_up


_BY_KIND: dict[type, Callable[[Exercise, Mistake, int], Any]] = {
    Function: _function,
    Value: _value,
    Choice: _choice,
    Sentence: _sentence,
    Figure: _figure,
    Draws: _draws,
    Model: _from_answers("MISTAKEN_MODELS"),
    FreeText: _from_answers("MISTAKEN_TEXTS"),
}
