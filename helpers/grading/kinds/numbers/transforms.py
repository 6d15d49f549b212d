"""Changes that need no declaration: sign, square, root, factor, transposition, order, rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.kinds.numbers.rounding import Pair, decimals_of, give_more, shortened
from helpers.grading.show import number
from helpers.grading.tolerance import Tolerance

_ELEMENTWISE: list[tuple[str, Callable[[FloatArray], FloatArray], str]] = [
    ("sign", lambda t: -t, "Your numbers have the wrong sign."),
    ("square", np.square, "Your numbers are the square of what is wanted."),
    ("root", np.sqrt, "Your numbers are the square root of what is wanted."),
    ("inverse", lambda t: 1 / t, "Your numbers are one divided by what is wanted."),
]
_FACTORS = {
    2.0: "twice what is wanted: a factor is too much or missing.",
    0.5: "half of what is wanted: a factor is too much or missing.",
    100.0: "a hundred times what is wanted: that looks like per cent. Give the number itself.",
    0.01: "a hundredth of what is wanted.",
    1 / np.log(10): "what is wanted divided by log(10). Is a logarithm to base 10? Natural ones are wanted.",
    1 / np.log(2): "what is wanted divided by log(2). Is a logarithm to base 2? Natural ones are wanted.",
}


_FEW = 4  # numbers of which each may have slipped on its own
_SLIPS = {
    -1.0: "The size is right; the sign is wrong.",
    100.0: "That looks like per cent: a hundred times what is wanted. Give the number itself, or add the %.",
    0.01: "That is a hundredth of what is wanted. Did you divide by 100, as if it were per cent?",
}
_ROUNDED = {100.0: 0.5, 0.01: 5e-4}
_SWAPPED = "The numbers are right, in the wrong order: look at which one each field asks for."


def slips(right: FloatArray) -> Iterator[tuple[FloatArray, str]]:
    """What such a change makes of the ``right`` numbers, each a row of low and high, and what to say."""
    zero = (right[:, 0] <= 0) & (right[:, 1] >= 0)
    count = len(right)
    which = [~zero] if count > _FEW else [np.array(w) for w in product((True, False), repeat=count)]
    for factor, words in _SLIPS.items():
        for changed in which:
            if changed.any() and not np.any(changed & zero):
                moved = np.sort(factor * right, axis=1)
                # People round afterwards: to 26 or 27 for 26.5 %, to 0.003 for a hundredth of 0.265.
                room = _ROUNDED.get(factor, 0.0) * (np.abs(moved) > 3 * _ROUNDED.get(factor, 0.0)).all(axis=1)
                moved += np.stack([-room, room], axis=1)
                yield np.where(changed[:, None], moved, right), words
    orders = [tuple(range(count))[::-1]] if count > _FEW else permutations(range(count))
    for order in orders:
        moved = right[list(order)]
        middle = moved.mean(axis=1)
        if np.any((middle < right[:, 0]) | (middle > right[:, 1])):
            yield moved, _SWAPPED


def explain(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    """Return (name, sentence) of the change that turns every truth into the answer, or None.

    ``pairs`` holds (answer, truth) for each case. A change must move at least one value well beyond
    the tolerance, so that none is read into an answer that is right.
    """
    given = len(pairs)
    pairs = [(a, t) for a, t in pairs if np.all(np.isfinite(a)) and np.all(np.isfinite(t))]
    if not pairs:
        return None
    if any(a.shape != t.shape for a, t in pairs):
        return _transposed(pairs, tolerance)
    with np.errstate(all="ignore"):
        if _vanishes(pairs):
            return "vanishes", (
                "Your numbers are zero, up to rounding: what you add up cancels, whatever the data. "
                "Deviations from a mean do, unless they are squared."
            )
        for name, change, sentence in _ELEMENTWISE:
            if _holds(pairs, change, tolerance):
                return name, sentence
        return (
            _transposed(pairs, tolerance)
            or _reordered(pairs, tolerance)
            or _factor(pairs, tolerance)
            or (shortened(pairs, tolerance) if len(pairs) == given > 1 else None)
            or _per_cent_in_round_numbers(pairs)
            or _rounded_up(pairs, tolerance)
            or (_nearly(pairs, tolerance) if len(pairs) == given else None)
        )


def constant(pairs: Sequence[Pair]) -> bool:
    """Whether the answers never change although the truths do."""
    answers = [a for a, _ in pairs]
    truths = {t.tobytes() for _, t in pairs}
    if len(truths) < 3:
        return False
    flat = np.concatenate([a.ravel() for a in answers])
    return bool(flat.size and np.all(flat == flat[0]))


def _vanishes(pairs: Sequence[Pair]) -> bool:
    """Whether every answer is rounding error beside truths that are not zero."""
    answer, truth = (np.abs(np.concatenate([p[i].ravel() for p in pairs])) for i in (0, 1))
    answer, scale = answer[answer > 0], float(np.max(truth))
    # What is far smaller than a rounding error, as a p-value may be, has not been left over by a sum.
    return bool(answer.size and np.all(answer <= 1e-12 * scale) and np.all(answer > 1e-22 * scale))


def _holds(pairs: Sequence[Pair], change: Callable[[FloatArray], FloatArray], tolerance: Tolerance) -> bool:
    # At zero most of them change nothing, and the inverse is not there.
    pairs = [(a, t) for a, t in pairs if np.all(np.abs(t) > 100 * tolerance.size(t))] or pairs
    moved = any(min(tolerance.distance(change(t), other) for other in (t, 0 * t)) > 20 for _, t in pairs)
    return moved and all(tolerance.agree(a, change(t)) for a, t in pairs)


def _transposed(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    if not all(a.ndim == 2 and a.shape == t.T.shape and tolerance.agree(a, t.T) for a, t in pairs):
        return None
    if all(tolerance.agree(t.T, t) for _, t in pairs):
        return None
    return "transposition", "The numbers are right, but rows and columns are swapped."


def _reordered(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    if not all(
        a.shape == t.shape and a.ndim == 1 and tolerance.agree(np.sort(a), np.sort(t)) for a, t in pairs
    ):
        return None
    return "order", (
        "The values are right, but in another order. Give them in the order of the inputs "
        "(a shuffled index does not count, the position does)."
    )


def _factor(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    answer = np.concatenate([a.ravel() for a, _ in pairs])
    truth = np.concatenate([t.ravel() for _, t in pairs])
    used = np.abs(truth) > 100 * tolerance.size(truth)
    if not used.any() or np.all(np.abs(answer) <= tolerance.size(np.zeros(1))):
        return None
    yours = "Your number is" if answer.size == 1 else "Every number is"
    for factor, words in _FACTORS.items():
        undone = [(a / factor, t) for a, t in pairs]
        if all(tolerance.agree(a, t) for a, t in undone):
            return "factor", f"{yours} {words}"
    ratio = float(np.median(answer[used] / truth[used]))
    enough = len(np.unique(truth[used])) >= 3
    if (
        not enough
        or not np.isfinite(ratio)
        or ratio == 0
        or not _holds(pairs, lambda t: t * ratio, tolerance)
    ):
        return None
    words = f"{number(ratio)} times what is wanted: a constant factor is too much or missing."
    return "factor", f"{yours} {words}"


def _per_cent_in_round_numbers(pairs: Sequence[Pair]) -> tuple[str, str] | None:
    """For a single number below one, such as 26 for .265."""
    if len(pairs) > 1 or pairs[0][0].size != 1:
        return None
    found, truth = (float(x.ravel()[0]) for x in pairs[0])
    if not found > 1 > truth or abs(found / 100 - truth) > 0.01:
        return None
    return "factor", f"Your number is {_FACTORS[100.0]}"


def _rounded_up(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    """For a single number with fewer decimals than are wanted, off by less than one in the last of them."""
    if tolerance.decimals is None or len(pairs) > 1 or pairs[0][0].size != 1:
        return None
    (places,) = decimals_of(pairs[0][0])
    near = float(np.abs(pairs[0][0] - pairs[0][1]).max()) <= 10.0**-places
    return (
        ("decimals", give_more(1, tolerance.decimals)) if 0 < places < tolerance.decimals and near else None
    )


def _nearly(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    """Whether every answer is near and none is right: a slip that shows on some data only is no rounding."""
    answer = np.concatenate([a.ravel() for a, _ in pairs])
    truth = np.concatenate([t.ravel() for _, t in pairs])
    if tolerance.is_near(answer, truth):
        return "nearly", "Near: is it a simulation, or a grid too coarse or too short?"
    exact = any(tolerance.agree(a, t) for a, t in pairs)
    if exact or not np.allclose(answer, truth, rtol=2e-4, atol=0):
        return None
    return "nearly", (
        "Your numbers agree with what is wanted to three or four digits, not beyond. Is there a rounded "
        "constant in them, or a grid or a simulation that is too coarse?"
    )
