"""Checks on arguments, so that bad input is named at the door and never becomes a silent NaN."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

_LARGEST = 1e40
_LARGEST_COUNT = 1e15
_LARGEST_ARM = 1e12


def real_array(value: ArrayLike, name: str, *, finite: bool = True) -> FloatArray:
    """Return ``value`` as float64, or raise an error that names the argument and the first bad entry.

    With ``finite`` False infinite entries pass; NaN never does.
    """
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must have every value; found a masked array: drop the masked entries first")
    try:
        raw = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} must be a rectangular array of numbers; found rows of unequal length"
        ) from error
    if raw.dtype.kind not in "iufb":
        try:
            # A column of text is no column of numbers, even where every entry reads like one.
            if raw.dtype.kind != "O" or any(isinstance(entry, (str, bytes)) for entry in raw.flat):
                raise TypeError
            raw = raw.astype(np.float64)
        except (TypeError, ValueError):
            raise TypeError(f"{name} must hold real numbers; found {_describe(value)}") from None
    array = raw.astype(np.float64)
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
    """Return ``value`` as a finite float inside the stated bounds."""
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
            raise ValueError(f"{name} must be {wanted}; found {number:g}")
    return number


def whole_number(value: Any, name: str, *, at_least: int | None = None) -> int:
    """Return ``value`` as an int; 3.0 counts as whole, 3.5 and True do not."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number; found {value}")
    number = real_number(value, name)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number; found {number:g}")
    if at_least is not None and number < at_least:
        raise ValueError(f"{name} must be at least {at_least}; found {int(number)}")
    if abs(number) > _LARGEST_COUNT:
        raise ValueError(f"{name} must be at most {_LARGEST_COUNT:.0e}; found {number:g}")
    return int(number)


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
            raise ValueError(f"{name} {wanted}; found {array[wrong].flat[0]:g}")
    return array


def events_of_trials(events: FloatArray, trials: FloatArray, names: tuple[str, str]) -> None:
    """Raise unless every arm has at least one trial and no more events than trials."""
    if (trials < 1).any():
        raise ValueError(f"{names[1]} must be at least 1; found {trials[trials < 1].flat[0]:g}")
    over = events > trials
    if over.any():
        raise ValueError(
            f"{names[0]} must not exceed {names[1]}; "
            f"found {events[over].flat[0]:g} of {trials[over].flat[0]:g}"
        )


def moderate(array: FloatArray, name: str, *, positive: bool = False) -> FloatArray:
    """Return ``array`` unless squares of squares of an entry, or of its reciprocal, would overflow.

    ``positive`` also asks for every entry to be above 0; the reciprocal matters only then.
    """
    if positive and (array <= 0).any():
        raise ValueError(f"{name} must be above 0; found {array[array <= 0].flat[0]:g}")
    if (np.abs(array) > _LARGEST).any():
        raise ValueError(
            f"{name} must be at most {_LARGEST:g}; found {np.abs(array).max():g}; rescale the outcome"
        )
    if positive and (array < 1 / _LARGEST).any():
        raise ValueError(
            f"{name} must be at least {1 / _LARGEST:g}; found {array.min():g}; rescale the outcome"
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
        raise ValueError(f"unknown {name} {value!r}; known are {listed}")


def _describe(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
