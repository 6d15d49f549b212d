"""Maximum likelihood and REML for τ²: the global maximum, found by scanning the score first.

The (restricted) likelihood of τ² can have two peaks, and the higher may be the one at the boundary
τ² = 0, so following the slope from a starting value is not enough.
"""

from __future__ import annotations

import numpy as np

from helpers._roots import Rows, bracketed_root
from helpers._validate import FloatArray
from helpers.heterogeneity._weights import effective_weight, weighted_mean, weighted_squares

_PER_E_FOLD = 12
_CHUNK = 2_000_000


def maximise_likelihood(y: FloatArray, v: FloatArray, *, restricted: bool) -> FloatArray:
    """Global maximiser over τ² ≥ 0, for effects ``y`` and variances ``v`` of shape (n, K); result (n,)."""
    points = _grid_size(y, v)
    step = max(1, _CHUNK // (points * y.shape[-1]))
    parts = [_maximise(y[i : i + step], v[i : i + step], points, restricted) for i in range(0, len(y), step)]
    return np.concatenate(parts) if parts else np.zeros(0)


def log_likelihood(t: FloatArray, y: FloatArray, v: FloatArray, *, restricted: bool) -> FloatArray:
    """Profile log-likelihood of τ² up to a constant; restricted adds −½ log Σ 1/(v + τ²)."""
    w = 1 / (v + np.asarray(t)[..., None])
    value = 0.5 * (np.log(w).sum(axis=-1) - weighted_squares(y, w))
    return np.asarray(value - 0.5 * np.log(w.sum(axis=-1)) if restricted else value)


def score(t: FloatArray, y: FloatArray, v: FloatArray, *, restricted: bool) -> FloatArray:
    """Twice the derivative of `log_likelihood` with respect to τ²."""
    w = 1 / (v + np.asarray(t)[..., None])
    squares = (w**2 * (y - weighted_mean(y, w)[..., None]) ** 2).sum(axis=-1)
    return np.asarray(squares - (effective_weight(w) if restricted else w.sum(axis=-1)))


def _upper_bound(y: FloatArray, v: FloatArray) -> FloatArray:
    """Beyond this τ² the score is negative: there no weight exceeds twice another."""
    return np.asarray(v.max(axis=-1) + 4 * y.var(axis=-1, ddof=1))


def _grid_size(y: FloatArray, v: FloatArray) -> int:
    folds = np.log1p(_upper_bound(y, v) / v.min(axis=-1)).max(initial=0.0)
    return int(np.ceil(_PER_E_FOLD * folds)) + 2


def _maximise(y: FloatArray, v: FloatArray, points: int, restricted: bool) -> FloatArray:
    # Equal steps in log(smallest variance + τ²), the scale on which every weight changes slowly.
    smallest = v.min(axis=-1, keepdims=True)
    folds = np.log1p(_upper_bound(y, v)[:, None] / smallest)
    grid = smallest * np.expm1(folds * np.linspace(0, 1, points))
    step = max(1, _CHUNK // y.size)  # points at once, lest many studies take too much memory
    parts = (grid[:, start : start + step] for start in range(0, points, step))
    rising = np.concatenate(
        [score(part, y[:, None, :], v[:, None, :], restricted=restricted) > 0 for part in parts], axis=1
    )
    # A peak lies in every cell where the score falls through 0. A dip and a peak inside one cell can
    # hide, but the likelihood cannot gain anything to speak of within a cell.
    rows, cells = np.nonzero(rising[:, :-1] & ~rising[:, 1:])

    def score_at(t: FloatArray, which: Rows) -> FloatArray:
        return score(t, y[rows[which]], v[rows[which]], restricted=restricted)

    name = "REML" if restricted else "ML"
    peaks = bracketed_root(score_at, np.arange(rows.size), grid[rows, cells], grid[rows, cells + 1], name)
    return _highest(peaks, rows, y, v, restricted)


def _highest(peaks: FloatArray, rows: Rows, y: FloatArray, v: FloatArray, restricted: bool) -> FloatArray:
    """The best of 0 and the peaks of each row."""
    tau2 = np.zeros(len(y))
    best = log_likelihood(tau2, y, v, restricted=restricted)
    heights = log_likelihood(peaks, y[rows], v[rows], restricted=restricted)
    for peak, row, height in zip(peaks, rows, heights, strict=True):
        if height > best[row]:
            tau2[row], best[row] = peak, height
    return tau2
