"""Arrays out of whatever holds numbers, without running anybody's ``__iter__``.

``numpy.asarray`` would iterate over any sequence, for ever if it never ends. Here lists and tuples
are read by their own iterators, arrays and table columns by the array protocol, nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DEPTH = 6
_LONGEST = 1_000_000  # entries of a list; beyond, reading them one by one takes seconds


def as_array(value: Any) -> NDArray[Any] | None:
    """``value`` as a numeric array, complex or real; None when it holds anything but numbers.

    Errors of the learner's own ``__array__`` or ``__float__`` pass through.
    """
    try:
        array = np.asarray(_plain(value, _DEPTH))
        if array.dtype.kind == "O":
            array = np.array([_number(v) for v in array.ravel()]).reshape(array.shape)
    except _NotNumbers:
        return None
    except ValueError:
        return None  # rows of unequal length
    return array if array.dtype.kind in "iufc" else None


def items_of(value: Any) -> list[Any] | None:
    """The entries of a list, a tuple or an array with at least one dimension; None for anything else."""
    if isinstance(value, list):
        return list(list.__iter__(value))
    if isinstance(value, tuple):
        return list(tuple.__iter__(value))
    return list(value) if type(value) is np.ndarray and value.ndim else None


class _NotNumbers(Exception):  # noqa: N818
    pass


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, (list, tuple)):
        if depth == 0 or (items := items_of(value)) is None or len(items) > _LONGEST:
            raise _NotNumbers
        return [_plain(item, depth - 1) for item in items]
    if isinstance(value, range):
        return _plain(tuple(value[: _LONGEST + 1]), depth)
    if isinstance(value, (bool, np.bool_)):
        raise _NotNumbers
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(type(value), "__array__"):
        return np.asarray(value)
    return _number(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (Number, Decimal, Fraction)):
        raise _NotNumbers
    return complex(value) if isinstance(value, complex) else float(value)  # type: ignore[arg-type]
