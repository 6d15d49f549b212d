"""The page on the class: which exercise, which mistake, how many, and what to talk about tomorrow.

It names nobody, so that it can be shown in the room.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path

from helpers import _files
from helpers.grading.batch.counts import Count, counts
from helpers.grading.batch.marks import TO_READ, Mark
from helpers.grading.batch.pages.frame import page, said
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


def write_class(path: Path, marks: list[Mark]) -> None:
    """Write the page on these marks."""
    _files.put(path, class_page(marks))


def class_page(marks: list[Mark]) -> bytes:
    """The page as HTML."""
    known = counts(marks)
    judged = sorted((mark for mark in marks if mark.exercise), key=lambda mark: mark.exercise)
    learners = len({mark.learner for mark in marks})
    parts = [
        f"<p>{learners} learner{'s' * (learners != 1)}. Nobody is named on this page. "
        "“3 of 6” means three of the six who handed in an answer to that exercise.</p>",
        _topics(known),
        _to_do(marks),
        *(_chapter(name, list(own), known) for name, own in groupby(judged, lambda mark: mark.chapter)),
        '<p class="quiet">For trainers: <em>Chapter by chapter</em>, in the book, sets these counts beside '
        "each chapter's note. Give it the file that ends in .mistakes.csv.</p>",
    ]
    return page("What the class found", "\n".join(parts))


def _topics(known: list[Count]) -> str:
    shared = sorted((m for m in known if m.mistake and m.learners > 1), key=lambda m: -m.learners)[:_TOPICS]
    if not shared:
        return "<h2>To talk about tomorrow</h2><p>No mistake that the exercises know was made twice.</p>"
    items = "".join(
        f"<li><strong>{said(m.exercise)} {said(m.title)}</strong>, {m.learners} of {m.answered}: "
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


def _chapter(name: str, marks: list[Mark], known: list[Count]) -> str:
    exercises = groupby(marks, lambda mark: mark.exercise)
    return f"<h2>Chapter {said(name.lstrip('0'))}</h2>" + "".join(
        _exercise(list(m), known) for _, m in exercises
    )


def _exercise(marks: list[Mark], known: list[Count]) -> str:
    found = Counter(mark.verdict for mark in marks)
    rows = "".join(
        f'<tr><th scope="row">{said(WORDS[verdict])}</th><td class="n">{found[verdict]}</td>'
        f'<td style="width:50%"><span class="bar" style="width:{100 * found[verdict] / len(marks):.0f}%">'
        "</span></td></tr>"
        for verdict in Verdict
        if found[verdict]
    )
    table = (
        f'<div class="scroll"><table><thead><tr><th scope="col">Verdict</th><th scope="col" class="n">'
        f'Learners</th><th scope="col">Share of {len(marks)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    own = [m for m in known if m.exercise == marks[0].exercise and m.learners]
    listed = "".join(f"<li>{m.learners} of {m.answered}: {said(m.hint)}</li>" for m in own)
    return f"<h3>{said(marks[0].exercise)} {said(marks[0].title)}</h3>{table}" + (
        f"<ul>{listed}</ul>" if listed else ""
    )
