"""A solution with one small thing changed must not pass, unless it is shown to be the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.grading import Exercise, check, exercises, registry
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.value import Value
from tests.grading.answers import answers
from tests.grading.mutants import mutants
from tests.grading.sheets import check_argument, run, setup_source, solution_source

pytestmark = pytest.mark.usefixtures("drawn_once", "unrecorded")
JUDGED = [e for e in exercises() if isinstance(e.kind, (Function, Value))]
SAMPLE = 12


def survivors(exercise: Exercise, chosen: list[tuple[str, str]], seeds: range) -> dict[str, str]:
    equivalent = answers(exercise, "EQUIVALENT") or {}
    found = {}
    for what, source in chosen:
        try:
            answer = run([setup_source(exercise), source], check_argument(exercise))
        except Exception:
            continue  # it does not even run
        if all(check(exercise.id, answer, seed=seed).passed for seed in seeds) and what not in equivalent:
            found[what] = source
    return found


# A value is computed once more for each mutant, often by the exact engine.
AT_ONCE = [pytest.param(e, marks=pytest.mark.slow if isinstance(e.kind, Value) else ()) for e in JUDGED]


@pytest.fixture
def hasty(monkeypatch):
    """Two seconds an answer, many times what a right one takes: nobody waits for a mutant without end."""
    find = registry.find

    def found(exercise_id: str) -> Exercise:
        exercise = find(exercise_id)
        return replace(exercise, seconds=min(exercise.seconds, 2.0))

    monkeypatch.setattr(registry, "find", found)


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("exercise", AT_ONCE, ids=lambda e: e.id)
def test_sampled_mutants_fail(exercise: Exercise):
    everything = mutants(solution_source(exercise))
    assert everything, "the solution has nothing to change?"
    order = np.random.default_rng(int(exercise.id.replace(".", ""))).permutation(len(everything))
    assert not survivors(exercise, [everything[i] for i in order[:SAMPLE]], range(2))


@pytest.mark.certify
@pytest.mark.parametrize("exercise", JUDGED, ids=lambda e: e.id)
def test_all_mutants_fail(exercise: Exercise):
    assert not survivors(exercise, mutants(solution_source(exercise)), range(10))


@pytest.mark.parametrize("exercise", JUDGED, ids=lambda e: e.id)
def test_every_mutant_called_equivalent_exists_and_says_why(exercise: Exercise):
    listed = answers(exercise, "EQUIVALENT") or {}
    existing = {what for what, _ in mutants(solution_source(exercise))}
    assert set(listed) <= existing
    assert all(len(reason.split()) >= 4 for reason in listed.values())
