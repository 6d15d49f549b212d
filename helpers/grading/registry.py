"""All exercises, a chapter loaded when first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from helpers.grading import chapters as _chapters
from helpers.grading.exercise import Exercise


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
    found = tuple(import_module(f"helpers.grading.chapters.ch{chapter}").EXERCISES)
    ids = [e.id for e in found]
    if len(set(ids)) < len(ids) or any(e.chapter != chapter for e in found):
        raise ValueError(
            f"exercise ids of chapter {chapter} must be unique and start with {chapter}.; found {ids}"
        )
    return found


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
