"""What a chapter said when the book was made: the numbers that its cells gave to its sentences."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from helpers.authoring import outputs

BOOK = outputs.ROOT / "book"
SPEAKING = sorted(
    page.stem for page in BOOK.glob("*.md") if re.search(r"^ *say\(", page.read_text("utf-8"), re.M)
)


@cache
def spoken(name: str) -> dict[str, Any]:
    """The numbers that the page ``name`` binds to its prose, by the name under which it does."""
    stored = outputs.Store().fresh(BOOK / f"{name}.md")
    if stored is None:
        pytest.fail(f"book/{name}.md has not run as it stands now: run `make book`", pytrace=False)
    return outputs.said(stored)


def quoted(name: str, number: str, digits: str) -> str:
    """What a sentence of ``name`` prints of ``number``, to the decimals of ``digits``; "" where none does."""
    places = len(digits.partition(".")[2])
    text = (BOOK / f"{name}.md").read_text("utf-8")
    return f"{spoken(name)[number]:.{places}f}" if f"{{glue:text}}`{number}:.{places}f`" in text else ""


def unquoted(name: str) -> list[str]:
    """The numbers of the page ``name`` that no sentence of it quotes."""
    text = (BOOK / f"{name}.md").read_text("utf-8")
    in_sentences = set(re.findall(r"\{glue:text\}`(\w+)[:`]", text))
    return [number for number in spoken(name) if number not in in_sentences]
