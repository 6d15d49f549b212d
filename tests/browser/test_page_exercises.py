"""Exercises on the built page say to every declared answer what `check` says in a notebook."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from helpers.authoring import path
from helpers.authoring.sphinx.exercise_list import computed_in_notebook
from helpers.grading import check, exercises
from helpers.grading.feedback import Verdict, said_in_html
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.kinds.numbers.value import Value
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.kinds.words.sentence import Sentence
from helpers.grading.on_page import WHOLLY, on_page
from helpers.grading.page_case import page_case
from helpers.grading.sheets import SOLUTIONS
from tests.tiers import rest_in_certify

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {page.name[:2]: page.stem for page in path.chapters(ROOT)}
pytestmark = [pytest.mark.browser, pytest.mark.book]

ANSWER = """([id, answer]) => {
  const facts = (form) => JSON.parse(form.closest('.page-exercise').querySelector('script').textContent);
  const form = [...document.querySelectorAll('.page-answer')].find((each) => facts(each).id === id);
  form.closest('details').open = true;
  form.querySelectorAll('input[type=radio]').forEach((radio) => (radio.checked = radio.value === answer));
  form.querySelectorAll('select').forEach((select, i) => (select.value = answer.split(' ')[i]));
  form.querySelectorAll('input[type=text]').forEach((input, i) => (input.value = answer[i]));
  form.requestSubmit();
  return form.querySelector('.page-said').innerHTML;
}"""


KEPT = "id => JSON.parse(localStorage.getItem('borrowing-strength')).answers.exercise[id].answer"
READ = {"1,234.5": 1234.5, "1.234,5": 1234.5, "−1.234.567": -1234567, "1,234,567": 1234567, "+0,310": 0.31}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def answers(exercise):
    """(answer on the page, answer in a notebook) of the right one and of each mistake."""
    kind = exercise.kind
    if isinstance(kind, Choice):
        for key in kind.options:
            yield key, (key, 100) if kind.confidence else key
    elif isinstance(kind, Sentence):
        right = exercise.reference[0]
        for pick in (*exercise.reference, *({**right, **mistake.wrong} for mistake in exercise.mistakes)):
            yield (letters := " ".join(pick[slot] for slot in kind.slots)), letters
    else:
        for value in (exercise.reference(), *(mistake.wrong() for mistake in exercise.mistakes)):
            numbers = value if isinstance(value, tuple) else [value]
            yield [repr(float(x)).removesuffix(".0") for x in numbers], value


# Exercises of every kind; the other chapters' are read by the same script and stand in `make certify`.
ANSWERED = {"01", "03", "05", "06", "15", "20"}


def test_every_kind_of_exercise_is_among_those_that_are_answered():
    assert {type(e.kind) for number in ANSWERED for e in exercises(number)} >= {Function, *WHOLLY}


@pytest.mark.parametrize("number", rest_in_certify(CHAPTERS, ANSWERED))
def test_every_exercise_of_a_page_says_what_a_notebook_says(number, visit, monkeypatch):
    """One visit: first the cases of functions, which leave nothing in the page's memory, then what counts."""
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", "off")
    page, seen = visit(f"book/{CHAPTERS[number]}.html")
    a_case_of_a_function_says_what_a_notebook_says(page, number)
    every_declared_answer_is_judged_as_in_a_notebook(page, number)
    rounded_answers_of_readers_are_asked_for_more_digits(page, number)
    seen.assert_clean()


def every_declared_answer_is_judged_as_in_a_notebook(page, number):
    tried = 0
    for exercise in exercises(number):
        if not isinstance(exercise.kind, WHOLLY):
            continue
        for on_the_page, in_a_notebook in answers(exercise):
            said = words(page.evaluate(ANSWER, [exercise.id, on_the_page]))
            wanted = check(exercise.id, in_a_notebook, seed=1)
            assert said[0] == {Verdict.PASS: "✓", Verdict.PARTIAL: "◐"}.get(wanted.verdict, "✗")
            told = wanted.hint or wanted.message  # the message of a value quotes the answer's own digits
            assert words(said_in_html(type(wanted)(False, 0, told))) in said, (exercise.id, on_the_page)
            tried += 1
        if isinstance(exercise.kind, Value):
            right = exercise.reference()
            few_digits_are_no_mistake(page, exercise, right if isinstance(right, tuple) else [right])
    assert tried >= 2


def a_case_of_a_function_says_what_a_notebook_says(page, number):
    links = page.locator("a.download").get_by_text("in the notebook", exact=True)
    assert links.count() == sum(
        not isinstance(exercise.kind, WHOLLY) or computed_in_notebook(exercise, SOLUTIONS)
        for exercise in exercises(number)
    )
    for exercise in exercises(number):
        found = page_case(exercise)
        if found is None:
            continue
        said = words(page.evaluate(ANSWER, [exercise.id, rounded(found.right)]))
        assert said.startswith("✓ Right"), exercise.id
        assert words(page.evaluate(ANSWER, [exercise.id, rounded(2 * found.right + 97)])).startswith("✗")
        few_digits_are_no_mistake(page, exercise, found.right)
        for mistake, numbers in found.mistakes:
            said = words(page.evaluate(ANSWER, [exercise.id, rounded(numbers)]))
            wanted = check(exercise.id, mistake.wrong, seed=1)
            assert said[0] == ("◐" if wanted.verdict is Verdict.PARTIAL else "✗"), (exercise.id, mistake.name)
            assert words(said_in_html(type(wanted)(False, 0, wanted.hint))) in said, (
                exercise.id,
                mistake.name,
            )
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('borrowing-strength')).answers")
    assert set(kept) <= {"case"}  # it earns nothing


def few_digits_are_no_mistake(page, exercise, right):
    """Rounded to whatever digits, all numbers alike or the last alone, the right ones are asked for more."""
    for digits in (1, 2, 3, 4):
        few = [f"{Decimal(f'{x:.{digits}g}'):f}" for x in right]
        for typed in (few, [*(repr(float(x)) for x in right[:-1]), few[-1]]):
            said = words(page.evaluate(ANSWER, [exercise.id, typed]))
            assert said.startswith("✓") or "as far as" in said, (exercise.id, typed, said)


# What readers type who round, and what is said of it.
ROUNDED = [
    ("15.1", [".50", ".19"], "Perhaps right, with few digits: the standard deviation."),
    ("15.5", [".73", ".28", ".50"], "as far as"),
    ("15.6", ["83", "371"], "as far as"),
    ("05.1", ["−11.6"], "as far as"),
    ("05.5", ["0", ".40"], "Give it with 4 decimals or more"),
    ("03.5", ["2"], "If nothing was rounded: That is not what is wanted. Hint. Two is what"),
    ("03.5", ["2.0"], "Two is what"),
]


def test_exercises_whose_rounded_answers_are_tried_are_among_those_that_are_answered():
    assert {exercise[:2] for exercise, _, _ in ROUNDED} <= ANSWERED


def rounded_answers_of_readers_are_asked_for_more_digits(page, number):
    for exercise, typed, said in ROUNDED:
        if exercise.startswith(number):
            found = words(page.evaluate(ANSWER, [exercise, typed]))
            assert said in found, (exercise, typed)
            assert found[0] in "✗◐", (exercise, typed)


def test_what_was_typed_comes_back_with_its_noughts(visit):
    page, _ = visit(f"book/{CHAPTERS['02']}.html")
    page.evaluate(ANSWER, ["02.2", ["0.2650"]])
    page.reload()
    page.locator(".page-answer").first.wait_for(state="attached")
    assert "0.2650" in page.evaluate(
        "() => [...document.querySelectorAll('input[type=text]')].map((i) => i.value)"
    )


def rounded(numbers):
    return [f"{x:.3f}" for x in numbers]


def test_a_number_is_read_as_people_write_it_and_nothing_is_guessed(visit):
    page, _ = visit(f"book/{CHAPTERS['02']}.html")
    (value,) = [exercise for exercise in exercises("02") if isinstance(exercise.kind, Value)]
    right = float(value.reference())
    for text in (f"{right:.4f}", f" {right:.4f} ", f"{right:.4f}".replace(".", ","), f"{100 * right:.2f} %"):
        assert words(page.evaluate(ANSWER, [value.id, [text]])).startswith("✓"), text
    for text in ("", "many", "0.2 or 0.3", "1.2.3", "12,34,5", "%"):
        said = words(page.evaluate(ANSWER, [value.id, [text]]))
        assert said == "A number is wanted, such as 0.31 or 0,31.", text
    for text, one, other in (("1,234", "1234", "1.234"), ("-12,345", "-12345", "-12.345")):
        assert f"“{text}” could be {one} or {other}" in words(page.evaluate(ANSWER, [value.id, [text]]))
    for text, read in READ.items():
        page.evaluate(ANSWER, [value.id, [text]])
        assert page.evaluate(KEPT, value.id) == [read], text
    assert words(page.evaluate(ANSWER, [value.id, ["123456"]])).startswith("✗")


def test_the_first_prediction_is_kept_and_the_last_answer_comes_back(visit):
    page, _ = visit(f"book/{CHAPTERS['01']}.html")
    first, second = "falls", "rises"
    for answer in (first, second):
        page.evaluate(ANSWER, ["01.3", answer])
    page.reload()
    page.locator(".page-answer").first.wait_for(state="attached")
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('borrowing-strength')).answers")
    assert kept["prediction"]["01.3"]["answer"][0] == first
    assert kept["exercise"]["01.3"]["answer"][0] == second
    assert page.locator(".page-answer input[type=radio]:checked").first.get_attribute("value") == second


def test_only_kinds_that_need_python_are_left_to_the_notebook():
    for number in CHAPTERS:
        for exercise in exercises(number):
            assert (on_page(exercise) is None) != isinstance(exercise.kind, WHOLLY)
