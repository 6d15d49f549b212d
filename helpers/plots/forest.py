"""The forest plot: studies, pooled effect, prediction interval, and their numbers beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, real_array, real_number, studies
from helpers.heterogeneity import PooledEffect
from helpers.plots.labels import study_names
from helpers.plots.style import COLOURS, axes_for, styled

_DIAMOND = 0.32


def forest(
    effects: ArrayLike,
    std_errors: ArrayLike,
    labels: Sequence[Any] | None = None,
    pooled: PooledEffect | tuple[float, float, float] | None = None,
    prediction: tuple[float, float] | bool | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
) -> Axes:
    """Forest plot: a row for each study, the pooled effect below.

    A square marks the estimate, its area the weight (1/std_error², or with the τ² of ``pooled`` where
    that is known), whiskers the Normal interval at ``level``; the numbers stand at the right.
    ``effects`` and ``std_errors`` have shape (K,), K ≥ 1. ``pooled`` is a result of
    `heterogeneity.pool` or ``(mean, low, high)`` and is drawn as a diamond from low to high.
    ``prediction`` is ``(low, high)``, or True for the interval of ``pooled``, drawn as a lighter bar.
    Without ``ax`` a figure of fitting height is made. Raises ``ValueError`` for unequal lengths, bad
    studies, or a prediction interval that is missing or infinite.
    """
    y, s = studies(effects, std_errors, at_least=1)
    if y.ndim != 1:
        raise ValueError(f"effects must have shape (K,) for a forest plot; found {y.shape}")
    names = study_names(labels, y.size)
    summary = _summary(pooled)
    span = _span(prediction, pooled)
    if span is not None:
        names.append("Prediction")
    if summary is not None:
        names.insert(y.size, "Pooled")
    with styled():
        ax = axes_for(ax, (7.2, 1.1 + 0.34 * len(names)))
        _draw_studies(ax, y, s, _z(level) * s, getattr(pooled, "tau_squared", 0.0))
        if summary is not None:
            _draw_diamond(ax, summary, y.size, _digits(s))
        if span is not None:
            _draw_prediction(ax, span, len(names) - 1, _digits(s))
        _dress(ax, names, y.size)
    return ax


def _draw_studies(ax: Axes, y: FloatArray, s: FloatArray, half: FloatArray, tau2: float) -> None:
    rows, weights = np.arange(y.size), 1 / (s**2 + tau2)
    area = np.maximum(120 * weights / weights.max(), 5)
    ax.scatter(y, rows, s=area, marker="s", color=COLOURS["blue"], linewidths=0, zorder=2)
    # Above the squares, so that an interval narrower than its square is still seen.
    ax.hlines(rows, y - half, y + half, color="#222222", linewidth=1.3, zorder=3)
    for row, (mean, reach) in enumerate(zip(y, half, strict=True)):
        _annotate(ax, row, (mean, mean - reach, mean + reach), _digits(s))


def _draw_diamond(ax: Axes, summary: tuple[float, float, float], row: int, digits: int) -> None:
    mean, low, high = summary
    ax.fill(
        [low, mean, high, mean],
        [row, row - _DIAMOND, row, row + _DIAMOND],
        facecolor=COLOURS["vermilion"],
        edgecolor="black",
        linewidth=0.8,
        zorder=3,
    )
    ax.axvline(mean, color=COLOURS["vermilion"], linestyle=(0, (4, 3)), linewidth=1, zorder=1)
    _annotate(ax, row, (mean, low, high), digits, bold=True)


def _draw_prediction(ax: Axes, span: tuple[float, float], row: int, digits: int) -> None:
    low, high = span
    ax.barh(
        row,
        high - low,
        left=low,
        height=_DIAMOND,
        facecolor="#F6D5C2",
        edgecolor=COLOURS["vermilion"],
        linewidth=0.8,
        zorder=2,
    )
    _annotate(ax, row, (None, low, high), digits)


def _annotate(
    ax: Axes, row: int, numbers: tuple[float | None, float, float], digits: int, bold: bool = False
) -> None:
    mean, low, high = numbers
    interval = f"[{_number(low, digits)}, {_number(high, digits)}]"
    texts = {120: interval, 36: "" if mean is None else _number(mean, digits)}
    for offset, text in texts.items():
        ax.annotate(
            text,
            xy=(1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(offset, 0),
            textcoords="offset points",
            horizontalalignment="right",
            verticalalignment="center",
            fontsize="small",
            fontweight="bold" if bold else "normal",
        )


def _dress(ax: Axes, names: list[str], count: int) -> None:
    ax.axvline(0, color="#444444", linewidth=1, zorder=1)
    if len(names) > count:
        ax.axhline(count - 0.5, color="#BBBBBB", linewidth=0.8)
    ax.use_sticky_edges = False
    ax.margins(x=0.05)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.spines["top"].set_visible(False)
    ax.spines["right"].set_visible(False)
    ax.set_xlabel("Effect")


def _summary(pooled: PooledEffect | tuple[float, float, float] | None) -> tuple[float, float, float] | None:
    if pooled is None:
        return None
    values = (pooled.mean, pooled.ci_low, pooled.ci_high) if isinstance(pooled, PooledEffect) else pooled
    numbers = real_array(values, "pooled")
    if numbers.shape != (3,):
        raise ValueError(f"pooled must be one result of pool or (mean, low, high); found {described(pooled)}")
    mean, low, high = map(float, numbers)
    return mean, low, high


def _span(prediction: tuple[float, float] | bool | None, pooled: Any) -> tuple[float, float] | None:
    if prediction is None or prediction is False:
        return None
    if prediction is True:
        if not isinstance(pooled, PooledEffect):
            raise ValueError("prediction=True needs pooled to be a result of pool, which holds the interval")
        prediction = (pooled.prediction_low, pooled.prediction_high)
    numbers = real_array(prediction, "prediction")
    if numbers.shape != (2,):
        raise ValueError(f"prediction must be (low, high) or True; found {described(prediction)}")
    return float(numbers[0]), float(numbers[1])


def _z(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + real_number(level, "level", above=0, below=1)) / 2))


def _digits(s: FloatArray) -> int:
    """Decimals at which a typical standard error shows two figures."""
    return int(np.clip(1 - np.floor(np.log10(np.median(s))), 0, 9))


def _number(value: float, digits: int) -> str:
    # Adding 0 turns a rounded −0 into 0.
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
