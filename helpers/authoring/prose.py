"""What a page promises its reader, checked in its source.

- Every number in its sentences was printed by code (``glue``), or stands in ``book/given_numbers.toml`` with
  the reason why none could print it: part of a made-up question, a convention, a quoted misprint.
- Every picture has an alternative text that says what is to be seen.
- Every chapter says what one will be able to do, how long it takes, and what it needs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers import _myst

ROOT = Path(__file__).resolve().parents[2]
GIVEN = "given_numbers.toml"

_TIMING = re.compile(r"^\*\*Timing\.\*\*.*$", re.MULTILINE)
_NUMBER = re.compile(
    r"(?<![\w.,/–-])[−–-]?(?:\d{1,3}(?:[ \u202f\u00a0]\d{3})+|\d+(?:[.,]\d+)*|\.\d+)(?![\w/]|\.\d)"
)
# Numbers that name something instead of measuring it.
_NAMES = re.compile(
    r"\b(?:[Cc]hapters?|[Ee]xercises?|[Pp]arts?|[Ff]igures?|[Ss]ections?|[Pp]ages?|[Pp]ython|[Ss]tep)\s+"
    r"[\d.]+(?:(?:,| and| to|–| or)\s*[\d.]+)*"
    r"|\b(?:19|20)\d\d\b"
    r"|\b(?:80|90|95|97\.5|99)\s?%"
    r"|^\s*\d+\.\s",
    re.MULTILINE,
)

# At the margin: a call inside a function that is only defined draws nothing yet.
_PICTURE = re.compile(r"^(?! ).*\b(?:plots\.\w+|plt\.(?:subplots|figure|plot|hist))\(", re.MULTILINE)
_PICTURE_BLOCKS = {"figure", "image"}
_LINKED = re.compile(r"!\[([^\]]*)\]\(")
_PARTS = {
    "objectives": r"\*\*After this chapter you can\*\*\n\n(?:- .+\n){1,4}\n",
    "minutes to read": r"\{minutes\}`read`",
    "minutes to practise": r"\{minutes\}`practise`",
    "what it needs first": r"\*\*You need:?\*\*",
    "the decision": r"^## The decision$",
    "pitfalls": r"^## Pitfalls$",
    "key points": r"^## Key points$",
    "further reading": r"^## Further reading$",
    "talking points": r"^\*\*Talking points\.\*\* ",
    "what goes wrong in the room": r"^\*\*What goes wrong in the room\.\*\* ",
    "a question to ask": r"^\*\*A question to ask\.\*\* ",
    "what to skip": r"^\*\*What to skip\.\*\* ",
    "core or branch minutes": r"^\*\*Timing\.\*\*.*\b(?:[Cc]ore|[Bb]ranch)\b.*\bminutes\b",
}
_BLOCKS = {  # what it lacks without a block of this name and argument
    "a quiz": ("quiz", ""),
    "the answers to what it asks, folded": ("admonition", "What you should have seen"),
    "its exercises": ("exercises", ""),
    "a trainer's note": ("admonition", "For trainers"),
}
_ENOUGH_WORDS = 6


@dataclass(frozen=True)
class Complaint:
    """What is missing, and where."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        where = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{where}:{self.line}: {self.what}"


def numbers(source: str) -> Iterator[tuple[int, str]]:
    """(line, number) for every number in the sentences of a page that measures something."""
    text = _myst.sentences(source)
    for pattern in (_TIMING, _NAMES):
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for found in _NUMBER.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[0].replace("−", "-").lstrip("–")


def inputs(source: str) -> set[str]:
    """Numbers that stand in the page's code: what a reader sees go in need not be printed again."""
    cells = "\n".join(b.text for b in _myst.blocks(source) if b.name == "code-cell")
    return {_plain(n) for n in re.findall(r"(?<![\w.])(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e-?\d+)?", cells)}


def _plain(number: str) -> str:
    """One spelling: no sign, no thousands mark, no leading or trailing zeros of a decimal."""
    text = re.sub(r"[,_\s]", "", number.lstrip("-−–"))
    return f"{float(text):.12g}" if re.fullmatch(r"[\d.]+(?:e-?\d+)?", text) else text


def given_numbers(root: Path = ROOT) -> dict[str, dict[str, str]]:
    """The explicit list: page → number → why no code prints it."""
    path = root / "book" / GIVEN
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def unprinted_numbers(path: Path, given: dict[str, str]) -> list[Complaint]:
    """Numbers in sentences that neither code holds nor the list explains."""
    source = path.read_text(encoding="utf-8")
    known = inputs(source) | {_plain(n) for n in given}
    return [
        Complaint(path, line, f"no code prints {number}: glue it, or explain it in book/{GIVEN}")
        for line, number in numbers(source)
        if _plain(number) not in known
    ]


def pictures_without_words(path: Path) -> list[Complaint]:
    """Pictures without an alternative text, or with one that says next to nothing."""
    source = path.read_text(encoding="utf-8")
    complaints = []
    for block in _myst.blocks(source):
        if block.name in _PICTURE_BLOCKS or (_draws(block) and not _hidden(block)):
            complaints += _judge_alt(path, block.line, block.option("alt"))
    for picture in _LINKED.finditer(source):
        complaints += _judge_alt(path, source.count("\n", 0, picture.start()) + 1, picture[1])
    return complaints


def _draws(block: _myst.Block) -> bool:
    return block.name == "code-cell" and bool(_PICTURE.search(block.body))


def _hidden(block: _myst.Block) -> bool:
    return any(tag.startswith("remove-") for tag in block.tags)


def _judge_alt(path: Path, line: int, alt: str) -> list[Complaint]:
    if len(alt.split()) >= _ENOUGH_WORDS:
        return []
    what = (
        "this picture has no alternative text"
        if not alt.strip()
        else f"the alternative text {alt!r} says too little"
    )
    return [Complaint(path, line, what)]


def missing_parts(path: Path) -> list[Complaint]:
    """Parts that a chapter owes its reader."""
    source = path.read_text(encoding="utf-8")
    there = [(block.name, block.argument) for block in _myst.blocks(source)]
    lacking = [name for name, pattern in _PARTS.items() if not re.search(pattern, source, re.MULTILINE)]
    lacking += [
        name
        for name, (kind, argument) in _BLOCKS.items()
        if not any(kind == k and argument in a for k, a in there)
    ]
    return [Complaint(path, 1, f"the chapter lacks {name}") for name in lacking]


def chapters(root: Path = ROOT, only: str = "[0-9][0-9]") -> list[Path]:
    """Pages that are chapters: their names begin with two digits."""
    return sorted((root / "book").glob(f"{only}-*.md"))


def complaints(chapter: str, root: Path = ROOT) -> list[Complaint]:
    """Everything that is missing in the page and the solution sheet of a chapter (``"08"``)."""
    given = given_numbers(root)
    found: list[Complaint] = []
    for page in chapters(root, chapter):
        found += unprinted_numbers(page, given.get(page.stem, {})) + pictures_without_words(page)
        found += missing_parts(page)
    for sheet in sorted((root / "solutions").glob(f"{chapter}-*.md")):
        found += pictures_without_words(sheet)
    return found
