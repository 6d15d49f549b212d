"""Files as tools export them, read right or refused with the remedy."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from helpers.effects import log_odds_ratio
from helpers.report import BadTable, Experiments, read, write


def _read(tmp_path: Path, content: str, encoding: str = "utf8") -> Experiments:
    file = tmp_path / "mine.csv"
    file.write_bytes(content.encode(encoding))
    return read(file)


@pytest.mark.parametrize(
    "intervals",
    [
        ["[-0.3%, 1.3%]", "[0.1%, 1.5%]", "[-0.9%, 0.5%]"],
        ["(-0.3% to 1.3%)", "(0.1% to 1.5%)", "(-0.9% to 0.5%)"],
        ["[-0.3%; 1.3%]", "[0.1%; 1.5%]", "[-0.9%; 0.5%]"],
        ["[−0.3%,1.3%]", "[0.1%,1.5%]", "[−0.9%,0.5%]"],
    ],
)
def test_an_interval_in_one_cell_is_two_ends(intervals: list[str], tmp_path: Path) -> None:
    rows = "".join(
        f'{name},{lift},"{ends}"\n'
        for name, lift, ends in zip("ABC", ["0.5%", "0.8%", "-0.2%"], intervals, strict=True)
    )
    found = _read(tmp_path, "experiment,lift,95% CI\n" + rows).table
    np.testing.assert_allclose(found["effect"], [0.005, 0.008, -0.002], rtol=1e-12)
    wanted = np.array([0.016, 0.014, 0.014]) / (2 * stats.norm.ppf(0.975))
    np.testing.assert_allclose(found["std_error"], wanted, rtol=1e-9)


def test_german_ends_have_decimal_commas(tmp_path: Path) -> None:
    text = 'Experiment;Effekt;KI\nA;0,5;"[-0,3; 1,3]"\nB;0,8;"[0,1; 1,5]"\n'
    found = _read(tmp_path, text.replace("Effekt", "effect"), "utf-16").table
    np.testing.assert_allclose(found["effect"], [0.5, 0.8])


def test_means_a_metric_as_statistics_tools_export_them(tmp_path: Path) -> None:
    text = "Experiment,Group,Units,Mean,Std Dev\n" + "".join(
        f"x{i},{arm},{n},{mean},{sd}\n"
        for i, (t, c) in enumerate(
            [((1010, 5.3, 2.1), (1000, 5.1, 2.0)), ((990, 5.0, 2.2), (1005, 5.1, 2.0))]
        )
        for arm, (n, mean, sd) in (("Control", c), ("Test", t))
    )
    found = _read(tmp_path, text).table
    np.testing.assert_allclose(found["effect"], [0.2, -0.1], rtol=1e-9)
    wanted = [np.sqrt(2.1**2 / 1010 + 2.0**2 / 1000), np.sqrt(2.2**2 / 990 + 2.0**2 / 1005)]
    np.testing.assert_allclose(found["std_error"], wanted, rtol=1e-9)


def test_an_export_with_comments_on_top(tmp_path: Path) -> None:
    text = (
        "# ---\n# Experiment overview\n# 20260101-20260131\n# ---\n\n"
        "Experiment variant,Total users,Conversions\nControl,10342,512\nVariant B,10298,561\n"
    )
    found = _read(tmp_path, text).table
    wanted = log_odds_ratio(561, 10298, 512, 10342)
    assert found["effect"][0] == pytest.approx(wanted.estimate)
    assert found["std_error"][0] == pytest.approx(wanted.std_error)


def test_a_pivot_table_with_its_total(tmp_path: Path) -> None:
    heads = "Row Labels,Sum of conversions_t,Sum of visitors_t,Sum of conversions_c,Sum of visitors_c\n"
    found = _read(tmp_path, heads + "DE,30,1000,25,1000\nFR,20,900,25,910\nGrand Total,50,1900,50,1910\n")
    assert found.table["label"].tolist() == ["DE", "FR"]
    np.testing.assert_allclose(
        found.table["effect"], log_odds_ratio([30, 20], [1000, 900], 25, [1000, 910]).estimate
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("control,variant\n12.1,13.2\n9.8,10.1\n11.0,12.4\n", "one line a visitor"),
        ('{"label":"A","effect":0.2,"std_error":0.1}\n', "read_json"),
        ('experiment,lift,95% CI\nA,0.5%,"[-0.3%, 1.3%]"\nB,0.8%,about 1\n', "95% CI"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_remedy(text: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=remedy):
        _read(tmp_path, text)


@pytest.mark.slow
def test_three_experiments_make_a_report_without_a_warning(tmp_path: Path) -> None:
    experiments = _read(
        tmp_path, "date,effect,std_error\n2026-01-05,.1,.05\n2026-01-12,.2,.06\n2026-01-19,0,.04\n"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = write(experiments, tmp_path / "out.html")
    assert report.tables["experiments"]["label"].tolist() == ["2026-01-05", "2026-01-12", "2026-01-19"]
