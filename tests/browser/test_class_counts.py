"""What the grader counted in made classes, set beside the chapters' notes on the trainers' page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from helpers.grading import find
from helpers.grading.batch.counts import Count, counts, write_counts
from helpers.grading.batch.marks import Mark
from helpers.grading.feedback import Verdict
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.book]
PAGE = "book/trainers/chapters.html"
FIRST, SECOND = find("03.1").mistakes[:2]


def mark(learner: str, cause: str, exercise: str = "03.1") -> Mark:
    entry = {"exercise": exercise, "cause": cause, "text": "", "max_score": 2.0}
    return Mark(learner, exercise[:2], entry, Verdict.WRONG if cause else Verdict.PASS, 0.0, "")


@pytest.fixture
def counted(tmp_path):
    """``counted(name, marks)``: the file that the grader would write of a made class."""

    def write(name: str, marks: list[Mark] | list[Count]) -> str:
        path = tmp_path / f"{name}.mistakes.csv"
        write_counts(path, [m for m in marks if isinstance(m, Count)] or counts(marks))
        return str(path)

    return write


ONE = [*(mark(name, SECOND.name) for name in "abc"), mark("d", "strange"), mark("e", "")]
OTHER = [mark("f", FIRST.name), *(mark(name, SECOND.name) for name in "gh"), mark("i", "", "04.1")]


def test_the_counts_of_a_class_stand_below_the_note_of_their_chapter(visit, counted):
    page, seen = visit(PAGE)
    page.get_by_label("Counts of your classes").set_input_files(counted("one", ONE))
    expect(page.get_by_role("status").first).to_contain_text("the counts of one class")
    tables = page.locator(".class-counts-table")
    expect(tables).to_have_count(1)
    assert tables.evaluate("t => t.closest('section').id").startswith("trainers-03-")
    rows = tables.locator("tbody tr").all_inner_texts()
    assert ["3 of 5" in rows[0], "1 of 5" in rows[1]] == [True, True]
    hint = " ".join(SECOND.hint.split())
    assert any(hint.startswith(words) for words in rows[0].split("\t")[2:] if words)
    assert "no mistake that the exercise knows explains it" in rows[1]
    assert f"{len(find('03.1').mistakes) - 1} more" in rows[-1]
    name, made, told = tables.locator("tbody tr:first-child > *").evaluate_all(
        "cells => cells.map((cell) => cell.clientWidth)"
    )
    assert told > name > made, "what is told is the longest"
    assert not violations(
        page, {"runOnly": ["label", "color-contrast", "td-headers-attr", "empty-table-header"]}
    )
    seen.assert_clean()


def test_several_classes_are_added_up_and_the_same_file_twice_is_one(visit, counted):
    page, _ = visit(PAGE)
    one, other, copy = counted("one", ONE), counted("other", OTHER), counted("copy", ONE)
    page.get_by_label("Counts of your classes").set_input_files([one, other, copy])
    expect(page.get_by_role("status").first).to_contain_text(
        "beside 2 of the chapters: the counts of 2 classes"
    )
    third = page.locator("section[id^=trainers-03-] .class-counts-table")
    assert "5 of 8" in third.locator("tbody tr").first.inner_text()
    assert "made by nobody" in page.locator("section[id^=trainers-04-] .class-counts-table").inner_text()
    page.get_by_label("Counts of your classes").set_input_files([other])
    expect(page.get_by_role("status").first).to_contain_text("the counts of one class")
    assert "2 of 3" in third.locator("tbody tr").first.inner_text()


def test_words_with_commas_quotes_and_markup_are_shown_as_they_are(visit, counted):
    told = 'Say "no", <b>twice</b>,\nor 3.'
    page, seen = visit(PAGE)
    strange = Count("03", "03.1", "Q, or “so”", "x", told, 2, 4)
    private = Count("51", "51.1", "Ours", "y", "z", 1, 4)
    page.get_by_label("Counts of your classes").set_input_files(counted("strange", [strange, private]))
    row = page.locator(".class-counts-table tbody tr").first
    expect(row).to_contain_text('Say "no", <b>twice</b>, or 3.')
    expect(row.get_by_role("rowheader")).to_have_text("03.1 Q, or “so”")
    expect(page.get_by_role("status").first).to_contain_text("not shown: chapter 51")
    seen.assert_clean()


@pytest.mark.parametrize("text", ["", "{", "learner,exercise\nAda,03.1\n", "\ufeff", "PK\x03\x04"])
def test_another_file_is_refused_and_nothing_is_changed(visit, counted, text):
    page, seen = visit(PAGE)
    file = page.get_by_label("Counts of your classes")
    file.set_input_files(counted("one", ONE))
    expect(page.locator(".class-counts-table")).to_have_count(1)
    file.set_input_files({"name": "grades.csv", "mimeType": "text/csv", "buffer": text.encode()})
    expect(page.get_by_role("status").first).to_contain_text("nothing was changed")
    expect(page.locator(".class-counts-table")).to_have_count(1)
    seen.assert_clean()
