"""Chapter 1: the numbers its sentences quote, against the digits they must show."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets
from tests.book.pages import BOOK, spoken

PAGE = "01-eight-answers"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("fe", "0.308"), ("fe_se", "0.0905"), ("expected", "1.79"), ("p2", "0.320"), ("p1", "0.309"),
        ("c1", "0.983"), ("c2", "0.829"), ("c3", "0.782"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    value, places = spoken(PAGE)[name], len(digits.partition(".")[2])
    assert f"{value:.{places}f}" == digits
    assert f"{{glue:text}}`{name}:." in (BOOK / f"{PAGE}.md").read_text("utf-8")


def test_the_table_of_markets():
    markets = datasets.load("eight_markets")
    wanted = {
        "effect": [0.483, 0.998, 1.383, 0.493, 0.438, 0.101, 0.072, -0.001],
        "std_error": [0.423, 0.359, 0.330, 0.296, 0.277, 0.255, 0.212, 0.163],
        "n_per_arm": [200, 250, 300, 350, 400, 500, 700, 1200],
    }
    for column, values in wanted.items():
        np.testing.assert_allclose(markets[column].round(3), values, atol=1e-9)


@pytest.mark.book
def test_repeated_looks_against_the_published_table():
    """Ten looks at 5 %: .193 in Armitage, McPherson & Rowe (1969, table 2)."""
    assert spoken(PAGE)["peeking"] == pytest.approx(19.3, abs=0.4)


@pytest.mark.book
def test_correlated_errors_by_simulation():
    """The pooled mean's true spread and coverage when the eight errors share a correlation of 0.1."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    rng, w = np.random.default_rng(8), s**-2.0
    shared, own = rng.standard_normal((200_000, 1)), rng.standard_normal((200_000, 8))
    errors = s * (np.sqrt(0.1) * shared + np.sqrt(0.9) * own)
    mean, se = errors @ w / w.sum(), w.sum() ** -0.5
    said = spoken(PAGE)
    assert mean.std() == pytest.approx(said["rho_se"], rel=0.01)
    assert 100 * (np.abs(mean) < 1.96 * se).mean() == pytest.approx(said["rho_cover"], abs=0.5)
    Q = (w * (errors - mean[:, None]) ** 2).sum(axis=1)
    assert Q.mean() < 6.5, "shared errors look like agreement"


def test_the_sheet_offers_the_clauses_the_checker_judges():
    from helpers.grading import find

    sheet = (BOOK.parent / "solutions" / f"{PAGE}.md").read_text("utf-8")
    for clauses in find("01.5").kind.slots.values():
        for key, text in clauses.items():
            assert f"- `{key}`: {text}\n" in sheet
