"""A class's answers, judged as a good teacher would: right ones pass, wrong ones are told what they show."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from helpers.grading import Verdict, check, find, registry
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.kinds.posteriors.model import Model
from helpers.grading.show import number, show
from tests.grading.answers import q
from tests.grading.answers.classroom import ch03, ch04, ch06, handed_in, opened
from tests.grading.answers.classroom.causes import CAUSES

pytestmark = pytest.mark.usefixtures("drawn_once", "unrecorded")
SEED = 7
WITHOUT_HINT = ("type", "dimension", "shape", "names", "no data", "raises")  # the message says it all


def listed(table):
    """All that is in a table."""
    return [pytest.param(*row, id=f"{row[0]} {row[1]}", marks=place(*row[:2])) for row in handed_in(table)]


def place(exercise_id, label):
    """Of what samples or compiles, the first round belongs to `make test`, the second to `make certify`."""
    if not isinstance(find(exercise_id).kind, (Draws, Model)):
        return ()
    return pytest.mark.certify if str(label).endswith("(again)") else pytest.mark.slow


@pytest.mark.parametrize(("exercise_id", "label", "answer"), listed("RIGHT"))
def test_right_forms_pass(exercise_id, label, answer):  # noqa: ARG001
    feedback = check(exercise_id, opened(exercise_id, answer), seed=SEED)
    assert feedback.passed, feedback
    assert feedback.score == feedback.max_score


@pytest.mark.slow
@pytest.mark.parametrize(("exercise_id", "label", "answer"), listed("WRONG"))
def test_wrong_answers_are_told_what_they_show_and_nothing_else(exercise_id, label, answer):
    feedback = check(exercise_id, opened(exercise_id, answer), seed=SEED)
    assert not feedback.passed
    assert feedback.cause == CAUSES[exercise_id][label], feedback
    assert feedback.hint or feedback.cause in WITHOUT_HINT, feedback
    assert "np." not in feedback.message


def test_a_formula_that_is_wrong_everywhere_is_not_hidden_by_an_error_on_rare_data():
    feedback = check("04.1", lambda y, s, mu, tau: (y / s + mu / tau) / (1 / s + 1 / tau))
    assert feedback.cause == "shrink_by_sd"
    assert feedback.score == 0


def test_what_is_right_on_ordinary_data_earns_half_whatever_happens_on_rare_ones():
    half = find("04.1").points / 2
    for at_zero in (lambda: 1 / 0, lambda: np.nan, lambda: "nothing", lambda: 0.0):

        def answer(y, s, mu, tau, at_zero=at_zero):
            return ch04.by_precision(y, s, mu, tau) if tau else y + at_zero()

        feedback = check("04.1", answer)
        assert feedback.verdict is Verdict.PARTIAL, feedback
        assert feedback.score == half


@pytest.mark.slow
def test_a_slow_function_is_told_that_it_is_slow_and_how_far_it_came(monkeypatch):
    hasty = replace(find("03.1"), seconds=0.4)
    monkeypatch.setattr(registry, "find", lambda _: hasty)
    calls = []

    def slow(effects, std_errors):
        calls.append(None)
        time.sleep(0.0 if len(calls) < 4 else 1.0)
        return q(effects, std_errors)

    feedback = check("03.1", slow)
    assert feedback.cause == "slow"
    assert "finished 3 data sets; what it returned is right" in feedback.message

    def endless(effects, std_errors):  # noqa: ARG001
        while True:
            pass

    assert check("03.1", endless).cause == "timeout"


@pytest.mark.parametrize("sure", ["75", "75 %", "75%", "75 percent", "75 per cent", 75, 75.0, np.int64(75)])
def test_a_confidence_in_percent_is_understood(sure):
    assert check("03.3", ("falls", sure)).passed
    assert check("03.3", (sure, "falls")).passed or isinstance(sure, str)


@pytest.mark.parametrize("sure", [0, 1, 32, 0.75, 100.5, -60, float("nan"), "sure", "1e2 %", True, None, ...])
def test_a_confidence_out_of_range_is_not(sure):
    feedback = check("03.3", ("falls", sure))
    assert not feedback.passed
    assert "from 33 (a guess) to 100" in feedback.message


@pytest.mark.parametrize("exercise_id", ["02.2", "06.5", "07.4"])
def test_a_probability_may_be_rounded_to_three_decimals_but_not_to_two(exercise_id):
    probability = float(find(exercise_id).reference())
    assert check(exercise_id, round(probability, 3)).passed
    assert check(exercise_id, round(probability, 8)).passed
    assert check(exercise_id, round(probability, 2)).cause == "decimals"


@pytest.mark.parametrize(
    ("exercise_id", "answer", "right", "wrong"),
    [
        ("03.2", lambda y, s: (ch03.dl(y, s), 2.0), "τ²", "I²"),
        ("03.4", lambda y, s, t: (ch03.interval()(y, s, t)[0], 99.0), "The lower limit", "The upper limit"),
        ("06.1", lambda *a: (ch06.lor()(*a)[0], -1.0), "The log odds ratio", "The standard error"),
        ("05.5", (0, 0.1), "The estimate of τ", "The probability"),
    ],
)
def test_parts_have_names(exercise_id, answer, right, wrong):
    assert f"{right}: right. {wrong}: not yet." in check(exercise_id, answer).message


def test_numbers_are_shown_plainly():
    assert show(np.int64(0)) == "0"
    assert show([np.int64(1), np.float64(0.5)]) == "[1, 0.5]"
    assert show(np.array([True, False])) == "[True, False]"
    assert number(1e6) == "1000000"
    assert number(1234567.5) == "1234568"
    assert number(1 / 3) == "0.333333"
    message = check("01.1", lambda y, s: np.int64(len(y) + (y > s).sum()), seed=3).message
    assert "np." not in message
    assert "float64" not in check("03.2", lambda y, s: np.float64(0.5)).message  # noqa: ARG005
