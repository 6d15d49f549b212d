"""How often a class made each mistake: of made marks, whose counts are known."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from helpers.grading import find
from helpers.grading.batch.counts import UNEXPLAINED, counts, write_counts
from helpers.grading.batch.marks import OVERRULED, Mark
from helpers.grading.batch.pages.of_class import class_page
from helpers.grading.feedback import Verdict

NAMES = [mistake.name for mistake in find("03.1").mistakes]


def mark(learner: str, verdict: str, cause: str = "", exercise: str = "03.1") -> Mark:
    entry = {"exercise": exercise, "cause": cause, "text": "", "max_score": 2.0}
    return Mark(learner, exercise[:2], entry, Verdict(verdict), 0.0, "")


# Nine learners: a mistake made by three, another by one, one that nobody knows, and who has not answered.
CLASS = [
    *(mark(learner, "wrong", NAMES[2]) for learner in "abc"),
    mark("d", "partial", NAMES[0]),
    mark("e", "wrong", "unexplained"),
    mark("f", "pass"),
    mark("g", "timeout"),
    mark("h", "not_attempted"),
    mark("i", "unreadable"),
]


def test_a_mistake_is_counted_by_learners_out_of_those_who_answered() -> None:
    found = counts(CLASS)
    assert [c.mistake for c in found[:2]] == [NAMES[2], NAMES[0]]
    assert {c.mistake: c.learners for c in found if c.learners} == {NAMES[2]: 3, NAMES[0]: 1, "": 1}
    assert {c.answered for c in found} == {7}
    assert found[-1].hint == UNEXPLAINED
    assert sorted(c.mistake for c in found) == sorted([*NAMES, ""]), "what nobody made is said, too"


def test_who_is_counted_twice_counts_once() -> None:
    twice = counts([*CLASS, CLASS[0]])
    assert twice == counts(CLASS)


@pytest.mark.parametrize("verdict", ["pass", "partial", "wrong"])
def test_what_a_trainer_has_overruled_is_no_mistake(verdict: str) -> None:
    mine = replace(CLASS[0], verdict=Verdict(verdict), review=OVERRULED)
    found = {c.mistake: c for c in counts([mine, *CLASS[1:]])}
    assert found[NAMES[2]].learners == 2
    assert found[""].learners == 1
    assert found[""].answered == 7


def test_an_exercise_that_nobody_answered_or_that_is_not_known_is_left_out() -> None:
    assert counts([mark("a", "not_attempted"), mark("b", "wrong", "x", exercise="99.9")]) == []


def test_the_table_has_a_row_a_mistake_and_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "grades.mistakes.csv"
    write_counts(path, counts([mark("Ada Lovelace", "wrong", NAMES[0])]))
    text = path.read_text("utf-8")
    assert "Ada" not in text
    with path.open(encoding="utf-8", newline="") as file:
        first, *rest = csv.DictReader(file)
    assert (first["chapter"], first["exercise"], first["mistake"]) == ("03", "03.1", NAMES[0])
    assert (first["learners"], first["answered"]) == ("1", "1")
    assert all("\n" not in row["hint"] for row in [first, *rest])
    assert len(rest) == len(NAMES)


def test_the_page_on_the_class_goes_chapter_by_chapter_with_the_same_counts() -> None:
    other = find("04.1").mistakes[0]
    page = class_page([*CLASS, mark("a", "wrong", other.name, exercise="04.1")]).decode()
    parts = [unescape(re.sub(r"<[^>]+>", " ", part)) for part in page.split("<h2>")]
    (third,) = [part for part in parts if part.startswith("Chapter 3")]
    (fourth,) = [part for part in parts if part.startswith("Chapter 4")]
    hint = " ".join(find("03.1").mistakes[2].hint.split())
    assert f"3 of 7: {hint}" in third
    assert f"1 of 1: {' '.join(other.hint.split())}" in fourth
    (topics,) = [part for part in parts if part.startswith("To talk about")]
    assert "3 of 7" in topics
    assert "1 of" not in topics
