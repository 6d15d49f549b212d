"""Figures that more than one chapter needs. Each takes an optional ``ax`` and returns its ``Axes``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, one_of, real_array, real_number, studies
from helpers.distributions import Distribution
from helpers.heterogeneity import PooledEffect
from helpers.planning import assurance, assurance_ceiling, power

__all__ = ["COLOURS", "density", "forest", "power_and_assurance", "shrinkage", "use_style"]

COLOURS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "black": "#000000",
}

_STYLE = Path(__file__).with_name("style.mplstyle")
_DIAMOND = 0.32


@contextmanager
def own_settings() -> Iterator[None]:
    """Let a block change Matplotlib's settings, and leave the session's as they were.

    Except for one thing: the first figure of a session loads a notebook's back end, which switches
    interactive figures on, and `rc_context` would switch them off again for the rest of the session.
    """
    interactive = plt.isinteractive()
    try:
        with plt.rc_context():
            try:
                yield
            finally:
                interactive = plt.isinteractive()
    finally:
        matplotlib.interactive(interactive)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the course's style and leave the session's own as it was."""
    with own_settings():
        plt.style.use(_STYLE)
        yield


def use_style() -> None:
    """Set the course's Matplotlib style for the session: Okabe–Ito colours, quiet axes."""
    plt.style.use(_STYLE)


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
    names = _names(labels, y.size)
    summary = _summary(pooled)
    span = _span(prediction, pooled)
    if span is not None:
        names.append("Prediction")
    if summary is not None:
        names.insert(y.size, "Pooled")
    with styled():
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 1.1 + 0.34 * len(names)))
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


def _names(labels: Sequence[Any] | None, count: int) -> list[str]:
    names = [f"Study {i + 1}" for i in range(count)] if labels is None else [str(label) for label in labels]
    if len(names) != count:
        raise ValueError(f"labels must have one entry a study, {count}; found {len(names)}")
    return names


def _summary(pooled: PooledEffect | tuple[float, float, float] | None) -> tuple[float, float, float] | None:
    if pooled is None:
        return None
    values = (pooled.mean, pooled.ci_low, pooled.ci_high) if isinstance(pooled, PooledEffect) else pooled
    numbers = real_array(values, "pooled")
    if numbers.shape != (3,):
        raise ValueError(f"pooled must be one result of pool or (mean, low, high); found {pooled!r}")
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
        raise ValueError(f"prediction must be (low, high) or True; found {prediction!r}")
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


def shrinkage(
    effects: ArrayLike,
    shrunken: ArrayLike,
    pooled: float | None = None,
    labels: Sequence[Any] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Each study's own estimate at the left, joined to its shrunken one at the right.

    ``effects`` and ``shrunken`` have shape (K,), e.g. ``post.theta.mean``; ``pooled``, complete pooling, is a
    dashed line. Raises ``ValueError`` for shapes that differ.
    """
    own, drawn = real_array(effects, "effects"), real_array(shrunken, "shrunken")
    if own.ndim != 1 or own.shape != drawn.shape:
        raise ValueError(f"shrunken must have the shape (K,) of effects; found {drawn.shape} and {own.shape}")
    names = _names(labels, own.size)
    with plt.style.context(_STYLE):
        ax = ax or plt.subplots(figsize=(6.4, 4.2))[1]
        heights = _spread(drawn, 0.05 * float(np.ptp(np.concatenate([own, drawn]))))
        for left, right, height, name in zip(own, drawn, heights, names, strict=True):
            ax.plot([0, 1], [left, right], color="#888888", linewidth=1, zorder=1)
            ax.annotate(name, (1.05, height), va="center", fontsize="small")
        ax.scatter(np.zeros(own.size), own, color=COLOURS["blue"], marker="o", zorder=2)
        ax.scatter(np.ones(own.size), drawn, color=COLOURS["vermilion"], marker="s", zorder=2)
        if pooled is not None:
            height = real_number(pooled, "pooled")
            ax.axhline(height, color="black", linestyle=(0, (4, 3)), linewidth=1, zorder=0)
            above = ax.annotate("complete pooling", (-0.18, height), (0, 3), textcoords="offset points")
            above.set_fontsize("small")
        ax.set_xticks([0, 1], ["No pooling", "Partial pooling"])
        ax.set_xlim(-0.2, 1.5)
        ax.set_ylabel("Effect")
    return ax


def density(
    distribution: Distribution,
    level: float = 0.95,
    label: str | None = None,
    colour: str = "blue",
    ax: Axes | None = None,
) -> Axes:
    """Density of one distribution, its equal-tailed interval at ``level`` shaded, its median marked.

    ``colour`` is a name in ``COLOURS``. Call again with the same ``ax`` to lay another over it: line styles
    alternate, so that colour is not all that tells them apart. Raises ``ValueError`` for a batch.
    """
    low, high = distribution.interval(level)
    if np.ndim(low):
        raise ValueError(f"distribution must be a single one; found a batch of shape {np.shape(low)}")
    one_of(colour, "colour", COLOURS)
    ends = distribution.quantile(np.array([5e-4, 1 - 5e-4]))
    x = np.union1d(np.linspace(ends[0], ends[1], 400), [low, high])
    y = distribution.pdf(x)
    with plt.style.context(_STYLE):
        ax = ax or plt.subplots(figsize=(6.4, 3.4))[1]
        style = ("-", "--", "-.", ":")[len(ax.lines) % 4]
        ax.plot(x, y, color=COLOURS[colour], linestyle=style, label=label)
        inside = (x >= low) & (x <= high)
        ax.fill_between(x[inside], y[inside], color=COLOURS[colour], alpha=0.18, linewidth=0)
        middle = distribution.quantile(0.5)
        ax.vlines(middle, 0, distribution.pdf(middle), color=COLOURS[colour], linestyle=style, linewidth=1)
        ax.set_ylim(0, max(1.05 * float(y.max()), ax.get_ylim()[1] if len(ax.lines) > 1 else 0.0))
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        if label is not None:
            ax.legend()
    return ax


def power_and_assurance(
    prior: Distribution,
    sigma: float,
    n_per_arm: ArrayLike | None = None,
    effect: float | None = None,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ax: Axes | None = None,
) -> Axes:
    """Power at one effect and assurance over ``prior`` against the sample size, and the ceiling.

    ``n_per_arm`` (N,) is 10 to 100 000 unless given, ``effect`` the prior's median. The other arguments are
    those of `planning.assurance`, and the power is that of the same analysis.
    """
    n = np.geomspace(10, 1e5, 200) if n_per_arm is None else real_array(n_per_arm, "n_per_arm")
    chances = assurance(prior, n, sigma, threshold, analysis_prior)
    true = real_number(prior.quantile(0.5) if effect is None else effect, "effect")
    analysis = prior if isinstance(analysis_prior, str) else analysis_prior
    ceiling = assurance_ceiling(prior)
    with plt.style.context(_STYLE):
        ax = ax or plt.subplots(figsize=(6.4, 4.0))[1]
        at_effect = power(true, n, sigma, threshold, analysis)
        ax.plot(n, at_effect, "--", color=COLOURS["blue"], label=f"power if the effect is {true:.3g}")
        ax.plot(n, chances, color=COLOURS["vermilion"], label="assurance")
        ax.axhline(ceiling, color="#444444", linestyle=":", label=f"ceiling, P(effect > 0) = {ceiling:.3f}")
        ax.set_xscale("log")
        ax.set_ylim(0, 1.02)
        ax.set_xlabel("Visitors per arm")
        ax.set_ylabel("P(decide “it works”)")
        ax.legend(loc="lower right")
    return ax


def _spread(heights: FloatArray, gap: float) -> FloatArray:
    """``heights`` moved apart, in their order, until neighbours are ``gap`` away."""
    order = np.argsort(heights)
    steps = gap * np.arange(heights.size)
    placed = np.maximum.accumulate(heights[order] - steps) + steps
    spread = np.empty_like(placed)
    spread[order] = placed - np.mean(placed - heights[order])
    return spread
