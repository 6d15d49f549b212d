"""How long a learner waits for a verdict."""

from __future__ import annotations

import contextlib
import io

import numpy as np

from benchmarks.table import Row, fastest, once


def warm_check() -> list[Row]:
    """``check("03.1", …)`` on a right answer: the first, which loads the chapter, and the next ones."""
    from helpers import check

    def answer(effects: np.ndarray, std_errors: np.ndarray) -> float:
        weights = 1 / std_errors**2
        mean = (weights * effects).sum() / weights.sum()
        return float((weights * (effects - mean) ** 2).sum())

    def ask() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            feedback = check("03.1", answer)
        if not feedback.passed:
            raise RuntimeError(f"check 03.1 did not pass: {feedback.message}")

    first = once(ask)
    return [Row("first check", first), Row("next check", fastest(ask, 10), relative_to="first check")]
