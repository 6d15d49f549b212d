"""A right number with few digits is asked for more of them; nobody is accused of a mistake for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pytest

from helpers.grading import check, exercises, find
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.rounding import as_far_as_it_goes, decimals_of
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.on_page import on_page
from helpers.grading.sheets import prompt_of
from tests.grading.imitate import imitate
from tests.grading.test_on_page import WORDS, numbers_of

NUMBERS = [e for e in exercises() if isinstance(e.kind, (Function, Value))]
VALUES = [e for e in NUMBERS if isinstance(e.kind, Value)]
DIGITS = (1, 2, 3, 4)
# A right function that calls the package's own is "borrowed", one that is right on ordinary data an "edge".
NEUTRAL = {"rounding", "decimals", "borrowed", "edge"}

each = pytest.mark.parametrize("exercise", NUMBERS, ids=lambda e: e.id)
pytestmark = pytest.mark.usefixtures("drawn_once")


@pytest.fixture(autouse=True)
def unrecorded(monkeypatch):
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", "off")


def changed(answer, change):
    """An answer in the same container, each of its numbers changed."""
    if isinstance(answer, Mapping):
        return {name: changed(each, change) for name, each in answer.items()}
    if isinstance(answer, tuple):
        return tuple(changed(each, change) for each in answer)
    return np.vectorize(change, otypes=[float])(answer)


def few(digits):
    return lambda x: float(f"{x:.{digits}g}")


def handed_in(exercise, change):
    """The right answer of this exercise, with every number changed."""
    if isinstance(exercise.kind, Value):
        answer = changed(exercise.reference(), change)
        return tuple(map(float, answer)) if isinstance(answer, tuple) else float(answer)
    return lambda *arguments: changed(exercise.reference(*arguments), change)


@each
def test_right_numbers_rounded_to_a_few_digits_are_never_called_a_mistake(exercise):
    for digits in DIGITS:
        feedback = check(exercise.id, handed_in(exercise, few(digits)), seed=3)
        assert feedback.passed or feedback.cause in NEUTRAL, feedback


@pytest.mark.parametrize("change", [np.trunc, np.round, np.ceil])
@pytest.mark.parametrize("number", ["15.6", "15.3"])
def test_nor_are_whole_numbers_that_were_cut_or_rounded(number, change):
    exercise = find(number)

    def whole_where_it_is_large(*arguments):
        return tuple(float(change(x)) if x > 1 else x for x in exercise.reference(*arguments))

    for seed in range(5):
        feedback = check(number, whole_where_it_is_large, seed=seed)
        assert feedback.cause == "rounding", feedback
        assert "whole numbers" in feedback.hint


def test_a_part_that_is_cut_to_zero_goes_with_one_that_is_not():
    exercise = find("15.3")
    both = check("15.3", lambda *a: tuple(int(x) for x in exercise.reference(*a)), seed=2)
    assert both.cause == "rounding"
    nothing = check("15.3", lambda *a: (0.0, exercise.reference(*a)[1]), seed=2)
    assert nothing.cause != "rounding"


@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)
def test_a_mistake_that_is_not_the_right_number_rounded_keeps_its_hint(exercise):
    right = numbers_of(exercise.reference())
    for mistake in exercise.mistakes:
        wrong = numbers_of(mistake.wrong())
        goes = as_far_as_it_goes(wrong, right, decimals_of(wrong), exercise.tolerance.decimals)
        off = ~exercise.tolerance.agrees(wrong, right)
        feedback = check(exercise.id, imitate(exercise, mistake, 1), seed=1)
        if np.all(np.array(goes)[off]) and np.any(wrong[off]):
            assert feedback.cause == "decimals"
            assert mistake.hint in feedback.more
        else:
            assert feedback.cause == mistake.name, feedback


@pytest.mark.parametrize(
    ("x", "right", "decimals", "goes"),
    [
        (0.50, 0.4996, 2, True),
        (0.19, 0.1938, 2, True),
        (0.20, 0.1938, 2, False),  # two decimals were written
        (0.2, 0.1938, 1, True),
        (83, 82.94, 0, True),
        (82, 82.94, 0, True),  # cut
        (371, 370.6, 0, True),
        (400, 370.6, 0, True),  # one digit
        (300, 370.6, 0, False),
        (15, 14.3, 0, True),  # rounded up, as visitors are
        (1, 0.97, 0, True),
        (1, 0.6, 0, False),  # no digit of it is left
        (100, 82.9, 0, False),
        (-11.6, -11.62, 1, True),
        (11.6, -11.62, 1, False),
        (0.08, 0.0754, 2, True),
        (0.07, 0.0754, 2, True),
        (0, 0.0754, 0, True),
        (0.1, 0, 1, False),
        (float("inf"), 1, 0, False),
    ],
)
def test_as_far_as_it_goes(x, right, decimals, goes):
    assert as_far_as_it_goes(np.array([x]), np.array([right]), [decimals]) == [goes]


def test_a_number_with_as_many_decimals_as_are_wanted_says_what_it_is():
    assert as_far_as_it_goes(np.array([0.264]), np.array([0.2649]), [3], 3) == [False]


def test_a_reading_that_is_a_mistakes_as_well_is_told_on_request_only():
    feedback = check("03.5", 2)
    assert feedback.cause == "decimals"
    assert "as far as it goes" in feedback.hint
    assert feedback.more.startswith("If nothing was rounded: Two is what *was* seen")


@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)
def test_fewer_decimals_than_the_prompt_asks_for_do_not_pass(exercise):
    named = re.search(r"to (\w+) decimals or more", prompt_of(exercise.id))
    fewer, right = WORDS[named[1]] - 1, numbers_of(exercise.reference())
    for i, x in enumerate(right):
        given = right.tolist()
        given[i] = round(given[i], fewer)
        near = abs(given[i] - x) <= exercise.tolerance.size(x)
        feedback = check(exercise.id, tuple(given) if len(given) > 1 else given[0])
        assert feedback.passed == near, (given, feedback)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)
def test_a_page_has_words_for_every_way_of_being_short(exercise):
    facts = on_page(exercise)
    assert facts["short"]
    for said in facts["short"].values():
        assert "few digits" in said["words"]
        assert said["verdict"] != "pass"
        assert not said["more"]
