"""The page of one learner: what `check` would have said to each answer, and the points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from helpers import _files
from helpers.grading.batch.marks import OVERRULED, TO_READ, Mark
from helpers.grading.batch.pages.frame import page, said
from helpers.grading.batch.plain import file_name, visible
from helpers.grading.batch.sheet import Naming
from helpers.grading.feedback import Feedback, as_html, points

_REVIEWS = {
    TO_READ: "This is what a machine makes of your text. Your trainer has yet to read it, and decides.",
    OVERRULED: "Your trainer has decided this mark.",
}


def write_feedback(folder: Path, marks: Iterable[Mark], called: Naming, other: Mapping[str, str]) -> None:
    """One HTML file a learner in ``folder``; those of learners who are no longer there stay.

    ``other`` is what learners are not called this time, but may have been in an earlier run: a page of that
    name goes, so that a folder of pseudonyms tells no name.
    """
    for name in other.values():
        (folder / f"{file_name(name)}.html").unlink(missing_ok=True)
    by_learner: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_learner[mark.learner].append(mark)
    for learner, own in by_learner.items():
        name = called(learner)
        _files.put(folder / f"{file_name(name)}.html", learner_page(name, own))


def learner_page(name: str, marks: list[Mark]) -> bytes:
    """The page of one learner, called ``name``, with these marks."""
    total = points(sum(m.score for m in marks), sum(m.max_score for m in marks))
    parts = [f"<p>{said(total)}, over {len(marks)} exercise{'s' * (len(marks) != 1)}.</p>" if total else ""]
    parts += [_section(mark) for mark in marks]
    return page(f"Feedback for {name}", "\n".join(parts))


def _section(mark: Mark) -> str:
    heading = f"{mark.exercise} {mark.title}" if mark.exercise else "Your notebook"
    review = f"<p>{said(_REVIEWS[mark.review])}</p>" if mark.review else ""
    text = f"<details><summary>What you wrote</summary><pre>{said(mark.text)}</pre></details>"
    html = as_html(_shown(mark.feedback()))
    # On a page that does not change there is nothing to announce.
    html = html.replace(' role="status" aria-live="polite"', "", 1)
    return f"<section>\n<h2>{said(heading)}</h2>\n{review}{html}{text if mark.text else ''}\n</section>"


def _shown(feedback: Feedback) -> Feedback:
    """With control characters made visible: a message may quote what a learner's error says."""
    return replace(
        feedback,
        message=visible(feedback.message, keep="\n"),
        hint=visible(feedback.hint, keep="\n"),
        more=visible(feedback.more, keep="\n"),
        notes=tuple(visible(note, keep="\n") for note in feedback.notes),
    )
