"""A chapter as a notebook to download: its sentences with their numbers set, its code to be run.

Made from the chapter's source and from what the page said when it ran. What only the book can show becomes
what JupyterLab can: boxes are quotations, what is folded stays folded, a quiz lists its answers, a figure is
described above its cell. No outputs are stored: running the notebook makes them, and its widgets are alive
only then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from helpers import _myst
from helpers.authoring import minutes, outputs, path
from helpers.authoring.notebook import Notebook, folded
from helpers.grading import exercises

FOLDED = {"hide-input", "remove-input", "remove-cell"}
_HEADING = re.compile(r"^##+ ", re.MULTILINE)
_ROLE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<text>[^`]*)`")
_LINK = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<page>[\w/-]+)\.md(?P<place>#[\w-]*)?\)")
_CHOICE = re.compile(r"^- \[([ x])\] ", re.MULTILINE)
_DISPLAYED = re.compile(r"\$\$.*?\$\$", re.DOTALL)


@dataclass(frozen=True)
class Book:
    """What a chapter takes from the book around it.

    ``cite(kind, keys)`` is the text of a citation, ``references`` the list of those cited in Markdown,
    ``address`` the site's, with a slash at its end, or empty.
    """

    said: Mapping[str, Any]
    cite: Callable[[str, str], str]
    references: str
    address: str = ""


def file_name(page: str | Path) -> str:
    """``03-topic-chapter.ipynb``: another name than that of the chapter's exercises."""
    return f"{Path(page).stem}-chapter.ipynb"


def notebook(page: Path, book: Book) -> dict[str, Any]:
    """The chapter at ``page`` as nbformat 4.5 data.

    Raises ``MystError`` where it holds something that has no form in a notebook.
    """
    out = Notebook(page.stem, graded=False)
    words = _Words(page, book)
    for cell in _myst.cells(page.read_text("utf-8")):
        if cell.kind == "markdown":
            for part in _cut(cell.source):
                out.add("markdown", words.plain(part), "", "text")
        else:
            hidden = {"jupyter": {"source_hidden": True}} if FOLDED & set(cell.tags) else {}
            tags = {"tags": list(cell.tags)} if cell.tags else {}
            out.figure(cell.alt)
            out.add("code", cell.source, "", "code", metadata=hidden | tags)
    return out.data()


def _cut(text: str) -> Iterator[str]:
    """The text, cut where a section begins, so that JupyterLab can fold it, and where a quiz does."""
    closed = _myst.blocks(text)
    starts = [m.start() for m in _HEADING.finditer(text)]
    sections = [at for at in starts if not any(block.start <= at < block.stop for block in closed)]
    cuts = sorted([*sections, *(block.start for block in closed if block.name == "quiz")])
    for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[start:stop].strip():
            yield text[start:stop].strip("\n")


class _Words:
    """The prose of one chapter, as Markdown that JupyterLab can read."""

    def __init__(self, page: Path, book: Book) -> None:
        self._page, self._book = page, book

    def plain(self, text: str) -> str:
        """A piece of the page without roles, directives and links into the book's folder."""
        text = _LINK.sub(self._link, _ROLE.sub(self._role, self._without_blocks(text)))
        left = _myst.book_only(text)
        if left:
            raise _myst.MystError(f"{self._page.name}: {left[0]!r} has no form in a notebook")
        return self._with_head(text) if text.startswith("# ") else text

    def _without_blocks(self, text: str) -> str:
        out, at = [], 0
        for block in _myst.blocks(text):
            if block.start >= at:  # else it stood in the one before
                out += [text[at : block.start], self._block(block)]
                at = block.stop
        return "".join([*out, text[at:]])

    def _block(self, block: _myst.Block) -> str:
        match block.name:
            case "div" | "admonition":
                return self._box(block)
            case "quiz":
                return self._quiz(block)
            case "exercises":
                return self._exercises(block)
            case "bibliography":
                return f"**References**\n\n{self._book.references}" if self._book.references else ""
        return block.text

    def _box(self, block: _myst.Block) -> str:
        body = self._without_blocks(block.body)
        if "dropdown" in block.option("class"):
            return folded(block.argument, body)
        title = f"**{block.argument}**\n\n" if block.name == "admonition" else ""
        one_line = _DISPLAYED.sub(lambda found: " ".join(found[0].split()), title + body)
        return indent(one_line, "> ", lambda _: True).replace("> \n", ">\n")

    def _quiz(self, block: _myst.Block) -> str:
        before, *choices = _CHOICE.split(block.body)
        labels, explained = [], []
        for letter, right, choice in zip("ABCDEFGH", choices[::2], choices[1::2], strict=False):
            label, _, why = choice.strip("\n").partition("\n")
            labels.append(f"- **{letter}** {label}")
            verdict = "Right." if right == "x" else "Not this one."
            explained.append(f"- **{letter}** {verdict} {indent(dedent(why), '  ').strip()}")
        question = "\n\n".join(filter(None, [f"**{block.argument}**", before.strip(), "\n".join(labels)]))
        return f"{question}\n\n{folded('All answers explained', '\n'.join(explained))}"

    def _exercises(self, block: _myst.Block) -> str:
        lines = [
            f"- **{e.id}** {e.title} ({e.minutes} min, {e.points:g} point{'s' * (e.points != 1)})"
            for e in exercises(block.argument)
        ]
        return "\n".join([*lines, "", "Without `make`, `borrowing-strength learn` opens your copy."])

    def _role(self, found: re.Match[str]) -> str:
        role, text = found["role"], found["text"]
        if role == "glue:text":
            return outputs.quoted(text, self._book.said)
        if role.startswith("cite:"):
            return self._book.cite(role.removeprefix("cite:"), text)
        if role == "minutes":
            count = {"read": minutes.reading_minutes, "practise": minutes.practice_minutes}[text]
            return str(count(self._page))
        return found[0]

    def _link(self, found: re.Match[str]) -> str:
        target = self._page.parent / f"{found['page']}.md"
        words = found["words"] or path.title(target)
        if not self._book.address:
            return words
        place = target.resolve().relative_to(self._page.parents[1].resolve()).with_suffix(".html")
        return f"[{words}]({self._book.address}{place.as_posix()}{found['place'] or ''})"

    def _with_head(self, text: str) -> str:
        """The chapter's title with its number, and what this notebook is."""
        number, address = path.number(self._page), self._book.address
        title, _, rest = text.removeprefix("# ").partition("\n")
        here = f"[Chapter {number}]({address}book/{self._page.stem}.html)" if address else f"Chapter {number}"
        return f"# {number} {title}\n\n{_HEAD.format(here=here)}{rest}"


_HEAD = """\
> {here} of *Borrowing Strength*, as a notebook. Its code needs the course: install its wheel with `pip`, or \
open this in the course's own folder. *Run All Cells* (in the menu *Run*) makes its tables and figures, and \
brings the widgets to life.
>
> The numbers in the sentences are those that the code gave when the book was made. They stay as they are \
when you change the code; the folded cells show where they come from.
"""
