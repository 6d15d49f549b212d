"""What results share: they are equal where all their fields are, arrays, tables and NaN included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np


class ByValue:
    """For dataclasses made with ``eq=False``, whose own ``==`` would ask an array whether it is true."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _same(_values(self), _values(other))

    def __hash__(self) -> int:
        return hash((type(self), *(_key(value) for value in _values(self).values())))


def _values(result: Any) -> dict[str, Any]:
    return {field.name: getattr(result, field.name) for field in fields(result)}


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, float | np.ndarray):
        return np.shape(one) == np.shape(other) and bool(np.array_equal(one, other, equal_nan=True))
    if hasattr(one, "equals"):  # a table
        return bool(one.equals(other))
    return bool(one == other)


def _key(value: Any) -> Any:
    """The same for values that are the same; NaN and −0 differ from themselves or from 0 as bytes."""
    if isinstance(value, float | np.ndarray):
        array = np.asarray(value, dtype=np.float64)
        return np.where(np.isnan(array), 0.0, array + 0.0).tobytes()
    return type(value)
