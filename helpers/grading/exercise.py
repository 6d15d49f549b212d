"""Declarations: an exercise says what is right, what is typically wrong, and how to tell them apart."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
    """One exercise.

    ``cases`` maps a random generator to one tuple of arguments; ``edges`` are further makers of
    cases that are rare but legal. Fresh ones are drawn at every check. ``forbidden`` lists modules
    whose functions may not do the work, because doing it is the exercise. ``arguments`` names what
    the answer is called with; without it, the reference's own parameters. ``keep`` marks an answer
    that the progress file remembers as a prediction.
    """

    id: str
    title: str
    points: float
    minutes: int
    reference: Any
    mistakes: Sequence[Mistake] = ()
    kind: Kind | None = None
    cases: CaseMaker | None = None
    edges: Sequence[CaseMaker] = ()
    tolerance: Tolerance | MonteCarlo = field(default_factory=lambda: relative(1e-8))
    arguments: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    praise: str = ""
    advice: str = ""
    seconds: float = 5.0
    keep: bool = False

    def __post_init__(self) -> None:
        if self.kind is None:
            from helpers.grading.kinds.numbers.function import Function

            object.__setattr__(self, "kind", Function())
        if self.cases is not None and not self.arguments:
            names = tuple(inspect.signature(self.reference).parameters)
            object.__setattr__(self, "arguments", names)

    @property
    def chapter(self) -> str:
        """The two digits before the point."""
        return self.id.partition(".")[0]

    def judge(self, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge ``answer`` on cases drawn from ``rng``."""
        if self.kind is None:
            raise GraderError(f"exercise {self.id} has no kind")
        return self.kind.judge(self, answer, rng)
