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

from helpers.authoring import minutes
from helpers.authoring.freshness import PACKAGE


class ExerciseList(SphinxDirective):
    """List the exercises of the chapter named, each linked to its solution."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        from helpers.grading import exercises

        chapter = self.arguments[0]
        depend_on_declarations(self.env)
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
        depend_on_declarations(self.env)
        return [nodes.Text(str(count(Path(self.env.doc2path(self.env.docname)))))], []


def depend_on_declarations(env: BuildEnvironment) -> None:
    """Read the page again (not run it) when a declaration changes."""
    for path in sorted((PACKAGE / "grading" / "chapters").rglob("*.py")):
        env.note_dependency(str(path))


def connect(app: Sphinx) -> None:
    """Register the directive and the role."""
    app.add_directive("exercises", ExerciseList)
    app.add_role("minutes", Minutes())
