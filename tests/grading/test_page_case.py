"""The case of a function that a page offers can be worked, tells every mistake, and gives nothing away."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from helpers.grading import check, exercises, find, registry
from helpers.grading.feedback import said_in_html
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.page_case import NEAR, case_on_page, facts_of, page_case
from helpers.grading.reading import truth_parts

pytestmark = pytest.mark.slow
FUNCTIONS = [e for c in registry.chapters() for e in exercises(c) if isinstance(e.kind, Function)]
TOO_LONG = {"05.3", "10.2", "12.2", "13.1", "20.1"}  # a grid, draws of a fit, a file: nothing to read
WORKABLE = [e for e in FUNCTIONS if e.id not in TOO_LONG]

every_case = pytest.mark.parametrize("exercise", WORKABLE, ids=lambda e: e.id)


@cache
def offered(number):
    found = page_case(find(number))
    return facts_of(find(number), found), found


def worked(exercise, function, data):
    """What ``function`` makes of the data that a reader copies from the page."""
    found = []
    for text in data.split("\n\n"):
        names: dict[str, object] = {"np": np}
        exec(text, names)
        with np.errstate(all="ignore"):
            parts = truth_parts(function(*(names[name] for name in exercise.arguments)), exercise.parts)
        found += [np.ravel(part) for part in parts.values()]
    return np.concatenate(found)


def said_to(facts, numbers):
    """What the page says to these numbers, found as it finds it."""
    for region, said in zip(facts["regions"], facts["told"], strict=False):
        if all(low <= x <= high for x, (low, high) in zip(numbers, region, strict=True)):
            return said
    return facts["told"][-1]


@every_case
def test_the_data_as_shown_lead_to_the_answers_and_these_to_their_hints(exercise, monkeypatch):
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", "off")
    facts, found = offered(exercise.id)
    json.dumps(facts, allow_nan=False)
    assert len(facts["labels"]) == len(facts["regions"][0]) == found.right.size
    right = worked(exercise, exercise.reference, facts["data"])
    for typed in (np.round(right, 3), right * (1 + 5e-4), right * (1 - 5e-4)):  # rounded, or on the way
        assert said_to(facts, typed)["verdict"] == "pass"
    assert said_to(facts, 3 * right + 97) == facts["told"][-1]
    for mistake, _ in found.mistakes:
        said = said_to(facts, np.round(worked(exercise, mistake.wrong, facts["data"]), 3))
        wanted = check(exercise.id, mistake.wrong, seed=2)
        assert said["verdict"] == wanted.verdict, mistake.name
        assert said_in_html(type(wanted)(False, 0, "", wanted.hint)) in said["words"], mistake.name
    assert facts["told"][-1]["verdict"] == "wrong"


@every_case
def test_no_more_than_one_mistake_shows_in_no_number(exercise):
    facts, found = offered(exercise.id)
    assert len(found.mistakes) >= len(exercise.mistakes) - 1
    # None of the words holds the answer.
    words = " ".join(part for said in facts["told"] for part in (said["words"], said["more"]))
    for x in found.right[np.abs(found.right - np.round(found.right)) > NEAR.absolute]:
        assert f"{x:.3f}" not in words


def test_the_same_case_at_every_build():
    assert case_on_page(find("06.4")) == offered("06.4")[0]


def test_long_data_and_other_kinds_have_no_case():
    for number in (*TOO_LONG, "01.3", "04.3", "04.6"):
        assert case_on_page(find(number)) is None


@pytest.mark.parametrize(
    ("number", "slip", "words"),
    [
        ("01.2", lambda x: 100 * x, "per cent"),
        ("03.2", lambda x: x * [1, 100, 1, 1], "per cent"),
        ("03.2", lambda x: x[[1, 0, 3, 2]], "wrong order"),
        ("03.4", lambda x: x[::-1], "wrong order"),
        ("05.1", lambda x: -x, "sign is wrong"),
        ("06.4", lambda x: 100 * x, "per cent"),
        ("06.4", lambda x: x / 100, "hundredth"),
    ],
)
def test_slips_that_need_no_declaration_are_named(number, slip, words):
    facts, found = offered(number)
    said = said_to(facts, np.round(slip(found.right), 4))
    assert words in said["words"]
    assert said["verdict"] == "wrong"


def test_no_wanted_number_is_so_small_that_three_decimals_hardly_tell_it():
    for exercise in WORKABLE:
        right = np.abs(offered(exercise.id)[1].right)
        assert np.all((right == 0) | (right > 10 * NEAR.size(right))), exercise.id
