"""What a learner has done, in one small file beside the notebooks: ``.progress.json``.

The file holds, per exercise, how often it was checked, the best score and when it first passed; and
the first answer to each prediction. It is written whole and put in place in one step, so that a
kernel that dies leaves the old file. ``BORROWING_STRENGTH_PROGRESS`` moves it, or turns it off with
``off`` (as when the book is built).
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, Verdict

NAME = ".progress.json"
VARIABLE = "BORROWING_STRENGTH_PROGRESS"
_UNCOUNTED = (Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR, Verdict.UNREADABLE)


def path() -> Path | None:
    """Where the record is kept; None when it is turned off."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.lower() == "off":
        return None
    return Path(chosen) if chosen else Path.cwd() / NAME


def load() -> dict[str, Any]:
    """The record; empty where there is none or the file is not one."""
    empty: dict[str, Any] = {"version": 1, "exercises": {}, "predictions": {}}
    where = path()
    if where is None:
        return empty
    try:
        found = json.loads(where.read_text(encoding="utf-8"))
        return found if _sound(found) else empty
    except (OSError, ValueError):
        return empty


def _sound(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(found.get(part), dict) and all(isinstance(entry, dict) for entry in found[part].values())
        for part in ("exercises", "predictions")
    )


def save(record: dict[str, Any]) -> bool:
    """Write the record in one step; False where the folder cannot be written."""
    where = path()
    if where is None:
        return True
    try:
        handle, temporary = tempfile.mkstemp(prefix=NAME, dir=where.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1, sort_keys=True)
            file.write("\n")
        Path(temporary).replace(where)
    except OSError:
        return False
    return True


def forget() -> None:
    """Remove the record."""
    where = path()
    if where is not None:
        with suppress(OSError):
            where.unlink(missing_ok=True)


def remember(exercise: Exercise, answer: Any, feedback: Feedback) -> Feedback:
    """Keep ``feedback``; return it with what its reader should know about the record."""
    if feedback.verdict in _UNCOUNTED or path() is None:
        return feedback
    record = load()
    notes = _keep_prediction(record, exercise, answer, feedback)
    entry = record["exercises"].setdefault(exercise.id, {"attempts": 0, "best": 0.0})
    entry["attempts"] = amount(entry.get("attempts")) + 1
    entry["best"] = max(float(amount(entry.get("best"))), feedback.score)
    entry["max"] = exercise.points
    entry["verdict"] = str(feedback.verdict)
    if feedback.passed:
        entry.setdefault("passed", _now())
    if not save(record):
        notes += ("Progress could not be saved: this folder cannot be written.",)
    return replace(feedback, notes=(*feedback.notes, *notes))


def amount(value: Any) -> float:
    """``value`` if it is a finite number, else 0: somebody may have edited the file."""
    return value if isinstance(value, (int, float)) and math.isfinite(value) else 0


def _keep_prediction(
    record: dict[str, Any], exercise: Exercise, answer: Any, feedback: Feedback
) -> tuple[str, ...]:
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


def predictions() -> dict[str, dict[str, Any]]:
    """First answers to the predictions: id → answer, confidence in percent, right, options, when."""
    return dict(load()["predictions"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
