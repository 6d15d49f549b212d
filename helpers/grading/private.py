"""Exercises that stand outside the public repository: a trainer's own, for a class that is assessed.

A folder like the course's: ``chapters/chNN/eM_topic.py`` declares the exercises (with an empty
``__init__.py`` in each ``chNN``), ``solutions/NN-topic.md`` holds the sheet. Numbers of chapters must be
others than the course's. Whoever grades has them; the process in which a learner's notebook runs has not.
"""

from __future__ import annotations

import re
from pathlib import Path

from helpers.grading import registry, sheets

_used: set[str] = set()


def use(folder: str | Path) -> None:
    """Add the exercises of ``folder`` to those that are known in this process.

    Raises ``ValueError`` where it holds none, or a chapter that the course has already.
    """
    place = Path(folder).resolve()
    if str(place) in _used:
        return
    declared = place / "chapters"
    numbers = [path.parent.name.removeprefix("ch") for path in sorted(declared.glob("ch*/__init__.py"))]
    numbers = [number for number in numbers if re.fullmatch(r"\d\d", number)]
    if not numbers:
        raise ValueError(
            f"{folder} holds no exercises: put them in chapters/chNN/eM_topic.py, with an __init__.py"
        )
    if taken := sorted(set(numbers) & set(registry.chapters())):
        raise ValueError(f"{folder}: chapter {taken[0]} is there already. Number yours from 50 on")
    for number in numbers:
        if not list((place / "solutions").glob(f"{number}-*.md")):
            raise ValueError(f"{folder}: chapter {number} has no sheet solutions/{number}-topic.md")
    _used.add(str(place))
    registry.FOLDERS.append(str(declared))
    sheets.FOLDERS.append(place / "solutions")
    registry.exercises.cache_clear()
    sheets.cells_of.cache_clear()
