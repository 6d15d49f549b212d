"""Turning a distribution function round: the quantile by safeguarded Newton steps, many at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers._validate import FloatArray

Function = Callable[[FloatArray], FloatArray]


def invert(
    residual: Function,
    slope: Function,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray,
    close: FloatArray,
) -> FloatArray:
    """Where the increasing ``residual`` is within ``close`` of 0; everything has one shape.

    Newton's step where it stays inside the bracket and at least halves the last step, else bisection
    (after Press et al. 2007, Numerical Recipes, 3rd ed., §9.4).
    """
    x = np.clip(start, low, high)
    last = high - low
    for _ in range(400):
        value = residual(x)
        low, high = np.where(value < 0, x, low), np.where(value > 0, x, high)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            newton = x - value / slope(x)
            good = (newton > low) & (newton < high) & (np.abs(newton - x) <= 0.5 * last)
        done = np.abs(value) <= close
        new = np.where(done, x, np.where(good, newton, 0.5 * (low + high)))
        last = np.abs(new - x)
        x = new
        if (last <= 4e-16 * np.abs(x)).all():
            break
    return x
