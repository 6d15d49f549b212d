"""The page on one experiment's bias: the numbers its sentences quote, and its claims by other ways."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from helpers import effects
from tests.book.pages import quoted, spoken

PAGE = "one-experiments-bias"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("p_naive", "0.997"), ("srm", "0.31"), ("most_bias", "0.5"), ("p_alone", "0.885"),
        ("p_past", "0.923"),
        ("tip", "0.29"), ("tip_share", "53"), ("tip_15", "0.23"), ("doubt", "0.38"), ("worth_now", "512"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_a_loss_is_caught_as_often_as_the_check_itself_says():
    """The check on counts drawn, against the normal approximation of the page."""
    rng = np.random.default_rng(8)
    for n, name in ((800, "caught_800"), (20_000, "caught_20k")):
        treated = rng.binomial(2 * n, 0.5, 4000)
        counted = rng.binomial(treated, 0.95)
        p = effects.sample_ratio_mismatch(np.column_stack([2 * n - treated, counted]))
        assert 100 * np.mean(p < 0.001) == pytest.approx(spoken(PAGE)[name], abs=1.5)


@pytest.mark.book
def test_what_a_further_test_is_worth_by_playing_it():
    """Effect and bias drawn from what the engineer believes, a test without the redirect, the board's bar."""
    rng = np.random.default_rng(9)
    effect = rng.normal(0.3, 0.25, 400_000)
    result = rng.normal(effect, 0.2)
    precision = 1 / 0.25**2 + 1 / 0.2**2
    chance = ndtr((0.3 / 0.25**2 + result / 0.2**2) / precision**0.5)
    earned = np.where(chance >= 0.9, np.where(effect > 0, 100_000, -900_000), 0)
    error = earned.std() / len(earned) ** 0.5
    said = float(spoken(PAGE)["mended_low"].replace("\u202f", ""))
    assert earned.mean() == pytest.approx(said, abs=4 * error + 50)
