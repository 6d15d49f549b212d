"""What the summary claims is as strong as its numbers, and of nothing that the file does not hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers import datasets, posterior
from helpers.effects import from_summary
from helpers.report import analysis, html, read
from helpers.report.analysis import ARCHIVE_FROM, analysed
from helpers.report.beliefs import chosen, in_short, in_words, unit_of
from helpers.report.outlook import goes_along
from helpers.report.population import share_above
from helpers.report.sentences import summary
from helpers.report.shared import joined
from helpers.report.tables import tables
from helpers.report.words import MANY, factor, verdict


def effects(y: Any, s: Any, **more: Any) -> pd.DataFrame:
    y, s = np.broadcast_arrays(y, s)
    return pd.DataFrame({"test": [f"t{i}" for i in range(len(y))], "effect": y, "std_error": s, **more})


def said(table: pd.DataFrame, **asked: Any) -> str:
    return " ".join(summary(analysed(read(table), **asked)))


def slope(low: float, high: float, rises: float) -> dict[str, Any]:
    ends = {"low": low, "high": high, "per_unit_low": low / 2, "per_unit_high": high / 2}
    middle = (low + high) / 2
    return ends | {"moderator": "week, per sd", "rises": rises, "coefficient": middle,
                   "per_unit": middle / 2, "sd_of_moderator": 2.0}  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "rises", "begins"),
    [
        (-0.1, 0.3, 0.85, "Whether effects rise or fall with “week” is open"),
        (-0.001, 0.3, 0.974, "Whether effects rise or fall with “week” is open"),
        (0.001, 0.3, 0.976, "Effects very probably rise with “week”"),
        (0.1, 0.3, 0.999, "Effects almost certainly rise with “week”"),
        (-0.3, -0.1, 0.001, "Effects almost certainly fall with “week”"),
    ],
)
def test_a_moderators_sentence_is_as_strong_as_its_interval(
    low: float, high: float, rises: float, begins: str
) -> None:
    assert goes_along(slope(low, high, rises), "effect").startswith(begins)


def test_a_moderator_that_was_asked_for_is_answered_per_unit_and_per_sd() -> None:
    bcg = datasets.load("bcg")
    found = analysed(read(bcg), moderators=("ablat",))
    row = found.moderated.to_dict("records")[1]
    assert row["per_unit"] * bcg["ablat"].std(ddof=1) == pytest.approx(row["coefficient"], rel=1e-12)
    assert row["per_unit_high"] * bcg["ablat"].std(ddof=1) == pytest.approx(row["high"], rel=1e-12)
    text = " ".join(summary(found))
    assert "Effects almost certainly fall with “ablat”" in text
    assert "“ablat”" not in said(bcg)


def test_few_experiments_for_a_moderator_are_said_to_be_few() -> None:
    few, enough = (effects(np.linspace(0, 1, k), 0.3, week=np.arange(k) ** 2.0) for k in (9, 10))
    assert "9 experiments are few for 1 moderator" in said(few, moderators=("week",))
    assert "are few for" not in said(enough, moderators=("week",))


def test_many_changes_are_a_population_and_no_change_that_works() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(0.05, 0.1, MANY) + rng.normal(0, 0.02, MANY)
    text = said(effects(y, 0.02))
    assert "The average over all is" in text
    assert "no verdict on any single change" in text
    assert "have a true effect above 0" in text
    assert "on the next change" in text
    assert "The change" not in text
    fewer = said(effects(y[: ARCHIVE_FROM - 1], 0.02))
    assert "The change" in fewer
    assert "read as different changes" not in fewer


def test_some_of_them_shipped_makes_them_many_changes_however_few() -> None:
    text = said(effects([0.1, 0.3, 0.2, 0.1], 0.05, shipped=["yes", "no", "yes", "no"]))
    assert "Since some were shipped, the experiments are read as different changes" in text
    assert "so often" not in text


@pytest.mark.parametrize(
    ("heading", "names", "many", "changes"),
    [
        ("campaign", "Idea {}", 20, True),
        ("Experiment ID", "{}", 24, True),
        ("experiment", "x{}", 19, False),
        ("Feature flag", "x{}", 4, False),
        ("experiment", "Store {}", 24, False),
        ("label", "x{}", 24, False),
        ("label", "x{}", MANY, True),
        ("country", "x{}", MANY, False),
        ("study", "x{}", MANY, False),
        ("label", "Market {}", MANY, False),
    ],
)
def test_what_experiments_are_called_says_whether_they_are_different_changes(heading, names, many, changes):
    rng = np.random.default_rng(4)
    table = pd.DataFrame({heading: [names.format(i + 1) for i in range(many)],
                          "effect": rng.normal(0.05, 0.1, many), "std_error": 0.02})  # fmt: skip
    text = " ".join(summary(analysed(read(table))))
    assert ("read as different changes" in text) == changes
    assert ("no verdict on any single change" in text) == changes
    place = "market" if heading == "country" or names.startswith(("Store", "Market")) else "experiment"
    assert (f"in the next {place}" in text.lower()) != changes
    assert ("market" in text.lower()) == (changes or place == "market")
    assert ("Is it one change, tested" in text) == (many < ARCHIVE_FROM and heading != "label")
    read_so = "By the heading of their names, “" in text and "read as different changes" in text
    assert read_so == (changes and many < MANY)


def test_the_share_that_helps_is_that_of_the_joint_posterior() -> None:
    from scipy.special import ndtr

    rng = np.random.default_rng(5)
    s = rng.uniform(0.05, 0.2, 60)
    y = rng.normal(0.05, 0.3, 60) + rng.normal(0, s)
    post = posterior.random_effects(y, s, *chosen(0.2))
    draws = post.sample(4000, rng)
    shares = ndtr(draws["mu"] / draws["tau"])
    low, high = share_above(y, s, 0.2, post)
    assert [np.mean(shares < low), np.mean(shares > high)] == pytest.approx(
        [0.025, 0.025], abs=0.012
    )  # 5 sd of 4000 draws


def arms(experiments: int, more: int, lift: float) -> pd.DataFrame:
    rows = []
    for e in range(experiments):
        names = ["control", "new", *(f"v{i}" for i in range(more if e == 0 else 0))]
        rows += [
            (f"x{e}", name, 1000, 5 + (lift + 0.03 * (e + i)) * (name != "control"), 2.0)
            for i, name in enumerate(names)
        ]
    return pd.DataFrame(rows, columns=["experiment", "variant", "n", "mean", "sd"])


def test_arms_put_together_are_their_mean_against_one_control() -> None:
    """Three equal arms have the effect and the standard error of one arm of three times the size."""
    means, sd, n = np.array([5.1, 5.3, 5.2]), 2.0, 900
    each = from_summary(means, sd, n, 5.0, sd, 1500)
    mean, error = joined(
        np.asarray(each.estimate), np.asarray(each.std_error), *(np.full(3, k) for k in (900, 1500))
    )
    whole = from_summary(means.mean(), sd, 3 * n, 5.0, sd, 1500)
    assert (mean, error) == pytest.approx((whole.estimate, whole.std_error), rel=1e-12)


def test_shared_controls_word_the_verdict_down() -> None:
    """Five arms that all beat one control by much the same are one lucky control as well."""
    found = analysed(read(arms(2, 5, 0.2)))
    [careful] = [line for line in summary(found) if "share a control" in line]
    assert "1 experiment of 2 has several arms" in careful
    assert found.together is not None
    assert found.together.experiments == 2
    words = [
        verdict(p) for p in (found.sensitivity["works_on_average"].min(), found.together.works_on_average)
    ]
    assert words[0] != words[1]
    assert f"The change {words[1]} works on average" in summary(found)[0]
    assert "follow the more cautious" in careful
    assert "share" not in said(arms(4, 0, 0.2))


def test_arms_of_one_experiment_say_nothing_of_another() -> None:
    text = said(arms(1, 3, 0.2))
    assert "arms of one experiment" in text
    assert "cannot be learned from one" in text
    assert "Whether it would work for another arm is open" in text
    assert "market" not in text


def first(table: pd.DataFrame) -> str:
    return summary(analysed(read(table)))[0]


def test_effects_that_agree_too_well_come_first() -> None:
    rng = np.random.default_rng(8)
    y = rng.normal(0.03, 0.01, 12)
    assert first(effects(y, 1.0)).startswith("First of all: the effects agree better than")
    assert not first(effects(y, 0.01)).startswith("First of all")


def test_two_metrics_on_unlike_scales_are_asked_about() -> None:
    rates = [0.0144, 0.0178, 0.0217, 0.0108, 0.0340, 0.0121, 0.0222, 0.0234]
    euros = [0.891, 1.555, 1.341, 1.621, 1.509, 1.304, 1.699, 1.645]
    text = said(effects(rates + euros, np.repeat([0.01, 0.5], 8)))
    assert "Are all experiments on one metric and one scale?" in text
    assert "by τ" not in text


@pytest.fixture(autouse=True)
def without_heavy_tails(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take most of the time, and no sentence here is about them."""
    monkeypatch.setattr(analysis, "TAILS_UP_TO", 0)


@pytest.mark.usefixtures("without_heavy_tails")
def test_a_capped_average_stands_beside_and_one_enormous_outcome_is_named() -> None:
    rng = np.random.default_rng(7)
    spent = np.where(rng.random(8000) < 0.2, rng.lognormal(3, 0.6, 8000), 0).round(2)
    spent[5] = 18_450
    rows = pd.DataFrame({"experiment": np.repeat(["A", "B"], 4000),
                         "variant": np.tile(["control", "new"], 4000), "revenue": spent})  # fmt: skip
    found = analysed(read(rows))
    skew = found.experiments.skew
    assert skew is not None
    worst = skew.set_index("label").loc["A"]
    without = read(rows.drop(index=5).reset_index(drop=True)).table["effect"]
    moved = found.y[0] - without[0]
    assert worst["moves_by"] == pytest.approx(moved, rel=1e-9)
    text = " ".join(summary(found))
    assert "One outcome is more than 5 times the cap: 18\u202f450 in arm “new” of “A” (row 5)" in text
    assert "With outcomes capped" in text
    models = tables(found)["models"].set_index("model")
    capped = models.loc["outcomes capped at their 99 % quantile"]
    y, s = skew[["capped_effect", "capped_std_error"]].to_numpy().T
    wanted = posterior.random_effects(y, s, *chosen(unit_of(y, s)))
    assert capped["mean"] == pytest.approx(wanted.mu.mean, rel=1e-9)


def outlying(at: dict[int, float]) -> pd.DataFrame:
    """Three experiments of three arms; lines of a text file begin with the headings."""
    rng = np.random.default_rng(7)
    spent = np.where(rng.random(9000) < 0.1, rng.lognormal(3, 0.6, 9000), 0).round(2)
    for line, outcome in at.items():
        spent[line - 2] = outcome
    return pd.DataFrame({"test": np.repeat(["A", "B", "C"], 3000),
                         "variant": np.tile(["control", "B", "C"], 3000), "revenue": spent})  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("without_heavy_tails")
@pytest.mark.parametrize("lower", [False, True])
def test_an_enormous_outcome_is_found_where_it_is_and_moves_the_effect_its_own_way(
    tmp_path: Any, lower: bool
) -> None:
    """One of a control, one of a treated arm: each against the effects of the file without its line."""
    at = {302: 9_000.0, 3_003: 25_000.0, 6_005: 8_000.0}  # a control, a B, a control
    rows = outlying(at)
    rows.to_csv(tmp_path / "users.csv", index=False)
    read_in = read(tmp_path / "users.csv", lower_is_better=lower)
    found = read_in.enormous
    assert found is not None
    assert dict(zip(found["line"], found["outcome"], strict=True)) == at
    before = read_in.table.set_index("label")["effect"]
    for row in found.to_dict("records"):
        line = rows.iloc[row["line"] - 2]
        assert (row["label"], row["arm"]) == (line["test"], line["variant"])
        rest = rows.drop(index=row["line"] - 2).reset_index(drop=True)
        after = read(rest, lower_is_better=lower).table.set_index("label")["effect"]
        moved = (before - after)[lambda v: v.abs() > 1e-9]
        assert len(moved) == (2 if row["arm"] == "control" else 1)
        assert moved.tolist() == pytest.approx([row["moves_by"]] * len(moved), rel=1e-9)
    [said_of] = [line for line in summary(analysed(read_in)) if "times the cap" in line]
    assert said_of.startswith(
        "3 outcomes are more than 5 times the cap. The furthest beyond it, 25\u202f000 "
    )
    assert "in arm “B” of “B” (line 3003)" in said_of
    assert ("lowers the reduction" if lower else "raises the effect") in said_of
    skew = read_in.skew.set_index("label")["arm"]
    assert skew["A: B"] == skew["A: C"] == "control"
    assert skew["B: B"] == "B"


@pytest.mark.slow
def test_the_first_sentence_says_what_kind_of_number_an_effect_is() -> None:
    counts = pd.DataFrame({"market": ["A", "B", "C"], "events_t": [60, 66, 54], "n_t": 1000,
                           "events_c": [50, 50, 50], "n_c": 1000})  # fmt: skip
    text = first(counts)
    assert "a log odds ratio; 95 % interval" in text
    mean = analysed(read(counts)).post.mu.mean
    odds = 0.05 / 0.95 * np.exp(mean)
    points = 100 * (odds / (1 + odds) - 0.05)
    assert f"at the median rate of a control, 5.00 %, {points:.3f} points more" in text
    assert "a difference of means, in the outcome's own unit" in first(arms(3, 0, 0.2))
    assert "in the file's own unit" in first(effects([0.1, 0.2], 0.1))


def test_a_size_is_told_in_words_that_can_be_acted_on() -> None:
    sure = said(effects(np.full(6, 3.0) + np.arange(6) / 17, 0.15))
    assert "almost surely, if only it is large enough; one as large as your typical one has" in sure
    assert "at most more than" not in sure
    far = said(effects(np.array([-1.0, 2, 0.5, -0.4, 1.2, 0.1]) / 10, 1.0))
    assert "hardly a plan" in far


def test_numbers_of_the_file_stand_in_full_and_years_as_years() -> None:
    frame = pd.DataFrame({"label": ["A", "B"], "year": [2020.0, 2026.0], "week": [201304, 201252],
                          "sessions": [12345.0, 9.0], "effect": [0.12345, 2.0]})  # fmt: skip
    page = html.table(frame, "All")
    for text in (">2020<", ">2026<", ">201304<", ">12\u202f345<", ">0.123<"):
        assert text in page


def test_options_are_code_and_other_dashes_are_not() -> None:
    assert html.paragraph("say --shares 2,1 or --shares COLUMN; a -- b") == (
        "<p>say <code>--shares 2,1</code> or <code>--shares COLUMN</code>; a -- b</p>"
    )


def test_headings_of_many_changes_speak_of_none_that_works() -> None:
    one, many = html.Terms(), html.Terms(next="change")
    assert one.head("works_on_average") == "P(works on average)"
    assert many.head("works_on_average") == "P(average > 0)"
    assert many.head("next_market") == "P(next change works)"
    assert html.Terms("reduction").head("effect") == "reduction"


@pytest.mark.slow
def test_the_advice_on_shares_stands_once_and_only_where_a_split_is_off(tmp_path: Any) -> None:
    from helpers.report import write

    table = pd.DataFrame({"market": ["A", "B"], "events_t": [60, 66], "n_t": [1000, 1010],
                          "events_c": [50, 50], "n_c": [1000, 1000]})  # fmt: skip
    for n, times in ((1010, 0), (2000, 1)):
        report = write(read(table.assign(n_t=[1000, n])), tmp_path / f"{n}.html")
        assert report.path.read_text("utf8").split("<script>")[0].count("--shares COLUMN") == times


def test_priors_stand_in_words_and_in_short() -> None:
    mu, tau = chosen(0.2)
    assert (in_words(mu), in_words(tau)) == ("Normal with mean 0 and sd 0.2", "half-normal with scale 0.2")
    assert (in_short(mu), in_short(tau)) == ("Normal(0, 0.2)", "HalfNormal(0.2)")


def test_a_ratio_near_one_shows_how_far_it_is_from_it() -> None:
    assert [factor(x) for x in (1.00492, 0.9963, 1.1, 2.34567, 1.0)] == [
        "1.0049",
        "0.9963",
        "1.10",
        "2.35",
        "1.00",
    ]
