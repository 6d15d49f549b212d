"""Checks on arguments, so that bad input is named at the door and never becomes a silent NaN."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

_LARGEST = 1e40
_LARGEST_COUNT = 10**15
_LARGEST_ARM = 1e12


def shown(number: Any) -> str:
    """A number with all its digits, and without a point where it is whole: 7.000000000000001 is not 7."""
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)


def described(value: Any) -> str:
    """``repr(value)``, shortened; integers of thousands of digits have none."""
    try:
        text = repr(value)
    except Exception:
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}…"


def floats(value: ArrayLike, name: str) -> FloatArray:
    """Return ``value`` as float64, NaN and infinities included, or raise an error that names the argument."""
    if is_masked(value):
        raise ValueError(f"{name} must have every value; found a masked array: drop the masked entries first")
    try:
        raw = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} must be a rectangular array of numbers; found rows of unequal length"
        ) from error
    if raw.dtype.kind in "iufb":
        return raw.astype(np.float64)
    try:
        # A column of text is no column of numbers, even where every entry reads like one.
        if raw.dtype.kind != "O" or any(isinstance(entry, (str, bytes)) for entry in raw.flat):
            raise TypeError
        return raw.astype(np.float64)
    except OverflowError:
        raise ValueError(
            f"{name} must hold numbers that fit in a float64, up to 1.8e308; found {described(value)}"
        ) from None
    except (TypeError, ValueError):
        raise TypeError(f"{name} must hold real numbers; found {described(value)}") from None


def is_masked(value: Any) -> bool:
    """Whether an entry is masked, also in an array within lists, of which NumPy would forget the mask."""
    if isinstance(value, list | tuple):
        return any(is_masked(v) for v in value if isinstance(v, list | tuple | np.ma.MaskedArray))
    return bool(np.ma.is_masked(value))


def real_array(value: ArrayLike, name: str, *, finite: bool = True) -> FloatArray:
    """Return ``value`` as float64, or raise an error that names the argument and the first bad entry.

    With ``finite`` False infinite entries pass; NaN never does.
    """
    array = floats(value, name)
    bad = ~np.isfinite(array) if finite else np.isnan(array)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        position = f" at position {where[0] if len(where) == 1 else where}" if where else ""
        raise ValueError(
            f"{name} must {'be finite' if finite else 'hold numbers'}; found {array[where]}{position}"
        )
    return array


def real_number(
    value: Any,
    name: str,
    *,
    above: float | None = None,
    below: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> float:
    """Return ``value`` as a finite float inside the stated bounds; True is a statement, not 1."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a number; found {value}")
    array = real_array(value, name)
    if array.ndim:
        raise TypeError(f"{name} must be a single number; found an array of shape {array.shape}")
    number = float(array)
    for ok, wanted in (
        (above is None or number > above, f"above {above}"),
        (below is None or number < below, f"below {below}"),
        (at_least is None or number >= at_least, f"at least {at_least}"),
        (at_most is None or number <= at_most, f"at most {at_most}"),
    ):
        if not ok:
            raise ValueError(f"{name} must be {wanted}; found {shown(number)}")
    return number


def whole_number(value: Any, name: str, *, at_least: int | None = None, at_most: int = _LARGEST_COUNT) -> int:
    """Return ``value`` as an int; 3.0 counts as whole, 3.5 and True do not."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number; found {value}")
    number = real_number(value, name)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number; found {shown(number)}")
    if at_least is not None and number < at_least:
        raise ValueError(f"{name} must be at least {at_least}; found {shown(number)}")
    if abs(number) > at_most:
        raise ValueError(f"{name} must be at most {at_most:g}; found {shown(number)}")
    return int(number)


def seed_number(value: Any, name: str = "seed") -> int:
    """Return ``value`` as an int from 0 on, of any size: all that NumPy's generators take."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        return whole_number(value, name, at_least=0)
    if value < 0:
        raise ValueError(f"{name} must be at least 0; found {described(value)}")
    return int(value)


def true_or_false(value: Any, name: str) -> bool:
    """Return ``value`` as a bool if it is one: the text "no" would count as true."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False; found {described(value)}")
    return bool(value)


def label_list(value: Any, name: str, count: int, what: str) -> list[Any]:
    """Return ``value`` as a list of ``count`` labels, one a ``what``; a word is not a list of its letters."""
    unordered = isinstance(value, (str, bytes, Mapping, Set))
    if unordered or not isinstance(value, Iterable) or getattr(value, "ndim", 1) != 1:
        raise TypeError(f"{name} must be a list of names; found {described(value)}")
    labels = list(value)
    if len(labels) != count:
        raise ValueError(f"{name} must hold one name a {what}, {count}; found {len(labels)}")
    return labels


def counts(value: ArrayLike, name: str) -> FloatArray:
    """Return ``value`` as float64 if every entry is a whole number from 0 to 1e12, beyond which sums of
    logarithms of factorials have no digits left for a likelihood."""
    array = real_array(value, name)
    for wrong, wanted in (
        (array < 0, "must not be negative"),
        (array % 1 != 0, "must be whole numbers"),
        (array > _LARGEST_ARM, f"must be at most {_LARGEST_ARM:.0e}"),
    ):
        if wrong.any():
            raise ValueError(f"{name} {wanted}; found {shown(array[wrong].flat[0])}")
    return array


def of_one_shape(arrays: dict[str, FloatArray]) -> tuple[FloatArray, ...]:
    """The arrays, given by name, of one shape; single numbers are repeated to it."""
    if len({array.shape for array in arrays.values() if array.ndim}) > 1:
        *first, last = arrays
        found = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"{', '.join(first)} and {last} must have the same shape; found {found}")
    return np.broadcast_arrays(*arrays.values())


def events_of_trials(events: FloatArray, trials: FloatArray, names: tuple[str, str]) -> None:
    """Raise unless every arm has at least one trial and no more events than trials."""
    if (trials < 1).any():
        raise ValueError(f"{names[1]} must be at least 1; found {shown(trials[trials < 1].flat[0])}")
    over = events > trials
    if over.any():
        raise ValueError(
            f"{names[0]} must not exceed {names[1]}; "
            f"found {shown(events[over].flat[0])} of {shown(trials[over].flat[0])}"
        )


def moderate(array: FloatArray, name: str, *, positive: bool = False) -> FloatArray:
    """Return ``array`` unless squares of squares of an entry, or of its reciprocal, would overflow.

    ``positive`` also asks for every entry to be above 0; the reciprocal matters only then.
    """
    if positive and (array <= 0).any():
        raise ValueError(f"{name} must be above 0; found {shown(array[array <= 0].flat[0])}")
    if (np.abs(array) > _LARGEST).any():
        raise ValueError(
            f"{name} must be at most {_LARGEST:g}; found {shown(np.abs(array).max())}; rescale the outcome"
        )
    if positive and (array < 1 / _LARGEST).any():
        raise ValueError(
            f"{name} must be at least {1 / _LARGEST:g}; found {shown(array.min())}; rescale the outcome"
        )
    return array


def studies(effects: ArrayLike, std_errors: ArrayLike, *, at_least: int = 2) -> tuple[FloatArray, FloatArray]:
    """Validate effects and standard errors of shape ``(..., K)`` and return them as float64.

    Raises ``ValueError`` when the shapes differ, K is below ``at_least``, a value is not finite, or
    a standard error is not positive.
    """
    y, s = real_array(effects, "effects"), real_array(std_errors, "std_errors")
    if y.ndim == 0 or s.ndim == 0:
        raise ValueError("effects and std_errors must be arrays of shape (..., K); found a single number")
    if y.shape != s.shape:
        raise ValueError(f"effects and std_errors must have the same shape; found {y.shape} and {s.shape}")
    if y.shape[-1] < at_least:
        raise ValueError(f"effects must hold at least {at_least} studies; found {y.shape[-1]}")
    return moderate(y, "effects"), moderate(s, "std_errors", positive=True)


def one_of(value: Any, name: str, known: Iterable[Any]) -> None:
    """Raise unless ``value`` is among ``known``; the message lists those known."""
    known = tuple(known)
    # an array would compare entry by entry, and 1 == True
    if not any(value is k or (isinstance(value, type(k)) and value == k) for k in known):
        listed = ", ".join(map(repr, known))
        raise ValueError(f"unknown {name} {described(value)}; known are {listed}")


def unit_of(*arrays: FloatArray) -> FloatArray:
    """A power of two of the size of the largest entry along the last axis of any: () or the batch shape.

    Divided by it numbers keep all their digits, and their squares neither overflow nor underflow.
    """
    largest = np.max([np.abs(array).max(axis=-1) for array in arrays], axis=0)
    return np.asarray(np.ldexp(1.0, np.frexp(largest)[1] - 1))
