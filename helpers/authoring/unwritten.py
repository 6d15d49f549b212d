"""What is still to be written: a skeleton says so in the place where it is missing, and nothing hides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.authoring.prose import ROOT, Complaint

MARK = "TO WRITE:"
_COURSE = [
    "book/*.md",
    "solutions/*.md",
    "helpers/grading/chapters/ch*/*.py",
    "helpers/widgets/*.py",
    "helpers/widgets/js/widgets/*",
    "tests/grading/answers/*.py",
]


def files_of_course() -> list[Path]:
    """Every file that a skeleton may have begun."""
    return sorted(path for pattern in _COURSE for path in ROOT.glob(pattern) if path.is_file())


def files_of_chapter(chapter: str) -> list[Path]:
    """Those of one chapter (``"08"``): its page, its sheet, its exercises and their right answers."""
    return [
        path
        for path in files_of_course()
        if path.name.startswith(f"{chapter}-") or f"ch{chapter}" in (path.stem, path.parent.name)
    ]


def unwritten(files: Iterable[Path]) -> Iterator[Complaint]:
    """Each place in ``files`` where something is still to be written, and what."""
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for what in line.split(MARK)[1:]:
                yield Complaint(path, number, f"{MARK} {what.strip(' "')}")
