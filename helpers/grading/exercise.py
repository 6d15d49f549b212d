"""What an exercise is: what is right, what is typically wrong, and how to tell them apart."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

import numpy as np

from helpers.grading.feedback import Finding
from helpers.grading.tolerance import MonteCarlo, Tolerance, relative

Arguments = tuple[Any, ...]
CaseMaker = Callable[[np.random.Generator], Arguments]


class GraderError(Exception):
    """Something is wrong with the exercise, not with the answer."""


@dataclass(frozen=True)
class Mistake:
    """A typical mistake, as code, with the hint it deserves.

    ``wrong`` has the reference's signature and returns what somebody who makes this mistake would
    get; for a choice it is the wrong option itself. ``hint`` is the first thing a learner is told
    and must not give the formula away; ``more`` comes on request.
    """

    wrong: Any
    hint: str
    more: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", getattr(self.wrong, "__name__", str(self.wrong)))


class Kind(Protocol):
    """One way of judging; see ``helpers.grading.kinds``."""

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge ``answer``; the learner's code has already been fenced in by the caller."""
        ...


@dataclass(frozen=True)
class Exercise:
    """One exercise, as ``helpers.grading.declare`` makes it. Calling it computes the right answer.

    ``cases`` maps a random generator to one tuple of arguments; ``edges`` are further makers of
    cases that are rare but legal. Fresh ones are drawn at every check. ``forbidden`` lists modules
    whose functions may not do the work, because doing it is the exercise. ``arguments`` names what
    the answer is called with; without it, the reference's own parameters. ``parts`` is what several
    numbers that are wanted at once are called, as in "τ² is right". ``keep`` marks an answer
    that the progress file remembers as a prediction. ``as_given`` tells whether an answer is what the
    untouched notebook hands over, where code was given that is no function (of one the code is compared).
    """

    id: str
    title: str
    points: float
    minutes: int
    reference: Any
    kind: Kind
    mistakes: list[Mistake] = field(default_factory=list)
    cases: CaseMaker | None = None
    edges: Sequence[CaseMaker] = ()
    tolerance: Tolerance | MonteCarlo = field(default_factory=lambda: relative(1e-8))
    arguments: Sequence[str] = ()
    parts: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    praise: str = ""
    advice: str = ""
    seconds: float = 5.0
    keep: bool = False
    as_given: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        if self.cases is not None and not self.arguments:
            names = tuple(inspect.signature(self.reference).parameters)
            object.__setattr__(self, "arguments", names)

    def __call__(self, *arguments: Any) -> Any:
        return self.reference(*arguments)

    @property
    def chapter(self) -> str:
        """The two digits before the point."""
        return self.id.partition(".")[0]

    def mistake[Wrong](self, wrong: Wrong, words: str = "", *, name: str = "") -> Wrong:
        """Declare a typical mistake, above the function that makes it or by a call.

        ``words`` are what a learner is told, the hint and after an empty line what comes on request; above a
        function they are its docstring. ``name`` is that of the function unless it is given.
        """
        known = Mistake(wrong, *hint_and_more(words or _docstring(wrong)), name)
        if not known.hint:
            raise ValueError(f"exercise {self.id}: the mistake {known.name} has no hint")
        self.mistakes.append(known)
        return wrong

    def judge(self, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge ``answer`` on cases drawn from ``rng``."""
        return self.kind.judge(self, answer, rng)


def _docstring(function: Any) -> str:
    """That of a function; what is no function has only the docstring of its type."""
    return (hasattr(function, "__name__") and function.__doc__) or ""


def hint_and_more(text: str) -> tuple[str, str]:
    """The first paragraph of a docstring, and the rest, a line a paragraph.

    Lines of a paragraph are joined, but for those indented by four spaces: they are code.
    """
    first, *rest = re.split(r"\n\s*\n", inspect.cleandoc(text))
    return _joined(first), "\n".join(map(_joined, rest))


def _joined(paragraph: str) -> str:
    parts = groupby(paragraph.splitlines(), key=lambda line: line.startswith("    "))
    return "\n".join("\n".join(lines) if is_code else " ".join(lines) for is_code, lines in parts)
