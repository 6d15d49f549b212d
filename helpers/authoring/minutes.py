"""How long a chapter takes: words at a stated pace, exercises by their own minutes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from helpers import _myst

WORDS_PER_MINUTE = 200
_UNREAD = {"code-cell", "exercises", "bibliography"}
_CORE = re.compile(r"^\*\*Timing\.\*\*.*?\b[Cc]ore (\d+) minutes: (.*?)\.(?=\s)", re.MULTILINE)
_PIECE = re.compile(r"(\S.*?) (\d+)(?: \([^)]*\))?(?:, |$)")
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


def words(text: str) -> int:
    """Count what a reader reads in a MyST chapter: not code, not options, nothing that is folded."""
    unread = [b for b in _myst.blocks(text) if b.name in _UNREAD or "dropdown" in b.option("class").split()]
    return len(_WORD.findall(_myst.running_text(text, leave_out=unread)))


def reading_minutes(chapter: Path) -> int:
    """Minutes to read ``chapter`` at ``WORDS_PER_MINUTE``, rounded up."""
    return math.ceil(words(chapter.read_text("utf-8")) / WORDS_PER_MINUTE)


def practice_minutes(chapter: Path) -> int:
    """Minutes its exercises take, by their declarations. The number before the first dash names them."""
    from helpers.grading import exercises

    return sum(exercise.minutes for exercise in exercises(chapter.name.partition("-")[0]))


@dataclass(frozen=True)
class Session:
    """What a page's note for trainers says of its core: the minutes in all, and each piece with its own."""

    minutes: int
    pieces: tuple[tuple[str, int], ...]

    def until(self, piece: str) -> int:
        """Minutes from the beginning to the end of ``piece``. Raises ``ValueError`` where there is none."""
        self.piece(piece)
        names = [name for name, _ in self.pieces]
        return sum(minutes for _, minutes in self.pieces[: names.index(piece) + 1])

    def piece(self, piece: str) -> int:
        """Minutes of ``piece`` alone. Raises ``ValueError`` where there is none."""
        if piece not in dict(self.pieces):
            raise ValueError(f"piece must be one of {', '.join(dict(self.pieces))}; found {piece!r}")
        return dict(self.pieces)[piece]


def session(page: Path) -> Session:
    """The core of ``page``, as its note for trainers declares it.

    Raises ``ValueError`` where the note has no line ``Core N minutes: one piece 5, another 10.``
    """
    found = _CORE.search(page.read_text("utf-8"))
    if not found:
        raise ValueError(f"{page.name}: the note for trainers needs a line “Core N minutes: one piece 5, …”")
    return Session(int(found[1]), tuple((name, int(minutes)) for name, minutes in _PIECE.findall(found[2])))
