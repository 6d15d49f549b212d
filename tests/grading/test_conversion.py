"""A right answer in another container: what came is named, and following the hint makes it readable."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from helpers.grading import check
from helpers.grading.kinds.posteriors.samples import read_draws
from helpers.grading.reading import read

ROW = np.array([1.0, 2.0, 3.0])
TABLE = np.arange(6.0).reshape(2, 3)
PAIR = (np.zeros(4), np.ones(4))
ONE = np.float64(1)

# What came, what it should be like, how it is called, and the line of the hint.
CODE = [
    ([ROW[:1], ROW[1:]], ROW, "a list of length 2", "np.concatenate(result)"),
    (dict.fromkeys("abc", 1.0), ROW, "a dictionary of length 3", "np.array(list(result.values()))"),
    (TABLE, TABLE.ravel(), "an array of shape (2, 3)", "result.reshape((6,))"),
    (np.array(PAIR).T, PAIR, "an array of shape (4, 2)", "tuple(np.transpose(result))"),
    ([(0.0, 1.0)] * 4, PAIR, "a list of 4 rows of shape (2,)", "tuple(np.transpose(result))"),
]
WORDS = [
    ([ROW, ROW], ROW, "a list of 2 arrays of shape (3,)", "axis=0"),
    ([[1.0, 2.0]] * 3, ROW, "a list of 3 rows of shape (2,)", "axis=1"),
    ([ROW, ROW[1:]], ROW, "a list of length 2", "different lengths"),
    ({"mean": ROW}, ROW, "a dictionary of length 1", 'result["…"]'),
    ({"mean": 1.0}, ONE, "a dictionary of length 1", 'result["…"]'),
    (pd.DataFrame(np.ones((3, 2))), ROW, "a DataFrame of shape (3, 2)", ".to_numpy()"),
    ((ROW, 1.0), ROW, "a tuple of length 2", "comma"),
    ((ROW, ROW), ROW, "a tuple of 2 arrays of shape (3,)", "comma"),
    ((1.0, 2.0), ONE, "a tuple of 2 numbers", "comma"),
    (TABLE[None], np.zeros((1, 3, 2)), "an array of shape (1, 2, 3)", "transpose"),
    (ROW, ONE, "an array of shape (3,)", "their sum"),
    (2.0, ROW, "a single number", "a mean too many"),
    (pd.Series(ROW), (1.0, 2.0), "an array of shape (3,)", "out of the table"),
    (1.0, (1.0, 2.0), "a number (`1.0`)", "`…, …`"),
    (True, ROW, "`True`", ""),
]


@pytest.mark.parametrize(("result", "like", "came", "hint"), CODE + WORDS)
def test_what_came_is_named_and_what_turns_it_into_what_is_wanted(result, like, came, hint):
    reading = read(result, like)
    assert f"it returned {came}" in reading.problem
    assert "wanted" in reading.problem
    assert hint in reading.hint


@pytest.mark.parametrize(("result", "like", "came", "hint"), CODE)
def test_a_conversion_that_is_given_as_code_makes_the_answer_readable(result, like, came, hint):  # noqa: ARG001
    code = re.search(r"`(.*result.*?)`", read(result, like).hint)[1]
    mended = read(eval(code, {"np": np, "result": result}), like)
    assert not mended.problem
    assert [part.shape for part in mended.parts.values()] == [
        np.shape(part) for part in (like if isinstance(like, tuple) else [like])
    ]


@pytest.mark.parametrize(
    ("draws", "hint"),
    [
        (np.zeros(100), '`{"mu": …, "theta": …}`'),
        ((np.zeros(100), np.zeros((100, 3))), '`{"mu": …, "theta": …}`'),
        ([{"mu": 0.0, "theta": ROW}] * 100, "One dictionary with all draws"),
        (pd.DataFrame({"mu": np.zeros(100)}), "a column as an array"),
        ({"mu": np.zeros(100), "theta": np.zeros((3, 100))}, "`np.moveaxis(x, 0, -1)`"),
        ({"mu": np.zeros((4, 100)), "theta": np.zeros((4, 3, 100))}, "`np.moveaxis(x, 1, -1)`"),
    ],
)
def test_draws_in_another_container_are_told_how_to_be_handed_over(draws, hint):
    found, problem = read_draws(draws, {"mu": None, "theta": 3})
    assert not found
    assert hint in problem


def test_the_conversion_is_what_the_learner_is_shown():
    feedback = check("10.3", lambda std_errors, tau: {k: s for k, s in enumerate(std_errors)})  # noqa: ARG005, C416
    assert feedback.cause == "shape"
    assert "a dictionary of length" in feedback.message
    assert "np.array(list(" in feedback.hint
