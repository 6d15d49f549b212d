"""The ``exercises`` directive and the ``minutes`` role: what a chapter asks of its reader.

Choices, sentences and values are answered on the page itself; of a function one drawn case is.

Titles, points and minutes come from the declarations in ``helpers.grading``, so a page cannot
disagree with the checker.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from helpers.authoring import freshness, minutes
from helpers.grading.sheets import prompt_of
from helpers.grading.stubs import stubs_of

if TYPE_CHECKING:
    from helpers.grading.exercise import Exercise


class ExerciseList(SphinxDirective):
    """List the exercises of the chapter named, each linked to its solution."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        from helpers.grading import exercises
        from helpers.grading.on_page import WHOLLY

        chapter = self.arguments[0]
        depend_on_exercises(self.env, chapter)
        for sheet in Path(self.env.srcdir, "solutions").glob(f"{chapter}-*.md"):
            self.env.note_dependency(str(sheet))
        found = exercises(chapter)
        if not found:
            raise self.error(f"no exercises are declared for chapter {chapter}")
        folder = Path(self.env.srcdir, "solutions")
        listing = nodes.bullet_list(classes=["exercise-list"])
        for exercise in found:
            facts = f"{exercise.minutes} min · {exercise.points:g} point{'s' * (exercise.points != 1)}"
            line = nodes.paragraph()
            line += nodes.inline(text=exercise.id, classes=["exercise-id"])
            line += nodes.Text(f" {exercise.title} ")
            line += nodes.inline(text=facts, classes=["exercise-facts"])
            if not isinstance(exercise.kind, WHOLLY) or computed_in_notebook(exercise, folder):
                line += [nodes.Text(" · "), self._notebook(chapter, "in the notebook")]
            listing += nodes.list_item("", line, *self._answered_here(exercise))
        return [listing, self._ways_on(chapter)]

    def _answered_here(self, exercise: Exercise) -> list[nodes.Node]:
        """The exercise or a case of it, folded, where the page can judge it; a script makes the form."""
        from helpers.grading.on_page import on_page
        from helpers.grading.page_case import case_on_page

        facts = on_page(exercise) or case_on_page(exercise)
        if facts is None:
            return []
        folder = Path(self.env.srcdir, "solutions")
        prompt = nodes.container(classes=["page-prompt"])
        lines = StringList(_question(prompt_of(exercise.id, folder)).splitlines(), source=exercise.id)
        self.state.nested_parse(lines, self.content_offset, prompt)
        if facts["kind"] == "case":
            # Of code to mend, the page asks what it should return.
            given = "\n\n".join(stubs_of(exercise.id, folder))
            prompt += nodes.literal_block(given, given, language="python")
        name = "Work one case here" if facts["kind"] == "case" else "Answer it here"
        if computed_in_notebook(exercise, folder):
            prompt += nodes.paragraph("", _COMPUTED)
            name = "Check the result here"
        data = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
        opening = f'<details class="page-exercise"><summary>{name}</summary>'
        form = f'<script type="application/json">{data}</script><div class="page-form"></div></details>'
        return [nodes.raw("", opening, format="html"), prompt, nodes.raw("", form, format="html")]

    def _ways_on(self, chapter: str) -> nodes.paragraph:
        """The notebook to download, how to open it, and the solutions, which stand on a page of their own."""
        return nodes.paragraph(
            "",
            "",
            self._notebook(chapter, "Download the notebook"),
            nodes.Text(" · "),
            label_link(self.env, "How to open it", "open-the-exercises"),
            nodes.Text(" · "),
            link_to(self.env, "Solutions", f"/solutions/{self._sheet(chapter)}"),
            nodes.Text(", after you have tried"),
            classes=["ways-on"],
        )

    def _notebook(self, chapter: str, words: str) -> addnodes.download_reference:
        """A link that downloads the chapter's notebook."""
        return addnodes.download_reference(
            "",
            "",
            nodes.inline(text=words),
            reftarget=f"/exercises/{self._sheet(chapter)}.ipynb",
            refdoc=self.env.docname,
        )

    def _sheet(self, chapter: str) -> str:
        return next(Path(self.env.srcdir, "solutions").glob(f"{chapter}-*.md")).stem


_COMPUTED = (
    "The computing is done in the notebook, which holds the data and loads what is needed; "
    "what comes out can be checked here."
)


def computed_in_notebook(exercise: Exercise, folder: Path) -> bool:
    """Whether the notebook gives more than a gap to a number that the page can check: code, data."""
    from helpers.grading.kinds.numbers.value import Value

    given = "\n".join(stubs_of(exercise.id, folder)).splitlines()
    gap = r"(\w+ = )?\.\.\.( *#.*)?|"
    return isinstance(exercise.kind, Value) and not all(re.fullmatch(gap, line) for line in given)


def _question(prompt: str) -> str:
    """The prompt without its heading and its list of answers, which the form shows."""
    _, _, text = prompt.partition("\n")
    return re.sub(r"(?:^[^\n]+:\n\n)?(?:^- `[^\n]*\n?)+", "", text, flags=re.MULTILINE).strip()


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


def link_to(env: BuildEnvironment, text: str, target: str) -> addnodes.pending_xref:
    """A link to another page, from the one that is being read."""
    return addnodes.pending_xref(
        "",
        nodes.inline(text=text),
        refdomain="std",
        reftype="doc",
        reftarget=target,
        refexplicit=True,
        refwarn=True,
        refdoc=env.docname,
    )


def label_link(env: BuildEnvironment, text: str, label: str) -> addnodes.pending_xref:
    """A link to the place with that label, on whatever page it stands."""
    link = link_to(env, text, label)
    link["reftype"] = "ref"
    return link


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
    app.add_js_file("exercises.js", loading_method="defer")
    app.add_directive("exercises", ExerciseList)
    app.add_role("minutes", Minutes())
