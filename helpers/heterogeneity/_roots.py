"""Bracketed root finding in τ² for a whole batch of study sets at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray

Rows = NDArray[np.intp]


def bracketed_root(
    function: Callable[[FloatArray, Rows], FloatArray],
    rows: Rows,
    low: FloatArray,
    high: FloatArray,
    method: str,
) -> FloatArray:
    """Solve ``function(τ², row) = 0`` between ``low`` and ``high`` for each of ``rows``.

    Chandrupatla's method (1997) as in SciPy, to the last digits of τ². ``function`` takes τ² and the
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
            f"tau_squared method {method!r} did not converge for study set {failed}: no root between "
            f"{np.min(low):g} and {np.max(high):g}; check effects and std_errors for extreme scales"
        )
    return np.asarray(found.x)
