"""Who handed a file in, told from where it stood.

The folder's name is the learner's, else the stem of the file up to ``__``. nbgrader collects
``submitted/<learner>/<assignment>/<notebook>``; Moodle's download is a folder, or a file, that begins with
``<name>_<number>_``; so does Canvas's, which puts ``_LATE`` between the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_MOODLE_FOLDER = re.compile(r"(.+?)_(\d+)_assignsubmission_", re.DOTALL)
_MOODLE_FILE = re.compile(r"(.+?)(?:_LATE)?_(\d{3,})_", re.DOTALL)
_ENDING = re.compile(r"\.(ipynb|zip)$", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A learner as named by a place; ``number`` is Moodle's, which tells namesakes apart."""

    raw: str
    number: str = ""

    @property
    def learner(self) -> str:
        """The name in the form in which equal names are equal."""
        return unicodedata.normalize("NFC", self.raw)

    @property
    def likeness(self) -> str:
        """The same for names that differ only in case, in the form of their letters, or in spaces."""
        return " ".join(unicodedata.normalize("NFKC", self.raw).casefold().split())


def named(parts: Sequence[str]) -> Name:
    """The learner of a file at ``parts``, a path below the folder of submissions, without its wrapper."""
    if "submitted" in parts[:-2]:
        return Name(parts[parts.index("submitted") + 1])
    for part in parts:
        if found := _MOODLE_FOLDER.match(part):
            return Name(found[1], found[2])
    if len(parts) > 1:
        return _moodle(parts[0]) or Name(parts[0])
    stem = _ENDING.sub("", parts[0])
    if "__" in stem.lstrip("_"):
        return Name(stem[: stem.index("__", len(stem) - len(stem.lstrip("_")))])
    return _moodle(stem) or Name(stem)


def _moodle(text: str) -> Name | None:
    found = _MOODLE_FILE.match(text)
    return Name(found[1], found[2]) if found else None


def wrapper(places: Sequence[Sequence[str]]) -> int:
    """How many leading folders are only a wrapping, as in an archive of a whole class."""
    depth = 0
    while places and len({p[depth] if len(p) > depth + 1 else "" for p in places}) == 1:
        if len(places[0]) <= depth + 1 or not _wraps([p[depth + 1 :] for p in places]):
            break
        depth += 1
    return depth


def _wraps(below: Sequence[Sequence[str]]) -> bool:
    """Whether what stands below one common folder names learners itself."""
    if all(len(p) > 1 for p in below):
        return len({p[0] for p in below}) > 1 or bool(_MOODLE_FOLDER.match(below[0][0]))
    return all(len(p) == 1 and ("__" in p[0].lstrip("_") or _moodle(p[0])) for p in below)
