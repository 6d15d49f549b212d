"""Tables as pandas prints them lose what says nothing, and no more."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.authoring.sphinx.tables import tidied

FRAME = pd.DataFrame({"label": ["A", "B"], "effect": [1.5, 2.5]})


def cells(html):
    return [
        [c.get_text() for c in row.select("th, td")]
        for row in BeautifulSoup(html, "html.parser").select("tr")
    ]


def test_row_numbers_go():
    assert cells(tidied(FRAME.to_html())) == [["label", "effect"], ["A", "1.5"], ["B", "2.5"]]


def test_the_index_is_named_in_the_heading():
    assert cells(tidied(FRAME.set_index("label").to_html())) == [
        ["label", "effect"],
        ["A", "1.5"],
        ["B", "2.5"],
    ]


def test_a_heading_may_break_behind_its_underscores_and_is_the_same_text():
    html = tidied(pd.DataFrame({"mcse_mean": [0.1], "a_b_c": [2], "sd": [1]}).to_html())
    assert "<th>mcse_<wbr/>mean</th>" in html
    assert cells(html)[0] == ["mcse_mean", "a_b_c", "sd"]
    assert html.count("<wbr") == 3


@pytest.mark.parametrize(
    "frame",
    [
        FRAME.set_index([[0, 2]]),
        FRAME.set_index([["0", "one"]]),
        FRAME.rename_axis(columns="kind"),
        FRAME.T,
        FRAME.set_index(["label", "effect"]).assign(n=1),
    ],
    ids=["gaps", "words", "named columns", "columns by number", "two levels"],
)
def test_what_says_something_stays(frame):
    kept = cells(tidied(frame.to_html()))
    assert [c for row in kept for c in row if c] == [c for row in cells(frame.to_html()) for c in row if c]
