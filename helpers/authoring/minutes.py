"""How long a chapter takes: words at a stated pace, exercises by their own minutes."""

from __future__ import annotations

import math
import re
from pathlib import Path

from helpers import _myst

WORDS_PER_MINUTE = 200
_UNREAD = {"code-cell", "exercises", "bibliography"}
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
