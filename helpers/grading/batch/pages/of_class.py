"""The page on the class: which exercise, which mistake, how many, and what to talk about tomorrow.

It names nobody, so that it can be shown in the room.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers import _files
from helpers.grading.batch.marks import TO_READ, Mark
from helpers.grading.batch.pages.frame import page, said
from helpers.grading.batch.pages.of_learner import title_of
from helpers.grading.feedback import Verdict

WORDS = {
    Verdict.PASS: "right",
    Verdict.PARTIAL: "partly right",
    Verdict.WRONG: "not yet",
    Verdict.NOT_ATTEMPTED: "not attempted",
    Verdict.ERROR: "stopped with an error",
    Verdict.TIMEOUT: "out of time",
    Verdict.UNREADABLE: "could not be read",
    Verdict.GRADER_ERROR: "the grader failed",
}
_TOPICS = 5


@dataclass(frozen=True)
class Mistake:
    """One mistake in one exercise, and how many learners made it."""

    exercise: str
    title: str
    hint: str
    learners: int


def mistakes(marks: Iterable[Mark]) -> list[Mistake]:
    """The mistakes that the exercises know by name, the commonest first."""
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.entry["cause"] in _hints(mark):
            found[mark.exercise, mark.entry["cause"]].append(mark)
    counted = [
        Mistake(
            exercise,
            title_of(there[0]),
            _hints(there[0])[cause],
            len({mark.learner for mark in there}),
        )
        for (exercise, cause), there in found.items()
    ]
    return sorted(counted, key=lambda mistake: (-mistake.learners, mistake.exercise, mistake.hint))


def _hints(mark: Mark) -> dict[str, str]:
    """The hint of each declared mistake of the mark's exercise: the course's words, not a learner's."""
    return {m.name: m.hint for m in mark.declared.mistakes} if mark.declared else {}


def write_class(path: Path, marks: list[Mark]) -> None:
    """Write the page on these marks."""
    _files.put(path, class_page(marks))


def class_page(marks: list[Mark]) -> bytes:
    """The page as HTML."""
    known = mistakes(marks)
    judged = [mark for mark in marks if mark.exercise]
    learners = len({mark.learner for mark in marks})
    parts = [
        f"<p>{learners} learner{'s' * (learners != 1)}. Nobody is named on this page.</p>",
        _topics(known, learners),
        _to_do(marks),
        "<h2>Exercise by exercise</h2>",
        *(
            _exercise([m for m in judged if m.exercise == e], known)
            for e in sorted({m.exercise for m in judged})
        ),
    ]
    return page("What the class found", "\n".join(parts))


def _topics(known: list[Mistake], learners: int) -> str:
    shared = [mistake for mistake in known if mistake.learners > 1][:_TOPICS]
    if not shared:
        return "<h2>To talk about tomorrow</h2><p>No mistake that the exercises know was made twice.</p>"
    items = "".join(
        f"<li><strong>{said(m.exercise)} {said(m.title)}</strong>, {m.learners} of {learners}: "
        f"{said(m.hint)}</li>"
        for m in shared
    )
    return f"<h2>To talk about tomorrow</h2><ol>{items}</ol>"


def _to_do(marks: list[Mark]) -> str:
    verdicts = {
        "could not be read": {m.learner for m in marks if m.verdict is Verdict.UNREADABLE},
        "could not be graded": {m.learner for m in marks if m.verdict is Verdict.GRADER_ERROR},
        "ran out of time": {m.learner for m in marks if m.verdict is Verdict.TIMEOUT},
    }
    items = [f"<li>The work of {len(who)} {what}.</li>" for what, who in verdicts.items() if who]
    waiting = sum(mark.review == TO_READ for mark in marks)
    items += [f"<li>Texts that a person is to read: {waiting}.</li>"] if waiting else []
    return f"<h2>Still to do</h2><ul>{''.join(items)}</ul>" if items else ""


def _exercise(marks: list[Mark], known: list[Mistake]) -> str:
    counts = Counter(mark.verdict for mark in marks)
    rows = "".join(
        f'<tr><th scope="row">{said(WORDS[verdict])}</th><td class="n">{counts[verdict]}</td>'
        f'<td style="width:50%"><span class="bar" style="width:{100 * counts[verdict] / len(marks):.0f}%">'
        "</span></td></tr>"
        for verdict in Verdict
        if counts[verdict]
    )
    table = (
        f'<div class="scroll"><table><thead><tr><th scope="col">Verdict</th><th scope="col" class="n">'
        f'Learners</th><th scope="col">Share of {len(marks)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    own = [mistake for mistake in known if mistake.exercise == marks[0].exercise]
    listed = "".join(f"<li>{m.learners} × {said(m.hint)}</li>" for m in own)
    return f"<h3>{said(marks[0].exercise)} {said(title_of(marks[0]))}</h3>{table}" + (
        f"<ul>{listed}</ul>" if listed else ""
    )
