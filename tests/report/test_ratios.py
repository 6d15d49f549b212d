"""Ratios that only their numbers betray are asked about; differences that happen to be near 1 are read."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import helpers
from helpers.report import BadTable, Experiments, read

R, S = np.array([1.05, 0.98, 1.10]), np.array([0.02, 0.03, 0.05])
Z = 1.959964


def _read(text: str, **said: Any) -> Experiments:
    return read(pd.read_csv(io.StringIO(text)), **said)


def _rows(heads: str, *columns: Any, sign: str = "") -> str:
    lines = [",".join([name, *(f"{v:.6g}{sign}" for v in row)]) for name, *row in zip("ABC", *columns)]  # noqa: B905
    return "\n".join([heads, *lines]) + "\n"


def _answers(error: BadTable) -> list[list[str]]:
    """The values of ``use`` in each answer that the question offers."""
    said = str(error).split("Say it: ")[1]
    return [re.findall('--use "([^"]*)"', one) for one in said.split(" or ")]


CASES = {
    "standard errors": (_rows("name,relative lift,se", R, S), S / R),
    "an interval": (_rows("experiment,effect,lo,hi", R, R - Z * S, R + Z * S), None),
    "per cent signs": (_rows("name,lift,se", 100 * R, 100 * S, sign=" %"), S / R),
    "per cents by the heading": (_rows("name,lift %,se", 100 * R, 100 * S), S / R),
    "an index of 100": (_rows("name,uplift,se", 100 * R, 100 * S), S / R),
    "an index with its interval": (
        _rows("name,uplift,low,high", *(100 * v for v in (R, R - Z * S, R + Z * S))), None),
    "a margin of error": (_rows("name,change,margin of error", R, Z * S), S / R),
    "variances": (_rows("name,effect,variance", R, S**2), S),
    "an interval alone, above 1": (_rows("name,low,high", [1.01, 1.02, 1.03], [1.09, 1.2, 1.1]), None),
    "an interval alone, about 100": (_rows("name,low,high", [101, 99, 103], [109, 120, 110]), None),
    "p values": (_rows("name,lift,p", R, [0.01, 0.5, 0.05]), None),
    "all above 1": (_rows("name,effect,se", [1.15, 1.2, 1.3], S), S / [1.15, 1.2, 1.3]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_asked_and_each_answer_is_enough(name: str) -> None:
    text, errors = CASES[name]
    with pytest.raises(BadTable, match="no effect") as caught:
        _read(text)
    answers = _answers(caught.value)
    found = [_read(text, use=answer) for answer in answers]
    ratios = [one for one in found if one.scale == "log ratio"]
    differences = [one for one in found if one.scale == "effect"]
    assert len(differences) == 1
    assert ratios
    as_written = differences[0].table["effect"].to_numpy()
    unit = 100 if as_written.mean() > 50 else 1
    if "alone" not in name:  # the middle of an interval is another on the scale of logarithms
        for one in ratios:
            assert one.table["effect"].to_numpy() == pytest.approx(np.log(as_written / unit))
    if errors is not None:
        assert ratios[0].table["std_error"].to_numpy() == pytest.approx(errors, rel=1e-5)
    assert all((one.table["effect"].abs() < np.log(2)).all() for one in ratios)
    assert all((one.table["std_error"] < 0.1).all() for one in ratios)


@pytest.mark.parametrize(
    "text",
    [
        _rows("name,effect,se", [8, 12, 9], [1, 1, 1]),
        _rows("name,effect,se", [0.9, 1.2, 1.1], [0.3, 0.4, 0.3]),
        _rows("name,effect,lo,hi", [0.9, 1.2, 1.1], [0.2, 0.5, 0.3], [1.6, 1.9, 1.9]),
        _rows("name,effect,se", [1.02, -0.1, 1.1], [0.02, 0.02, 0.02]),
        _rows("name,effect,se", [0.3, 1.2, 1.1], [0.02, 0.02, 0.02]),
        _rows("name,effect,se", [1.4, 1.5, 1.6], [0.02, 0.02, 0.02]),
        _rows("name,effect_eur,se", R, S),
        _rows("name,difference,se", R, S),
        _rows("name,log odds ratio,se", R, S),
        _rows("name,lift %,se", R, S),
        _rows("name,effect,p", [1.2, 0.8, 1.9], [0.01, 0.04, 0.001]),
        "name,effect,se\nA,1.05,.02\n",
    ],
)
def test_differences_are_read_without_a_question(text: str) -> None:
    table = pd.read_csv(io.StringIO(text))
    found = _read(text)
    assert found.scale == "effect"
    assert found.table["effect"].tolist() == table.iloc[:, 1].tolist()


def test_to_say_which_column_does_not_say_its_scale() -> None:
    text = _rows("name,lift,diff,se", R, R, S).replace("0.98,0.98", "0.98,0.97")
    with pytest.raises(BadTable, match="could each be"):
        _read(text)
    with pytest.raises(BadTable, match="no effect"):
        _read(text, use=["lift"])


@pytest.mark.slow
def test_the_course_s_own_files_are_read_without_it() -> None:
    for path in (Path(helpers.__file__).parent / "data").glob("*.csv*"):
        try:
            read(path)
        except BadTable as error:
            assert "Say it" not in str(error), path.name  # noqa: PT017
