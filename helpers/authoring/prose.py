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

ROOT = Path(__file__).resolve().parents[2]
GIVEN = "given_numbers.toml"

_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})(.*)$")
_PROSE_DIRECTIVE = re.compile(r"\{(?!code|bibliography|math|glue|exercises|raw)[\w:-]+\}")
_MATH = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$", re.DOTALL)
_ROLE = re.compile(r"\{[\w:.-]+\}`[^`]*`")
_INLINE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+|\bdoi:\S+")
_OPTION = re.compile(r"^[ \t]*:[\w-]+:.*$|^[ \t]*[:`]{3,}\{.*?\}", re.MULTILINE)
_COMMENT = re.compile(r"^%.*$|<!--.*?-->", re.MULTILINE | re.DOTALL)
_TIMING = re.compile(r"^\*\*Timing\.\*\*.*$", re.MULTILINE)
_HIDDEN = (_COMMENT, _MATH, _ROLE, _INLINE, _LINK, _OPTION, _TIMING)

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
_LINKED = re.compile(r"!\[([^\]]*)\]\(")
_DIRECTIVE = re.compile(r"^([:`]{3,})\{(?:figure|image)\}.*\n(?:.*\n)*?\1", re.MULTILINE)
_ALT = re.compile(r"^:?\s*:?\s*alt:\s*(.+(?:\n:\s{5,}.+)*)", re.MULTILINE)
_PARTS = {
    "objectives": r"\*\*After this chapter you can\*\*\n\n(?:- .+\n){1,4}\n",
    "minutes to read": r"\{minutes\}`read`",
    "minutes to practise": r"\{minutes\}`practise`",
    "what it needs first": r"\*\*You need:?\*\*",
    "the decision": r"^## The decision$",
    "a quiz": r"^[`:]{3,}\{quiz\}",
    "its exercises": r"^[`:]{3,}\{exercises\}",
    "pitfalls": r"^## Pitfalls$",
    "key points": r"^## Key points$",
    "further reading": r"^## Further reading$",
    "a trainer's note": r"\{admonition\} For trainers$",
    "core or branch minutes": r"^\*\*Timing\.\*\*.*\b(?:[Cc]ore|[Bb]ranch)\b.*\bminutes\b",
}
_ENOUGH_WORDS = 6


@dataclass(frozen=True)
class Complaint:
    """What is missing, and where."""

    page: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}: {self.what}"


@dataclass(frozen=True)
class Block:
    """A fenced block whose content is no prose: its first line, its text, and the offset where it begins."""

    opening: str
    text: str
    start: int


def code_blocks(source: str) -> list[Block]:
    """Code cells and other fenced blocks that hold no sentences. Quizzes and notes do, and are left out."""
    blocks: list[Block] = []
    fence, opening, start, offset = "", "", 0, 0
    for line in source.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and not fence and found[2].strip() and not _PROSE_DIRECTIVE.match(found[2].strip()):
            fence, opening, start = found[1], found[2].strip(), offset
        elif found and fence and found[1].startswith(fence) and not found[2].strip():
            blocks.append(Block(opening, source[start : offset + len(line)], start))
            fence = ""
        offset += len(line)
    return blocks


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def sentences_only(source: str) -> str:
    """The page with everything blanked that is not a sentence; the lines keep their numbers."""
    for block in code_blocks(source):
        source = source[: block.start] + _blank(block.text) + source[block.start + len(block.text) :]
    for pattern in (_HEADER, *_HIDDEN):
        source = pattern.sub(lambda m: _blank(m[0]), source)
    return source


def numbers(source: str) -> Iterator[tuple[int, str]]:
    """(line, number) for every number in the sentences of a page that measures something."""
    text = _NAMES.sub(lambda m: _blank(m[0]), sentences_only(source))
    for found in _NUMBER.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[0].replace("−", "-").lstrip("–")


def inputs(source: str) -> set[str]:
    """Numbers that stand in the page's code: what a reader sees go in need not be printed again."""
    cells = "\n".join(b.text for b in code_blocks(source) if b.opening.startswith("{code-cell}"))
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
        Complaint(path.name, line, f"no code prints {number}: glue it, or explain it in book/{GIVEN}")
        for line, number in numbers(source)
        if _plain(number) not in known
    ]


def pictures_without_words(path: Path) -> list[Complaint]:
    """Pictures without an alternative text, or with one that says next to nothing."""
    source = path.read_text(encoding="utf-8")
    complaints = []
    for block in code_blocks(source):
        shown = block.opening.startswith("{code-cell}") and "remove-" not in block.text.split("\n\n")[0]
        if shown and _PICTURE.search(block.text):
            complaints += _judge_alt(path, source, block.start, _alt_of(block.text))
    for picture in _LINKED.finditer(source):
        complaints += _judge_alt(path, source, picture.start(), picture[1])
    for directive in _DIRECTIVE.finditer(source):
        complaints += _judge_alt(path, source, directive.start(), _alt_of(directive[0]))
    return complaints


def _alt_of(block: str) -> str:
    found = _ALT.search(block)
    return found[1] if found else ""


def _judge_alt(path: Path, source: str, at: int, alt: str) -> list[Complaint]:
    if len(alt.split()) >= _ENOUGH_WORDS:
        return []
    what = (
        "this picture has no alternative text"
        if not alt.strip()
        else f"the alternative text {alt!r} says too little"
    )
    return [Complaint(path.name, source.count("\n", 0, at) + 1, what)]


def missing_parts(path: Path) -> list[Complaint]:
    """Parts that a chapter owes its reader."""
    source = path.read_text(encoding="utf-8")
    return [
        Complaint(path.name, 1, f"the chapter lacks {name}")
        for name, pattern in _PARTS.items()
        if not re.search(pattern, source, re.MULTILINE)
    ]


def chapters(root: Path = ROOT) -> list[Path]:
    """Pages that are chapters: their names begin with two digits."""
    return sorted((root / "book").glob("[0-9][0-9]-*.md"))


def complaints(root: Path = ROOT) -> list[Complaint]:
    """Everything that is missing anywhere in the book and its solution sheets."""
    given = given_numbers(root)
    found: list[Complaint] = []
    for page in sorted((root / "book").glob("*.md")):
        found += unprinted_numbers(page, given.get(page.stem, {})) + pictures_without_words(page)
    for page in chapters(root):
        found += missing_parts(page)
    for sheet in sorted((root / "solutions").glob("*.md")):
        found += pictures_without_words(sheet)
    return found
