"""A judge that believes what a notebook says of itself: for tests of everything around the judge.

A cell ``verdict 03.1: wrong`` decides; ``# die``, ``# hang`` and ``# slow`` are obeyed. It is seen through
the same door as the real one: a frozen ``Job`` goes in, a line of JSON comes out.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.grading import exercises
from helpers.grading.kinds.words.text import FreeText


@dataclass(frozen=True)
class Job:
    learner: str
    path: str
    chapter: str
    seeds: Mapping[str, int]
    wall: str
    limits: Any


def judged(job: Job) -> str:
    source = "\n".join(
        "".join(c["source"]) for c in json.loads(Path(job.path).read_text("utf-8-sig"))["cells"]
    )
    _obey(source)
    entries = []
    for exercise in exercises(job.chapter):
        found = re.search(rf"verdict {exercise.id}: (\w+)(?: cause (\S+))?(?: said (.*))?", source)
        verdict = found[1] if found else "pass"
        mistake = next((m for m in exercise.mistakes if found and m.name == found[2]), None)
        text = re.search(r"text: (.*)", source)
        entries.append(
            {
                "exercise": exercise.id,
                "verdict": verdict,
                "score": exercise.points if verdict == "pass" else 0,
                "max_score": exercise.points,
                "message": (found and found[3]) or f"It is {verdict}.",
                "hint": mistake.hint if mistake else "",
                "more": "",
                "cause": mistake.name if mistake else "",
                "seed": job.seeds[exercise.id],
                "notes": [],
                "evidence": {"pid": 0},
                "text": text[1] if text and isinstance(exercise.kind, FreeText) else "",
            }
        )
    record = {"learner": job.learner, "chapter": job.chapter, "exercises": entries, "notes": []}
    return json.dumps(record)


def _obey(source: str) -> None:
    if "# slow" in source:
        time.sleep(0.05)
    if "# hang" in source:
        time.sleep(600)
    if once := re.search(r"# die once (\S+)", source):
        mark = Path(once[1])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif "# die" in source:
        os.kill(os.getpid(), signal.SIGKILL)
