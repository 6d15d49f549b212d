"""The one reader of MyST: a page's header, its fenced blocks, its cells, and its sentences alone.

It reads without the tools that render, because the checker reads solution sheets where those may be missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEADER = re.compile(r"\A---\n.*?^---\s*\n", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w:.-]+)\})?\s*(.*?)\s*$")
_SILENT = re.compile(r"code|bibliography|math|glue|exercises|raw")
_OPTION_LINES = re.compile(r"\A(?:---\n(?:.*\n)*?---(?:\n|\Z))?(?::.*(?:\n|\Z))*")
_MARKUP_LINE = re.compile(r"^(?::::.*|`{3,}.*|:\w[\w-]*:.*)$", re.MULTILINE)
_BOOK_ONLY = re.compile(r"\{[a-z:-]+\}`|^(`{3,}|:{3,})\{|^\([\w-]+\)=$", re.MULTILINE)
_NOT_SAID = [
    re.compile(pattern, re.MULTILINE | re.DOTALL)
    for pattern in (
        r"^%[^\n]*$|<!--.*?-->",  # comments
        r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$",  # formulae
        r"\{[\w:.-]+\}`[^`]*`|`[^`\n]*`",  # roles, code
        r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+|\bdoi:\S+",  # addresses
        r"^[ \t]*:[\w-]+:[^\n]*$|^[ \t]*[:`]{3,}\{.*?\}",  # options, openings of blocks
    )
]


class MystError(ValueError):
    """A page that cannot be read, with the line."""


@dataclass(frozen=True)
class Block:
    """A fenced block, ``{name} argument`` on its first line; it fills ``start:stop`` of the page."""

    name: str
    argument: str
    text: str
    start: int
    line: int

    @property
    def stop(self) -> int:
        """Where the block ends in the page, its last line break left out."""
        return self.start + len(self.text)

    @property
    def silent(self) -> bool:
        """Whether it holds no sentences: code, formulae, what a machine fills in."""
        return not self.name or bool(_SILENT.match(self.name))

    @property
    def options(self) -> str:
        """The lines of its options as they stand."""
        found = _OPTION_LINES.match(self._inner)
        return found[0] if found else ""

    @property
    def body(self) -> str:
        """What follows the options."""
        return self._inner[len(self.options) :].strip("\n")

    @property
    def tags(self) -> tuple[str, ...]:
        """The list of its option ``tags``."""
        return tuple(t.strip().strip("\"'") for t in self.option("tags").strip("[]").split(",") if t.strip())

    def option(self, name: str) -> str:
        """The value of one option, be it nested in another or continued on further lines."""
        found = re.search(rf"^:?\s*:?\s*{name}:\s*(.+(?:\n:\s{{5,}}.+)*)", self.options, re.MULTILINE)
        return re.sub(r"\n:\s+", " ", found[1]).strip().strip('"') if found else ""

    @property
    def _inner(self) -> str:
        return "\n".join(self.text.split("\n")[1:-1])


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook: ``kind`` is ``"code"`` or ``"markdown"``, ``alt`` what its figure shows."""

    kind: str
    source: str
    tags: tuple[str, ...] = ()
    line: int = 1
    alt: str = ""


def blocks(text: str) -> list[Block]:
    """Every fenced block in the order of their openings; one that holds sentences may hold other blocks."""
    start = _header_length(text)
    found: list[Block] = []
    still_open: list[tuple[str, Block]] = []
    for number, line in enumerate(text[start:].split("\n"), text.count("\n", 0, start) + 1):
        fence = _FENCE.match(line)
        if fence:
            marks, name, rest = fence[1], fence[2] or "", fence[3]
            if still_open and not name and not rest and marks.startswith(still_open[-1][0]):
                block = still_open.pop()[1]
                text_of = text[block.start : start + len(line)]
                found.append(Block(block.name, block.argument, text_of, block.start, block.line))
            elif not still_open or not still_open[-1][1].silent:
                still_open.append((marks, Block(name, rest, "", start, number)))
        start += len(line) + 1
    if still_open:
        raise MystError(f"line {still_open[-1][1].line}: this block is never closed")
    return sorted(found, key=lambda block: block.start)


def cells(text: str) -> list[Cell]:
    """The cells of a MyST notebook; of their metadata the tags and the words for a figure."""
    found, at = list[Cell](), _header_length(text)
    for block in blocks(text):
        if block.name == "code-cell":
            found += _prose_cells(text[at : block.start], text.count("\n", 0, at) + 1)
            found.append(Cell("code", block.body, block.tags, block.line, block.option("alt")))
            at = block.stop
    return found + list(_prose_cells(text[at:], text.count("\n", 0, at) + 1))


def code(text: str) -> list[str]:
    """The source of every code cell."""
    return [cell.source for cell in cells(text) if cell.kind == "code"]


def _prose_cells(text: str, line: int) -> Iterator[Cell]:
    tags: tuple[str, ...] = ()
    for i, piece in enumerate(re.split(r"^(?=\+\+\+)", text, flags=re.MULTILINE)):
        if i:
            head, _, piece = piece.partition("\n")  # noqa: PLW2901 - the break is no part of what follows it
            tags = _break_tags(head, line)
            line += 1
        source = piece.strip("\n")
        if source.strip():
            yield Cell("markdown", source, tags, line + len(piece) - len(piece.lstrip("\n")))
        line += piece.count("\n")


def _break_tags(head: str, number: int) -> tuple[str, ...]:
    metadata = head.removeprefix("+++").strip()
    try:
        return tuple(json.loads(metadata).get("tags", ())) if metadata else ()
    except json.JSONDecodeError as error:
        raise MystError(f"line {number}: the metadata after +++ is not JSON ({error})") from None


def sentences(text: str) -> str:
    """The page with everything blanked that is not a sentence; the lines keep their numbers."""
    text = _without(text, [block for block in blocks(text) if block.silent])
    for pattern in _NOT_SAID:
        text = pattern.sub(lambda found: _blank(found[0]), text)
    return text


def running_text(text: str, leave_out: Iterable[Block]) -> str:
    """The page without its header, some of its blocks, and the lines of fences and options."""
    return _MARKUP_LINE.sub("", _without(text, leave_out))


def book_only(text: str) -> re.Match[str] | None:
    """The first thing in ``text`` that a plain notebook cannot render: a role, a directive, a label."""
    return _BOOK_ONLY.search(text)


def header(text: str) -> str:
    """What stands between the lines of dashes at the top; nothing where there are none."""
    return text[: _header_length(text)].strip("-\n ")


def _header_length(text: str) -> int:
    header = _HEADER.match(text)
    return header.end() if header else 0


def _without(text: str, unwanted: Iterable[Block]) -> str:
    for start, stop in [(0, _header_length(text)), *((b.start, b.stop) for b in unwanted)]:
        text = text[:start] + _blank(text[start:stop]) + text[stop:]
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
