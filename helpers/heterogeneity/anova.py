"""Two-way analysis of variance: does the treatment effect differ between segments?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from helpers._frames import distinct_columns, label_column, outcome_column, treatment_column
from helpers._validate import FloatArray, described, unit_of

if TYPE_CHECKING:
    import pandas as pd


def two_way_anova(df: pd.DataFrame, outcome: Any, factor: Any, treatment: Any) -> pd.DataFrame:
    """Type II analysis of variance of ``outcome`` by a factor, a treatment and their interaction.

    ``outcome``, ``factor`` and ``treatment`` name columns of ``df``, one row per visitor; the factor may
    hold any labels, the treatment booleans or 0 and 1; cells may differ in size. Each sum of squares is
    the gain of one nested least-squares fit over another (Yates 1934, method of fitting constants;
    Langsrud 2003): each main effect given the other, the interaction given both. All F ratios use the
    residual mean square of the full model.

    Returns a frame with the columns ``sum_sq, df, F, PR(>F)`` and the rows *factor*, *treatment*,
    *"factor:treatment"* under the column names in use, and ``Residual`` (whose F and p are nan: it is
    not tested). Raises ``ValueError`` for a missing column or value, a factor with one level, an empty
    cell, cells of one visitor each, or outcomes that do not vary within any cell.
    """
    import pandas as pd
    from scipy.special import fdtrc

    distinct_columns(df, outcome=outcome, factor=factor, treatment=treatment)
    y, treated = outcome_column(df, outcome), treatment_column(df, treatment)
    codes, labels = label_column(df, factor)
    if len(labels) < 2:
        raise ValueError(f"column {factor!r} must have at least 2 levels; found only {described(labels[0])}")
    unit = float(unit_of(y))  # in which no square overflows or underflows
    counts, means, within, residual_df = _cells(y / unit, codes, treated, labels)
    squares = _nested_squares(counts, means)
    sums = _in_units(np.array([*squares, within]), unit, f"column {outcome!r}")
    dfs = np.array([len(labels) - 1, 1, len(labels) - 1], dtype=float)
    ratios = squares / dfs / (within / residual_df)
    return pd.DataFrame(
        {
            "sum_sq": sums,
            "df": [*dfs, float(residual_df)],
            "F": [*ratios, np.nan],
            "PR(>F)": [*fdtrc(dfs, residual_df, ratios), np.nan],
        },
        index=[factor, treatment, f"{factor}:{treatment}", "Residual"],
    )


def _cells(
    y: FloatArray, codes: NDArray[np.intp], treated: NDArray[np.bool_], labels: list[Any]
) -> tuple[FloatArray, FloatArray, float, int]:
    """Counts by level and arm (levels, 2), means row by row (2·levels,), the sum of squares within cells."""
    cell, size = 2 * codes + treated, 2 * len(labels)
    counts = np.bincount(cell, minlength=size).astype(float)
    if (counts == 0).any():
        empty = int(np.argmin(counts))
        arm = "treated" if empty % 2 else "control"
        raise ValueError(
            f"every level needs visitors in both arms; level {described(labels[empty // 2])} has no {arm} "
            "visitors"
        )
    shifted = y - y.mean()
    means = np.bincount(cell, weights=shifted) / counts
    deviations = shifted - means[cell]
    within, residual_df = float(deviations @ deviations), len(y) - size
    if residual_df == 0:
        raise ValueError("at least one cell needs 2 or more visitors; found one visitor in every cell")
    if np.unique(np.column_stack((cell, y)), axis=0).shape[0] == size:
        raise ValueError("the outcome must vary within at least one cell; found constant cells")
    return counts.reshape(-1, 2), means, within, residual_df


def _in_units(squares: FloatArray, unit: float, name: str) -> FloatArray:
    """Sums of squares of the outcome as it was given, the residual's last."""
    with np.errstate(over="ignore", under="ignore"):
        sums = squares * unit * unit
    if not np.isfinite(sums).all() or sums[-1] < np.finfo(np.float64).tiny:
        raise ValueError(
            f"{name} must hold numbers whose squares fit in a float64; found some of the order of "
            f"{unit:.0e}; rescale the outcome"
        )
    return sums


def _nested_squares(counts: FloatArray, means: FloatArray) -> FloatArray:
    """Sums of squares of factor, treatment and interaction.

    All models are constant within a cell, so least squares on the visitors is least squares on the
    cell means weighted by the cell counts, plus the sum of squares within cells, which cancels in
    every difference.
    """
    level, arm = (index.ravel() for index in np.indices(counts.shape))
    levels, arms = np.eye(counts.shape[0])[level], np.eye(2)[arm]
    root = np.sqrt(counts).ravel()

    def lack_of_fit(*blocks: FloatArray) -> float:
        X = np.hstack(blocks)
        residual = root * (means - X @ np.linalg.lstsq(root[:, None] * X, root * means)[0])
        return float(residual @ residual)

    additive = lack_of_fit(levels, arms[:, 1:])
    squares = (lack_of_fit(arms) - additive, lack_of_fit(levels) - additive, additive)
    return np.maximum(squares, 0.0)
