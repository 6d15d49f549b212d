"""The chapters there are and the way through them: a core path, and branches off it."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from helpers import _myst

BRANCHES = frozenset({2, 7, 8, 9, 12, 14, 18, 20})
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def chapters(root: Path) -> list[Path]:
    """The chapters' pages in order: ``book/NN-topic.md``."""
    return sorted((root / "book").glob("[0-9][0-9]-*.md"))


def number(page: str | Path) -> int | None:
    """``NN`` of ``NN-topic``; None of a page that is no chapter."""
    found = re.match(r"(\d\d)-", Path(page).name)
    return int(found[1]) if found else None


def kind(page: str | Path) -> str:
    """``core`` or ``branch``."""
    return "branch" if number(page) in BRANCHES else "core"


def title(page: Path) -> str:
    """The first heading, as it is written."""
    found = _TITLE.search(page.read_text("utf-8"))
    return found[1] if found else page.stem


def decides(page: Path) -> str:
    """What is decided in the chapter: ``decides`` in the page's header."""
    said = yaml.safe_load(_myst.header(page.read_text("utf-8"))) or {}
    if not isinstance(said.get("decides"), str):
        raise ValueError(f"{page.name} must say in its header what is decided in it: decides: …")
    return str(said["decides"])


def leads(page: Path) -> list[str]:
    """Beginnings of the sentences that lead on its slides, where a rule would choose others: ``leads``."""
    return _listed(page, "leads")


def branch_sections(page: Path) -> list[str]:
    """Beginnings of the headings that the core minutes leave out: ``branches`` in the page's header."""
    return _listed(page, "branches")


def _listed(page: Path, key: str) -> list[str]:
    said = (yaml.safe_load(_myst.header(page.read_text("utf-8"))) or {}).get(key, [])
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise ValueError(
            f"{page.name}: {key} in the header must be a list of beginnings in quotes; found {said!r}"
        )
    return said


def neighbours(page: str, pages: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Chapters before and after ``page``, and the branches that leave from it.

    From the core path one comes to the core path, with the branches between offered beside it; on a
    branch the next chapter is simply the next, and where the core path ends so does the difference.
    """
    at = pages.index(page)
    before, after = pages[:at][::-1], pages[at + 1 :]
    if kind(page) == "branch":
        return next(iter(before), None), next(iter(after), None), []
    cores = [p for p in after if kind(p) == "core"]
    if not cores:
        return _first_core(before), next(iter(after), None), []
    return _first_core(before), cores[0], after[: after.index(cores[0])]


def _first_core(pages: list[str]) -> str | None:
    return next((page for page in pages if kind(page) == "core"), None)
