"""Effects from summaries and of ratio metrics: against raw data, published numbers, and by repetition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effects import (
    from_summary,
    mean_difference,
    per_group,
    ratio_metric,
    relative_lift,
    relative_lift_of_means,
)

outcomes = st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 2)), min_size=2, max_size=20).filter(
    lambda values: max(values) > min(values)
)


@given(outcomes, outcomes)
def test_a_summary_says_what_the_raw_outcomes_say(treated, control) -> None:
    raw = mean_difference(treated, control)
    arms = [(np.mean(arm), np.std(arm, ddof=1), len(arm)) for arm in (treated, control)]
    summary = from_summary(*arms[0], *arms[1])
    assert summary.estimate == pytest.approx(raw.estimate, rel=1e-9, abs=1e-9)
    assert summary.std_error == pytest.approx(raw.std_error, rel=1e-9, abs=0)
    assert isinstance(summary.estimate, float)


def test_welchs_error_by_hand_and_in_a_batch() -> None:
    effect = from_summary([10.5, 3.0], [4.0, 1.0], [100, 25], 10.0, 3.0, 225)
    np.testing.assert_allclose(effect.estimate, [0.5, -7.0], rtol=1e-14)
    np.testing.assert_allclose(effect.std_error, np.sqrt([0.16 + 0.04, 0.04 + 0.04]), rtol=1e-14)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(401, 900), st.integers(401, 900))
def test_the_lift_of_conversions_is_a_lift_of_means(a, c, n_t, n_c) -> None:
    p, q = a / n_t, c / n_c
    means = relative_lift_of_means(p, np.sqrt(p * (1 - p)), n_t, q, np.sqrt(q * (1 - q)), n_c)
    counted = relative_lift(a, n_t, c, n_c)
    assert means.estimate == pytest.approx(counted.estimate, rel=1e-12, abs=1e-14)
    assert means.std_error == pytest.approx(counted.std_error, rel=1e-12, abs=0)


@given(st.floats(1e-3, 1e3))
def test_a_lift_knows_no_unit(unit) -> None:
    dollars = relative_lift_of_means(10.5, 40.0, 900, 10.0, 35.0, 1100)
    other = relative_lift_of_means(10.5 * unit, 40.0 * unit, 900, 10.0 * unit, 35.0 * unit, 1100)
    assert (other.estimate, other.std_error) == pytest.approx(
        (dollars.estimate, dollars.std_error), rel=1e-9, abs=0
    )
    # A control known without error leaves the treated arm's own, in units of the control.
    known = relative_lift_of_means(10.5 * unit, 40.0 * unit, 900, 10.0 * unit, 0.0, 1100)
    assert known.std_error == pytest.approx(40 / 30 / 10, rel=1e-12, abs=0)


def visitors(rng, n, sessions, rate, batch=()):
    """Sessions and clicks of n visitors: every one has a rate of its own, and the eager ones come oftener."""
    taste = rng.gamma(2.0, 0.5, (*batch, n))
    views = 1 + rng.poisson(sessions * taste)
    return rng.binomial(views, np.clip(rate * taste, 0, 1)), views


def test_a_ratio_metric_against_the_formula_with_its_covariance() -> None:
    rng = np.random.default_rng(3)
    clicks_t, views_t = visitors(rng, 300, 5, 0.2)
    clicks_c, views_c = visitors(rng, 250, 5, 0.15)

    def arm(y, x):
        r = y.sum() / x.sum()
        (s_yy, s_xy), (_, s_xx) = np.cov(y, x)
        return r, (s_yy - 2 * r * s_xy + r**2 * s_xx) / (len(y) * x.mean() ** 2)

    (r_t, v_t), (r_c, v_c) = arm(clicks_t, views_t), arm(clicks_c, views_c)
    difference = ratio_metric(clicks_t, views_t, clicks_c, views_c)
    assert difference.estimate == pytest.approx(r_t - r_c, rel=1e-12, abs=0)
    assert difference.std_error == pytest.approx(np.sqrt(v_t + v_c), rel=1e-10, abs=0)
    lift = ratio_metric(clicks_t, views_t, clicks_c, views_c, relative=True)
    assert lift.estimate == pytest.approx(r_t / r_c - 1, rel=1e-12, abs=0)
    assert lift.std_error == pytest.approx(np.sqrt(v_t + (r_t / r_c) ** 2 * v_c) / r_c, rel=1e-10, abs=0)
    # Page views taken for independent trials would claim too much: that is the point of the covariance.
    naive = np.sqrt(sum(r * (1 - r) / x.sum() for r, x in ((r_t, views_t), (r_c, views_c))))
    assert naive < 0.8 * difference.std_error


@given(outcomes, outcomes)
def test_one_view_a_visitor_makes_a_ratio_a_mean(treated, control) -> None:
    ratio = ratio_metric(treated, np.ones(len(treated)), control, np.ones(len(control)))
    mean = mean_difference(treated, control)
    assert (ratio.estimate, ratio.std_error) == pytest.approx(
        (mean.estimate, mean.std_error), rel=1e-9, abs=1e-9
    )


def test_a_batch_of_ratio_metrics_is_the_batch_of_each() -> None:
    rng = np.random.default_rng(4)
    t, c = visitors(rng, 40, 3, 0.3, (2, 3)), visitors(rng, 50, 3, 0.3, (2, 3))
    batch, one = ratio_metric(*t, *c), ratio_metric(*(part[1, 2] for part in (*t, *c)))
    assert batch.estimate.shape == (2, 3)
    assert (batch.estimate[1, 2], batch.std_error[1, 2]) == pytest.approx((one.estimate, one.std_error))


@pytest.mark.parametrize("relative", [False, True])
def test_the_error_of_a_ratio_is_what_repetition_shows(relative: bool) -> None:
    rng = np.random.default_rng(7)
    worlds, n = 2000, 400
    effect = ratio_metric(
        *visitors(rng, n, 4, 0.2, (worlds,)), *visitors(rng, n, 4, 0.18, (worlds,)), relative=relative
    )
    # The sd of an sd over S worlds is about 1/√(2S) of it; the delta method itself is off by O(1/n).
    assert effect.estimate.std() == pytest.approx(effect.std_error.mean(), rel=4 / np.sqrt(2 * worlds) + 0.01)


def test_the_error_of_a_lift_of_means_is_what_repetition_shows() -> None:
    rng = np.random.default_rng(8)
    arms = [rng.gamma(shape, 10, (2000, 500)) for shape in (1.1, 1.0)]
    summary = [part for arm in arms for part in (arm.mean(-1), arm.std(-1, ddof=1), np.full(2000, 500))]
    lift = relative_lift_of_means(*summary)
    assert lift.estimate.std() == pytest.approx(lift.std_error.mean(), rel=4 / np.sqrt(4000) + 0.01)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: from_summary(1, -1, 9, 0, 1, 9), "sd_t must be at least 0; found -1"),
        (lambda: from_summary(1, 0, 9, 0, 0, 9), "sd_t and sd_c must vary"),
        (lambda: from_summary(1, 1, 1, 0, 1, 9), "n_t must be at least 2"),
        (lambda: from_summary(1, 1, 9.5, 0, 1, 9), "n_t must be whole numbers"),
        (lambda: from_summary([1, 2], 1, 9, [0, 1, 2], 1, 9), "must have the same shape"),
        (lambda: relative_lift_of_means(1, 1, 9, 0, 1, 9), "mean_c must be above 0; found 0"),
        (lambda: relative_lift_of_means(1, 1, 9, -2, 1, 9), "mean_c must be above 0; found -2"),
        (lambda: ratio_metric([1, 2], [1, 2, 3], [1, 2], [1, 2]), "numerator_t and denominator_t must have"),
        (lambda: ratio_metric([1], [1], [1, 2], [1, 2]), "numerator_t must hold at least 2 visitors"),
        (lambda: ratio_metric([1, 2], [0, 0], [1, 2], [1, 2]), "the mean of denominator_t must be above 0"),
        (lambda: ratio_metric([1, 2, 5], [0.1, 0.2, 0.5], [3, 6], [1, 2]), "must vary in at least one arm"),
        (lambda: ratio_metric([1, 2], [1, 1], [0, 0], [1, 2], relative=True), "the ratio numerator_c"),
        (lambda: ratio_metric(np.ones((2, 3)), np.ones((2, 3)), [1, 2], [1, 1]), "all axes but the last"),
    ],
)
def test_impossible_summaries_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


# The control, named by its label
FRAME = pd.DataFrame({"g": list("aabb") * 3, "y": np.arange(12.0) ** 1.5, "arm": ["control", "variant"] * 6})


def test_a_control_named_by_text_is_the_control() -> None:
    numbered = per_group(FRAME.assign(arm=[0, 1] * 6), "g", "y", "arm")
    pd.testing.assert_frame_equal(per_group(FRAME, "g", "y", "arm", control="control"), numbered)
    turned = per_group(FRAME, "g", "y", "arm", control="variant")
    np.testing.assert_allclose(turned["effect"], -numbered["effect"])
    for arm in (FRAME["arm"].astype("category"), FRAME["arm"].astype("string")):
        pd.testing.assert_frame_equal(per_group(FRAME.assign(arm=arm), "g", "y", "arm", "control"), numbered)
    coded = FRAME.assign(arm=[7, 3] * 6)
    pd.testing.assert_frame_equal(per_group(coded, "g", "y", "arm", control=7), numbered)
    pd.testing.assert_frame_equal(
        per_group(FRAME.assign(arm=[False, True] * 6), "g", "y", "arm", control=False), numbered
    )


@pytest.mark.parametrize(
    ("arm", "control", "message"),
    [
        (["control", "variant"] * 6, None, "'control', 'variant': say which is the control"),
        (["a", "b"] * 6, None, "say which is the control"),
        (["control", "variant"] * 6, "Control", "control must be a label of column 'arm'"),
        (["control", "variant"] * 6, ["control"], "control must be a label"),
        (["0", "1"] * 6, 0, "control must be a label of column 'arm', which holds '0', '1'; found 0"),
        (["control", "one", "two"] * 4, "control", "must hold two labels"),
        (["control", "variant", "Control"] * 4, "control", "must hold two labels"),
        (["control"] * 12, "control", "must hold two labels"),
        (["control", None] * 6, "control", "must hold a label in every row; found 6 missing"),
        ([2, 1] * 6, None, "must hold booleans"),
    ],
)
def test_an_ambiguous_control_is_asked_about(arm, control, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        per_group(FRAME.assign(arm=arm), "g", "y", "arm", control=control)


def test_lists_are_no_labels() -> None:
    with pytest.raises(TypeError, match="column 'arm' must hold labels"):
        per_group(FRAME.assign(arm=[[0], [1]] * 6), "g", "y", "arm", control="control")
