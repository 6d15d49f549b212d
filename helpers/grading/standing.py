"""``progress``: where a learner is, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from helpers.grading import from_page, record, registry


@dataclass(frozen=True)
class Row:
    """One chapter's line."""

    chapter: str
    passed: int
    exercises: int
    score: float
    max_score: float


@dataclass(frozen=True)
class Progress:
    """Shows itself as an accessible table in a notebook and as text elsewhere."""

    rows: tuple[Row, ...]
    upcoming: str
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> int:
        """Exercises passed in all chapters."""
        return sum(r.passed for r in self.rows)

    def __str__(self) -> str:
        lines = [
            f"Chapter {int(r.chapter):>2}  {_marks(r)}  {r.passed} of {r.exercises} passed, "
            f"{round(r.score, 1):g} of {r.max_score:g} points"
            for r in self.rows
        ]
        return "\n".join([*lines, self.upcoming, *(f"Note: {note}" for note in self.notes)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="{_CELL}">{name}</th>' for name in ("Chapter", "Passed", "Points")
        )
        return (
            '<div class="bs-progress" role="status" aria-live="polite">'
            '<table style="border-collapse:collapse;background:transparent">'
            '<caption style="text-align:left;caption-side:top;color:inherit">Your progress</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_html_row, self.rows))}</tbody></table>"
            + "".join(
                f'<p style="margin:.35em 0 0">{escape(line)}</p>' for line in (self.upcoming, *self.notes)
            )
            + "</div>"
        )


_CELL = "text-align:left;padding:.15em 1.2em .15em 0;background:transparent"


def _html_row(row: Row) -> str:
    marks = f'<span aria-hidden="true">{_marks(row)}</span>'
    cells = (f"{row.passed} of {row.exercises} {marks}", f"{round(row.score, 1):g} of {row.max_score:g}")
    data = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row" style="{_CELL}">{int(row.chapter)}</th>{data}</tr>'


def _marks(row: Row) -> str:
    return "●" * row.passed + "○" * (row.exercises - row.passed)


def progress(*, reset: bool = False, answers: str | Path | None = None) -> Progress:
    """Where you are, by chapter. ``reset=True`` begins anew, predictions included; the old record is kept.

    ``answers`` names a file of answers given on the book's pages and saved there; they are counted too.
    """
    begun = record.forget() if reset else ()
    if answers is not None:
        begun = (*begun, from_page.take_over(answers))
    found, notes = record.read()
    done = found["exercises"]
    rows = tuple(_row(chapter, done) for chapter in registry.chapters())
    return Progress(rows, _upcoming(done), (*begun, *notes))


def _row(chapter: str, done: dict[str, Any]) -> Row:
    found = registry.exercises(chapter)
    entries = [done.get(e.id, {}) for e in found]
    return Row(
        chapter,
        sum("passed" in e for e in entries),
        len(found),
        round(
            sum(min(record.amount(d.get("best")), e.points) for d, e in zip(entries, found, strict=True)), 3
        ),
        sum(e.points for e in found),
    )


def _upcoming(done: dict[str, Any]) -> str:
    everything = registry.exercises()
    left = [e for e in everything if "passed" not in done.get(e.id, {})]
    if not left:
        return "Everything is passed."
    begun = [e.chapter for e in everything if e.id in done]
    # The first that is open where the learner has been, else what follows; a chapter left out stays left out.
    nearest = next((e for e in left if e.chapter in begun), None)
    nearest = nearest or next((e for e in left if e.chapter > max(begun, default="")), left[0])
    return f"Next: {nearest.id} {nearest.title} ({nearest.minutes} min)."
