"""How long a chapter takes: words at a stated pace, exercises by their own minutes."""

from __future__ import annotations

import math
import re
from pathlib import Path

WORDS_PER_MINUTE = 200
_HEADER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
_FOLDED = re.compile(r"^:::\{admonition\} For trainers\n.*?^:::\s*$", re.MULTILINE | re.DOTALL)
_CELL = re.compile(r"^(`{3,})\{(?:code-cell|exercises|bibliography)\}.*?^\1\s*$", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"^(?::::.*|`{3,}.*|:\w[\w-]*:.*)$", re.MULTILINE)
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


def words(text: str) -> int:
    """Count what a reader reads in a MyST chapter: not code, not options, not the trainers' note."""
    for pattern in (_HEADER, _FOLDED, _CELL, _MARKUP):
        text = pattern.sub("", text)
    return len(_WORD.findall(text))


def reading_minutes(chapter: Path) -> int:
    """Minutes to read ``chapter`` at ``WORDS_PER_MINUTE``, rounded up."""
    return math.ceil(words(chapter.read_text("utf-8")) / WORDS_PER_MINUTE)


def practice_minutes(chapter: Path) -> int:
    """Minutes its exercises take, by their declarations. The number before the first dash names them."""
    from helpers.grading import exercises

    return sum(exercise.minutes for exercise in exercises(chapter.name.partition("-")[0]))
