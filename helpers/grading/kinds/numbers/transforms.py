"""Changes that need no declaration: sign, square, root, factor, transposition, order, rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.show import number
from helpers.grading.tolerance import Tolerance

Pair = tuple[FloatArray, FloatArray]

_ELEMENTWISE: list[tuple[str, Callable[[FloatArray], FloatArray], str]] = [
    ("sign", lambda t: -t, "Your numbers have the wrong sign."),
    ("square", np.square, "Your numbers are the square of what is wanted."),
    ("root", np.sqrt, "Your numbers are the square root of what is wanted."),
    ("inverse", lambda t: 1 / t, "Your numbers are one divided by what is wanted."),
]
_FACTORS = {2.0: "twice", 0.5: "half of", 100.0: "a hundred times (a percentage?)", 0.01: "a hundredth of"}


def explain(pairs: Sequence[Pair], tolerance: Tolerance) -> tuple[str, str] | None:
    """Return (name, sentence) of the change that turns every truth into the answer, or None.

    ``pairs`` holds (answer, truth) for each case. A change must move at least one value well beyond
    the tolerance, so that none is read into an answer that is right.
    """
    pairs = [(a, t) for a, t in pairs if np.all(np.isfinite(a)) and np.all(np.isfinite(t))]
    if not pairs:
        return None
    with np.errstate(all="ignore"):
        if _vanishes(pairs):
            return "vanishes", (
                "Your numbers are zero, up to rounding: what you add up cancels. Deviations from a mean "
                "always do, unless they are squared."
            )
        for name, change, sentence in _ELEMENTWISE:
            if _holds(pairs, change, tolerance):
                return name, sentence
        return (
            _transposed(pairs, tolerance)
            or _reordered(pairs, tolerance)
            or _factor(pairs, tolerance)
            or _rounded(pairs)
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
    if any(a.shape != t.shape for a, t in pairs):
        return False
    answer, truth = (np.abs(np.concatenate([p[i].ravel() for p in pairs])) for i in (0, 1))
    return bool(np.any(truth > 0) and np.any(answer > 0) and np.all(answer <= 1e-12 * np.max(truth)))


def _holds(pairs: Sequence[Pair], change: Callable[[FloatArray], FloatArray], tolerance: Tolerance) -> bool:
    if any(a.shape != t.shape for a, t in pairs):
        return False
    # At zero most of them change nothing, and the inverse is not there.
    pairs = [(a, t) for a, t in pairs if np.all(np.abs(t) > 100 * tolerance.size(t))] or pairs
    moved = any(tolerance.distance(change(t), t) > 20 for _, t in pairs)
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
    if any(a.shape != t.shape for a, t in pairs):
        return None
    answer = np.concatenate([a.ravel() for a, _ in pairs])
    truth = np.concatenate([t.ravel() for _, t in pairs])
    used = np.abs(truth) > 100 * tolerance.size(truth)
    if not used.any():
        return None
    ratio = float(np.median(answer[used] / truth[used]))
    known = min(_FACTORS, key=lambda f: abs(f - ratio))
    exact = abs(known - ratio) < 1e-6 * known
    enough = len(np.unique(truth[used])) >= 3
    if not (exact or enough) or not np.isfinite(ratio) or ratio == 0:
        return None
    if not _holds(pairs, lambda t: t * ratio, tolerance):
        return None
    words = _FACTORS[known] if exact else f"{number(ratio)} times"
    return "factor", f"Every number is {words} what is wanted: a constant factor is too much or missing."


def _rounded(pairs: Sequence[Pair]) -> tuple[str, str] | None:
    if any(a.shape != t.shape for a, t in pairs):
        return None
    answer = np.concatenate([a.ravel() for a, _ in pairs])
    truth = np.concatenate([t.ravel() for _, t in pairs])
    if not np.any(np.abs(answer) > 0):
        return None
    for digits in range(8):
        # Half a unit in the last digit, and every answer on that grid: rounding, not chance.
        on_grid = np.allclose(answer, np.round(answer, digits), rtol=0, atol=1e-12)
        near = np.all(np.abs(answer - truth) <= 0.5000001 * 10.0**-digits)
        if on_grid and near and len(np.unique(answer)) > 1:
            return "rounding", (
                "Your numbers are rounded"
                + (f" to {digits} decimals" if digits else " to whole numbers")
                + ". Keep every digit while you compute; round when you report."
            )
    return None
