"""Lines that sum up others are left out and named; the headings above a table may take two rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.report import BadTable, Experiments, read
from helpers.report.headings import names_a_summary

WIDE = "market,visitors_control,orders_control,visitors_treatment,orders_treatment\n"
ARMS = "experiment,arm,visitors,orders\nA,control,1000,90\nA,treatment,1000,99\n"
TWO_ROWS = (
    ",Control,,Treatment,\nmarket,Visitors,Orders,Visitors,Orders\nDE,1000,25,1000,30\nFR,910,25,900,20\n"
)


def _read(tmp_path: Path, text: str) -> Experiments:
    file = tmp_path / "mine.csv"
    file.write_text(text, "utf8")
    return read(file)


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("label,effect,se\nA,0.2,0.1\nB,0.3,0.1\nOverall,0.25,0.07\n", "AB", [4]),
        ("label,effect,se\nA,0.2,0.1\nB,0.3,0.1\nC,-0.3,0.1\nRandom effects,0.1,0.2\n", "ABC", [5]),
        ("label,effect,se\nA,0.2,0.1\nB,0.3,0.1\nMean,0.25,\n", "AB", [4]),
        (WIDE + "A,100,9,99,8\nB,80,7,82,9\nTotal,180,16,181,17\nGrand total,180,16,181,17\n", "AB", [4, 5]),
        (WIDE + "A,100,9,99,8\nTotal,100,9,99,8\nB,80,7,82,9\nTotal,80,7,82,9\n", "AB", [3, 5]),
        (WIDE + "Gesamt,181,16,181,17\nA,100,9,99,8\nB,80,7,82,9\n", "AB", [2]),  # it need not add up
        (ARMS + "B,control,80,7\nB,treatment,82,9\nSum,,2162,205\n", "AB", [6]),
        (ARMS + "B,control,80,7\nB,treatment,82,9\n,,2162,205\n", "AB", [6]),
        (ARMS + "A,Total,2000,189\nB,control,80,7\nB,treatment,82,9\nB,Total,162,16\n", "AB", [4, 7]),
        (ARMS + "Total,control,1000,90\nTotal,treatment,1000,99\n", "A", [4, 5]),
    ],
)
def test_lines_that_sum_up_others_are_left_out_and_said(
    text: str, kept: str, gone: list[int], tmp_path: Path
) -> None:
    found = _read(tmp_path, text)
    assert "".join(found.table["label"]) == kept
    said = [line for line in found.how_it_was_read if "left out" in line]
    assert [int(line.split()[1].strip(",")) for line in said] == gone


def test_an_arm_without_a_name_that_sums_nothing_up_is_still_a_gap(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"line 4.*no name of an arm"):
        _read(tmp_path, ARMS + "B,,80,7\n")


def test_a_name_alone_is_a_name_where_nothing_else_is_left(tmp_path: Path) -> None:
    assert _read(tmp_path, "label,effect,se\nOverall,0.25,0.07\n").table["label"].tolist() == ["Overall"]


@pytest.mark.parametrize("name", ["Total Germany", "All-new checkout", "Summer sale", "Test 3", "Mean 2", ""])
def test_a_name_with_a_summary_s_word_in_it_is_a_name(name: str) -> None:
    assert not names_a_summary(name)


@pytest.mark.parametrize("index", [None, 0])
def test_two_rows_of_headings_are_one_thing_by_path_and_by_pandas(index: int | None, tmp_path: Path) -> None:
    by_path = _read(tmp_path, TWO_ROWS)
    frame = pd.read_csv(tmp_path / "mine.csv", header=[0, 1], index_col=index)
    assert "Unnamed" in str(frame.columns[1:])
    by_frame = read(frame)
    pd.testing.assert_frame_equal(by_frame.table, by_path.table)
    assert "“Visitors Control” (visitors, control)" in " ".join(by_frame.how_it_was_read)
    assert any("two rows of headings" in line for line in by_frame.how_it_was_read)


def test_decimals_of_both_kinds_are_complained_of_once(tmp_path: Path) -> None:
    rows = "".join(f"{name};0,{i}1;0,1\n" for i, name in enumerate("ABCDEF"))
    with pytest.raises(BadTable) as caught:
        _read(tmp_path, f"label;effect;se\n{rows}G;0.4;0,1\nH;0.5;0,1\nI;;0,1\n")
    whole, gap = caught.value.problems
    assert "write all alike" in whole.what
    assert "nothing here" in gap.what
    assert gap.line == 10


def test_one_kind_of_decimals_is_read(tmp_path: Path) -> None:
    found = _read(tmp_path, "label;effect;se\nA;0,25;0,1\nB;0,31;0,2\n")
    np.testing.assert_allclose(found.table["effect"], [0.25, 0.31])
