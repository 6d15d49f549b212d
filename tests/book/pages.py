"""Running a chapter's own cells outside the book, to see what its sentences are given to say."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import matplotlib

from helpers.authoring import freshness, numbers

BOOK = Path(__file__).resolve().parents[2] / "book"


@cache
def spoken(name: str) -> dict[str, Any]:
    """The numbers that the page ``name`` binds to its prose, by the name under which it does."""
    matplotlib.use("Agg")
    said: dict[str, Any] = {}
    glue = numbers.say
    numbers.say = lambda **values: said.update(values)
    try:
        names: dict[str, Any] = {"__name__": "__main__"}
        for source in freshness._code_cells((BOOK / f"{name}.md").read_text("utf-8")):
            exec(compile(source, name, "exec"), names)
    finally:
        numbers.say = glue
    return said


def unquoted(name: str) -> list[str]:
    """The numbers of the page ``name`` that no sentence of it quotes."""
    text = (BOOK / f"{name}.md").read_text("utf-8")
    return [number for number in spoken(name) if f"{{glue:text}}`{number}" not in text]
