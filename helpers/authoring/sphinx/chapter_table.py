"""The ``chapters`` directive: every chapter there is, with its minutes, on the core path or a branch."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.authoring import minutes
from helpers.authoring.sphinx.exercise_list import depend_on_exercises

CORE = frozenset({1, 3, 4, 5, 6, 10, 11, 13, 15, 16, 17})
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_HEADINGS = ("", "Chapter", "Path", "To read", "To practise")


class ChapterTable(SphinxDirective):
    """One row a chapter: number, title, core or branch, minutes to read and to practise."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency("_toc.yml")
        pages = sorted(Path(self.env.srcdir, "book").glob("[0-9][0-9]-*.md"))
        chapters = [page for page in pages if f"book/{page.stem}" in self.env.found_docs]
        for chapter in chapters:
            self.env.note_dependency(str(chapter))
            depend_on_exercises(self.env, chapter.name[:2])
        table, body = _empty_table()
        for chapter in chapters:
            body += self._row(chapter)
        core = [c for c in chapters if int(c.name[:2]) in CORE]
        body += _total("Core path", core)
        body += _total("Everything so far", chapters)
        return [table]

    def _row(self, chapter: Path) -> nodes.row:
        title = _TITLE.search(chapter.read_text("utf-8"))
        link = addnodes.pending_xref(
            "",
            nodes.inline(text=title.group(1) if title else chapter.stem),
            refdomain="std",
            reftype="doc",
            reftarget=f"/book/{chapter.stem}",
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        number = int(chapter.name[:2])
        times = (f"{count(chapter)} min" for count in (minutes.reading_minutes, minutes.practice_minutes))
        return _cells(str(number), link, "core" if number in CORE else "branch", *times)


def _total(name: str, chapters: list[Path]) -> nodes.row:
    sums = (sum(map(count, chapters)) for count in (minutes.reading_minutes, minutes.practice_minutes))
    return _cells("", nodes.strong(text=name), "", *(f"{total // 60} h {total % 60:02d}" for total in sums))


def _cells(*contents: str | nodes.Node) -> nodes.row:
    row = nodes.row()
    for content in contents:
        inner = nodes.Text(content) if isinstance(content, str) else content
        row += nodes.entry("", nodes.paragraph("", "", inner))
    return row


def _empty_table() -> tuple[nodes.table, nodes.tbody]:
    group = nodes.tgroup(cols=len(_HEADINGS))
    group.extend(nodes.colspec(colwidth=width) for width in (6, 50, 12, 16, 16))
    head, body = nodes.thead(), nodes.tbody()
    head += _cells(*_HEADINGS)
    group += [head, body]
    return nodes.table("", group, classes=["chapter-table"]), body


def connect(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("chapters", ChapterTable)
