"""What a notebook is, before anything in it runs: readable, and of which chapter."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from helpers.grading import registry

LARGEST = 20 << 20  # bytes of a file; a notebook with its figures has a few
_GRADE_ID = re.compile(r"x(\d\d)-\d+-")
_CHECK = re.compile(r"""\bcheck\(\s*["'](\d\d)\.\d+["']""")
_IN_NAME = re.compile(r"(?<!\d)(\d\d)(?=[-_. ]|$)")


class Unreadable(Exception):  # noqa: N818 - a verdict
    """Why a file cannot be read as a notebook, in words for whoever handed it in."""


def read(data: bytes) -> list[dict[str, Any]]:
    """The cells of a notebook, each with ``cell_type`` and ``source`` as text. Raises `Unreadable`."""
    if not data.strip():
        raise Unreadable("the file is empty")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("it is not written in UTF-8, as notebooks are") from None
    except RecursionError:
        raise Unreadable("it is nested deeper than any notebook") from None
    except ValueError as error:
        raise Unreadable(
            f"it is no JSON, as notebooks are ({str(error)[:80]}): damaged, or cut off"
        ) from None
    return _cells(found)


def _cells(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, dict):
        raise Unreadable("it is JSON, and no notebook")
    if found.get("nbformat") != 4:
        old = "its format is not nbformat 4; open it in JupyterLab and save it"
        raise Unreadable(old if "nbformat" in found else "it is JSON, and no notebook")
    cells = found.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("it has no list of cells")
    return [cell | {"source": _text(cell)} for cell in cells if isinstance(cell, dict)]


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise Unreadable("one of its cells holds something that is no text")
    return "".join(lines)


def grade_id(cell: dict[str, Any]) -> str:
    """nbgrader's name of a cell; empty where it has none."""
    return _text_at(cell, "metadata", "nbgrader", "grade_id")


def names_of(cell: dict[str, Any]) -> tuple[str, str, str]:
    """What a cell may be called: by nbgrader, by nbformat 4.5, by what came before it."""
    return grade_id(cell), _text_at(cell, "id"), _text_at(cell, "metadata", "id")


def _text_at(cell: dict[str, Any], *path: str) -> str:
    found: Any = cell
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def chapter_of(cells: list[dict[str, Any]], name: str) -> str:
    """The chapter that most cells belong to, else most checks, else what the file is called.

    Raises `Unreadable` where none of them says, or says a chapter without exercises.
    """
    by_id = Counter(m[1] for cell in cells if (m := _GRADE_ID.match(grade_id(cell))))
    code = (cell["source"] for cell in cells if cell.get("cell_type") == "code")
    by_check = Counter(chapter for source in code for chapter in _CHECK.findall(source))
    for votes in (by_id, by_check):
        known = [(count, chapter) for chapter, count in votes.items() if chapter in registry.chapters()]
        if known:
            return max(known, key=lambda vote: (vote[0], -int(vote[1])))[1]
    if chapter := chapter_in_name(name):
        return chapter
    raise Unreadable("nothing in it says which chapter it answers")


def chapter_in_name(name: str) -> str:
    """The last two digits in a file's name that are a chapter's; empty where there are none."""
    known = [chapter for chapter in _IN_NAME.findall(name) if chapter in registry.chapters()]
    return known[-1] if known else ""
