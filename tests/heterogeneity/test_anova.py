"""Two-way analysis of variance: against R, against dense least squares, and against Cochran's Q."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers import datasets
from helpers.heterogeneity import cochran_q, two_way_anova
from tests.references import results

REFERENCE = results("frequentist")["results"]


def test_segments_agree_with_nested_lm() -> None:
    table = two_way_anova(datasets.load("segments_users"), "revenue", "segment", "treatment")
    expected = REFERENCE["segments"]["anova_type2"]
    assert list(table.columns) == ["sum_sq", "df", "F", "PR(>F)"]
    assert list(table.index) == ["segment", "treatment", "segment:treatment", "Residual"]
    for row, name in zip(table.index, ("segment", "treatment", "interaction", "residual"), strict=True):
        assert table.loc[row, "sum_sq"] == pytest.approx(expected[name]["sum_sq"], rel=1e-9)
        assert table.loc[row, "df"] == expected[name]["df"]
        if name != "residual":
            assert table.loc[row, "F"] == pytest.approx(expected[name]["F"], rel=1e-9)
            assert table.loc[row, "PR(>F)"] == pytest.approx(expected[name]["p"], rel=1e-8, abs=0)
    assert table.loc["Residual", ["F", "PR(>F)"]].isna().all()
    assert [round(F, 3) for F in table["F"][:3]] == [5.057, 1.502, 10.415]


def world(seed: int, levels: int) -> pd.DataFrame:
    """Very unequal cells with at least two visitors each, in random order."""
    rng = np.random.default_rng(seed)
    cells = [(level, arm) for level in range(levels) for arm in (0, 1)]
    visits = [cell for cell in cells for _ in range(rng.integers(2, 15))]
    level, arm = np.array(visits)[rng.permutation(len(visits))].T
    outcome = rng.normal(100, 1) + rng.normal(0, 1, levels)[level] + arm * rng.normal(0, 1, levels)[level]
    return pd.DataFrame({"y": outcome + rng.normal(0, 1, level.size), "level": level, "arm": arm})


def residual_squares(y: np.ndarray, *blocks: np.ndarray) -> float:
    X = np.column_stack([np.ones(len(y)), *blocks])
    residual = y - X @ np.linalg.lstsq(X, y)[0]
    return float(residual @ residual)


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_unequal_cells_agree_with_dense_least_squares(seed, levels) -> None:
    df = world(seed, levels)
    y, arm = df["y"].to_numpy(), df["arm"].to_numpy()[:, None].astype(float)
    dummies = np.eye(levels)[df["level"]][:, 1:]
    additive = residual_squares(y, dummies, arm)
    full = residual_squares(y, dummies, arm, dummies * arm)
    expected = [
        residual_squares(y, arm) - additive,
        residual_squares(y, dummies) - additive,
        additive - full,
        full,
    ]
    table = two_way_anova(df, "y", "level", "arm")
    np.testing.assert_allclose(table["sum_sq"], expected, rtol=1e-7, atol=1e-8)
    dfs = [levels - 1, 1, levels - 1]
    ratio = table["sum_sq"].to_numpy()[:3] / dfs / (full / (len(df) - 2 * levels))
    np.testing.assert_allclose(table["F"][:3], ratio, rtol=1e-9)
    np.testing.assert_allclose(table["PR(>F)"][:3], stats.f.sf(ratio, dfs, len(df) - 2 * levels), rtol=1e-7)


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_the_interaction_is_q_with_the_residual_variance_in_every_cell(seed, levels) -> None:
    df = world(seed, levels)
    table = two_way_anova(df, "y", "level", "arm")
    cells = df.groupby(["level", "arm"])["y"].agg(["mean", "size"]).unstack()
    difference = cells["mean"][1] - cells["mean"][0]
    variance = table.loc["Residual", "sum_sq"] / table.loc["Residual", "df"]
    std_error = np.sqrt(variance * (1 / cells["size"][0] + 1 / cells["size"][1]))
    q = cochran_q(difference, std_error)
    assert q.statistic / q.df == pytest.approx(table.loc["level:arm", "F"], rel=1e-8, abs=1e-10)


def test_two_balanced_levels_by_hand() -> None:
    df = pd.DataFrame({"y": [1, 3, 2, 6, 5, 9, 4, 8], "f": list("aaaabbbb"), "t": [0, 0, 1, 1] * 2})
    table = two_way_anova(df, "y", "f", "t")
    # Cell means 2 4 7 6, grand mean 4.75, two visitors each.
    np.testing.assert_allclose(table["sum_sq"], [24.5, 0.5, 4.5, 26])
    np.testing.assert_allclose(table["df"], [3 - 2, 1, 1, 4])


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1))
def test_labels_units_and_order_are_immaterial(seed) -> None:
    df = world(seed, 3)
    plain = two_way_anova(df, "y", "level", "arm")
    other = pd.DataFrame(
        {
            ("deep", "name"): 1e3 + 2 * df["y"],
            7: pd.Categorical(
                df["level"].map({0: "É", 1: "b", 2: "a"}), categories=["a", "b", "É", "unused"]
            ),
            "in treatment?": df["arm"] == 1,
        }
    ).sample(frac=1, random_state=1)
    table = two_way_anova(other, ("deep", "name"), 7, "in treatment?")
    assert list(table.index) == [7, "in treatment?", "7:in treatment?", "Residual"]
    np.testing.assert_allclose(table["sum_sq"], 4 * plain["sum_sq"], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(table["PR(>F)"], plain["PR(>F)"], rtol=1e-5)


@pytest.mark.slow
def test_under_no_difference_the_p_values_are_uniform() -> None:
    rng = np.random.default_rng(4)
    level, arm = np.repeat([0, 1, 2], [9, 15, 6]), np.tile([0, 1, 1], 10)
    frames = (pd.DataFrame({"y": rng.normal(level, 1), "f": level, "t": arm}) for _ in range(400))
    p = [two_way_anova(df, "y", "f", "t")["PR(>F)"].iloc[1:3] for df in frames]
    for column in np.array(p).T:
        assert stats.kstest(column, "uniform").pvalue > 1e-4


def frame(**columns) -> pd.DataFrame:
    base = {"y": [1.0, 3.0, 2.0, 6.0, 5.0, 9.0, 4.0, 8.0], "f": list("aaaabbbb"), "t": [0, 0, 1, 1] * 2}
    return pd.DataFrame(base | columns)


@pytest.mark.parametrize(
    ("df", "names", "message"),
    [
        (frame(), ("revenue", "f", "t"), "outcome names the column 'revenue', but df has no such column"),
        (frame(), ("y", "segment", "t"), "factor names the column 'segment'"),
        (frame(), ("y", "f", "variant"), "treatment names the column 'variant'.* columns are y, f, t"),
        (frame(), ("y", "t", "t"), "must name different columns"),
        (pd.concat([frame(), frame()[["f"]]], axis=1), ("y", "f", "t"), "df has 2 columns of that name"),
        (frame().head(0), ("y", "f", "t"), "at least one row"),
        (frame(f="a"), ("y", "f", "t"), "at least 2 levels; found only 'a'"),
        (frame(f=list("aaaabbcb")), ("y", "f", "t"), "level 'c' has no control visitors"),
        (frame(t=[0, 0, 1, 1, 0, 0, 0, 0]), ("y", "f", "t"), "level 'b' has no treated visitors"),
        (frame(t=[0, 0, 1, 2] * 2), ("y", "f", "t"), "1 for treated; found 2"),
        (frame(t=True), ("y", "f", "t"), "both must occur; found only True"),
        (frame(y=[1.0, np.nan] * 4), ("y", "f", "t"), "column 'y' has 4 missing values"),
        (frame(f=["a", None] * 4), ("y", "f", "t"), "column 'f' has 4 missing labels"),
        (frame(y=1.0), ("y", "f", "t"), "must vary within at least one cell"),
        (frame(y=[7, 7, 5, 5, 3, 3, 1, 1]), ("y", "f", "t"), "must vary within at least one cell"),
        (frame().iloc[::2], ("y", "f", "t"), "found one visitor in every cell"),
    ],
)
def test_degenerate_frames_are_refused(df, names, message) -> None:
    with pytest.raises(ValueError, match=message):
        two_way_anova(df, *names)


def test_words_for_outcomes() -> None:
    with pytest.raises(TypeError, match="column 'y' must hold real numbers"):
        two_way_anova(frame(y=list("abcdefgh")), "y", "f", "t")
