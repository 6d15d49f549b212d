"""A pytest plugin: whoever asks `pytest.approx` for a relative error must mean it.

Its default ``abs=1e-12`` passes any answer at all where a tiny probability is expected, ``rel`` or not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

DEFAULT_ABS = 1e-12
FACTOR = 1e4  # by which the default may exceed what ``rel`` allows: rounding is not what this is about

_approx = pytest.approx


def honest_approx(expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> Any:
    """`pytest.approx`, but ``rel`` alone is refused where the default ``abs`` would decide instead."""
    if rel is not None and abs is None:
        size = np.abs(_numbers(expected))
        hidden = size[(size > 0) & (size * rel * FACTOR < DEFAULT_ABS)]
        if hidden.size:
            raise ValueError(
                f"approx(…, rel={rel:g}) would pass anything within {DEFAULT_ABS:g} of {hidden.min():g}: "
                "give abs=0, or the abs you mean"
            )
    return _approx(expected, rel=rel, abs=abs, nan_ok=nan_ok)


def _numbers(expected: Any) -> np.ndarray:
    values = list(expected.values()) if isinstance(expected, dict) else expected
    return np.atleast_1d(np.asarray(values, dtype=float))


def pytest_configure() -> None:
    pytest.approx = honest_approx
