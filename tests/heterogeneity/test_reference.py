"""Heterogeneity against the R package metafor on ten data sets, and the numbers the course prints."""

import numpy as np
import pytest

from helpers import datasets
from helpers.effects import log_risk_ratio
from helpers.heterogeneity import (
    TAU_METHODS,
    cochran_q,
    h_squared,
    i_squared,
    pool,
    tau_squared,
    tau_squared_interval,
)
from tests.references import results

RESULTS = results("frequentist")["results"]
SETS = [name for name, block in RESULTS.items() if "methods" in block]


def near(expected: float, tolerance: float):
    return pytest.approx(expected, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("method", TAU_METHODS)
@pytest.mark.parametrize("name", SETS)
def test_tau_squared(name: str, method: str) -> None:
    block = RESULTS[name]
    expected = block["methods"][method]["tau2"]
    assert tau_squared(block["effects"], block["std_errors"], method) == near(expected, 1e-8)


@pytest.mark.parametrize("method", ["FE", *TAU_METHODS])
@pytest.mark.parametrize("name", SETS)
def test_pool(name: str, method: str) -> None:
    block = RESULTS[name]
    expected = block["methods"][method]
    pooled = pool(block["effects"], block["std_errors"], method)
    assert pooled.mean == near(expected["mu"], 1e-8)
    assert pooled.std_error == near(expected["se"], 1e-8)
    assert (pooled.ci_low, pooled.ci_high) == near(tuple(expected["ci"]), 1e-8)
    assert pooled.tau_squared == near(expected["tau2"], 1e-8)
    assert pooled.q == near(block["Q"], 1e-10)
    if method == "FE":
        assert np.isnan([pooled.prediction_low, pooled.prediction_high]).all()
    else:
        assert (pooled.prediction_low, pooled.prediction_high) == near(tuple(expected["pi_hts"]), 1e-7)


@pytest.mark.parametrize("method", TAU_METHODS)
@pytest.mark.parametrize("name", SETS)
def test_hartung_knapp_sidik_jonkman(name: str, method: str) -> None:
    block = RESULTS[name]
    expected = block["methods"][method]
    plain = pool(block["effects"], block["std_errors"], method, adjust="hksj")
    held = pool(block["effects"], block["std_errors"], method, adjust="hksj-adhoc")
    assert plain.std_error == near(expected["knha_se"], 1e-7)
    assert (plain.ci_low, plain.ci_high) == near(tuple(expected["knha_ci"]), 1e-7)
    assert (held.ci_low, held.ci_high) == near(tuple(expected["knha_adhoc_ci"]), 1e-7)


@pytest.mark.parametrize("name", SETS)
def test_q_and_its_ratios(name: str) -> None:
    block = RESULTS[name]
    studies = block["effects"], block["std_errors"]
    test = cochran_q(*studies)
    assert test.statistic == pytest.approx(block["Q"], rel=1e-10)
    assert test.df == len(block["effects"]) - 1
    assert test.p_value == pytest.approx(block["Qp"], rel=1e-9, abs=0)
    dl = block["methods"]["DL"]
    assert 100 * i_squared(*studies) == near(dl["I2_percent_tau2_based"], 1e-8)
    assert h_squared(*studies) == near(dl["H2"], 1e-8)


@pytest.mark.parametrize("name", SETS)
def test_q_profile(name: str) -> None:
    block = RESULTS[name]
    assert tau_squared_interval(block["effects"], block["std_errors"]) == near(tuple(block["tau2_ci"]), 1e-6)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("eight_schools", "eight_schools"),
        ("eight_markets", "eight_markets"),
        ("segments", "segments"),
        ("bcg_log_or", "bcg"),
        ("binary_markets_log_or", "binary_markets"),
        ("raudenbush1985", "teacher_expectancy"),
        ("collins1985b_preeclampsia", "diuretics"),
        ("towels", "towels"),
        ("facial_feedback", "facial_feedback"),
    ],
)
def test_the_reference_analysed_the_same_data(name: str, ours: str) -> None:
    df, block = datasets.load(ours), RESULTS[name]
    np.testing.assert_allclose(df["effect"], block["effects"], rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(df["std_error"], block["std_errors"], rtol=1e-13)


def test_the_reference_analysed_the_same_risk_ratios() -> None:
    df, block = datasets.load("bcg"), RESULTS["bcg_log_rr"]
    effect = log_risk_ratio(df["events_t"], df["n_t"], df["events_c"], df["n_c"])
    np.testing.assert_allclose(effect.estimate, block["effects"], rtol=1e-13)


def studies(name: str):
    df = datasets.load(name)
    return df["effect"], df["std_error"]


def rounded(value: float, digits: int) -> float:
    return round(float(value), digits)


def test_segments_as_printed() -> None:
    data = studies("segments")
    fixed, random = pool(*data, method="FE"), pool(*data)
    assert rounded(cochran_q(*data).statistic, 2) == 53.38
    assert rounded(i_squared(*data), 2) == 0.91
    assert rounded(np.sqrt(tau_squared(*data)), 3) == 0.807
    assert (rounded(fixed.mean, 3), rounded(fixed.std_error, 3)) == (0.148, 0.105)
    assert (rounded(random.mean, 3), rounded(random.std_error, 3)) == (0.270, 0.348)


def test_markets_as_printed() -> None:
    data = studies("eight_markets")
    fixed, random = pool(*data, method="FE"), pool(*data)
    assert rounded(cochran_q(*data).statistic, 3) == 20.556
    assert rounded(i_squared(*data), 4) == 0.6595
    assert rounded(tau_squared(*data), 4) == 0.1347
    assert tuple(rounded(end, 3) for end in tau_squared_interval(*data)) == (0.020, 0.874)
    assert (rounded(fixed.mean, 3), rounded(fixed.std_error, 4)) == (0.308, 0.0905)
    assert (rounded(random.mean, 4), rounded(random.std_error, 4)) == (0.4367, 0.1642)
    assert rounded(pool(*data, method="REML").mean, 4) == 0.4399
    assert (rounded(random.prediction_low, 3), rounded(random.prediction_high, 3)) == (-0.547, 1.420)


def test_noisy_markets_count_more_under_dersimonian_laird() -> None:
    effects, std_errors = studies("eight_markets")
    for tau2, expected in ((0.0, (4.6, 31)), (tau_squared(effects, std_errors), (8.6, 17))):
        weights = 100 / (std_errors**2 + tau2) / (1 / (std_errors**2 + tau2)).sum()
        assert (rounded(weights.iloc[0], 1), rounded(weights.iloc[-1], 0)) == expected


def test_towels_on_which_the_estimators_disagree() -> None:
    data = studies("towels")
    assert rounded(tau_squared(*data, method="DL"), 4) == 0.0149
    assert tau_squared(*data, method="REML") == 0
    assert rounded(tau_squared(*data, method="HE"), 3) == 0.221


def test_bcg_as_log_odds_ratios() -> None:
    assert rounded(cochran_q(*studies("bcg")).statistic, 3) == 163.165
