"""All exercises, a chapter loaded when first asked for."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from itertools import combinations
from pkgutil import iter_modules
from types import ModuleType

from helpers.grading import chapters as _chapters
from helpers.grading.declare import id_of
from helpers.grading.exercise import Exercise

FOLDERS = _chapters.__path__  # where chapters are declared; `private` adds others


def chapters() -> list[str]:
    """Two-digit numbers of the chapters that have exercises."""
    return sorted(
        m.name.removeprefix("ch") for m in iter_modules(_chapters.__path__) if m.name.startswith("ch")
    )


@cache
def exercises(chapter: str | None = None) -> tuple[Exercise, ...]:
    """The exercises of one chapter (``"03"``), or of all, in order."""
    if chapter is None:
        return tuple(e for c in chapters() for e in exercises(c))
    if chapter not in chapters():
        return ()
    package = import_module(f"{_chapters.__name__}.ch{chapter}")
    files = [m.name for m in iter_modules(package.__path__) if re.match(r"e\d", m.name)]
    found = {name: _declared_in(import_module(f"{package.__name__}.{name}")) for name in files}
    for one, other in combinations(found, 2):
        if found[one].id == found[other].id:
            raise ValueError(f"{one}.py and {other}.py of chapter {chapter} both declare {found[one].id}")
    return tuple(sorted(found.values(), key=lambda e: int(e.id.partition(".")[2])))


def _declared_in(module: ModuleType) -> Exercise:
    """The exercise of one file; those it imports have another number."""
    path = str(module.__file__)
    named = {n: v for n, v in vars(module).items() if isinstance(v, Exercise) and v.id == id_of(path)}
    if len(named) != 1:
        raise ValueError(f"{path} must declare one exercise; it declares {', '.join(named) or 'none'}")
    return next(iter(named.values()))


def find(exercise_id: str) -> Exercise:
    """The exercise with this id; ``KeyError`` says which there are."""
    wanted = str(exercise_id).strip() if type(exercise_id) in (str, float) else ""
    chapter = wanted.partition(".")[0].zfill(2)
    for exercise in exercises(chapter):
        if exercise.id in (wanted, f"{chapter}.{wanted.partition('.')[2]}"):
            return exercise
    known = [e.id for e in exercises(chapter)]
    where = (
        f"chapter {int(chapter)} has {', '.join(known)}"
        if known
        else f"there are exercises for chapters {', '.join(chapters())}"
    )
    raise KeyError(f"There is no exercise {wanted!r}; {where}.")
