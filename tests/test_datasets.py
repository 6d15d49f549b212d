"""Data sets: the same numbers as their sources, one set of names, recipes that reproduce the frozen files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import datasets
from helpers.effects import log_odds_ratio
from tests.references import table as source

COUNTS = ["events_t", "n_t", "events_c", "n_c"]


@pytest.mark.parametrize(
    ("name", "source_name", "columns"),
    [
        (
            "eight_markets",
            "eight_markets",
            "label=market effect=d_hat std_error=se n_per_arm=n_per_arm true_effect=true_theta",
        ),
        (
            "binary_markets",
            "binary_markets",
            "label=market events_t=n_B n_t=n_per_arm events_c=n_A n_c=n_per_arm "
            "baseline_rate=baseline_rate true_effect=true_theta_logit",
        ),
        (
            "segments",
            "segments",
            "label=segment effect=d std_error=se n_treated=n_treat n_control=n_control "
            "mean_treated=mean_treat var_control=var_control true_effect=true_effect",
        ),
        ("bcg", "bcg", "events_t=tpos events_c=cpos year=year ablat=ablat alloc=alloc"),
        ("eight_schools", "eight_schools", "label=school effect=y std_error=se"),
        ("towels", "towels", "effect=logOR std_error=SE"),
        ("facial_feedback", "facial_feedback", "label=study effect=d std_error=SE"),
        (
            "teacher_expectancy",
            "raudenbush1985",
            "effect=yi n_treated=n1i n_control=n2i author=author weeks=weeks tester=tester",
        ),
        (
            "diuretics",
            "collins1985b",
            "events_t=pre.xti n_t=pre.nti events_c=pre.xci n_c=pre.nci "
            "perinatal_deaths_t=ped.xti perinatal_deaths_c=ped.xci oedema=oedema",
        ),
        (
            "hospitals",
            "hospitals",
            "label=hospital effect=effect std_error=std_error n=n true_effect=true_effect",
        ),
        (
            "climate_regions",
            "climate_regions",
            "label=region effect=effect std_error=std_error years=years true_effect=true_effect",
        ),
        ("categories_50", "categories_50", "successes=clicks trials=impressions true_rate=true_rate"),
        ("categories_25", "categories_25", "successes=clicks trials=impressions true_rate=true_rate"),
    ],
)
def test_a_data_set_says_what_its_source_says(name: str, source_name: str, columns: str) -> None:
    ours, theirs = datasets.load(name), source(source_name)
    for mine, original in (pair.split("=") for pair in columns.split()):
        if theirs[original].dtype.kind == "f":
            np.testing.assert_allclose(ours[mine], theirs[original], rtol=1e-15, atol=0)
        else:
            assert list(ours[mine]) == list(theirs[original])


def test_the_headline_tests_are_what_their_authors_corrected() -> None:
    srm = datasets.load("headline_srm")
    broken = srm.week.between(201325, 201401)
    assert (len(srm), int(broken.sum())) == (4873, 1058)
    assert [int((srm.p_value[part] < 0.001).sum()) for part in (broken, ~broken)] == [735, 18]
    winners, questions = datasets.load("headline_winners"), datasets.load("headline_questions")
    assert (len(winners), len(questions)) == (3044, 876)
    for sound in (winners.week, questions.week):
        assert not sound.between(201325, 201401).any(), "the authors ask to omit every test of that period"
    assert winners.picked_first.mean() == pytest.approx(0.47, abs=0.005)
    assert winners.picked_second.mean() == pytest.approx(0.23, abs=0.005)
    assert abs(winners.any_first.mean()) < 5 * winners.any_first.std() / np.sqrt(len(winners))
    assert questions[COUNTS].equals(source("headline_counts"))


def test_totals_and_variances_that_the_sources_state_otherwise() -> None:
    bcg, theirs = datasets.load("bcg"), source("bcg")
    assert list(bcg.n_t) == list(theirs.tpos + theirs.tneg)
    assert list(bcg.n_c) == list(theirs.cpos + theirs.cneg)
    teachers = datasets.load("teacher_expectancy")
    np.testing.assert_allclose(teachers.std_error**2, source("raudenbush1985").vi, rtol=1e-14)


@pytest.mark.parametrize("name", datasets.names())
def test_every_data_set_is_tidy_complete_and_described(name: str) -> None:
    df = datasets.load(name)
    assert not df.isna().any().any()
    if name not in {"segments_users", "headline_srm", "headline_winners"}:
        assert df.columns[0] == "label"
        assert df["label"].is_unique
        assert {"effect", "std_error"} <= set(df.columns) or {"successes", "trials"} <= set(df.columns)
    if "std_error" in df:
        assert (df["std_error"] > 0).all()
    about = datasets.describe(name)
    listed = {word.strip(" ,") for word in about.columns.replace("(", ",").split(",")}
    standard = {"label", "effect", "std_error", "successes", "trials", *COUNTS}
    assert set(df.columns) - standard <= listed, "data/README.md must name every further column"
    for part in (about.what, about.source, about.licence, about.citation):
        assert part
        assert part in str(about)


def test_every_file_is_a_data_set_and_every_data_set_a_file() -> None:
    folder = Path(datasets.__file__).parent / "data"
    files = {path.name.split(".")[0] for path in folder.iterdir() if path.name != "README.md"}
    assert files == set(datasets.names())


@pytest.mark.parametrize("name", ["bcg", "binary_markets", "diuretics"])
def test_counts_come_with_log_odds_ratios(name: str) -> None:
    df = datasets.load(name)
    expected = log_odds_ratio(*(df[column] for column in COUNTS))
    assert list(df.columns[:3]) == ["label", "effect", "std_error"]
    np.testing.assert_array_equal(df["effect"], expected.estimate)
    np.testing.assert_array_equal(df["std_error"], expected.std_error)


def test_load_gives_a_fresh_copy() -> None:
    spoilt = datasets.load("towels")
    spoilt["effect"] = 99.0
    assert datasets.load("towels").effect[0] < 1


@pytest.mark.parametrize(
    ("elsewhere", "here"), [("raudenbush1985", "teacher_expectancy"), ("collins1985b", "diuretics")]
)
def test_names_of_metadat_are_understood(elsewhere: str, here: str) -> None:
    assert datasets.load(elsewhere).equals(datasets.load(here))
    assert datasets.describe(elsewhere) == datasets.describe(here)


@pytest.mark.parametrize("function", [datasets.load, datasets.describe])
def test_an_unknown_name_is_answered_with_the_known_ones(function) -> None:
    with pytest.raises(ValueError, match="unknown data set 'eight_market'; did you mean 'eight_markets'"):
        function("eight_market")
    with pytest.raises(ValueError, match=r"known are eight_markets, .*categories_25"):
        function("xyzzy")
    with pytest.raises(ValueError, match=r"unknown data set \['bcg'\]; .*known are"):
        function(["bcg"])


def same(ours: pd.DataFrame, expected: pd.DataFrame) -> None:
    for column in expected.columns:
        if expected[column].dtype.kind == "f":
            np.testing.assert_allclose(ours[column], expected[column], rtol=0, atol=1e-12)
        else:
            assert list(ours[column]) == list(expected[column])


def test_the_recipes_give_the_frozen_data() -> None:
    same(datasets.simulate_markets(), datasets.load("eight_markets"))
    same(datasets.simulate_markets(rng=np.random.default_rng(20)), datasets.load("eight_markets"))
    same(datasets.simulate_binary_markets(), datasets.load("binary_markets"))
    users = datasets.simulate_segments(seed=2024)
    same(users, datasets.load("segments_users"))
    truth = users.groupby("segment", sort=False)["true_effect"].first()
    np.testing.assert_allclose(truth, datasets.load("segments").true_effect, rtol=0, atol=1e-12)


def test_the_printed_numbers() -> None:
    markets, binary = datasets.simulate_markets(), datasets.simulate_binary_markets()
    assert list(markets.effect.round(3)) == [0.483, 0.998, 1.383, 0.493, 0.438, 0.101, 0.072, -0.001]
    assert list(markets.std_error.round(3)) == [0.423, 0.359, 0.330, 0.296, 0.277, 0.255, 0.212, 0.163]
    assert list(binary.events_c) == [19, 23, 40, 23, 36, 54, 69, 101]
    assert list(binary.events_t) == [23, 23, 50, 40, 37, 102, 71, 119]


def test_simulated_worlds_follow_their_parameters() -> None:
    df = datasets.simulate_markets(seed=3, K=2000, mu=-1.0, tau=0.3, sigma=2.0, n_per_arm=50)
    assert len(df) == 2000
    assert df.label.is_unique
    assert df.true_effect.mean() == pytest.approx(-1.0, abs=5 * 0.3 / np.sqrt(2000))
    assert df.true_effect.std() == pytest.approx(0.3, rel=5 / np.sqrt(4000))
    z = (df.effect - df.true_effect) / (2.0 * np.sqrt(2 / 50))
    assert z.mean() == pytest.approx(0, abs=5 / np.sqrt(2000))
    assert z.std() == pytest.approx(1, rel=5 / np.sqrt(4000))
    assert df.std_error.mean() == pytest.approx(0.4, rel=0.01)


def test_simulated_counts_follow_their_parameters() -> None:
    df = datasets.simulate_binary_markets(seed=3, K=500, mu=0.5, tau=0.0, n_per_arm=20_000, baseline=(50, 50))
    assert set(df.true_effect) == {0.5}
    assert df.baseline_rate.mean() == pytest.approx(0.5, abs=5 * 0.05 / np.sqrt(500))
    z = (df.effect - 0.5) / df.std_error
    assert (z.mean(), z.std()) == pytest.approx((0, 1), abs=5 / np.sqrt(500))


def test_simulated_segments_follow_their_parameters() -> None:
    df = datasets.simulate_segments(seed=3, tau=0.0, mu=1.0, sigma=1.0, visitors={"a": 20_000, "b": 300})
    assert df.segment.value_counts().to_dict() == {"a": 20_000, "b": 300}
    means = df[df.segment == "a"].groupby("treatment").revenue.mean()
    assert means[1] - means[0] == pytest.approx(1.0, abs=5 * 2 / np.sqrt(20_000))
    assert df.treatment.mean() == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(20_300))


def test_labels_and_sizes_beyond_eight_markets() -> None:
    df = datasets.simulate_markets(seed=1, K=30)
    assert list(df.label[[0, 25, 26, 29]]) == ["Market A", "Market Z", "Market AA", "Market AD"]
    assert list(df.n_per_arm[:10]) == [200, 250, 300, 350, 400, 500, 700, 1200, 200, 250]
    assert len(datasets.simulate_markets(seed=1, n_per_arm=[100, 200, 300])) == 3
    assert datasets._market_labels(800)[-1] == "Market ADT"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"seed": 1, "rng": np.random.default_rng(1)}, ValueError, "seed or rng, not both"),
        ({"rng": 7}, TypeError, "rng must be a numpy.random.Generator"),
        ({"K": 3, "n_per_arm": [100, 200]}, ValueError, "one size a market, 3; found 2"),
        ({"K": 0}, ValueError, "K must be at least 1"),
        ({"tau": -1}, ValueError, "tau must be at least 0"),
        ({"sigma": 0}, ValueError, "sigma must be above 0"),
        ({"n_per_arm": 1}, ValueError, "n_per_arm must be at least 2"),
        ({"n_per_arm": 10.5}, ValueError, "n_per_arm must be a whole number"),
        ({"n_per_arm": [[100]]}, ValueError, "one number or one a market"),
    ],
)
def test_impossible_worlds_are_refused(arguments, error, message: str) -> None:
    with pytest.raises(error, match=message):
        datasets.simulate_markets(**arguments)


def test_impossible_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one segment"):
        datasets.simulate_segments(visitors={})
    with pytest.raises(ValueError, match="visitors of segment 'a' must be at least 1"):
        datasets.simulate_segments(visitors={"a": 0})
    with pytest.raises(ValueError, match="baseline must be above 0"):
        datasets.simulate_binary_markets(baseline=(0, 1))
