"""Roots between brackets, many at once: by safeguarded Newton steps, or by Chandrupatla's method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray

Rows = NDArray[np.intp]
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


def bracketed_root(
    function: Callable[[FloatArray, Rows], FloatArray],
    rows: Rows,
    low: FloatArray,
    high: FloatArray,
    method: str,
) -> FloatArray:
    """Solve ``function(x, row) = 0`` between ``low`` and ``high`` for each of ``rows``.

    Chandrupatla's method (1997) as in SciPy, to the last digits of x. ``function`` takes x and the
    rows they belong to, both of shape (n,), because problems leave the batch as they converge.
    Raises ``RuntimeError`` naming ``method`` when a root is not found.
    """
    from scipy.optimize import elementwise

    if rows.size == 0:
        return np.zeros(0)
    find_root: Any = elementwise.find_root  # its stubs know neither the arguments nor a plain dict
    tiny = {"xatol": 0.0, "xrtol": 4 * np.finfo(float).eps, "fatol": 0.0, "frtol": 0.0}
    found = find_root(function, (low, high), args=(rows,), tolerances=tiny)
    if not np.all(found.success):
        failed = int(rows[~np.asarray(found.success)][0])
        raise RuntimeError(
            f"method {method!r} did not converge for row {failed}: no root between {np.min(low):g} and "
            f"{np.max(high):g}; check the data for extreme scales"
        )
    return np.asarray(found.x)
