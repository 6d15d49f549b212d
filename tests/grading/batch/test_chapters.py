"""Every chapter's notebook behind a wall: what `check` says in a notebook is said here."""

from __future__ import annotations

import pytest

from helpers.grading import chapters, check, exercises
from helpers.grading.batch import judge
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.kinds.posteriors.model import Model
from tests.grading import sheets
from tests.grading.batch.notebooks import ZYGOTE, record, seeds, solved, untouched, verdicts
from tests.grading.batch.walls import strongest_wall_first
from tests.tiers import rest_in_certify

PATIENT = Limits(notebook_seconds=200)
pytestmark = pytest.mark.slow
# Of every kind of exercise, with PyMC and without.
TOLD = {"03", "04", "09"}
WITH_PYMC = sorted({e.chapter for e in exercises() if isinstance(e.kind, Model)})


@pytest.fixture
def one_zygote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "PYMC", ZYGOTE)


@strongest_wall_first
@pytest.mark.usefixtures("one_zygote")
@pytest.mark.parametrize("chapter", chapters())
def test_what_the_sheet_answers_passes(chapter: str, wall: str) -> None:
    passes(chapter, wall)


@strongest_wall_first
@pytest.mark.parametrize("chapter", rest_in_certify(WITH_PYMC, {"10"}))
def test_it_passes_too_where_pymc_alone_is_ready(chapter: str, wall: str) -> None:
    """As the batch starts it: the process above holds more, for the sake of other tests."""
    passes(chapter, wall)


def passes(chapter: str, wall: str) -> None:
    found = record(solved(chapter), wall, chapter, PATIENT)
    wrong = [row for row in found["exercises"] if row["verdict"] != "pass"]
    assert not wrong
    assert not found["notes"]
    assert {row["score"] / row["max_score"] for row in found["exercises"]} == {1.0}


@strongest_wall_first
@pytest.mark.usefixtures("one_zygote")
@pytest.mark.parametrize("chapter", rest_in_certify(chapters(), TOLD))
def test_an_untouched_notebook_is_told_what_check_tells(chapter: str, wall: str) -> None:
    found = record(untouched(chapter), wall, chapter, PATIENT)
    assert set(verdicts(found).values()) == {"not_attempted"}
    for exercise, row in zip(exercises(chapter), found["exercises"], strict=True):
        told = check(exercise.id, sheets.unsolved(exercise), seed=seeds(chapter)[exercise.id])
        assert (row["message"], row["hint"]) == (told.message, told.hint), exercise.id


def test_what_is_told_first_is_of_every_kind() -> None:
    assert {type(e.kind) for e in exercises() if e.chapter in TOLD} == {type(e.kind) for e in exercises()}
