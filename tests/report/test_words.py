"""Weak evidence reads weak: the words change at each threshold, and nowhere else."""

from __future__ import annotations

import pytest

from helpers.report import words

EPS = 1e-9


@pytest.mark.parametrize(("least", "word"), words.SURE)
def test_a_word_begins_at_its_threshold(least: float, word: str) -> None:
    assert words.verdict(least) == word
    assert words.verdict(least - EPS) != word
    assert words.verdict(1 - least) == f"{word} not"
    assert words.verdict(1 - least + EPS) != f"{word} not"


def test_between_the_thresholds_nothing_is_claimed() -> None:
    for p in (words.OPEN - EPS, 0.5, 1 - words.OPEN + EPS):
        assert words.verdict(p) == "open"
    assert words.verdict(words.OPEN) != "open"


@pytest.mark.parametrize(("least", "word"), words.FAVOURS)
def test_a_model_is_favoured_from_its_ratio_on(least: float, word: str) -> None:
    assert words.favoured(least) == word
    assert words.favoured(least - EPS) != word


def test_the_least_sure_of_several_is_the_one_nearest_to_a_half() -> None:
    assert words.least_sure([0.99, 0.85, 0.9]) == 0.85
    assert words.least_sure([0.01, 0.15]) == 0.15
    assert words.least_sure([0.4, 0.9]) == 0.5


def test_no_probability_is_shown_as_certain() -> None:
    assert words.percent(1.0) == "more than 99.9 %"
    assert words.percent(0.0) == "less than 0.1 %"
    assert words.percent(0.5) == "50 %"
    assert words.percent(0.9962) == "99.6 %"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0344, "−0.0344"),
        (12345.6, "12\u202f300"),
        (0.98765, "0.988"),
        (1.5e-7, "1.50 × 10⁻⁷"),
        (2023452, "2\u202f020\u202f000"),
    ],
)
def test_numbers_have_three_figures(value: float, text: str) -> None:
    assert words.number(value) == text
