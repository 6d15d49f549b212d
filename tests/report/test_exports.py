"""Exports of tools: nothing ambiguous is guessed, and each answer to a question gives the right numbers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.effects import from_summary, log_odds_ratio
from helpers.report import BadTable, Experiments, read
from helpers.report.command import main
from tests.report.exports import (
    ASKED,
    BLANK,
    COUNTS,
    DAYS,
    EFFECTS,
    METRICS,
    RATIOS,
    REFUSED,
    ROUNDED,
    VISITORS,
    WIDE,
    by_arm,
    confidences,
    intervals,
    table,
)

RATIO = {"Treatment / control": "ratio"}
LOGS = np.log([row[1] for row in RATIOS])
LOG_ERRORS = np.array([np.log(row[3] / row[2]) for row in RATIOS]) / (2 * 1.959964)
Y, S = (np.array([row[i] for row in EFFECTS]) for i in (1, 2))
ODDS = log_odds_ratio(*(np.array([row[i] for row in COUNTS]) for i in (4, 3, 2, 1)))


def _read(tmp_path: Path, text: str, **said: Any) -> Experiments:
    file = tmp_path / "mine.csv"
    file.write_text(text, "utf8")
    return read(file, **said)


def _is(found: Experiments, effects: Any, errors: Any, rel: float = 1e-4) -> None:
    assert found.table["effect"].to_numpy() == pytest.approx(np.asarray(effects), rel=rel)
    assert found.table["std_error"].to_numpy() == pytest.approx(np.asarray(errors), rel=rel)


@pytest.mark.parametrize("name", ASKED | REFUSED)
def test_what_could_be_two_things_is_asked_with_the_option_that_answers(name: str, tmp_path: Path) -> None:
    text, wanted = (ASKED | REFUSED)[name]
    with pytest.raises(BadTable) as caught:
        _read(tmp_path, text)
    assert "Say it: --" in str(caught.value) or name in REFUSED or "--blank" in wanted[1]
    for word in wanted:
        assert word in str(caught.value)


RIGHT: dict[str, tuple[str, dict[str, Any], Any, Any]] = {
    "a relative risk": (table("experiment,Relative risk,2.5 %,97.5 %", *RATIOS), {}, LOGS, LOG_ERRORS),
    "a ratio, as said": (
        ASKED["an estimate that nothing names"][0], {"use": RATIO}, LOGS, LOG_ERRORS),
    "ends of ratios, as said": (
        ASKED["positive intervals about 1"][0], {"use": ["low=ratio_low"]},
        [np.log(row[2] * row[3]) / 2 for row in RATIOS], LOG_ERRORS),
    "errors of ratios": (ASKED["a ratio with a standard error"][0], {"use": ["se"]},
                         np.log([1.2, 1.1]), [0.1 / 1.2, 0.2 / 1.1]),
    "errors of logarithms": (ASKED["a ratio with a standard error"][0], {"use": ["se=log_se"]},
                             np.log([1.2, 1.1]), [0.1, 0.2]),
    "1 − p beside an interval": (confidences("Confidence"), {}, Y, S),
    "significance beside an interval": (confidences("Statistical significance"), {}, Y, S),
    "the interval, as said": (
        ASKED["an interval and an error on two scales"][0], {"use": ["low"]}, Y, S),
    "the error, as said": (ASKED["an interval and an error on two scales"][0], {"use": ["se"]}, Y, 0.04 * S),
    "90 % in the heading": (intervals("experiment,lift_pct,90% CI lower,90% CI upper", 1.644854), {}, Y, S),
    "80 % in the heading": (intervals("experiment,effect,ci_80_low,ci_80_high", 1.281552), {}, Y, S),
    "99 % in the heading": (intervals("experiment,effect,lower_99,upper_99", 2.575829), {}, Y, S),
    "quantiles": (intervals("experiment,effect,q05,q95", 1.644854), {}, Y, S),
    "90 %, as said": (intervals("experiment,lift,low,high", 1.644854), {"level": 90}, Y, S),
    "90 % by the standard errors": (intervals("experiment,lift,low,high,se", 1.644854), {}, Y, S),
    "orders, as said": (by_arm("experiment,variant,users,clicks,orders", 3, 1), {"use": "orders"},
                        ODDS.estimate, ODDS.std_error),
    "orders of both arms, as said": (WIDE, {"use": ["orders_treatment"]}, ODDS.estimate, ODDS.std_error),
    "counts beside rounded rates": (ROUNDED, {}, ODDS.estimate, ODDS.std_error),
    "days added up": (DAYS, {"add_up": "date"}, ODDS.estimate, ODDS.std_error),
    "one metric, as said": (METRICS, {"only": {"metric": "revenue"}}, Y, S),
    "per cents, as said": (ASKED["per cents beside points"][0], {"use": ["std_error=std_error%"]},
                           Y / 100, S / 100),
    "± standard errors, as said": (ASKED["give or take"][0], {"use": ["effect ±=std_error"]}, Y, S),
    "± half an interval, as said": (ASKED["give or take"][0], {"use": ["effect ±=half_width"]},
                                    Y, S / 1.959964),
    "± of an interval": (table("experiment,effect (95 % CI)", *((k, f"{y} ± {s}") for k, y, s in EFFECTS)),
                         {}, Y, S / 1.959964),
    "an interval in the cell": (
        table("experiment,OR (95% CI)", *((k, f"{y} ({a}–{b})") for k, y, a, b in RATIOS)), {},
        LOGS, LOG_ERRORS),
    "an interval in brackets after the estimate": (
        table("experiment;effect", *((f"{k};{y} [{y - 1.959964 * s:.4f}, {y + 1.959964 * s:.4f}]",)
                                     for k, y, s in EFFECTS)), {}, Y, S),
    "remarks below": (table("experiment,effect,se", *EFFECTS) + "\nSource: a tool\nNote: x\n", {}, Y, S),
    "events of visitors in words": (
        table("Market,Control,Treatment",
              *((k, f"{c} of {n_c}", f"{t} of {n_t}") for k, n_c, c, n_t, t in COUNTS)),
        {}, ODDS.estimate, ODDS.std_error),
    "events of visitors in a cell": (
        table("Market,Control,Treatment", *((k, f"{c}/{n_c}", f"{t}/{n_t}") for k, n_c, c, n_t, t in COUNTS)),
        {}, ODDS.estimate, ODDS.std_error),
    "German headings": (
        by_arm("Experiment,Gruppe,Besucher,Käufe", 1).replace("control", "Kontrolle"),
        {}, ODDS.estimate, ODDS.std_error),
    "French headings": (
        table("Marché,Visiteurs témoin,Commandes témoin,Visiteurs variante,Commandes variante", *COUNTS), {},
        ODDS.estimate, ODDS.std_error),
    "a table on its side": (
        "\n".join(",".join(map(str, row)) for row in zip(
            ("Metric", "Visitors control", "Orders control", "Visitors variant", "Orders variant"), *COUNTS,
            strict=True)),
        {}, ODDS.estimate, ODDS.std_error),
    "a total under another name": (
        table("market,visitors_control,orders_control,visitors_treatment,orders_treatment", *COUNTS,
              ("World", *(sum(row[i] for row in COUNTS) for i in (1, 2, 3, 4)))),
        {}, ODDS.estimate, ODDS.std_error),
    "a total of arms": (
        by_arm("experiment,variant,users,orders", 1)
        + "".join(f"World,{arm},{sum(r[i] for r in COUNTS)},{sum(r[i + 1] for r in COUNTS)}\n"
                  for arm, i in (("control", 1), ("treatment", 3))),
        {}, ODDS.estimate, ODDS.std_error),
    "a one-sided p": (table("Test,Lift,p-value (one-sided)", ("A", 2, 0.02275013), ("B", -1, 0.84134475)), {},
                      [2, -1], [1, 1]),
    "basis points": (table("experiment,effect_bps,se_bps,n", *((*row, 7) for row in EFFECTS)), {}, Y, S),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_it_is_read_right(name: str, tmp_path: Path) -> None:
    text, said, effects, errors = RIGHT[name]
    _is(_read(tmp_path, text, **said), effects, errors, rel=2e-3 if "ratio" in text.lower() else 5e-4)


def test_per_cents_without_a_sign_are_found_out_where_they_make_whole_events(tmp_path: Path) -> None:
    rows = [(k, n_c, n_t, round(100 * c / n_c, 4), round(100 * t / n_t, 4)) for k, n_c, c, n_t, t in COUNTS]
    found = _read(tmp_path, table("experiment,n_control,n_treatment,cr_control,cr_treatment", *rows))
    _is(found, ODDS.estimate, ODDS.std_error)
    assert any("per cents" in line for line in found.how_it_was_read)


@pytest.mark.parametrize("heading", ["exp", "flag", "feature", "campaign", "Test name", "market"])
def test_visitors_of_several_experiments_are_not_merged(heading: str, tmp_path: Path) -> None:
    assert _read(tmp_path, VISITORS.format(heading)).table["label"].tolist() == ["E0", "E1", "E2"]


@pytest.mark.parametrize("blank", ["", "NULL"])
def test_visitors_without_an_outcome_count_as_they_are_said_to(blank: str, tmp_path: Path) -> None:
    found = _read(tmp_path, BLANK.replace("{0}", blank), blank=0)
    zero = _read(tmp_path, BLANK.replace("{0}", "0"))
    pd.testing.assert_frame_equal(found.table, zero.table)
    assert any("320" in line and "as you said" in line for line in found.how_it_was_read)


def test_coarse_rates_say_how_far_an_effect_may_be_off(tmp_path: Path) -> None:
    kept = pd.read_csv(io.StringIO(ROUNDED)).drop(columns="Unique Gizmos")
    found = _read(tmp_path, kept.to_csv(index=False))
    told = next(line for line in found.how_it_was_read if "may be off" in line)
    most = float(told.split("as much as ")[1].split(" ")[0])
    off = np.abs(found.table["effect"] - ODDS.estimate) / ODDS.std_error
    assert 0 < off.max() < 1.02 * most < 3


def test_every_heading_is_told_with_its_role_or_as_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = by_arm("experiment,variant,users,orders,Owner,weeks", 1, 0, 2)
    file = tmp_path / "mine.csv"
    file.write_text(text)
    assert main([str(file)]) == 0
    shown = capsys.readouterr().out
    assert (
        "“experiment” (name of the experiment), “variant” (arm), “users” (visitors), “orders” (events)"
        in shown
    )
    assert "not used: “Owner”, “weeks”" in shown
    assert "“orders” (events)" in (tmp_path / "mine.report.html").read_text("utf8")


def test_a_column_that_is_the_same_in_both_arms_may_explain(tmp_path: Path) -> None:
    rows = [
        (k, arm, n, e, week, n)
        for week, (k, n_c, c, n_t, t) in enumerate(COUNTS)
        for arm, n, e in (("control", n_c, c), ("new", n_t, t))
    ]
    found = _read(tmp_path, table("experiment,arm,users,orders,weeks,weight", *rows))
    assert found.moderators == ("weeks",)
    assert found.table["weeks"].tolist() == [0, 1, 2]


def test_errors_in_another_unit_are_remarked_upon(tmp_path: Path) -> None:
    rows = [(k, y, 100 * s) for k, y, s in EFFECTS]
    said = " ".join(_read(tmp_path, table("experiment,effect,std_error", *rows)).how_it_was_read)
    assert "far more alike" in said
    assert "far more alike" not in " ".join(
        _read(tmp_path, table("experiment,effect,se", *EFFECTS)).how_it_was_read
    )


def test_an_assumed_level_is_said(tmp_path: Path) -> None:
    found = _read(tmp_path, intervals("experiment,lift,low,high"))
    assert any("95 % is assumed" in line for line in found.how_it_was_read)


def test_a_data_frame_goes_by_its_own_index() -> None:
    frame = pd.DataFrame({"effect": [0.1, 0.2, None], "se": [0.1, 0.1, 0.1]}, index=["a", "b", "c"])
    with pytest.raises(BadTable, match="row 'c'") as caught:
        read(frame)
    assert "line" not in str(caught.value)


def test_what_groupby_gives_is_read() -> None:
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        {"experiment": rng.choice(["x", "y"], 400), "variant": rng.choice(["control", "new"], 400)}
    )
    rows["revenue"] = rng.gamma(2, 3, 400)
    for found in (
        read(rows.groupby(["experiment", "variant"]).agg({"revenue": ["mean", "std", "count"]})),
        read(rows.groupby(["experiment", "variant"])["revenue"].agg(["mean", "std", "count"]).reset_index()),
    ):
        for i, name in enumerate(("x", "y")):
            arms = [
                rows.loc[(rows.experiment == name) & (rows.variant == v), "revenue"]
                for v in ("new", "control")
            ]
            wanted = from_summary(*(f(arm) for arm in arms for f in (np.mean, lambda a: a.std(ddof=1), len)))
            assert found.table["effect"][i] == pytest.approx(wanted.estimate)
            assert found.table["std_error"][i] == pytest.approx(wanted.std_error)


def test_sums_and_sums_of_squares_give_means_and_sds(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    arms = {name: rng.gamma(2, 3, 200) for name in ("control", "new")}
    rows = [("X", name, len(v), float(v.sum()), float((v**2).sum())) for name, v in arms.items()]
    found = _read(tmp_path, table("experiment,variation,users,main_sum,main_sum_squares", *rows)).table
    new, old = arms["new"], arms["control"]
    assert found["effect"][0] == pytest.approx(new.mean() - old.mean())
    assert found["std_error"][0] == pytest.approx(np.sqrt(new.var(ddof=1) / 200 + old.var(ddof=1) / 200))


def test_experiments_are_shown_in_one_line(tmp_path: Path) -> None:
    assert len(repr(_read(tmp_path, table("experiment,effect,se", *EFFECTS)))) < 120


@pytest.mark.slow
def test_the_code_in_the_report_repeats_the_answers(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(by_arm("experiment,variant,users,clicks,orders", 3, 1))
    assert main([str(file), "--use", "orders", "--quiet"]) == 0
    assert "use=[&#x27;orders&#x27;]" in (tmp_path / "mine.report.html").read_text("utf8")
