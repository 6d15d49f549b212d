"""Answers given on the book's pages, saved there to a file, count like those in notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers.grading import record, registry
from helpers.grading.checker import check
from helpers.grading.feedback import Verdict
from helpers.grading.kinds.numbers.value import Value


def take_over(file: str | Path) -> str:
    """Check every answer in ``file`` as if it were given here, first answers to predictions first.

    Returns a line on what was counted, or on what is wrong with the file.
    """
    try:
        kept = _answers(Path(file).expanduser())
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        return (
            f"Nothing was taken over: {file!s} is not the file that *Save to a file*, below *Your answers* "
            f"on a page of the book, gives ({error})."
        )
    before, counted = record.predictions(), 0
    for part in ("prediction", "exercise"):
        for number, entry in kept.get(part, {}).items():
            known = part == "prediction" and number in before
            if isinstance(entry, dict) and "answer" in entry and not known:
                verdict = check(number, _as_in_a_notebook(number, entry["answer"])).verdict
                counted += part == "exercise" and verdict in (Verdict.PASS, Verdict.PARTIAL, Verdict.WRONG)
    return f"Answers taken over from the pages of the book: {counted}."


def _answers(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_text("utf-8-sig"))
    answers = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(answers, dict):
        raise ValueError("it holds no answers")
    return {part: entries for part, entries in answers.items() if isinstance(entries, dict)}


def _as_in_a_notebook(number: str, answer: Any) -> Any:
    if not isinstance(answer, list):
        return answer
    try:
        single = isinstance(registry.find(number).kind, Value) and len(answer) == 1
    except KeyError:
        single = False
    return answer[0] if single else tuple(answer)
