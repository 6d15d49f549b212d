"""A right number written with few digits: rounded to them, or cut off after them.

Of such a number nobody can say whether it is right or a mistake's, so nobody is accused of the mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.tolerance import Tolerance

Pair = tuple[FloatArray, FloatArray]

IF_NOT_ROUNDED = "If nothing was rounded: "
_MOST = 12  # decimals: what has more was computed in full


def decimals_of(numbers: FloatArray) -> list[int]:
    """How many decimals each number shows, as short as Python writes it."""
    return [_decimals(float(x)) for x in np.ravel(numbers)]


def as_far_as_it_goes(
    answer: FloatArray, truth: FloatArray, decimals: Sequence[int], wanted: int | None = None
) -> list[bool]:
    """Which numbers are those of ``truth``, rounded to as many ``decimals`` as were written, or cut off.

    A whole number may be rounded to tens or hundreds as well, or up, as visitors are. With as many decimals
    as are ``wanted`` a number says what it is.
    """
    enough = _MOST if wanted is None else wanted
    rows = zip(np.ravel(answer), np.ravel(truth), decimals, strict=True)
    return [places < enough and _goes(float(x), float(right), places) for x, right, places in rows]


def _goes(x: float, right: float, decimals: int) -> bool:
    if not (np.isfinite(x) and np.isfinite(right)) or right == 0:
        return False
    last, size = 10.0**-decimals, abs(right)
    if x == 0:
        return size < last
    zeros = 0 if decimals else len(str(round(abs(x)))) - len(str(round(abs(x))).rstrip("0"))
    # Rounded to tens or hundreds it keeps a digit of its own, and so does a whole number for less than one.
    unit = min(last * 10.0**zeros, max(10.0 ** np.floor(np.log10(size)), 0.1))
    rounded = abs(x - right) <= 0.5 * unit * (1 + 1e-9)
    missing = size - x * np.sign(right)
    return bool(rounded or 0 <= missing < last or (not decimals and size >= 1 and abs(missing) < 1))


def _decimals(x: float) -> int:
    if not np.isfinite(x) or x == round(x):
        return 0
    exponent = Decimal(repr(x)).as_tuple().exponent
    assert isinstance(exponent, int)  # it is finite
    return -exponent


def shortened(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    """Name and sentence where nothing but left-out digits parts the answers from the truths, or None.

    ``pairs`` holds (answer, truth) for each case; a single one is that of a value, which may be given again
    with more digits.
    """
    longest, count, given = 0, 0, []
    for answer, truth in pairs:
        right = tolerance.agrees(answer, truth).ravel()
        places = np.array(decimals_of(answer))
        goes = np.array(as_far_as_it_goes(answer, truth, places.tolist(), tolerance.decimals), dtype=bool)
        if not np.all(right | goes):
            return None
        short = goes & ~right
        if short.any():
            longest, count = max(longest, int(places[short].max())), int(short.sum())
            given.append(answer.ravel()[short].tolist())
    nothing = sum(not any(numbers) for numbers in given)  # a zero alone may be anything
    one_for_all = len(given) == len(pairs) > 1 and all(numbers == given[0] for numbers in given)
    if not given or 2 * nothing >= len(given) or one_for_all:
        return None
    if len(pairs) > 1:
        return "rounding", keep_digits(longest)
    return "decimals", give_more(count, tolerance.decimals)


def give_more(count: int, wanted: int | None) -> str:
    """What to say to ``count`` numbers, right as far as they go, where so many decimals are wanted."""
    one = count == 1
    more = f"with {wanted} decimals or more" if wanted else "with more digits"
    return (
        f"Your {'number has' if one else 'numbers have'} few digits, and may be right as far as "
        f"{'it goes' if one else 'they go'}. Give {'it' if one else 'them'} {more}: with fewer "
        f"{'it' if one else 'they'} cannot be told from what typical mistakes give."
    )


def keep_digits(decimals: int) -> str:
    """What to say to a function whose numbers are right but for digits left out; at most so many are left."""
    to = f" to {decimals} decimal{'s' * (decimals > 1)}" if decimals else " to whole numbers"
    return (
        f"Your numbers look like the right ones, cut or rounded{to}. "
        "Keep every digit while you compute; round when you report."
    )
