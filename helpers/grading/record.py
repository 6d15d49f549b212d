"""What a learner has done, in one small file that follows them: ``~/.borrowing-strength/progress.json``.

The file holds, per exercise, how often it was checked, the best score and when it first passed; and
the first answer to each prediction. It is the same in whatever folder a notebook is opened. A record of
old, ``.progress.json`` beside the notebooks, is taken over. ``BORROWING_STRENGTH_PROGRESS`` names another
file, or turns the record off with ``off`` (as when the book is built).

Nothing in it is lost: it is written in one step under a lock, and a file that is damaged is kept under
another name while what is sound in it is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from helpers import _files
from helpers.grading import salvage
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, Verdict
from helpers.grading.salvage import Record, amount

FOLDER, NAME, OLD_NAME = ".borrowing-strength", "progress.json", ".progress.json"
VARIABLE = "BORROWING_STRENGTH_PROGRESS"
_UNCOUNTED = (Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR, Verdict.UNREADABLE)


def path() -> Path | None:
    """Where the record is kept; None when it is turned off."""
    chosen = os.environ.get(VARIABLE, "").strip()
    # nbgrader runs what others wrote: that is not the progress of whoever grades.
    if chosen.lower() == "off" or os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return None
    try:
        where = Path(chosen).expanduser() if chosen else Path.home() / FOLDER / NAME
    except RuntimeError:  # nobody knows where this user's home is
        where = Path(chosen or OLD_NAME)
    return where / NAME if os.path.isdir(where) else where  # Path.is_dir may raise


def load() -> Record:
    """The record; empty where there is none."""
    return read()[0]


def read() -> tuple[Record, tuple[str, ...]]:
    """The record, and what its reader should know about it."""
    try:
        with _opened() as (record, notes):
            return record, tuple(notes)
    except Exception as error:  # a record must not cost anybody an answer
        return salvage.new(), (f"The record of your progress could not be read: {_reason(error)}.",)


def remember(exercise: Exercise, answer: Any, feedback: Feedback) -> Feedback:
    """Keep ``feedback``; return it with what its reader should know about the record."""
    if feedback.verdict in _UNCOUNTED or path() is None:
        return feedback
    notes: list[str] = []
    try:
        with _opened(write=True) as (record, said):
            notes = said
            notes += _keep_prediction(record, exercise, answer, feedback)
            _count(record, exercise, feedback)
    except Exception as error:
        notes.append(f"Progress could not be saved: {_reason(error)}.")
    if not _here():
        notes.append(
            "The folder this kernel works in is gone. Save the notebook elsewhere, and open it there."
        )
    return replace(feedback, notes=(*feedback.notes, *notes))


def forget() -> tuple[str, ...]:
    """Begin the record anew; the old one is kept, and the note says where."""
    where, notes = path(), list[str]()
    read()  # what is still to be taken over is, so that it does not come back
    try:
        if where is not None and where.exists():
            notes.append(f"Your record begins anew. The old one is kept as {_files.keep(where, 'before')}.")
            with _opened(write=True) as (record, _):
                record |= {part: {} for part in salvage.PARTS}
    except Exception as error:
        notes.append(f"The record could not begin anew: {_reason(error)}.")
    return tuple(notes)


def adopt(old: Path) -> str:
    """Take over a record that an earlier version kept elsewhere, once; a line on it, or nothing.

    It stays where it is.
    """
    if path() is None or not old.is_file():
        return ""
    try:
        with _opened(write=True) as (record, _):
            return _taken_over(record, old)
    except Exception:
        return ""


def predictions() -> dict[str, dict[str, Any]]:
    """First answers to the predictions: id → answer, confidence in percent, right, options, when."""
    return dict(load()["predictions"])


@contextmanager
def _opened(*, write: bool = False) -> Iterator[tuple[Record, list[str]]]:
    """The record under its lock, repaired; whatever changes is written at the end. Raises ``OSError``."""
    where = path()
    if where is None or not (write or where.exists() or _beside_notebook()):
        yield salvage.new(), []
        return
    with _files.locked(where):
        before = where.read_bytes() if where.exists() else None
        record, fault = salvage.read(before) if before is not None else (salvage.new(), "")
        notes, may_write = _set_aside(where, fault) if fault else ([], True)
        notes += filter(None, (_taken_over(record, old) for old in _beside_notebook()))
        yield record, notes
        after = json.dumps(record, indent=1, sort_keys=True).encode() + b"\n"
        if may_write and after != before and (write or notes):
            try:
                _files.put(where, after)
            except OSError:
                if write:
                    raise


def _here() -> Path | None:
    """The folder one is in; None where somebody has removed it."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _beside_notebook() -> list[Path]:
    """The record that an earlier version kept in this folder, where no other place was chosen."""
    here = _here()
    found = here is not None and not os.environ.get(VARIABLE) and os.path.isfile(here / OLD_NAME)
    return [here / OLD_NAME] if here and found else []


def _taken_over(record: Record, old: Path) -> str:
    try:
        data = old.read_bytes()
    except OSError:
        return ""
    known, mark = record.get("adopted"), sha256(data).hexdigest()
    known = known if isinstance(known, list) else []
    if mark in known:
        return ""
    record |= salvage.merged(record, salvage.read(data)[0])
    record["adopted"] = [*known, mark]
    return f"Your progress so far was taken over from {old}, which stays as it is."


def _set_aside(where: Path, fault: str) -> tuple[list[str], bool]:
    """Notes on a damaged file, and whether it may be written: not where no copy of it could be made."""
    said = f"The record of your progress was damaged: {fault}."
    try:
        kept = _files.keep(where, "damaged")
    except OSError as error:
        return [f"{said} It cannot be repaired, and nothing is saved: {_reason(error)}."], False
    return [f"{said} What is sound in it was kept, and the damaged file too, as {kept}."], True


def _count(record: Record, exercise: Exercise, feedback: Feedback) -> None:
    entry = record["exercises"].setdefault(exercise.id, {})
    entry["attempts"] = amount(entry.get("attempts")) + 1
    entry["best"] = max(float(amount(entry.get("best"))), feedback.score)
    entry["max"] = exercise.points
    entry["verdict"] = str(feedback.verdict)
    if feedback.passed:
        entry.setdefault("passed", _now())


def _keep_prediction(record: Record, exercise: Exercise, answer: Any, feedback: Feedback) -> tuple[str, ...]:
    split = getattr(exercise.kind, "split", None)
    if not exercise.keep or split is None:
        return ()
    key, confidence, problem = split(answer)
    if problem or exercise.id in record["predictions"]:
        return ()
    record["predictions"][exercise.id] = {
        "answer": key,
        "confidence": confidence,
        "right": feedback.passed,
        "options": len(exercise.kind.options),  # type: ignore[attr-defined]
        "when": _now(),
    }
    return ("This first prediction is kept for the last chapter.",)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower() + (f" ({error.filename})" if error.filename else "")
    return str(error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
