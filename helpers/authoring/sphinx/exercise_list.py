"""The ``exercises`` directive and the ``minutes`` role: what a chapter asks of its reader.

Titles, points and minutes come from the declarations in ``helpers.grading``, so a page cannot
disagree with the checker.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from helpers.authoring import freshness, minutes


class ExerciseList(SphinxDirective):
    """List the exercises of the chapter named, each linked to its solution."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        from helpers.grading import exercises

        chapter = self.arguments[0]
        depend_on_exercises(self.env, chapter)
        found = exercises(chapter)
        if not found:
            raise self.error(f"no exercises are declared for chapter {chapter}")
        listing = nodes.bullet_list(classes=["exercise-list"])
        for exercise in found:
            facts = f"{exercise.minutes} min · {exercise.points:g} point{'s' * (exercise.points != 1)}"
            line = nodes.paragraph()
            line += nodes.inline(text=exercise.id, classes=["exercise-id"])
            line += nodes.Text(f"{exercise.title} ")
            line += nodes.inline(text=facts, classes=["exercise-facts"])
            listing += nodes.list_item("", line)
        return [listing, self._solutions_link(chapter)]

    def _solutions_link(self, chapter: str) -> nodes.paragraph:
        page = next(Path(self.env.srcdir, "solutions").glob(f"{chapter}-*.md"))
        link = addnodes.pending_xref(
            "",
            nodes.inline(text="Solutions to these exercises"),
            refdomain="std",
            reftype="doc",
            reftarget=f"/solutions/{page.stem}",
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        return nodes.paragraph("", "", link, nodes.Text(": after you have tried."))


class Minutes(SphinxRole):
    """``{minutes}`read``` and ``{minutes}`practise```: of the page they stand on."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        count = {"read": minutes.reading_minutes, "practise": minutes.practice_minutes}.get(self.text)
        if count is None:
            message = self.inliner.reporter.error(
                f"minutes: 'read' or 'practise', not {self.text!r}", line=self.lineno
            )
            return [], [message]
        page = Path(self.env.doc2path(self.env.docname))
        depend_on_exercises(self.env, page.name.partition("-")[0])
        return [nodes.Text(str(count(page)))], []


def depend_on_exercises(env: BuildEnvironment, chapter: str) -> None:
    """Read the page again (not run it) when the exercises of ``chapter`` change."""
    env.note_dependency(str(_mark(env.doctreedir, chapter)))


def _mark(doctreedir: object, chapter: str) -> Path:
    return Path(str(doctreedir)).parent / "declared" / f"{chapter}.sha256"


def _write_marks(app: Sphinx) -> None:
    """One small file a chapter, touched when what declares its exercises has changed: Sphinx goes by time."""
    from helpers.grading import chapters

    for chapter in chapters():
        mark, now = _mark(app.doctreedir, chapter), freshness.declarations(chapter)
        if not mark.exists() or mark.read_text() != now:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text(now)


def connect(app: Sphinx) -> None:
    """Register the directive, the role and what tells Sphinx that exercises have changed."""
    app.connect("builder-inited", _write_marks)
    app.add_directive("exercises", ExerciseList)
    app.add_role("minutes", Minutes())
