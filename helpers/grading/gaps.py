"""Gaps: code that is still as the notebook gave it, in an answer or in what the answer uses."""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from helpers.grading.elsewhere import Elsewhere
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.sheets import INSTEAD, cells_of
from helpers.grading.show import gap_text, name_of
from helpers.grading.stubs import bound_in, stubs_of


def as_given(exercise: Exercise, answer: Any) -> Finding | None:
    """What to say of given code that nobody has touched, a gap or an error to spot; None of all else."""
    if exercise.as_given is not None:
        untouched = exercise.as_given(answer)
    else:
        untouched = answer.facts["as_given"] if isinstance(answer, Elsewhere) else is_given(exercise, answer)
    if not untouched:
        return None
    gap = answer.facts["gap"] if isinstance(answer, Elsewhere) else has_gap(answer)
    if gap:  # nothing in it is wrong yet
        said = gap_text(answer)
    else:
        said = "This is the code as you were given it. Find what is wrong, mend it, and run its cell."
    return Finding(Verdict.NOT_ATTEMPTED, said)


def has_gap(answer: Any) -> bool:
    """Whether a function holds the three dots of a gap."""
    return type(answer) is FunctionType and Ellipsis in answer.__code__.co_consts


def is_given(exercise: Exercise, answer: Any) -> bool:
    """Whether a function is one that the notebook gives, with a gap or an error to spot."""
    cells = (cell.source for cell in cells_of(exercise.chapter) if cell.exercise == exercise.id)
    gives_code = any(INSTEAD in source for source in cells)
    return gives_code and type(answer) is FunctionType and _is_given(answer.__code__, exercise.id)


def chained(exercise: Exercise, answer: Any) -> Finding | None:
    """What to say of an answer that uses a name of another cell which is still a gap, or has not been run."""
    if isinstance(answer, Elsewhere):
        name, unknown = answer.facts["chained"], answer.facts["unknown"]
    else:
        name, unknown = open_gap(exercise, answer)
    place = _places(exercise.chapter).get(name)
    if place is None:
        return None
    state = f"is not there yet: run {_cell(place)} first"
    if not unknown:
        state = f"still has its gap: {_cell(place)} comes first"
    text = f"`{name_of(answer)}` uses `{name}`, which {state}."
    return Finding(Verdict.NOT_ATTEMPTED, text, cause="chained")


def open_gap(exercise: Exercise, answer: Any) -> tuple[str, bool]:
    """The sheet's name that a function uses and that is a gap, or (True) unknown; ``""`` for none."""
    if type(answer) is not FunctionType:
        return "", False
    for name, value in _used(answer, exercise.chapter):
        place = _places(exercise.chapter).get(name)
        if place is None or place == exercise.id:
            continue
        if value is _UNKNOWN:
            return name, True
        if value is Ellipsis or (type(value) is FunctionType and _is_given(value.__code__, place)):
            return name, False
    return "", False


_UNKNOWN = object()


def _used(function: FunctionType, chapter: str) -> Iterator[tuple[str, Any]]:
    """The sheet's names that a function uses, itself or through functions of the same notebook."""
    waiting, seen = [function], {function}
    while waiting:
        at = waiting.pop()
        names = at.__globals__
        steps = (step for code in _codes(at.__code__) for step in dis.get_instructions(code))
        for name in (str(step.argval) for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")):
            value = names.get(name, getattr(builtins, name, _UNKNOWN))
            if name in _places(chapter):
                yield name, value
            if type(value) is FunctionType and value.__globals__ is names and value not in seen:
                seen.add(value)
                waiting.append(value)


def made_in(exercise: Exercise) -> set[str]:
    """The names that the exercise's own cells make."""
    return {name for name, place in _places(exercise.chapter).items() if place == exercise.id}


def _cell(place: str) -> str:
    return f"the cell of exercise {place}" if place[:1].isdigit() else f"the cell that begins with `{place}`"


@cache
def _places(chapter: str) -> dict[str, str]:
    """For each name that a sheet's cells make: the exercise it belongs to, or the first line of its cell."""
    found: dict[str, str] = {}
    for cell in cells_of(chapter):
        if cell.kind == "code" and not {"solution", "check"} & set(cell.tags):
            first = cell.source.strip().partition("\n")[0]
            for name in bound_in(ast.parse(cell.source)):
                found.setdefault(name, cell.exercise if "exercise" in cell.tags else first)
    return found


def _is_given(code: CodeType, exercise_id: str) -> bool:
    return any(_same(code, given) for given in _given(exercise_id))


@cache
def _given(exercise_id: str) -> tuple[CodeType, ...]:
    """The functions of an exercise as its notebook gives them."""
    compiled = (compile(given, "<given>", "exec") for given in stubs_of(exercise_id))
    return tuple(code for module in compiled for code in list(_codes(module))[1:])


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A piece of code, and those defined inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _same(one: CodeType, other: CodeType) -> bool:
    """Whether two functions do the same, step by step; lines, comments and file do not matter."""
    return _steps(one) == _steps(other)


def _steps(code: CodeType) -> list[Any]:
    idle = ("NOP", "PUSH_NULL")  # they depend on what else the cell holds
    found: list[Any] = []
    for step in dis.get_instructions(code):
        value = step.argval
        if step.opname not in idle:
            inner = _steps(value) if isinstance(value, CodeType) else repr(value)
            found.append((step.opname, "" if step.opcode in dis.hasjrel else inner))
    return found
