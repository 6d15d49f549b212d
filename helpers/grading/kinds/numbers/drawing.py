"""Drawing fresh cases that can tell every declared mistake from every other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.exercise import Arguments, Exercise, GraderError
from helpers.grading.reading import Parts, truth_parts
from helpers.grading.tolerance import Tolerance

ORDINARY = 8
EACH_EDGE = 2
SEPARATION = 20.0
_ATTEMPTS = 60


@dataclass(frozen=True)
class Case:
    """One set of arguments, what is right, and what each mistake makes of it."""

    arguments: Arguments
    truth: Any
    parts: Parts
    rivals: dict[str, Parts | None]
    edge: bool

    @property
    def size(self) -> int:
        """How much there is to read."""
        return sum(np.size(a) for a in self.arguments)


def draw_cases(exercise: Exercise, rng: np.random.Generator) -> list[Case]:
    """Draw cases, again if need be, until every pair of candidates is separated on them."""
    for _ in range(_ATTEMPTS):
        cases = _draw_once(exercise, rng)
        if not confusable(exercise, cases):
            return cases
    names = ", ".join(f"{a} and {b}" for a, b in confusable(exercise, cases))
    raise GraderError(f"exercise {exercise.id}: the cases do not separate {names}")


def _draw_once(exercise: Exercise, rng: np.random.Generator) -> list[Case]:
    if exercise.cases is None:
        raise GraderError(f"exercise {exercise.id} declares no cases")
    cases = [case_of(exercise, exercise.cases(rng), edge=False) for _ in range(ORDINARY)]
    return cases + [
        case_of(exercise, edge(rng), edge=True) for edge in exercise.edges for _ in range(EACH_EDGE)
    ]


def case_of(exercise: Exercise, arguments: Arguments, *, edge: bool) -> Case:
    """What is right on these arguments, and what each mistake makes of them."""
    truth = exercise.reference(*arguments)
    rivals = {m.name: _rival(m.wrong, arguments, exercise.parts) for m in exercise.mistakes}
    return Case(arguments, truth, truth_parts(truth, exercise.parts), rivals, edge)


def _rival(wrong: Any, arguments: Arguments, parts: Sequence[str]) -> Parts | None:
    """What a mistake gives; None where it has no answer at all."""
    try:
        with np.errstate(all="ignore"):
            return truth_parts(wrong(*arguments), parts)
    except (ArithmeticError, ValueError):
        return None


def confusable(exercise: Exercise, cases: list[Case]) -> list[tuple[str, str]]:
    """Pairs of candidates that fewer than two cases tell apart by ``SEPARATION`` tolerances."""
    tolerance = exercise.tolerance
    if not isinstance(tolerance, Tolerance):
        return []
    names = ["the right answer", *(m.name for m in exercise.mistakes)]
    telling = np.zeros((len(names), len(names)), dtype=int)
    for case in cases:
        telling += _distances(case, names, tolerance) >= SEPARATION
    return [
        (one, names[j]) for i, one in enumerate(names) for j in range(i + 1, len(names)) if telling[i, j] < 2
    ]


def _distances(case: Case, names: list[str], tolerance: Tolerance) -> FloatArray:
    """How far apart all candidates are on one case, in tolerances; no answer is far from any answer."""
    flat = [_flat(case.parts), *(_flat(case.rivals[name]) for name in names[1:])]
    alike = [i for i, row in enumerate(flat) if row is not None and row.shape == flat[0].shape]  # type: ignore[union-attr]
    apart = np.full((len(names), len(names)), np.inf)
    rows = np.array([flat[i] for i in alike])
    apart[np.ix_(alike, alike)] = tolerance.distances(rows)
    return apart


def _flat(parts: Parts | None) -> FloatArray | None:
    return None if parts is None else np.concatenate([np.ravel(part) for part in parts.values()])
