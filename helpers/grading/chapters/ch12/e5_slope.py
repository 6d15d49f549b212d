"""12.5: the standard error of a trend, from scratch."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative


def _fitted(t: Array, y: Array) -> tuple[Array, float]:
    """Residuals of the least-squares line, and the sum of squares of t about its mean."""
    centred = t - t.mean()
    squares = float(np.sum(centred**2))
    return y - y.mean() - centred * float(np.sum(centred * y)) / squares, squares


def a_record(rng: np.random.Generator) -> tuple[Array, Array]:
    """Six to twelve points with a trend that stands out of the noise."""
    n = int(rng.integers(6, 13))
    t = np.round(np.sort(rng.uniform(1.5, 6, n)), 1)
    return t, np.round(rng.uniform(0.6, 1.5) * t + rng.normal(0, 1, n) * rng.uniform(0.4, 0.8), 2)


def three_points(rng: np.random.Generator) -> tuple[Array, Array]:
    """As few as leave anything over."""
    return np.array([0.0, 1.0, 3.0]), np.round(rng.normal([0, 1, 2], 1.0), 2)


@exercise(
    "The standard error of a trend",
    points=2,
    minutes=8,
    cases=a_record,
    edges=[three_points],
    tolerance=relative(1e-7),
    forbidden=["scipy.stats", "statsmodels"],
)
def slope_error(t: Array, y: Array) -> float:
    """Right. Longer records help three times over: more points, more squares, and both under one root.

    Fit the line, take what is left, and ask how well these t tell a slope.
    """
    left, squares = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 2) / squares))


@slope_error.mistake
def divided_by_n(t: Array, y: Array) -> float:
    """It comes out as if the squared residuals were divided by n. A line has two unknowns and has used up two
    degrees of freedom: n − 2 are left. (A `std` of t in your formula? Then it needs n, not n − 1.)"""
    left, squares = _fitted(t, y)
    return float(np.sqrt(np.mean(left**2) / squares))


@slope_error.mistake
def divided_by_n_minus_one(t: Array, y: Array) -> float:
    """You divided by n − 1. That is for one mean; a line has an intercept *and* a slope."""
    left, squares = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 1) / squares))


@slope_error.mistake
def residuals_alone(t: Array, y: Array) -> float:
    """That is how far points lie from the line. How sure the *slope* is depends on how far the t reach as
    well."""
    left, _ = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 2)))


@slope_error.mistake
def error_of_a_mean(t: Array, y: Array) -> float:
    """That is the standard error of a *mean*, noise over √n. A slope is told by points far from the middle of
    t: divide by the root of their squares."""
    left, _ = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 2) / len(t)))


@slope_error.mistake
def no_line_taken_off(t: Array, y: Array) -> float:
    """You used how far y lies from its *mean*. The trend itself is in there; take the fitted line off
    first."""
    _, squares = _fitted(t, y)
    return float(np.sqrt(np.sum((y - y.mean()) ** 2) / (len(t) - 2) / squares))


@slope_error.mistake
def sd_of_y(t: Array, y: Array) -> float:
    """You took the standard deviation of y for the noise. The trend itself is in there: take that of the
    *residuals*, what the line leaves over."""
    _, squares = _fitted(t, y)
    return float(np.std(y, ddof=1) / np.sqrt(squares))


@slope_error.mistake
def sd_of_y_by_n(t: Array, y: Array) -> float:
    """You took NumPy's standard deviation of y for the noise. The trend itself is in there: take the
    *residuals*, what the line leaves over. By how many degrees of freedom?"""
    _, squares = _fitted(t, y)
    return float(np.std(y) / np.sqrt(squares))


@slope_error.mistake
def of_the_intercept(t: Array, y: Array) -> float:
    """That is the standard error of the *intercept*, the other entry of the diagonal. Asked is that of the
    slope."""
    left, squares = _fitted(t, y)
    n = len(t)
    return float(np.sqrt(np.sum(left**2) / (n - 2) * (1 / n + t.mean() ** 2 / squares)))


@slope_error.mistake
def noise_taken_as_one(t: Array, y: Array) -> float:  # noqa: ARG001
    """Your records have a noise of 1, whatever y is: that is how the covariance of `polyfit` comes out
    unscaled. Estimate the noise from the residuals."""
    return float(1 / np.sqrt(np.sum((t - t.mean()) ** 2)))


@slope_error.mistake
def t_not_centred(t: Array, y: Array) -> float:
    """You summed the squares of t itself. Distances from the *mean* of t count: shifting the calendar does
    not make a trend surer."""
    left, _ = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 2) / np.sum(t**2)))


@slope_error.mistake
def root_forgotten(t: Array, y: Array) -> float:
    """That is the variance of the slope. Take its root."""
    return slope_error(t, y) ** 2


@slope_error.mistake
def squares_without_root(t: Array, y: Array) -> float:
    """You divided by the sum of squares of t itself. Noise and reach must be treated alike: both under the
    root, or neither."""
    left, squares = _fitted(t, y)
    return float(np.sqrt(np.sum(left**2) / (len(t) - 2)) / squares)


@slope_error.mistake
def the_slope(t: Array, y: Array) -> float:
    """That is the slope. Asked is its standard error."""
    centred = t - t.mean()
    return float(np.sum(centred * y) / np.sum(centred**2))
