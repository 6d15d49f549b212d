"""Directives of the trainers' pages: ``plan``, ``trainer-notes`` and ``class-counts``.

Nothing is written twice: minutes and notes are those that stand at the foot of each chapter. Where
``class-counts`` stands, a trainer chooses what the grader counted in a class of their own.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import _myst
from helpers.authoring import minutes, outputs, path, plans
from helpers.authoring.sphinx.exercise_list import depend_on_exercises, link_to
from helpers.authoring.sphinx.written import parsed
from helpers.grading import exercises
from helpers.grading.exercise import Exercise

NOTE = "For trainers"
_GLUE = re.compile(r"\{glue:text\}`([^`]*)`")
_HERE = re.compile(r"\]\((?=[\w-]+\.md)")  # links of a page in book/, seen from a folder in it
_EXERCISE = re.compile(r"\b\d\d\.\d\b")
_SHOWN = 3


class Plan(SphinxDirective):
    """The table of a plan, a day after the other: from when to when, what, minutes."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        for page in plans.pages(root):
            self.env.note_dependency(str(page))
        try:
            days = plans.plan(self.arguments[0], root)
        except ValueError as error:
            raise self.error(str(error)) from error
        lines: list[str] = []
        for number, day in enumerate(days, 1):
            lines += [f"**Day {number}**", ""] if len(days) > 1 else []
            lines += ["| From | to | What | Minutes | To teach from |", "| --: | --: | :-- | --: | :-- |"]
            lines += [_row(entry, root) for entry in day] + [_total(day), ""]
        return parsed(self, lines)


def _row(entry: plans.Entry, root: Path) -> str:
    what = f"[{entry.title}](/{entry.page.relative_to(root)})" if entry.page else f"*{entry.title}*"
    times = f"{plans.clock(entry.start)} | {plans.clock(entry.end)}"
    sources = _sources(entry.page, entry.exercises) if entry.page else ""
    return f"| {times} | {what} | {entry.minutes} | {sources} |"


def _sources(page: Path, done: tuple[str, ...]) -> str:
    """What a step is taught from: the chapter's slides, its note, its notebook. The room has none of them."""
    if path.number(page) is None:
        return ""
    addresses = {"slides": f"../{page.stem}.html?slides", "note": f"chapters.html#trainers-{page.stem}"}
    links = [f'<a href="{address}">{name}</a>' for name, address in addresses.items()]
    which = f": {', '.join(done)}" if done else ": at home"
    return " · ".join([*links, f"{{download}}`notebook </exercises/{page.stem}.ipynb>`{which}"])


def _total(day: list[plans.Entry]) -> str:
    pauses = sum(entry.minutes for entry in day if entry.page is None)
    whole = day[-1].end - day[0].start
    return f"| | | **Together**, {pauses} minutes of pauses among them | **{whole}** | |"


class TrainerNotes(SphinxDirective):
    """A section a chapter: its note for trainers, and the mistakes that the checker knows in its core."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency("_toc.yml")
        found: list[nodes.Node] = []
        for page in path.chapters(Path(self.env.srcdir)):
            document = f"book/{page.stem}"
            if document not in self.env.found_docs:
                continue
            self.env.note_dependency(str(page))
            depend_on_exercises(self.env, page.name[:2])
            ran = outputs.Store(page.parents[1]).find(page)
            if ran:
                self.env.note_dependency(str(ran))
            title = f"{path.number(page)} {path.title(page)}"
            section = nodes.section(ids=[f"trainers-{page.stem}"], names=[])
            section += nodes.title("", "", link_to(self.env, title, f"/{document}"))
            section += parsed(self, [*note(page).splitlines(), "", *_known(page)])
            found.append(section)
        return found


class ClassCounts(SphinxDirective):
    """Where a trainer chooses the counts of their own classes; a script sets them beside the notes."""

    def run(self) -> list[nodes.Node]:
        without = nodes.paragraph(text="A script shows them here, and this browser runs none.")
        return [nodes.container("", without, classes=["class-counts"])]


def note(page: Path) -> str:
    """The note for trainers of a chapter, as Markdown for a page in ``book/trainers``, its numbers set."""
    source = page.read_text("utf-8")
    blocks = [
        block for block in _myst.blocks(source) if block.name == "admonition" and block.argument == NOTE
    ]
    if not blocks:
        raise ValueError(f"{page.name} has no note for trainers")
    values = outputs.said(_stored(page)) if _GLUE.search(blocks[0].body) else {}
    body = _GLUE.sub(lambda found: outputs.quoted(found[1], values), blocks[0].body)
    return _HERE.sub("](/book/", body)


def _stored(page: Path) -> Path:
    stored = outputs.Store(page.parents[1]).find(page)
    if stored is None:
        raise ValueError(f"{page.name} must have run before its note can be read: make book")
    return stored


def _known(page: Path) -> list[str]:
    """Of each exercise of the core: how many mistakes the checker tells apart, and the first of them."""
    lines = ["**Confusions that the checker recognises.**", ""]
    for exercise in core_exercises(page):
        count = len(exercise.mistakes)
        lines += [f"- *{exercise.id} {exercise.title}*: {count} told apart" + (", such as" if count else ".")]
        lines += [f"  - {_first_sentence(m.hint)}" for m in exercise.mistakes[:_SHOWN]]
    return lines


def core_exercises(page: Path) -> list[Exercise]:
    """The exercises that the core of a chapter names; of a branch without a core, its first two."""
    every = exercises(page.name[:2])
    try:
        said = " ".join(piece for piece, _ in minutes.session(page).pieces)
    except ValueError:
        return list(every[:2])
    named = set(_EXERCISE.findall(said))
    return [exercise for exercise in every if exercise.id in named] or list(every[:2])


def _first_sentence(hint: str) -> str:
    return re.split(r"(?<=[.?!])\s+(?=[A-Z“])", hint.replace("\n", " "), maxsplit=1)[0]


def connect(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("plan", Plan)
    app.add_directive("trainer-notes", TrainerNotes)
    app.add_directive("class-counts", ClassCounts)
    app.add_js_file("counts.js", loading_method="defer")
