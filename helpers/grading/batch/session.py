"""The runs of one notebook: cells top to bottom, each answer judged where its check stood.

A cell that hangs or kills its process is left out of the next run, so that the other exercises are judged.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.grading import checker
from helpers.grading.batch import handed_in, sources
from helpers.grading.batch.handed_in import Cell
from helpers.grading.batch.jail.host import Zygote
from helpers.grading.batch.jail.learner import DISK_FULL, TIMEOUT, Dead, Learner, Raised
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.stand_in import GRACE, answer_of
from helpers.grading.batch.published import Published, Question
from helpers.grading.elsewhere import Elsewhere
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, Verdict
from helpers.grading.kinds.words.text import FreeText
from helpers.grading.show import error_text, name_of, show

_LONGEST_TEXT = 20_000
_FAILED = (Verdict.WRONG, Verdict.PARTIAL, Verdict.ERROR)
Row = dict[str, Any]


@dataclass(frozen=True)
class Due:
    """An exercise, what is asked of it, after how many cells, and the seed of its cases."""

    exercise: Exercise
    question: Question
    after: int
    seed: int


class Session:
    """One notebook, run as often as it takes to judge all its exercises."""

    def __init__(
        self,
        zygote: Zygote,
        wall: str,
        limits: Limits,
        cells: Sequence[Cell],
        notebook: Published,
        *,
        processes_visible: bool = False,
    ) -> None:
        self._start = lambda: Learner(zygote, wall, limits, processes_visible=processes_visible)
        self._limits, self._cells, self._notebook = limits, cells, notebook
        self._trouble: dict[int, tuple[Verdict, str, str]] = {}  # what a cell came to, where it failed
        self._left_out: set[int] = set()
        self._rows: dict[str, Row] = {}
        self._until = time.monotonic() + limits.notebook_seconds

    def judged(self, exercises: Iterable[Exercise], seeds: Mapping[str, int]) -> dict[str, Row]:
        """What the record says of each exercise."""
        asked = {question.exercise: question for question in self._notebook.questions}
        due = [
            Due(e, asked[e.id], handed_in.taken_after(self._cells, asked[e.id], self._notebook), seeds[e.id])
            for e in exercises
            if e.id in asked and e.id in seeds
        ]
        while waiting := [d for d in due if d.exercise.id not in self._rows]:
            if time.monotonic() > self._until:
                self._rows |= {d.exercise.id: self._out_of_time(d.exercise) for d in waiting}
                break
            with self._start() as learner:
                self._run(learner, waiting)
        return self._rows

    def _run(self, learner: Learner, due: Sequence[Due]) -> None:
        """One run, until all that is due has been judged or the process is dead."""
        for done in range(len(self._cells) + 1):
            for one in (d for d in due if d.after == done):
                self._judge(learner, one)
                if learner.died:
                    return
            if done < len(self._cells) and any(d.exercise.id not in self._rows for d in due):
                self._run_cell(learner, done)
                if learner.died:
                    return

    def _run_cell(self, learner: Learner, place: int) -> None:
        if place in self._left_out:
            return
        seconds = self._limits.cell_seconds
        try:
            learner.ask("run", seconds, source=self._cells[place].source, cell=place)
        except Raised as error:
            text = f"The cell with your answer stopped with {error_text(error)}."
            self._trouble[place] = Verdict.ERROR, text, "raises"
        except Dead:
            self._left_out.add(place)
            if learner.died == TIMEOUT:
                text = f"was stopped after {seconds:g} seconds: it is slow, or it never ends."
                self._trouble[place] = Verdict.TIMEOUT, f"The cell with your answer {text}", "timeout"
            else:
                text = f"The cell with your answer {_in_words(learner)}."
                self._trouble[place] = Verdict.ERROR, text, "crash"

    def _judge(self, learner: Learner, due: Due) -> None:
        exercise, question = due.exercise, due.question
        shorter = replace(exercise, seconds=min(exercise.seconds, self._limits.call_seconds))
        lent = ("helpers.grading", *exercise.forbidden)
        uses = sources.reached(self._cells, question.names)
        read = [path for path in uses if path.startswith(tuple(f"{module}." for module in lent))]
        answer, feedback = None, None
        try:
            filled = handed_in.is_filled(self._cells, question, self._notebook)
            seconds = shorter.seconds + GRACE
            answer = answer_of(learner, shorter, question.expression, seconds, read, filled=filled)
            feedback = checker.judge(shorter, answer, due.seed)
        except Raised as error:
            text = f"Looking at your answer stopped with {error_text(error)}."
            feedback = _feedback(exercise, Verdict.UNREADABLE, text, "raises")
        except Dead:
            pass
        if learner.died and (learner.died != TIMEOUT or feedback is None):
            feedback = _dead(learner, exercise, answer)
        elif feedback is None:
            feedback = _feedback(exercise, Verdict.GRADER_ERROR, "The check itself failed.", "")
        feedback = self._with_earlier(self._blamed(feedback, question), question)
        self._rows[exercise.id] = self._row(exercise, feedback, answer, read)

    def _blamed(self, feedback: Feedback, question: Question) -> Feedback:
        """Where there is no answer because its cell failed, the failure is what is to be said."""
        if feedback.verdict is not Verdict.NOT_ATTEMPTED:
            return feedback
        if not handed_in.is_filled(self._cells, question, self._notebook):
            return feedback
        places = handed_in.answer_cells(self._cells, question, self._notebook)
        failed = next((self._trouble[place] for place in reversed(places) if place in self._trouble), None)
        if failed is None:
            return feedback
        verdict, text, cause = failed
        return replace(feedback, verdict=verdict, message=text, hint="", more="", cause=cause)

    def _with_earlier(self, feedback: Feedback, question: Question) -> Feedback:
        """Where an answer that fails builds on one that failed before, the note says to mend that first."""
        if feedback.verdict not in _FAILED:
            return feedback
        verdicts = {exercise: row["verdict"] for exercise, row in self._rows.items()}
        failed = [q for q in self._notebook.questions if verdicts.get(q.exercise) in _FAILED]
        used = handed_in.used(self._cells, question, self._notebook) - question.names
        notes = [
            f"Your answer uses `{name}`, and that is not right yet: mend {other.exercise} first, since this "
            "may follow from it."
            for other in failed
            for name in sorted(used & other.names & handed_in.bound(self._cells, other, self._notebook))
        ]
        return replace(feedback, notes=(*feedback.notes, *notes))

    def _row(self, exercise: Exercise, feedback: Feedback, answer: Any, read: Sequence[str]) -> Row:
        evidence: dict[str, Any] = {"answer": _seen(answer)}
        if read:
            evidence["uses"] = list(read)
        if self._trouble:
            evidence["cells"] = {str(place + 1): text for place, (_, text, _) in self._trouble.items()}
        written = isinstance(exercise.kind, FreeText) and isinstance(answer, str)
        return {
            "exercise": exercise.id,
            "verdict": str(feedback.verdict),
            "score": feedback.score,
            "max_score": exercise.points,
            "message": feedback.message,
            "hint": feedback.hint,
            "more": feedback.more,
            "cause": feedback.cause,
            "notes": list(feedback.notes),
            "evidence": evidence,
            "text": answer[:_LONGEST_TEXT] if written else "",
        }

    def _out_of_time(self, exercise: Exercise) -> Row:
        text = f"The notebook as a whole took more than {self._limits.notebook_seconds:g} seconds."
        return self._row(exercise, _feedback(exercise, Verdict.TIMEOUT, text, "timeout"), None, ())


def _feedback(exercise: Exercise, verdict: Verdict, text: str, cause: str) -> Feedback:
    return Feedback(False, 0.0, text, verdict=verdict, exercise=exercise.id, cause=cause)


def _dead(learner: Learner, exercise: Exercise, answer: Any) -> Feedback:
    """What to say where the process did not survive being asked."""
    name = f"`{name_of(answer)}`" if isinstance(answer, Elsewhere) else "Looking at your answer"
    if learner.died == TIMEOUT:
        text = f"{name} took more than {exercise.seconds:g} seconds."
        return _feedback(exercise, Verdict.TIMEOUT, text, "timeout")
    return _feedback(exercise, Verdict.ERROR, f"{name} {_in_words(learner)}.", "crash")


def _in_words(learner: Learner) -> str:
    if learner.died == DISK_FULL:
        return f"wrote more files than there is room for ({learner.limits.scratch_mb} MB)"
    if learner.died == "crashed":
        return f"ended Python itself ({learner.ended})"
    return f"{learner.died}: what came back was no answer"


def _seen(answer: Any) -> str:
    if isinstance(answer, Elsewhere):
        return f"function {name_of(answer, '')}".strip()
    try:
        return show(answer)[:500]
    except Exception:
        return type(answer).__name__[:100]
