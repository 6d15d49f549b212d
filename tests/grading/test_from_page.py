"""Answers saved from the book's pages count as if they were given in a notebook; a bad file costs nothing."""

from __future__ import annotations

import json

import pytest

from helpers.grading import exercises, record
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.standing import progress


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", str(tmp_path / "progress.json"))


def saved(tmp_path, **answers):
    file = tmp_path / "borrowing-strength-answers.json"
    file.write_text(json.dumps({"version": 1, "answers": answers, "pages": {}}), "utf-8")
    return file


def of(kind, chapter):
    return next(exercise for exercise in exercises(chapter) if isinstance(exercise.kind, kind))


def test_answers_are_judged_anew_and_the_first_prediction_stays_the_first(tmp_path):
    value, pair = of(Value, "02"), of(Value, "05")
    file = saved(
        tmp_path,
        prediction={"01.3": {"answer": ["falls", 70], "verdict": "wrong"}},
        exercise={
            "01.3": {"answer": ["rises", 90], "verdict": "pass"},
            "01.5": {"answer": "a a a", "verdict": "pass"},  # the page's verdict is not believed
            value.id: {"answer": [float(value.reference())]},
            pair.id: {"answer": [float(x) for x in pair.reference()]},
        },
        quiz={"abc": "def"},
    )
    shown = str(progress(answers=file))
    assert "Answers taken over from the pages of the book: 4." in shown
    done = record.load()["exercises"]
    assert {number for number, entry in done.items() if "passed" in entry} == {"01.3", value.id, pair.id}
    assert record.predictions()["01.3"]["answer"] == "falls"
    assert record.predictions()["01.3"]["confidence"] == 70
    progress(answers=file)
    assert record.predictions()["01.3"]["answer"] == "falls"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"answers": 3}', "\ufeff<html>"])
def test_another_file_is_named_and_changes_nothing(tmp_path, text):
    file = tmp_path / "other.json"
    file.write_text(text, "utf-8")
    assert "Nothing was taken over" in str(progress(answers=file))
    assert record.load()["exercises"] == {}


def test_a_missing_file_and_strange_entries_raise_nothing(tmp_path):
    assert "Nothing was taken over" in str(progress(answers=tmp_path / "none.json"))
    file = saved(tmp_path, exercise={"99.9": {"answer": 1}, "01.3": {"answer": {"a": 1}}, "01.5": 4})
    assert "book: " in str(progress(answers=file))
