"""The forest plot shows the numbers it was given."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Polygon, Rectangle

from helpers import datasets, plots
from helpers.heterogeneity import pool


def markets():
    df = datasets.load("eight_markets")
    return df["effect"].to_numpy(), df["std_error"].to_numpy(), list(df["label"])


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_squares_stand_at_the_estimates_with_the_weight_as_area() -> None:
    y, s, labels = markets()
    pooled = pool(y, s)
    ax = plots.forest(y, s, labels, pooled)
    squares = ax.collections[0]
    np.testing.assert_allclose(squares.get_offsets()[:, 0], y)
    areas, weights = squares.get_sizes(), 1 / (s**2 + pooled.tau_squared)
    np.testing.assert_allclose(areas / areas.max(), weights / weights.max())
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [*labels, "Pooled"]


def test_whiskers_are_the_intervals_at_the_level_asked_for() -> None:
    y, s, _ = markets()
    ax = plots.forest(y, s, level=0.9)
    ends = np.array([path.vertices[:, 0] for path in ax.collections[1].get_paths()])
    np.testing.assert_allclose(
        ends, np.column_stack([y - 1.6448536269514722 * s, y + 1.6448536269514722 * s])
    )
    assert ax.get_yticklabels()[0].get_text() == "Study 1"


def test_diamond_and_prediction_bar() -> None:
    y, s, labels = markets()
    pooled = pool(y, s)
    ax = plots.forest(y, s, labels, pooled, prediction=True)
    diamond = next(patch for patch in ax.patches if isinstance(patch, Polygon))
    x = diamond.get_xy()[:, 0]
    assert (x.min(), x.max()) == pytest.approx((pooled.ci_low, pooled.ci_high))
    bar = next(patch for patch in ax.patches if isinstance(patch, Rectangle))
    ends = bar.get_x(), bar.get_x() + bar.get_width()
    assert ends == pytest.approx((pooled.prediction_low, pooled.prediction_high))
    low, high = ax.get_xlim()
    assert low < min(ends)
    assert high > max(ends)
    assert [tick.get_text() for tick in ax.get_yticklabels()][-2:] == ["Pooled", "Prediction"]


def test_rows_run_from_the_top_and_zero_is_in_view() -> None:
    y, s, _ = markets()
    ax = plots.forest(y + 100, s)
    assert ax.yaxis_inverted()
    assert ax.get_xlim()[0] < 0


def test_numbers_at_the_right_show_two_figures_of_a_typical_error() -> None:
    y, s, _ = markets()
    pooled = pool(y, s)
    shown = texts(plots.forest(y, s, pooled=pooled, prediction=True))
    assert "0.48" in shown
    assert "[−0.35, 1.31]" in shown
    assert "0.44" in shown
    assert "[−0.55, 1.42]" in shown
    assert "0.00" in shown  # Market H, −0.0007: no minus before a zero
    assert "0.0048" in texts(plots.forest(y / 100, s / 100))
    assert "48" in texts(plots.forest(100 * y, 100 * s))


def test_it_draws_where_it_is_told_and_leaves_the_style_alone() -> None:
    before = dict(plt.rcParams)
    _, ax = plt.subplots()
    y, s, _ = markets()
    assert plots.forest(y, s, pooled=(0.1, 0.0, 0.2), prediction=(-1, 1), ax=ax) is ax
    assert dict(plt.rcParams) == before


def test_the_colours_are_distinct_in_grey() -> None:
    def luminance(colour) -> float:
        return float(np.dot(matplotlib.colors.to_rgb(colour), [0.299, 0.587, 0.114]))

    y, s, labels = markets()
    ax = plots.forest(y, s, labels, pool(y, s), prediction=True)
    bar = luminance(next(patch for patch in ax.patches if isinstance(patch, Rectangle)).get_facecolor())
    diamond = luminance(next(patch for patch in ax.patches if isinstance(patch, Polygon)).get_facecolor())
    square = luminance(ax.collections[0].get_facecolor()[0])
    assert bar - diamond > 0.3
    assert abs(diamond - square) > 0.05
    with plt.rc_context():
        plots.use_style()
        cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert {colour.lower().lstrip("#") for colour in cycle} == {
        colour.lower().lstrip("#") for colour in plots.COLOURS.values()
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"std_errors": [0.1]}, "same shape"),
        ({"effects": [0.1, np.nan]}, "effects must be finite"),
        ({"std_errors": [0.1, 0.0]}, "std_errors must be above 0"),
        ({"effects": [[0.1, 0.2]], "std_errors": [[0.1, 0.2]]}, r"shape \(K,\) for a forest plot"),
        ({"labels": ["only one"]}, "labels must hold one name a study, 2; found 1"),
        ({"pooled": (0.1, 0.2)}, r"result of pool or \(mean, low, high\)"),
        ({"prediction": True}, "needs pooled to be a result of pool"),
        ({"prediction": (1, 2, 3)}, r"must be \(low, high\) or True"),
        ({"prediction": (-np.inf, np.inf)}, "prediction must be finite"),
        ({"level": 95}, "level must be below 1"),
    ],
)
def test_bad_input_is_named(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        plots.forest(**({"effects": [0.1, 0.2], "std_errors": [0.1, 0.2]} | arguments))


def test_a_fixed_effect_has_no_prediction_interval_to_draw() -> None:
    fixed = pool([0.1, 0.2, 0.4], [0.1, 0.2, 0.1], "FE")
    with pytest.raises(ValueError, match="prediction must be finite"):
        plots.forest([0.1, 0.2, 0.4], [0.1, 0.2, 0.1], pooled=fixed, prediction=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", ["plots.forest([1, 2], [1, 1]);", "helpers.check('04.6', lambda *a: plots.forest(*a[:2]))"]
)
def test_a_notebook_shows_every_figure_not_only_the_first(first):
    import nbclient
    import nbformat

    cells = ["import helpers; from helpers import plots", first, "plots.forest([1, 2], [1, 1]);"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook).execute()
    pictures = [sum("image/png" in o.get("data", {}) for o in cell.outputs) for cell in notebook.cells]
    assert pictures == [0, int("check" not in first), 1]
