"""A function exercise on a built page: data drawn once, and what is right on them and each mistake gives.

A reader works the case by hand, with a calculator or in a notebook, and is told what `check` would say.
Data are drawn until all answers differ; where one set cannot tell them apart, a second is put beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.exercise import Arguments, CaseMaker, Exercise, Mistake
from helpers.grading.feedback import Feedback, Verdict
from helpers.grading.kinds.numbers.diagnosis import Trial, diagnose
from helpers.grading.kinds.numbers.drawing import Case, case_of, draw_cases
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.rounding import give_more
from helpers.grading.kinds.numbers.transforms import slips
from helpers.grading.kinds.numbers.value import TOO_SHORT
from helpers.grading.on_page import regions, told
from helpers.grading.reading import Parts, Reading, truth_parts
from helpers.grading.sandbox import Outcome
from helpers.grading.show import show
from helpers.grading.tolerance import Tolerance

NEAR = Tolerance(relative=1e-3, absolute=1e-3)  # three decimals, and what is rounded on the way to them
_ENOUGH = 3  # decimals: with fewer a right number is asked for more
_APART = 2.5  # of these tolerances between any two answers
_SMALLEST = 0.02  # of what is not zero, where there are data that give no smaller number
_DRAWN = 120  # sets of data, tried from the shortest on
_AT_ONCE = 2
_DATA, _ANSWERS = 80, 16  # numbers to read, and to give, at most


@dataclass(frozen=True)
class PageCase:
    """The ``cases`` to work, all numbers wanted, and those that each of the ``mistakes`` gives instead.

    Left out are mistakes that no number shows: on data where the others do not stop, they are right.
    """

    cases: tuple[Case, ...]
    right: FloatArray
    mistakes: tuple[tuple[Mistake, FloatArray], ...]


def page_case(exercise: Exercise) -> PageCase | None:
    """The case of a function with short data and a few numbers as its answer; None of any other exercise."""
    if not isinstance(exercise.kind, Function) or exercise.cases is None:
        return None
    pool = _short(exercise, exercise.cases, 0)
    made = cache(lambda i: case_of(exercise, pool[i], edge=False))  # looked at again where one is not enough
    chosen: tuple[Case, ...] = ()
    for _ in range(_AT_ONCE):
        chosen = _telling(exercise, chosen, map(made, range(len(pool))))
        if not chosen or not _untold(exercise, chosen):
            break
        pool += [data for i, edge in enumerate(exercise.edges, 1) for data in _short(exercise, edge, i)]
    right = _answer(chosen, [case.parts for case in chosen])
    if right is None or right.size > _ANSWERS:
        return None
    known = ((m, _answer(chosen, [case.rivals[m.name] for case in chosen])) for m in exercise.mistakes)
    wrong = ((m, x) for m, x in known if x is not None and NEAR.distance(x, right) >= _APART)
    return PageCase(chosen, right, tuple(wrong))


def case_on_page(exercise: Exercise) -> dict[str, Any] | None:
    """The case as facts for a page, judged there as a value is: see `on_page`, or None."""
    found = page_case(exercise)
    return facts_of(exercise, found) if found else None


def facts_of(exercise: Exercise, found: PageCase) -> dict[str, Any]:
    """What a page has to know of a case."""
    fresh = draw_cases(exercise, np.random.default_rng(1))
    numbers = [found.right, *(numbers for _, numbers in found.mistakes)]
    places = regions(numbers, NEAR)
    slipped = list(slips(np.array(places[0])))
    several = len(found.cases) > 1
    data = [_data(exercise, case) for case in found.cases]
    return {
        "id": exercise.id,
        "kind": "case",
        "data": "\n\n".join(f"# data {i}\n{text}" for i, text in enumerate(data, 1)) if several else data[0],
        "labels": [
            ", ".join([f"data {i}"] * several + [label])
            for i, case in enumerate(found.cases, 1)
            for label in _labels(case.parts)
        ],
        "regions": [*places, *(place.tolist() for place, _ in slipped)],
        "told": [
            told(_right()),
            *(told(_typical(exercise, mistake, fresh)) for mistake, _ in found.mistakes),
            *(told(_other(words)) for _, words in slipped),
            told(_other(exercise.advice)),
        ],
        "right": found.right.tolist(),
        "mistakes": len(found.mistakes),
        "decimals": _ENOUGH,
        "room": NEAR.size(found.right).tolist(),
        "short": {"": told(_few_digits(found.right.size))},
    }


def _short(exercise: Exercise, maker: CaseMaker, stream: int) -> list[Arguments]:
    """Data that can be put on a page, the shortest first; the same at every build."""
    rng = np.random.default_rng([*map(int, exercise.id.split(".")), stream])
    return sorted(_drawn(maker, rng), key=lambda data: (_tiny(exercise, data), _size(data)))


def _tiny(exercise: Exercise, data: Arguments) -> bool:
    """Whether an answer has a number so small that three decimals hardly tell it."""
    found = np.abs(np.concatenate([np.ravel(x) for x in truth_parts(exercise.reference(*data)).values()]))
    return bool(np.any((found > 0) & (found < _SMALLEST)))


def _drawn(maker: CaseMaker, rng: np.random.Generator) -> Iterator[Arguments]:
    for _ in range(_DRAWN):
        data = maker(rng)
        if _size(data) <= _DATA:
            yield data
        elif _size(data) > 10 * _DATA:
            return  # nor will the next one be short


def _size(data: Arguments) -> int:
    """How much there is to read: numbers, and every character of a file."""
    return sum(len(a) if isinstance(a, str) and "\n" in a else np.size(a) for a in data)


def _telling(exercise: Exercise, chosen: tuple[Case, ...], pool: Iterable[Case]) -> tuple[Case, ...]:
    """``chosen`` with the first case that tells all answers apart, else the one that leaves fewest untold."""
    best, least = chosen, _untold(exercise, chosen) if chosen else np.inf
    for case in pool:
        cases = (*chosen, case)
        untold = _untold(exercise, cases)
        if untold < least:
            best, least = cases, untold
        if not untold:
            break
    return best


def _untold(exercise: Exercise, cases: tuple[Case, ...]) -> int:
    """How many pairs of answers are too near each other and hinted at differently, or give no numbers."""
    answers = [_answer(cases, [case.parts for case in cases])]
    answers += [_answer(cases, [case.rivals[m.name] for case in cases]) for m in exercise.mistakes]
    if answers[0] is None:
        return len(answers) ** 2
    hints = [
        hint
        for hint, x in zip(["", *(m.hint for m in exercise.mistakes)], answers, strict=True)
        if x is not None
    ]
    given = [x for x in answers if x is not None]
    near = NEAR.distances(np.array(given)) < _APART
    other = np.array(hints)[:, None] != np.array(hints)
    return int(np.triu(near & other, 1).sum()) + len(answers) - len(given)


def _answer(cases: tuple[Case, ...], parts: list[Parts | None]) -> FloatArray | None:
    """All numbers of an answer to ``cases``; None where it is not as many finite numbers as are wanted."""
    flat: list[FloatArray] = []
    for case, given in zip(cases, parts, strict=True):
        shapes = {name: part.shape for name, part in (given or {}).items()}
        if given is None or shapes != {name: part.shape for name, part in case.parts.items()}:
            return None
        flat += [np.ravel(given[name]) for name in case.parts]
    numbers = np.concatenate(flat) if flat else np.empty(0)
    return numbers if numbers.size and np.isfinite(numbers).all() else None


def _data(exercise: Exercise, case: Case) -> str:
    """The data as code that a notebook can run."""
    return "\n".join(
        f"{name} = {_code(argument)}"
        for name, argument in zip(exercise.arguments, case.arguments, strict=True)
    )


def _code(argument: Any) -> str:
    if isinstance(argument, np.ndarray) and argument.ndim:
        kind = ", dtype=float" if argument.dtype.kind == "f" and np.all(argument % 1 == 0) else ""
        return f"np.array({_listed(argument)}{kind})"
    return show(argument)


def _listed(values: Any) -> str:
    """All numbers of an array as nested lists; what is missing as NumPy's name for it."""
    if np.ndim(values):
        return "[" + ", ".join(map(_listed, values)) + "]"
    return "np.nan" if np.isnan(values) else show(values)


def _labels(parts: Parts) -> Iterator[str]:
    """What each number is called."""
    for name, part in parts.items():
        for i in range(part.size):
            counted = [str(i + 1)] if name else [f"number {i + 1}"]
            yield ", ".join([name] * bool(name) + counted * (part.size > 1)) or "the number"


def _right() -> Feedback:
    message = "That is what comes out of these data. In the notebook your function is tried on fresh ones."
    return Feedback(passed=True, score=0, message=message, verdict=Verdict.PASS)


def _typical(exercise: Exercise, mistake: Mistake, fresh: list[Case]) -> Feedback:
    """What a check on fresh data says to a function that makes this mistake."""
    assert isinstance(exercise.tolerance, Tolerance)
    given = [case.rivals[mistake.name] for case in fresh]
    readings = [Reading(parts or {}, problem="" if parts else "no number") for parts in given]
    trials = [Trial(case, Outcome(), reading) for case, reading in zip(fresh, readings, strict=True)]
    found = diagnose(exercise, trials, exercise.tolerance, lambda _: "")
    message = "That is what one typical mistake gives."
    return Feedback(False, 0, message, found.hint, found.verdict, more=mistake.more)


def _few_digits(count: int) -> Feedback:
    return Feedback(False, 0, f"That {TOO_SHORT}", give_more(count, _ENOUGH))


def _other(hint: str) -> Feedback:
    return Feedback(False, 0, "That is not what comes out of these data.", hint)
