"""Plans of sessions: half a day, a day, two days. Minutes are those that the pages themselves declare.

A room of experiments (``book/trainers.md``) opens each plan and closes it: what is drawn in the morning stays
hidden until the end. What is done at home, before and afterwards, is not in a day's minutes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from helpers.authoring import minutes, path

ROOM = "trainers.md"
_PREDICTED = "predict"  # the last piece of the room's opening; what follows it closes the plan
BREAK, SHORT, LUNCH = "Break", "Short break", "Lunch"
PAUSES = {BREAK: 15, SHORT: 10, LUNCH: 60}
OPENING, CLOSING = "The room opens", "The room closes"
_EXERCISE = re.compile(r"\b\d\d\.\d\b")
START = 9 * 60  # minutes after midnight

# A chapter by its number; with pieces of it, the part up to the first of them, and then the others.
Step = str | int | tuple[int, *tuple[str, ...]]
PLANS: dict[str, tuple[tuple[Step, ...], ...]] = {
    "half-day": ((OPENING, 1, BREAK, 4, BREAK, 17, CLOSING),),
    "one-day": (
        (
            OPENING,
            1,
            BREAK,
            3,
            SHORT,
            4,
            LUNCH,
            5,
            SHORT,
            17,
            BREAK,
            (19, "touch it", "renew or not"),
            CLOSING,
        ),
    ),
    "two-day": (
        (OPENING, 1, BREAK, 3, SHORT, 4, LUNCH, 5, BREAK, 6, BREAK, 10),
        (11, SHORT, 13, BREAK, 15, LUNCH, 16, SHORT, 17, BREAK, 19, CLOSING),
    ),
}


@dataclass(frozen=True)
class Entry:
    """One line of a plan; ``start`` is in minutes after midnight, ``page`` what it is taught from, if any."""

    start: int
    minutes: int
    title: str
    page: Path | None = None
    exercises: tuple[str, ...] = ()  # done in these minutes

    @property
    def end(self) -> int:
        """When it is over, in minutes after midnight."""
        return self.start + self.minutes


def plan(name: str, root: Path) -> list[list[Entry]]:
    """The days of the plan ``name``, from the pages of the book at ``root``.

    Raises ``ValueError`` for a plan that there is not, and for a page that declares no minutes.
    """
    if name not in PLANS:
        raise ValueError(f"plan must be one of {', '.join(PLANS)}; found {name!r}")
    days = []
    for steps in PLANS[name]:
        day: list[Entry] = []
        for step in steps:
            day.append(_entry(step, day[-1].end if day else START, root))
        days.append(day)
    return days


def pages(root: Path) -> list[Path]:
    """Every page from which some plan takes its minutes."""
    return [root / "book" / ROOM, *path.chapters(root)]


def taught(name: str) -> list[int]:
    """Numbers of the chapters in a plan, in its order."""
    steps = chain.from_iterable(PLANS[name])
    return [s if isinstance(s, int) else s[0] for s in steps if not isinstance(s, str)]


def clock(minute: int) -> str:
    """``9:05`` for the minute after midnight."""
    return f"{minute // 60}:{minute % 60:02d}"


def _entry(step: Step, start: int, root: Path) -> Entry:
    if isinstance(step, str) and step in PAUSES:
        return Entry(start, PAUSES[step], step)
    if isinstance(step, str):
        page = root / "book" / ROOM
        room = minutes.session(page)
        opening = room.until(_PREDICTED)
        return Entry(start, opening if step == OPENING else room.minutes - opening, step, page)
    number, *asked = (step,) if isinstance(step, int) else step
    page = next(chapter for chapter in path.chapters(root) if path.number(chapter) == number)
    core = minutes.session(page)
    names = [name for name, _ in core.pieces]
    for piece in asked:
        core.piece(piece)  # raises where there is none
    until = names.index(asked[0]) + 1 if asked else len(names)
    taught = [*names[:until], *asked[1:]]
    title = f"{number} {path.title(page)}"
    if asked:
        title += f", up to “{asked[0]}”" + "".join(f", then “{piece}”" for piece in asked[1:])
    done = tuple(found for name in taught for found in _EXERCISE.findall(name))
    return Entry(start, sum(core.piece(name) for name in taught), title, page, done)
