"""Effects: against metafor's escalc, against SciPy, and by what the formulas must do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers import datasets
from helpers.effects import (
    Effect,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    per_group,
    relative_lift,
    risk_difference,
)
from tests.references import results

REFERENCE = results("frequentist")["results"]
ESCALC = {
    "bcg": REFERENCE["bcg_binary"],
    "binary_markets": REFERENCE["binary_markets_binary"],
    "diuretics": REFERENCE["collins1985b_preeclampsia"]["binary"],
}
MEASURES = {
    "log_odds_ratio": log_odds_ratio,
    "log_risk_ratio": log_risk_ratio,
    "risk_difference": risk_difference,
}
ALL_MEASURES = [*MEASURES.values(), relative_lift]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", ESCALC)
def test_counts_agree_with_escalc(name: str, measure: str) -> None:
    df, expected = datasets.load(name), ESCALC[name][measure]
    effect = MEASURES[measure](df["events_t"], df["n_t"], df["events_c"], df["n_c"])
    np.testing.assert_allclose(effect.estimate, expected["yi"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(effect.std_error**2, expected["vi"], rtol=0, atol=1e-10)


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_swapping_the_arms_changes_only_the_sign(treated, control) -> None:
    for measure in MEASURES.values():
        forward, backward = measure(*treated, *control), measure(*control, *treated)
        assert forward.estimate == pytest.approx(-backward.estimate, abs=1e-12)
        assert forward.std_error == pytest.approx(backward.std_error, rel=1e-12, abs=0)


@given(counts, counts)
def test_counting_failures_instead_turns_the_odds_ratio_round(treated, control) -> None:
    (a, nt), (c, nc) = treated, control
    success, failure = log_odds_ratio(a, nt, c, nc), log_odds_ratio(nt - a, nt, nc - c, nc)
    assert success.estimate == pytest.approx(-failure.estimate, abs=1e-12)
    assert success.std_error == pytest.approx(failure.std_error, rel=1e-12)


@given(counts, counts)
def test_lift_is_the_ratio_itself_with_the_delta_method(treated, control) -> None:
    lift, ratio = relative_lift(*treated, *control), log_risk_ratio(*treated, *control)
    assert lift.estimate == pytest.approx(np.expm1(ratio.estimate), rel=1e-9, abs=1e-12)
    assert lift.std_error == pytest.approx(np.exp(ratio.estimate) * ratio.std_error, rel=1e-9)


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_correction_goes_to_all_four_cells_of_a_study_with_a_zero_and_to_no_other(measure) -> None:
    both = measure([0, 12], [40, 50], [5, 9], [38, 60])
    by_hand = measure(1, 82, 11, 78)
    untouched = measure(12, 50, 9, 60, correction=7)
    assert both.estimate[1] == pytest.approx(untouched.estimate, rel=1e-14, abs=0)
    assert both.std_error[1] == pytest.approx(untouched.std_error, rel=1e-14, abs=0)
    # 0.5 of 41 against 5.5 of 39 is 1 of 82 against 11 of 78 with half the information.
    assert both.estimate[0] == pytest.approx(by_hand.estimate, rel=1e-12)
    assert both.std_error[0] == pytest.approx(by_hand.std_error * np.sqrt(2), rel=1e-12)


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_an_arm_without_failures_is_an_empty_cell_too(measure) -> None:
    full = measure(40, 40, 30, 40)
    assert full.estimate > 0
    assert full.std_error > 0


# An arm of 40 with no event, all events, or some: is there an estimate with a variance above 0 and below ∞?
PLAIN = {
    "log_odds_ratio": {("some", "some")},
    "log_risk_ratio": {("some", "some"), ("some", "all"), ("all", "some")},
    "relative_lift": {("some", "some"), ("some", "all"), ("all", "some")},
    "risk_difference": {(t, c) for t in ("none", "some", "all") for c in ("none", "some", "all")}
    - {(t, c) for t in ("none", "all") for c in ("none", "all")},
}


@pytest.mark.parametrize("treated", ["none", "some", "all"])
@pytest.mark.parametrize("control", ["none", "some", "all"])
@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_no_correction_is_needed_where_the_variance_is_positive(measure, treated: str, control: str) -> None:
    events = {"none": 0, "some": 30, "all": 40}
    a, c = events[treated], events[control]
    if (treated, control) not in PLAIN[measure.__name__]:
        with pytest.raises(ValueError, match="correction must be above 0"):
            measure([a, 20], [40, 40], [c, 20], [40, 40], correction=0)
        return
    plain = measure(a, 40, c, 40, correction=0)
    assert np.isfinite(plain.estimate)
    assert plain.std_error > 0
    # The limit of ever smaller corrections, and what every study with four full cells gets anyway.
    nearly = measure(a, 40, c, 40, correction=1e-9)
    assert (nearly.estimate, nearly.std_error) == pytest.approx((plain.estimate, plain.std_error), rel=1e-6)
    full = measure(12, 50, 9, 60)
    assert measure(12, 50, 9, 60, correction=0) == full


def test_without_correction_rates_and_their_variance_are_the_plain_ones() -> None:
    everybody = risk_difference(40, 40, 30, 40, correction=0)
    assert everybody.estimate == pytest.approx(0.25, rel=1e-14)
    assert everybody.std_error == pytest.approx(np.sqrt(0.75 * 0.25 / 40), rel=1e-14)
    lift = relative_lift(40, 40, 30, 40, correction=0)
    assert lift.std_error == pytest.approx(4 / 3 * np.sqrt(0.25 / (40 * 0.75)), rel=1e-14)


@pytest.mark.parametrize("measure", ALL_MEASURES)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([5, 6], [4, 9], [1, 1], [9, 9]), "events_t must not exceed n_t; found 5 of 4"),
        (([1, 1], [9, 9], [5, 10], [9, 9]), "events_c must not exceed n_c; found 10 of 9"),
        ((-1, 9, 1, 9), "events_t must not be negative; found -1"),
        ((1.5, 9, 1, 9), "events_t must be whole numbers; found 1.5"),
        ((1, 9.5, 1, 9), "n_t must be whole numbers; found 9.5"),
        ((0, 0, 1, 9), "n_t must be at least 1"),
        (([1, 2], [9, 9], [1, 2, 3], [9, 9, 9]), "must have the same shape"),
        (([1], [9, 9], [1, 2], [9, 9]), "must have the same shape"),
        ((np.nan, 9, 1, 9), "events_t must be finite"),
        ((1, np.inf, 1, 9), "n_t must be finite"),
        ((1, 9, 1, 9, -0.5), "correction must be at least 0"),
    ],
)
def test_impossible_counts_are_refused(measure, arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure(*arguments)


@pytest.mark.slow
@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_standard_errors_are_what_repetition_shows(measure) -> None:
    rng = np.random.default_rng(5)
    n, p_t, p_c, worlds = 4000, 0.12, 0.10, 40_000
    sizes = np.full(worlds, n)
    effect = measure(rng.binomial(n, p_t, worlds), sizes, rng.binomial(n, p_c, worlds), sizes)
    # The sd of an sd over S worlds is about 1/√(2S) of it; the delta method itself is off by O(1/n).
    assert effect.estimate.std() == pytest.approx(
        effect.std_error.mean(), rel=5 / np.sqrt(2 * worlds) + 0.003
    )


outcomes = st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 3)), min_size=2, max_size=30)


@pytest.mark.filterwarnings("ignore:Precision loss occurred:RuntimeWarning")
@given(outcomes, outcomes)
def test_mean_difference_over_its_error_is_welchs_t(treated, control) -> None:
    if max(treated) == min(treated) and max(control) == min(control):
        with pytest.raises(ValueError, match="constant"):
            mean_difference(treated, control)
        return
    effect = mean_difference(treated, control)
    welch = stats.ttest_ind(treated, control, equal_var=False)
    assert effect.estimate / effect.std_error == pytest.approx(welch.statistic, rel=1e-9, abs=1e-9)
    assert isinstance(effect.estimate, float)


def test_mean_difference_of_a_batch_is_the_batch_of_mean_differences() -> None:
    rng = np.random.default_rng(2)
    treated, control = rng.normal(1, 2, (3, 4, 20)), rng.normal(0, 1, (3, 4, 9))
    batch = mean_difference(treated, control)
    assert batch.estimate.shape == (3, 4)
    single = mean_difference(treated[2, 1], control[2, 1])
    assert (batch.estimate[2, 1], batch.std_error[2, 1]) == pytest.approx((single.estimate, single.std_error))


@pytest.mark.parametrize(
    ("treated", "control", "message"),
    [
        ([1.0], [1.0, 2.0], "treated must hold at least 2 outcomes; found 1"),
        ([1.0, 2.0], 3.0, "control must hold at least 2 outcomes; found a single number"),
        ([1.0, np.nan], [1.0, 2.0], "treated must be finite"),
        ([[1.0, 2.0]], [1.0, 2.0], "agree in all axes but the last"),
    ],
)
def test_mean_difference_refuses(treated, control, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mean_difference(treated, control)


def test_effect_is_frozen_and_checked() -> None:
    effect = Effect(0.3, 0.1)
    with pytest.raises(AttributeError):
        effect.estimate = 0.4  # type: ignore[misc]
    with pytest.raises(ValueError, match="std_error must be above 0; found 0"):
        Effect(0.3, 0.0)
    with pytest.raises(ValueError, match="estimate must be finite"):
        Effect(np.nan, 0.1)
    with pytest.raises(ValueError, match="same shape"):
        Effect([1.0, 2.0], 0.1)
    with pytest.raises(TypeError, match="estimate must hold real numbers"):
        Effect("a lot", 0.1)


def visitors() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": ["no", "ad", "no", "no", "ad", "ad", "no", "ad"],
            "arm": [1, 0, 0, 1, 1, 0, 0, 1],
            "spent": [3.0, 1.0, 2.0, 5.0, 4.0, 2.5, 1.0, 4.5],
        }
    )


@pytest.mark.parametrize("kind", [int, bool, float, object])
def test_per_group_keeps_the_order_of_first_appearance(kind) -> None:
    df = visitors()
    df["arm"] = df["arm"].astype(kind)
    table = per_group(df, "country", "spent", "arm")
    assert list(table.columns) == ["group", "effect", "std_error", "n_treated", "n_control"]
    assert list(table["group"]) == ["no", "ad"]
    expected = mean_difference([3.0, 5.0], [2.0, 1.0])
    assert (table.effect[0], table.std_error[0]) == (expected.estimate, expected.std_error)
    assert (table.n_treated[0], table.n_control[0]) == (2, 2)


def test_per_group_gives_the_segments() -> None:
    table, expected = (
        per_group(datasets.load("segments_users"), "segment", "revenue", "treatment"),
        datasets.load("segments"),
    )
    assert list(table.group) == list(expected.label)
    for column in ("effect", "std_error", "n_treated", "n_control"):
        np.testing.assert_allclose(table[column], expected[column], rtol=0, atol=1e-12)
    assert list(table.effect.round(3)) == [0.614, 0.869, 1.243, -0.339, -0.912, 0.229]


def broken(**columns) -> pd.DataFrame:
    return visitors().assign(**columns)


@pytest.mark.parametrize(
    ("df", "names", "message"),
    [
        (visitors(), ("region", "spent", "arm"), "the column 'region', but df has no such column"),
        (visitors(), ("country", "money", "arm"), "outcome names the column 'money'"),
        (visitors(), ("country", "spent", "variant"), "its columns are country, arm, spent"),
        (visitors(), ("country", "spent", "spent"), "must name different columns"),
        (visitors().head(0), ("country", "spent", "arm"), "at least one row"),
        (visitors().head(4), ("country", "spent", "arm"), "group 'no': control must hold at least 2"),
        (broken(arm=1), ("country", "spent", "arm"), "both must occur; found only 1"),
        (broken(arm=[1, 0, 0, 2, 1, 0, 0, 1]), ("country", "spent", "arm"), "1 for treated; found 2"),
        (broken(arm=["B", "A"] * 4), ("country", "spent", "arm"), "'B', 'A': say which is the control"),
        (broken(arm=[1, 0, 0, None, 1, 0, 0, 1]), ("country", "spent", "arm"), "found 1 missing values"),
        (broken(spent=[1.0, np.nan] * 4), ("country", "spent", "arm"), "column 'spent' has 4 missing values"),
        (broken(spent=[1.0, np.inf] * 4), ("country", "spent", "arm"), "column 'spent' must be finite"),
        (broken(country=[None, "x"] * 4), ("country", "spent", "arm"), "'country' has 4 missing labels"),
    ],
)
def test_per_group_names_what_is_wrong(df, names, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        per_group(df, *names)


def test_per_group_wants_a_frame() -> None:
    with pytest.raises(TypeError, match="df must be a pandas DataFrame; found dict"):
        per_group({"a": [1]}, "a", "b", "c")  # type: ignore[arg-type]
