"""The ``chapters`` directive: every chapter there is, what is decided in it, its path and its minutes.

The ``course`` role says in a sentence how many there are, and how long the core path takes to read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from helpers.authoring import minutes, path
from helpers.authoring.sphinx.exercise_list import depend_on_exercises, link_to

_HEADINGS = ("", "Chapter", "What is decided", "Path", "To read", "To practise")


class ChapterTable(SphinxDirective):
    """One row a chapter: number, title, decision, core or branch, minutes to read and to practise."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency("_toc.yml")
        pages = path.chapters(Path(self.env.srcdir))
        chapters = [page for page in pages if f"book/{page.stem}" in self.env.found_docs]
        for chapter in chapters:
            self.env.note_dependency(str(chapter))
            depend_on_exercises(self.env, chapter.name[:2])
        table, body = _empty_table()
        for chapter in chapters:
            body += self._row(chapter)
        core = [c for c in chapters if path.kind(c) == "core"]
        body += _total("Core path", core)
        body += _total("Core path and branches", chapters)
        return [table]

    def _row(self, chapter: Path) -> nodes.row:
        link = link_to(self.env, path.title(chapter), f"/book/{chapter.stem}")
        times = (
            f"{count(chapter)}\N{NO-BREAK SPACE}min"
            for count in (minutes.reading_minutes, minutes.practice_minutes)
        )
        return _cells(str(path.number(chapter)), link, path.decides(chapter), path.kind(chapter), *times)


def _total(name: str, chapters: list[Path]) -> nodes.row:
    times = (_hours(chapters, count) for count in (minutes.reading_minutes, minutes.practice_minutes))
    return _cells("", nodes.strong(text=name), "", "", *times)


def _hours(chapters: list[Path], count: Callable[[Path], int]) -> str:
    total = sum(map(count, chapters))
    return f"{total // 60} h {total % 60:02d}"


class Course(SphinxRole):
    """``{course}`chapters```, how many there are; ``{course}`core```, how long their core path is to read."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        pages = path.chapters(Path(self.env.srcdir))
        core = [page for page in pages if path.kind(page) == "core"]
        facts = {"chapters": str(len(pages)), "core": _hours(core, minutes.reading_minutes)}
        if self.text not in facts:
            message = self.inliner.reporter.error(
                f"course: 'chapters' or 'core', not {self.text!r}", line=self.lineno
            )
            return [], [message]
        return [nodes.Text(facts[self.text])], []


def _cells(*contents: str | nodes.Node) -> nodes.row:
    row = nodes.row()
    for content in contents:
        inner = nodes.Text(content) if isinstance(content, str) else content
        row += nodes.entry("", nodes.paragraph("", "", inner))
    return row


def _empty_table() -> tuple[nodes.table, nodes.tbody]:
    group = nodes.tgroup(cols=len(_HEADINGS))
    group.extend(nodes.colspec(colwidth=width) for width in (5, 30, 39, 8, 9, 9))
    head, body = nodes.thead(), nodes.tbody()
    head += _cells(*_HEADINGS)
    group += [head, body]
    return nodes.table("", group, classes=["chapter-table"]), body


def connect(app: Sphinx) -> None:
    """Register the directive and the role."""
    app.add_directive("chapters", ChapterTable)
    app.add_role("course", Course())
