"""One learner's notebook, judged: run behind a wall, asked on fresh cases, a verdict for every exercise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.grading import registry
from helpers.grading.batch import handed_in, published
from helpers.grading.batch.jail import host
from helpers.grading.batch.jail.enter import NAMESPACES
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.linux import JailError
from helpers.grading.batch.notebooks import LARGEST, Unreadable
from helpers.grading.batch.records import entry
from helpers.grading.batch.session import Session
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Verdict
from helpers.grading.kinds.posteriors.model import Model

PYMC = ("pymc", "nutpie", "arviz", "helpers.models", "helpers.diagnostics")
_PYMC_MEMORY_MB, _PYMC_SCRATCH_MB = 6144, 256


@dataclass(frozen=True)
class Job:
    """One notebook to judge, as plain data that a worker elsewhere can be sent.

    ``path`` is the notebook's, or its bytes. ``seeds`` maps each exercise to the seed of its cases, which the
    learner's process never sees. ``wall`` is one of `jail.enter.WALLS`, or ``"none"``.
    """

    learner: str
    path: str | bytes
    chapter: str
    seeds: Mapping[str, int]
    wall: str = NAMESPACES
    limits: Limits = field(default_factory=Limits)


def judged(job: Job) -> str:
    """The record of one notebook, a line of JSON. Nothing that a submission does makes it raise.

    It holds ``learner``, ``chapter``, ``exercises`` and ``notes``; of every exercise of the chapter the
    ``verdict``, ``score`` of ``max_score``, what `check` would say (``message``, ``hint``, ``more``,
    ``notes``), the ``cause``, the ``seed``, the ``evidence``, and the ``text`` of a free text.
    """
    notes: list[str] = []
    found: dict[str, dict[str, Any]] = {}
    exercises = registry.exercises(job.chapter)
    try:
        found = _found(job, exercises)
    except Unreadable as error:
        notes.append(f"The notebook could not be read: {error}.")
        message = f"The notebook could not be read: {error}. Save it again, and hand it in anew."
        found = {e.id: entry(e.id, e.points, Verdict.UNREADABLE, message) for e in exercises}
    except JailError as error:
        notes.append(f"Nothing was run: {error}.")
        message = "It could not be run in safety, so it was not run. That is not your answer's fault."
        found = {
            e.id: entry(e.id, e.points, Verdict.GRADER_ERROR, message, cause="no wall") for e in exercises
        }
    except Exception as error:
        notes.append(f"The grader itself failed: {type(error).__name__}: {str(error)[:300]}")
    lost = "The grader itself failed. That is not your answer's fault."
    rows = [found.get(e.id) or entry(e.id, e.points, Verdict.GRADER_ERROR, lost) for e in exercises]
    rows = [row | {"seed": job.seeds.get(row["exercise"])} for row in rows]
    record = {"learner": job.learner, "chapter": job.chapter, "exercises": rows, "notes": notes}
    return json.dumps(record, sort_keys=True, allow_nan=False)


def _found(job: Job, exercises: tuple[Exercise, ...]) -> dict[str, dict[str, Any]]:
    notebook = published.published(job.chapter)
    cells = handed_in.read(_bytes(job.path), notebook)
    needs_pymc = any(isinstance(e.kind, Model) for e in exercises)
    session = Session(
        host.zygote(PYMC if needs_pymc else ()),
        job.wall,
        roomier(job.limits) if needs_pymc else job.limits,
        cells,
        notebook,
        processes_visible=needs_pymc,
    )
    return session.judged(exercises, job.seeds)


def roomier(limits: Limits) -> Limits:
    """PyMC reserves more memory than it uses, and keeps what it compiled."""
    memory, scratch = max(limits.memory_mb, _PYMC_MEMORY_MB), max(limits.scratch_mb, _PYMC_SCRATCH_MB)
    return replace(limits, memory_mb=memory, scratch_mb=scratch)


def _bytes(given: str | bytes) -> bytes:
    if isinstance(given, bytes):
        return given
    path = Path(given)
    try:
        if path.is_symlink() or not path.is_file():
            raise Unreadable("it is no file of its own")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"it could not be opened ({error.strerror})") from None
