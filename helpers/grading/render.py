"""One feedback, two renderings with the same words: HTML for notebooks, text for everything else.

The HTML sits on whatever background the notebook or the book has: text inherits its colour, only the
rule on the left is coloured (Okabe-Ito, at least 3:1 on white and on near-black), and icon and word
carry the verdict. ``role="status"`` lets a screen reader announce it without moving the focus.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from helpers.grading.feedback import Verdict

if TYPE_CHECKING:
    from helpers.grading.feedback import Feedback

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
        _paragraphs(feedback.message),
    ]
    if feedback.hint:
        rows.append(_paragraphs(feedback.hint, lead="<strong>Hint.</strong> "))
    rows += [_paragraphs(note, lead="<strong>Note.</strong> ") for note in feedback.notes]
    if feedback.more:
        rows.append(_fold("Tell me more", feedback.more, is_open=feedback.opened))
    if feedback.solution:
        rows.append(_fold("A solution", feedback.solution, is_open=feedback.opened))
    return (
        f'<div class="bs-feedback" role="status" aria-live="polite" data-verdict="{feedback.verdict}" '
        f'style="border-left:.4em solid {colour};padding:.5em .9em;margin:.4em 0;line-height:1.5;'
        f'max-width:48em">{"".join(row for row in rows if row)}</div>'
    )


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
