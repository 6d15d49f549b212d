"""What must hold of every exercise, present and future: nothing here names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.grading import Exercise, Mistake, Verdict, chapters, check, exercises, kinds
from helpers.grading.kinds.numbers.drawing import SEPARATION, confusable, draw_cases
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.kinds.posteriors.model import Model
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.reading import truth_parts
from helpers.grading.sheets import headings
from tests.grading.answers import answers
from tests.grading.answers.classroom import handed_in
from tests.grading.imitate import imitate
from tests.grading.sheets import sheet_path, solved, unsolved

pytestmark = pytest.mark.usefixtures("drawn_once")
ALL = exercises()
MANY_SEEDS = range(1000, 1300)

SLOW, CERTIFY = pytest.mark.slow, pytest.mark.certify
# By name: the seeds, and where they are tried.
QUICK = {"1 seed": (range(1), ()), "2 seeds": (range(1, 3), SLOW), "27 seeds": (range(3, 30), CERTIFY)}
# Each costs a compilation or thousands of draws.
SAMPLED = {"1 seed": (range(1), SLOW), "4 seeds": (range(1, 5), CERTIFY)}


def is_sampled(exercise: Exercise) -> bool:
    return isinstance(exercise.kind, (Draws, Model))


def listed(*row: Any) -> Any:
    """One row of parameters; those that sample or compile take seconds and belong to `make test`."""
    return pytest.param(*row, marks=SLOW if is_sampled(row[0]) else ())


def with_seeds(*row: Any) -> Iterator[Any]:
    """One row of parameters for each range of seeds."""
    for name, (seeds, marks) in (SAMPLED if is_sampled(row[0]) else QUICK).items():
        yield pytest.param(*row, seeds, marks=marks, id="-".join([*map(called, row), name]))


def called(x: Exercise | Mistake) -> str:
    return x.id if isinstance(x, Exercise) else x.name


each = pytest.mark.parametrize("exercise", [listed(e) for e in ALL], ids=called)


def right_answers(exercise: Exercise) -> list[Any]:
    return [solved(exercise), *answers(exercise, "RIGHT")]


@pytest.mark.parametrize(("exercise", "seeds"), [row for e in ALL for row in with_seeds(e)])
def test_right_answers_pass(exercise: Exercise, seeds: range):
    right = right_answers(exercise)
    assert len(right) >= 3, "the sheet's solution and two differently written ones"
    for answer in right:
        for seed in seeds:
            feedback = check(exercise.id, answer, seed=seed)
            assert feedback.passed, f"seed {seed}: {feedback}"
            assert feedback.score == exercise.points
            assert feedback.verdict is Verdict.PASS


@pytest.mark.certify
@pytest.mark.parametrize(
    "exercise", [e for e in ALL if isinstance(e.kind, (Function, Value, Choice))], ids=lambda e: e.id
)
def test_right_answers_pass_on_very_many_cases(exercise: Exercise):
    of_the_class = [answer for number, _, answer in handed_in("RIGHT") if number == exercise.id]
    failures = [
        (i, seed)
        for i, answer in enumerate([*right_answers(exercise), *of_the_class])
        for seed in MANY_SEEDS
        if not check(exercise.id, answer, seed=seed).passed
    ]
    assert not failures


@pytest.mark.certify
@pytest.mark.parametrize("exercise", [e for e in ALL if isinstance(e.kind, Draws)], ids=lambda e: e.id)
def test_right_samplers_pass_with_thirty_seeds(exercise: Exercise):
    sample = answers(exercise, "SAMPLERS")
    failures = {seed: str(f) for seed in range(30) if not (f := check(exercise.id, sample(seed))).passed}
    assert not failures


@each
def test_the_untouched_stub_does_not_pass(exercise: Exercise):
    feedback = check(exercise.id, unsolved(exercise), seed=1)
    assert not feedback.passed
    assert feedback.score == 0
    names = [m.name for m in exercise.mistakes]
    assert feedback.verdict is Verdict.NOT_ATTEMPTED or feedback.cause in names, feedback


@each
def test_empty_and_constant_answers_do_not_pass(exercise: Exercise):
    constants: list[Any] = [
        None,
        ...,
        "",
        (),
        [],
        {},
        0,
        0.0,
        1.0,
        float("nan"),
        "x",
        np.zeros(3),
        True,
        np.array(np.nan),
    ]
    functions: list[Any] = [
        lambda *_: None,
        lambda *_: ...,
        lambda *_: 0.0,
        lambda *_: (0.0, 0.0),
        lambda *a: a[0] if a else 0.0,
        lambda *_: float("nan"),
        lambda *a: np.zeros_like(a[0]) if a else 0.0,
    ]
    for answer in constants + functions:
        feedback = check(exercise.id, answer, seed=2)
        assert not feedback.passed, feedback
        assert feedback.verdict is not Verdict.GRADER_ERROR, feedback


@each
def test_declaration_is_complete(exercise: Exercise):
    assert len(exercise.mistakes) >= 2
    assert exercise.points > 0
    assert exercise.minutes > 0
    assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes)
    hints = [m.hint for m in exercise.mistakes]
    assert len(set(hints)) == len(hints)
    assert all(len(hint.split()) >= 8 for hint in hints), "a hint teaches; it does not just say no"


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize(
    ("exercise", "mistake", "seeds"), [row for e in ALL for m in e.mistakes for row in with_seeds(e, m)]
)
def test_each_mistake_gets_its_own_hint(exercise: Exercise, mistake: Mistake, seeds: range):
    for seed in seeds:
        feedback = check(exercise.id, imitate(exercise, mistake, seed), seed=seed)
        if feedback.cause == "decimals":  # the right number may have been rounded to just that
            assert mistake.hint in feedback.more
            continue
        assert feedback.cause == mistake.name, feedback
        assert feedback.hint == mistake.hint
        assert feedback.message
        assert not feedback.passed


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(5), pytest.param(range(5, 300), marks=pytest.mark.certify)], ids=str)
@pytest.mark.parametrize("exercise", [e for e in ALL if isinstance(e.kind, Function)], ids=lambda e: e.id)
def test_cases_tell_every_pair_of_candidates_apart(exercise: Exercise, seeds: range):
    for seed in seeds:
        assert not confusable(exercise, draw_cases(exercise, np.random.default_rng(seed)))


@pytest.mark.parametrize("exercise", [e for e in ALL if e.parts], ids=lambda e: e.id)
def test_hints_leave_it_to_the_message_to_say_which_part_is_right(exercise: Exercise):
    """Beside a second mistake, in that other part, such a hint would be false."""
    assert not [m.name for m in exercise.mistakes if re.search(r"^[^.;]*\b(is|are) right[.,]", m.hint)]


@pytest.mark.parametrize("exercise", [e for e in ALL if isinstance(e.kind, Value)], ids=lambda e: e.id)
def test_values_tell_every_pair_of_candidates_apart(exercise: Exercise):
    values = [truth_parts(f()) for f in (exercise.reference, *(m.wrong for m in exercise.mistakes))]
    for one, other in combinations(values, 2):
        assert max(exercise.tolerance.distance(one[p], other[p]) for p in one) >= SEPARATION


@pytest.mark.parametrize("chapter", chapters())
def test_sheet_and_declarations_agree(chapter: str):
    sheet = headings(sheet_path(chapter).read_text(encoding="utf-8"))
    assert list(sheet) == [e.id for e in exercises(chapter)]
    for exercise in exercises(chapter):
        assert sheet[exercise.id] == exercise.title


def test_every_kind_of_exercise_is_there():
    folder = Path(kinds.__path__[0])
    modules = {
        ".".join([kinds.__name__, *path.relative_to(folder).with_suffix("").parts])
        for path in folder.rglob("*.py")
        if "    def judge(" in path.read_text(encoding="utf-8")
    }
    assert len(modules) == 8
    assert {type(e.kind).__module__ for e in ALL} == modules


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_has_its_prediction_its_error_and_its_look_back(chapter: str):
    titles = [e.title for e in exercises(chapter)]
    assert len(titles) >= 4
    assert "Predict before you drag" in titles
    assert any(title.startswith("Spot the error") for title in titles)
    assert int(chapter) < 3 or any(title.startswith("Looking back") for title in titles)


def test_ids_are_unique():
    assert len({e.id for e in ALL}) == len(ALL)
