"""What a check says: a verdict as data, and the sentence a learner reads, as text and as HTML.

The HTML sits on whatever background the notebook or the book has: text inherits its colour, only the
rule on the left is coloured (Okabe-Ito, at least 3:1 on white and on near-black), and icon and word
carry the verdict. ``role="status"`` lets a screen reader announce it without moving the focus.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from itertools import groupby


class Verdict(StrEnum):
    """How an answer was judged. Never a bare "incorrect": each has its own next step."""

    PASS = "pass"
    PARTIAL = "partial"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not_attempted"
    ERROR = "error"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Finding:
    """What one kind of exercise found out about one answer.

    ``message`` says what was seen, ``hint`` what to think about next, ``more`` what is told only on
    request. ``share`` is the part of the points earned, in [0, 1]. ``cause`` names the mistake
    or the transform that explains the answer, for tests and for a trainer's statistics.
    """

    verdict: Verdict
    message: str
    hint: str = ""
    more: str = ""
    share: float = 0.0
    cause: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """The answer of ``check``: shows itself as HTML in a notebook and as plain text elsewhere.

    ``score`` is in points, out of ``max_score``. ``seed`` repeats the very same cases:
    ``check(id, answer, seed=feedback.seed)``.
    """

    passed: bool
    score: float
    message: str
    hint: str = ""
    verdict: Verdict = Verdict.WRONG
    exercise: str = ""
    title: str = ""
    max_score: float = 0.0
    more: str = ""
    opened: bool = False  # whether ``more`` was asked for
    solution: str = ""
    cause: str = ""
    notes: tuple[str, ...] = field(default=())
    seed: int | None = None

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        # nbgrader reads partial credit from the printed result of a graded cell.
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return str(float(self.score))
        return str(self)

    def _repr_html_(self) -> str:
        return as_html(self)


_LOOK = {
    Verdict.PASS: ("✓", "Right", "#009e73"),
    Verdict.PARTIAL: ("◐", "Partly right", "#0077bb"),
    Verdict.WRONG: ("✗", "Not yet", "#d55e00"),
    Verdict.NOT_ATTEMPTED: ("○", "Not attempted", "#7f7f7f"),
    Verdict.ERROR: ("!", "It stopped with an error", "#d55e00"),
    Verdict.TIMEOUT: ("◷", "Out of time", "#d55e00"),
    Verdict.UNREADABLE: ("?", "Could not be read", "#d55e00"),
    Verdict.GRADER_ERROR: ("?", "The check itself failed", "#7f7f7f"),
}
_CODE = "background:transparent;color:inherit;padding:0;border:0"
_PRE = "margin:.35em 0;overflow-x:auto;background:transparent;color:inherit;padding:0 0 0 1em;border:0"
_CALM = (Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR)


def points(score: float, max_score: float) -> str:
    """``"1.5 of 2 points"``, or nothing for an exercise without points."""
    return f"{round(score, 1):g} of {max_score:g} point{'' if max_score == 1 else 's'}" if max_score else ""


def as_text(feedback: Feedback) -> str:
    """Plain-text twin of the HTML."""
    icon, word, _ = _LOOK[feedback.verdict]
    parts = [f"{icon} {word}{_title(feedback)}", feedback.message]
    if feedback.hint:
        parts.append(f"Hint: {feedback.hint}")
    parts += [f"Note: {note}" for note in feedback.notes]
    if feedback.more:
        parts.append(
            feedback.more if feedback.opened else f'Tell me more: check("{feedback.exercise}", …, more=True)'
        )
    if feedback.solution:
        shown = f"A solution:\n{feedback.solution}"
        parts.append(
            shown if feedback.opened else f'A solution: check("{feedback.exercise}", …, more="solution")'
        )
    return "\n".join(part for part in parts if part)


def _title(feedback: Feedback) -> str:
    """``" · 03.1 Cochran's Q · 1 of 2 points"``, as far as there is something to say."""
    parts = [f"{feedback.exercise} {feedback.title}".strip()]
    if feedback.max_score and feedback.verdict not in _CALM:
        parts.append(points(feedback.score, feedback.max_score))
    return "".join(f" · {part}" for part in parts if part)


def as_html(feedback: Feedback) -> str:
    """The feedback as one ``role="status"`` region."""
    icon, word, colour = _LOOK[feedback.verdict]
    rows = [
        f'<p style="margin:0 0 .35em"><span aria-hidden="true">{icon}</span> <strong>{word}</strong>'
        f"{escape(_title(feedback))}</p>",
        said_in_html(feedback),
    ]
    if feedback.more:
        rows.append(_fold("Tell me more", feedback.more, is_open=feedback.opened))
    if feedback.solution:
        rows.append(_fold("A solution", feedback.solution, is_open=feedback.opened))
    return (
        f'<div class="bs-feedback" role="status" aria-live="polite" data-verdict="{feedback.verdict}" '
        f'style="border-left:.4em solid {colour};padding:.5em .9em;margin:.4em 0;line-height:1.5;'
        f'max-width:48em">{"".join(rows)}</div>'
    )


def said_in_html(feedback: Feedback) -> str:
    """Message, hint and notes, as paragraphs."""
    hint = _paragraphs(feedback.hint, lead="<strong>Hint.</strong> ") if feedback.hint else ""
    notes = (_paragraphs(note, lead="<strong>Note.</strong> ") for note in feedback.notes)
    return "".join([_paragraphs(feedback.message), hint, *notes])


def more_in_html(feedback: Feedback) -> str:
    """What is told on request, as paragraphs."""
    return _paragraphs(feedback.more)


def _fold(label: str, text: str, *, is_open: bool) -> str:
    summary = f'<summary style="cursor:pointer">{label}</summary>'
    state = " open" if is_open else ""
    return f'<details{state} style="margin:.35em 0 0">{summary}{_paragraphs(text)}</details>'


def _paragraphs(text: str, lead: str = "") -> str:
    """Prose to paragraphs; lines indented by four spaces to one ``<pre>``."""
    out: list[str] = []
    for is_code, lines in groupby(
        text.split("\n"), key=lambda line: line.startswith("    ") or not line.strip()
    ):
        block = list(lines)
        if is_code:
            code = "\n".join(line.removeprefix("    ") for line in block).strip("\n")
            if code:
                out.append(f'<pre tabindex="0" style="{_PRE}">{escape(code)}</pre>')
            continue
        for line in block:
            out.append(f'<p style="margin:.35em 0 0">{lead}{_inline(line)}</p>')
            lead = ""
    return "".join(out)


def _inline(text: str) -> str:
    """Backticks to ``code``, asterisks to ``em``; everything else escaped."""
    pieces = re.split(r"`([^`]+)`", text)
    for i, piece in enumerate(pieces):
        safe = escape(piece)
        pieces[i] = (
            f'<code style="{_CODE}">{safe}</code>'
            if i % 2
            else re.sub(r"(?<!\w)\*([^*\s][^*]*)\*", r"<em>\1</em>", safe)
        )
    return "".join(pieces)
