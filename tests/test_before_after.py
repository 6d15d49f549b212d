"""A class before and after: paired by name, with an interval that holds what it says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from helpers import before_after


def test_lines_of_the_readiness_page_are_read():
    lines = ("Ada,readiness,2026-11-27,1,0,,1", "", " Bob ,readiness,2026-11-27,0,0,1,1")
    again = "ada,readiness,2026-11-28,1,0,0,1"
    found = before_after.read("\n".join([*lines, again]), questions=4)
    assert found == {"Ada": [1, 0, 0, 1], "Bob": [0, 0, 1, 1]}


@pytest.mark.parametrize("before", ["", "\ufeff", "> ", ">> "])
def test_a_file_is_read_whatever_an_editor_or_a_mail_put_before_a_line(tmp_path, before):
    file = tmp_path / "before.txt"
    file.write_text(f"{before}Ada,readiness,2026-11-27,1,0\r\n", "utf-8")
    assert before_after.read(file, questions=2) == {"Ada": [1, 0]}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "after.txt"
    file.write_bytes("Zoë,readiness,2026-11-27,1".encode("cp1252"))
    with pytest.raises(ValueError, match=r"after\.txt is not text in UTF-8"):
        before_after.read(file, questions=1)
    file.write_text("Ada,readiness,2026-11-27,2", "utf-8")
    with pytest.raises(ValueError, match=r"after\.txt, line 1: marks must be"):
        before_after.read(file, questions=1)


def test_a_line_has_a_mark_for_every_question_of_the_quiz():
    page = (Path(__file__).resolve().parents[1] / "book" / "readiness.md").read_text("utf-8")
    assert len(re.findall(r"^```\{quiz\}", page, re.MULTILINE)) == before_after.QUESTIONS
    short = "Ada,readiness,2026-11-27,1,0\nBob,readiness,2026-11-27,0,0"
    with pytest.raises(ValueError, match="line 1: Ada has 2 marks, and the quiz 15 questions"):
        before_after.read(short)


def test_names_are_compared_without_case_and_blanks():
    assert before_after.read("Ann Lee,readiness,d,1\nann  lee,readiness,d,1", 1) == {"Ann Lee": [1]}
    found = before_after.compare(
        {"Ada": [0], "Bob": [0], "Ann Lee": [0], "Gus": [1]}, {"ada": [1], "BOB": [1], "annlee": [1]}
    )
    assert (found.learners, found.once) == (3, ("Gus",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("readiness,2026-11-27,1,0", "line 1: must begin with a name"),
        (",readiness,2026-11-27,1,0", "line 1: must begin with a name"),
        ("Doe, Jane,readiness,2026-11-27,1,0", "line 1: must begin with a name that has no comma"),
        ("Fay;readiness;2026-11-27;1;0", "line 1: must begin with a name"),
        ("A,readiness,d,1,0\n\na ,readiness,d,1,1", "line 3: a has other marks than in line 1"),
        ("Ada,readiness,2026-11-27,1,2", "line 1: marks must be 1, 0 or empty; found '1,2'"),
        ("Ada,readiness,2026-11-27", "line 1: marks must be"),
        ("A,readiness,2026-11-27,1,0\nB,readiness,2026-11-27,1", "line 2: B has 1 marks, and"),
    ],
)
def test_a_damaged_line_is_named(text, said):
    with pytest.raises(ValueError, match=said):
        before_after.read(text, questions=2)


def test_only_who_answered_twice_counts_and_each_question_has_its_moves():
    before = {"a": [0, 0], "b": [0, 1], "c": [1, 1], "gone": [1, 1]}
    after = {"a": [1, 0], "b": [1, 0], "c": [1, 1], "late": [0, 0]}
    found = before_after.compare(before, after)
    assert (found.learners, found.once) == (3, ("gone", "late"))
    assert found.before == pytest.approx(3 / 6)
    assert found.change == pytest.approx(found.after - found.before)
    assert found.low < found.change < found.high
    assert found.table["learned"].tolist() == [2, 0]
    assert found.table["lost"].tolist() == [0, 1]
    assert found.table.loc[1, "low"] > found.table.loc[2, "low"]


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match=r"they share 2 \(only before: nobody; only after: c\)"):
        before_after.compare({"a": [1], "b": [1]}, {"a": [1], "b": [0], "c": [1]})
    with pytest.raises(ValueError, match="as many marks for everybody"):
        before_after.compare({n: [1, 0] for n in "abc"}, {n: [1] for n in "abc"})


@pytest.mark.slow
def test_the_interval_covers_the_true_change_about_as_often_as_it_says():
    """Classes of 15 people and 13 questions; what people gain differs from one to the next."""
    rng = np.random.default_rng(0)
    people, questions, worlds, gain, hits = 15, 13, 600, 0.25, 0
    names = [str(i) for i in range(people)]
    for _ in range(worlds):
        base = rng.uniform(0.2, 0.5, people)
        lifted = base + gain * rng.uniform(0, 2, people)  # at most 1
        rounds = [rng.random((people, questions)) < share[:, None] for share in (base, lifted)]
        found = before_after.compare(*(dict(zip(names, marks, strict=True)) for marks in rounds))
        hits += found.low < gain < found.high
    assert 0.91 < hits / worlds < 0.99
