"""Numbers in another container, or another shape, than was asked for: what turns the one into the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray
from helpers.grading.containers import items_of

Found = NDArray[Any]

_A_COLUMN = 'Wanted is one of its columns, as an array: `table["…"].to_numpy()`.'
_AN_ENTRY = 'Wanted is what the dictionary holds, not the dictionary: `result["…"]`.'
_ALL_ENTRIES = "Make an array of its values: `np.array(list(result.values()))`."
_ONE_OF_SEVERAL = "A comma between things makes a tuple of them. Which one is wanted?"
_ONE_FOR_EACH = (
    "You have one number for each entry. Which is wanted: their sum, their mean, one of them alone?"
)
_TOO_FEW = "One number for each entry is wanted. Is there a sum or a mean too many?"
_YES_OR_NO = "Those are answers yes or no, one for each entry. What is to be made of them?"
_UNEQUAL = "Its entries have different lengths, so they make no array. Which of them is wanted?"


def to_array(value: Any, found: Found | None, like: FloatArray) -> str:
    """How ``value``, which reads as ``found``, becomes an array like ``like``; empty where nobody can say."""
    if getattr(value, "dtype", None) == np.bool_:
        return _YES_OR_NO
    if type(value).__name__ == "DataFrame" and like.ndim == 1:
        return _A_COLUMN
    if isinstance(value, Mapping):
        return _ALL_ENTRIES if like.ndim == 1 and len(value) == like.size else _AN_ENTRY
    if isinstance(value, tuple) and (found is None or found.ndim == 1 + like.ndim):
        return _ONE_OF_SEVERAL
    if found is None:
        return _of_unequal_rows(value, like)
    return _reshaped(found, like)


def _of_unequal_rows(value: Any, like: FloatArray) -> str:
    rows = items_of(value) if isinstance(value, list) and len(value) <= like.size else None
    if not rows or not all(type(row) is np.ndarray for row in rows):
        return ""
    if like.ndim == 1 and sum(row.size for row in rows) == like.size:
        return "Join its arrays into one: `np.concatenate(result)`."
    return _UNEQUAL


def _reshaped(found: Found, like: FloatArray) -> str:
    if like.ndim == 0:
        return _ONE_FOR_EACH if found.ndim else ""
    if found.ndim == 0:
        return _TOO_FEW
    if found.size == like.size:
        turned = sorted(found.shape) == sorted(like.shape)
        how = "transpose it" if turned else f"lay them out anew: `result.reshape({like.shape})`"
        return f"As many numbers as are wanted, in another shape: {how}."
    extra = [a for a in range(found.ndim) if found.shape[:a] + found.shape[a + 1 :] == like.shape]
    if not extra:
        return ""
    which = f"`axis={extra[0]}`" if len(extra) == 1 else "which axis?"
    length = found.shape[extra[0]]
    return f"An axis of length {length} is too many. Is a mean or a sum along it missing ({which})?"


def to_parts(value: Any, found: Found | None, names: Sequence[str]) -> str:
    """The same where several things are wanted, in this order."""
    count = len(names)
    if found is not None and found.ndim == 2 and found.shape[1] == count != found.shape[0]:
        turned = "`tuple(np.transpose(result))`"
        return f"Each row of yours holds one of each. Turned round, {turned}, it is {count} things."
    if type(value).__name__ in ("DataFrame", "Series"):
        return "Take them out of the table, and put a comma between them."
    return "Put a comma between them: `" + ", ".join(["…"] * count) + "`."


def to_draws(value: Any, names: Sequence[str]) -> str:
    """The same where draws are wanted by name."""
    example = "{" + ", ".join(f'"{name}": …' for name in names) + "}"
    if type(value).__name__ == "DataFrame":
        return f"Take them out of the table: `{example}`, each a column as an array."
    rows = items_of(value) if isinstance(value, (list, tuple)) else None
    if rows and isinstance(rows[0], Mapping):
        return f"One dictionary with all draws is wanted, not one for each draw or chain: `{example}`."
    if rows is not None or type(value) is np.ndarray:
        return f"Give {'them their names' if len(names) > 1 else 'it its name'}: `{example}`."
    return ""


def to_shape_of_draws(shape: Sequence[int], size: int | None) -> str:
    """How draws of a vector of ``size`` numbers are turned so that these stand last."""
    axes = [axis for axis, length in enumerate(shape[:-1]) if length == size]
    if size is None or len(axes) != 1 or shape[-1] == size:
        return ""
    return f"Turn it, so that the {size} stand last: `np.moveaxis(x, {axes[0]}, -1)`."
