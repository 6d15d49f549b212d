"""The record of one notebook: what the judge found out about every exercise of a chapter."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from helpers.grading import registry
from helpers.grading.feedback import Verdict

Record = dict[str, Any]

_TEXTS = ("message", "hint", "more", "cause", "text")


def checked(text: str, learner: str, chapter: str) -> Record:
    """The record that a judge's line holds, every field there and of its type.

    Raises ``ValueError`` where the line is no record of this learner and chapter, or not of all exercises.
    """
    try:
        found = json.loads(text)
        if (found["learner"], found["chapter"]) != (learner, chapter):
            raise ValueError("it is about another notebook")
        entries = [_entry(one) for one in found["exercises"]]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"it is no record ({type(error).__name__}: {error})") from None
    wanted = [exercise.id for exercise in registry.exercises(chapter)]
    if [one["exercise"] for one in entries] != wanted:
        raise ValueError(f"it is not about {', '.join(wanted)}, in this order")
    notes = [str(note) for note in found.get("notes") or ()]
    return {"learner": learner, "chapter": chapter, "exercises": entries, "notes": notes}


def _entry(found: Mapping[str, Any]) -> Record:
    score, most = float(found["score"]), float(found["max_score"])
    if not (0 <= score <= most and math.isfinite(most)):
        raise ValueError(f"{found['exercise']} has the score {score} of {most}")
    return {
        "exercise": str(found["exercise"]),
        "verdict": Verdict(found["verdict"]).value,
        "score": score,
        "max_score": most,
        **{name: str(found.get(name) or "") for name in _TEXTS},
        "seed": found.get("seed"),
        "notes": [str(note) for note in found.get("notes") or ()],
        "evidence": found.get("evidence"),
    }


def entry(exercise: str, points: float, verdict: Verdict, message: str, **more: Any) -> Record:
    """What a record says of one exercise; without ``more``, of one that nobody could judge."""
    return {
        "exercise": exercise,
        "verdict": verdict.value,
        "score": 0.0,
        "max_score": points,
        "message": message,
        "hint": "",
        "more": "",
        "cause": "",
        "notes": [],
        "evidence": {},
        "text": "",
        "seed": None,
    } | more


def unjudged(
    learner: str, chapter: str, verdict: Verdict, message: str, seeds: Mapping[str, int] | None = None
) -> Record:
    """The record of a notebook that no judge has seen: one verdict for all exercises of its chapter.

    Where the chapter is not known there is one entry, for an exercise without a name.
    """
    asked = [(exercise.id, exercise.points) for exercise in registry.exercises(chapter)] if chapter else []
    entries = [
        entry(name, points, verdict, message, seed=(seeds or {}).get(name))
        for name, points in asked or [("", 0)]
    ]
    return {"learner": learner, "chapter": chapter, "exercises": entries, "notes": []}


def settled(record: Record) -> bool:
    """Whether nothing in it is the grader's own failure, which another run may mend."""
    return all(one["verdict"] != Verdict.GRADER_ERROR for one in record["exercises"])
