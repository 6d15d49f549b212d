"""A number that is handed over on a page: what the prompt invites passes, and every slip is told its own."""

from __future__ import annotations

import json
import re
from functools import cache

import numpy as np
import pytest

from helpers.grading import check, exercises, find
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.on_page import on_page
from helpers.grading.reading import truth_parts
from helpers.grading.sheets import SOLUTIONS, prompt_of

VALUES = [e for e in exercises() if isinstance(e.kind, Value)]
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}

every_value = pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)


@cache
def facts_of(number):
    return on_page(find(number))


def numbers_of(value):
    return np.concatenate([np.ravel(part) for part in truth_parts(value).values()])


def inside(numbers, region):
    return all(low <= x <= high for x, (low, high) in zip(numbers, region, strict=True))


def said_to(number, *numbers):
    """What the page says, found as it finds it."""
    facts = facts_of(number)
    for region, said in zip(facts["regions"], facts["told"], strict=False):
        if inside(numbers, region):
            return said
    return facts["told"][-1]


@pytest.fixture(autouse=True)
def unrecorded(monkeypatch):
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", "off")


@pytest.mark.slow
@every_value
def test_as_many_decimals_as_the_prompt_names_pass(exercise):
    named = re.search(r"to (\w+) decimals or more", prompt_of(exercise.id))
    assert named, "a prompt that asks for a number says how many decimals will do"
    right = numbers_of(exercise.reference())
    for decimals in range(WORDS[named[1]], 8):
        rounded = np.round(right, decimals).tolist()
        assert check(exercise.id, tuple(rounded) if len(rounded) > 1 else rounded[0]).passed, decimals
        assert said_to(exercise.id, *rounded)["verdict"] == "pass", decimals


@every_value
def test_no_mistake_lies_in_what_counts_as_right_nor_in_another(exercise):
    facts = facts_of(exercise.id)
    json.dumps(facts, allow_nan=False)
    declared = facts["regions"][: 1 + len(exercise.mistakes)]
    values = [numbers_of(f()) for f in (exercise.reference, *(m.wrong for m in exercise.mistakes))]
    for i, value in enumerate(values):
        assert [inside(value, region) for region in declared] == [i == j for j in range(len(values))]
    assert [said["verdict"] == "pass" for said in facts["told"]] == [True] + [False] * len(facts["regions"])


def test_standard_errors_as_the_chapter_prints_them_will_do():
    from scipy.special import ndtr

    from helpers.datasets import load

    z = 0.308 / load("eight_markets")["std_error"].round(3).to_numpy()
    votes = float(np.sum(ndtr(z - 1.96) + ndtr(-z - 1.96)))
    for answer in (votes, round(votes, 2), round(votes, 3)):
        assert said_to("03.5", answer)["verdict"] == "pass"
        assert check("03.5", answer).passed


@pytest.mark.parametrize(
    ("number", "answer", "words"),
    [
        ("02.2", [26.5], "per cent"),
        ("02.2", [26], "per cent"),
        ("02.2", [0.00265], "hundredth"),
        ("02.2", [0.26], "Near"),
        ("06.5", [31.39], "per cent"),
        ("07.4", [-0.816], "sign is wrong"),
        ("05.5", [0.3996, 0], "wrong order"),
        ("05.5", [0, 40], "per cent"),
        ("05.5", [0, 0.9], "The estimate of τ: right. The probability: not yet."),
        ("05.5", [3.3, 0.3996], "The probability: right. The estimate of τ: not yet."),
    ],
)
def test_slips_that_need_no_declaration_are_named(number, answer, words):
    said = said_to(number, *answer)
    assert words in said["words"]
    assert said["verdict"] != "pass"


def test_what_needs_the_notebooks_code_is_not_said_to_be_answered_on_the_page():
    from helpers.authoring.sphinx.exercise_list import computed_in_notebook

    needing = {e.id for e in exercises() if computed_in_notebook(e, SOLUTIONS)}
    assert needing == {e.id for e in VALUES} - {"02.2", "17.4", "18.4"}  # matters for a calculator
