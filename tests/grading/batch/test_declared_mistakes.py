"""Every declared mistake is told by the batch what `check` tells, name and words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from helpers.grading import Exercise, exercises
from helpers.grading.batch.handed_in import Cell
from helpers.grading.batch.jail import host, probe
from helpers.grading.batch.jail.enter import NONE
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.judge import roomier
from helpers.grading.batch.published import Published, published
from helpers.grading.batch.session import Session
from helpers.grading.checker import judge
from tests.grading.batch import mistaken
from tests.grading.batch.notebooks import ZYGOTE
from tests.grading.imitate import imitate

WALL = probe.strongest()
SEED = 7
FEW = 3  # mistakes of an exercise in `make test`

# One of each kind of exercise, and of each way in which a value travels.
QUICK = ("03.1", "03.2", "03.3", "03.5", "01.5", "02.5", "04.6", "08.4", "12.4")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WALL == NONE, reason=str(probe.report())),
]


def in_the_jail(exercise: Exercise, name: str) -> dict[str, Any]:
    """What the batch says of a notebook that holds this mistake, and nothing else."""
    sheet = published(exercise.chapter)
    question = replace(next(q for q in sheet.questions if q.exercise == exercise.id), expression="answered")
    cell = question.cells[0]
    source = f"from {mistaken.__name__} import mistaken\n"
    source += f"answered = mistaken({exercise.id!r}, {name!r}, {SEED})"
    session = Session(
        host.zygote(ZYGOTE),
        WALL,
        roomier(Limits()),
        [Cell(cell, source)],
        Published({cell: ""}, (question,)),
        processes_visible=True,
    )
    return session.judged([exercise], {exercise.id: SEED})[exercise.id]


def told(exercise: Exercise, names: list[str]) -> None:
    for name in names:
        mistake = next(m for m in exercise.mistakes if m.name == name)
        here = judge(exercise, imitate(exercise, mistake, SEED), SEED)
        there = in_the_jail(exercise, name)
        assert there["cause"] == name
        for what in ("score", "message", "hint", "more"):
            assert there[what] == getattr(here, what), (name, what)
        assert (there["verdict"], there["notes"]) == (here.verdict.value, list(here.notes)), name


@pytest.mark.parametrize("exercise", [e for e in exercises() if e.id in QUICK], ids=lambda e: e.id)
def test_some_of_every_kind(exercise: Exercise) -> None:
    told(exercise, [mistake.name for mistake in exercise.mistakes[:FEW]])


@pytest.mark.certify
@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.id)
def test_all(exercise: Exercise) -> None:
    told(exercise, [mistake.name for mistake in exercise.mistakes])


def test_the_quick_ones_are_of_every_kind() -> None:
    kinds = {type(e.kind) for e in exercises()}
    assert {type(e.kind) for e in exercises() if e.id in QUICK} == kinds
