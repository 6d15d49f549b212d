"""The sample-ratio check knows the split that was meant, and says so where it only assumes one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.stats import chisquare

from helpers.report import BadTable, read
from helpers.report.analysis import analysed
from helpers.report.command import main
from helpers.report.sentences import summary
from helpers.report.shares import parsed, splits

TWO = pd.DataFrame(
    {"market": ["A", "B"], "events_t": [210, 90], "n_t": [2010, 980], "events_c": [90, 100],
     "n_c": [995, 1010], "meant": [2 / 3, 0.5]}
)  # fmt: skip
ARMS = pd.DataFrame(
    {"experiment": ["X", "X", "X", "Y", "Y"], "variant": ["control", "red", "blue", "control", "red"],
     "n": [2000, 1010, 990, 1500, 700], "conversions": [200, 110, 95, 150, 75], "weight": [2, 1, 1, 2, 1]}
)  # fmt: skip


def p_values(table: pd.DataFrame, shares: Any = None) -> list[float]:
    return splits(read(table, shares=shares).split)["p_value"].tolist()  # type: ignore[no-any-return]


def chance(counts: list[int], shares: list[float]) -> float:
    total = sum(counts) / sum(shares)
    return float(chisquare(counts, [share * total for share in shares]).pvalue)


def test_two_numbers_are_of_the_treated_arm_and_the_control() -> None:
    expected = [chance([2010, 995], [2, 1]), chance([980, 1010], [2, 1])]
    assert p_values(TWO, [2, 1]) == pytest.approx(expected, rel=1e-9, abs=0)
    assert p_values(TWO) == pytest.approx(
        [chance([2010, 995], [1, 1]), chance([980, 1010], [1, 1])], rel=1e-9, abs=0
    )


def test_a_column_holds_the_share_of_the_treated_arm() -> None:
    expected = [chance([2010, 995], [2, 1]), chance([980, 1010], [1, 1])]
    assert p_values(TWO, "meant") == pytest.approx(expected, rel=1e-9, abs=0)


@pytest.mark.parametrize("shares", ["weight", {"control": 2, "red": 1, "blue": 1}])
def test_several_arms_have_theirs_by_name_or_by_column(shares: Any) -> None:
    expected = [chance([2000, 1010, 990], [2, 1, 1]), chance([1500, 700], [2, 1])]
    assert p_values(ARMS, shares) == pytest.approx(expected, rel=1e-9, abs=0)


def test_visitors_too_are_held_against_the_shares_that_were_meant() -> None:
    rows = pd.DataFrame({"variant": ["new", "new", "control"] * 300, "bought": [0, 1, 0, 1, 1, 1] * 150})
    assert p_values(rows)[0] < 1e-10
    assert p_values(rows, {"control": 1, "new": 2})[0] == pytest.approx(1)
    assert p_values(rows, [2, 1])[0] == pytest.approx(1)
    with pytest.raises(BadTable, match="shares are numbers"):
        read(rows, shares="variant")


@pytest.mark.slow
def test_an_assumed_split_is_said_to_be_one_and_how_to_say_another() -> None:
    assumed, said = read(TWO), read(TWO, shares=[2, 1])
    assert assumed.how_it_was_read[-1] == "the sample-ratio check takes arms to be meant equal"
    assert said.how_it_was_read[-1] == "intended shares, as you said: treated 2, control 1"
    assert "say how (--shares)" in summary(analysed(assumed))[0]
    assert "say how (--shares)" not in " ".join(summary(analysed(said)))


@pytest.mark.parametrize(
    ("table", "shares", "words"),
    [
        (TWO, [2, 1, 1], "found 3 for the arms “treated”, “control”"),
        (TWO, [2, 0], "share of “control” must be a number above 0"),
        (TWO, 2, "name each"),
        (TWO, "nowhere", "no column is called “nowhere”"),
        (TWO, "events_t", "between 0 and 1"),
        (ARMS, [2, 1], "--shares control=1,red=1,blue=1"),
        (ARMS, {"control": 2, "red": 1}, "name each arm once"),
        (pd.DataFrame({"effect": [1, 2], "std_error": [1, 1]}), [2, 1], "how many visitors"),
    ],
)
def test_shares_that_do_not_fit_are_refused(table: pd.DataFrame, shares: Any, words: str) -> None:
    with pytest.raises(BadTable, match=words):
        read(table, shares=shares)


@pytest.mark.slow
def test_the_command_takes_numbers_names_and_a_column(tmp_path: Path) -> None:
    assert parsed("2,1") == [2, 1]
    assert parsed("control=2, red=1") == {"control": 2, "red": 1}
    assert parsed("meant") == "meant"
    TWO.to_csv(tmp_path / "two.csv", index=False)
    assert main([str(tmp_path / "two.csv"), "--shares", "2,1"]) == 0
    page = (tmp_path / "two.report.html").read_text("utf8")
    assert "shares=[2.0, 1.0]" in page
    table = pd.read_csv(tmp_path / "two.report.split.csv")
    assert table["p_value"][0] == pytest.approx(chance([2010, 995], [2, 1]), rel=1e-9)
