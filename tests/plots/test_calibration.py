"""The figure of ranks says what the verdict says."""

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest

from helpers import plots
from helpers.diagnostics import SBC
from helpers.diagnostics.uniformity import band, p_value


def calibrated(*columns: np.ndarray, draws: int = 20) -> SBC:
    ranks = np.stack(columns, axis=1)
    names = tuple("abcdef"[: len(columns)])
    p_values = np.array([p_value(column, draws) for column in ranks.T])
    return SBC(ranks, p_values, names, draws, np.zeros(len(columns)))


def leaves(ax, line) -> bool:
    shade = ax.collections[0].get_paths()[0].vertices
    x, y = line.get_xdata(), line.get_ydata()
    heights = [shade[np.isclose(shade[:, 0], at), 1] for at in x]
    return any(h.size and not h.min() - 1e-9 <= v <= h.max() + 1e-9 for h, v in zip(heights, y, strict=True))


def test_curves_leave_the_band_where_quantities_fail() -> None:
    rng = np.random.default_rng(4)
    for _ in range(10):
        tilted = np.floor(rng.beta(1.15, 1, 200) * 21).astype(int)
        found = calibrated(
            rng.integers(0, 21, 200), tilted, np.floor(rng.beta(0.8, 0.8, 200) * 21).astype(int)
        )
        ax = plots.rank_ecdf(found)
        curves = {
            text.get_text()[0]: line for text, line in zip(ax.get_legend().texts, ax.lines[1:], strict=True)
        }
        assert {name for name, line in curves.items() if leaves(ax, line)} == set(found.failing())


def test_the_curve_is_the_distribution_of_ranks_less_the_uniform_one() -> None:
    found = calibrated(np.array([0, 0, 1, 3]), draws=3)
    line = plots.rank_ecdf(found, "a").lines[1]
    np.testing.assert_allclose(line.get_xdata(), [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(line.get_ydata(), [0, 0.25, 0.25, 0, 0], atol=1e-12)
    assert line.get_label() == f"a  (p = {found.p_values[0]:.1g})"


def test_the_band_makes_room_for_all_quantities_also_for_those_not_drawn() -> None:
    rng = np.random.default_rng(1)
    found = calibrated(*rng.integers(0, 21, (3, 200)))
    ax = plots.rank_ecdf(found, ["b"], level=0.91)
    assert len(ax.lines) == 2
    at, low, high = band(200, 20, 0.97)
    shade = ax.collections[0].get_paths()[0].vertices
    assert shade[:, 1].min() == pytest.approx((low - at).min())
    assert shade[:, 1].max() == pytest.approx((high - at).max())
    assert plots.rank_ecdf(found, ax=ax) is ax


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"result": np.zeros((9, 2))}, TypeError, "result must be what diagnostics.sbc returns"),
        ({"names": ["tau"]}, ValueError, "unknown names 'tau'; known are 'a'"),
        ({"names": []}, ValueError, "names must hold at least one"),
        ({"level": 1.0}, ValueError, "level must be below 1"),
    ],
)
def test_bad_input_is_named(arguments, error, message) -> None:
    with pytest.raises(error, match=message):
        plots.rank_ecdf(**({"result": calibrated(np.arange(9))} | arguments))
