"""Exercises that teach: what is right, what is typically wrong, and the hint each mistake deserves."""

from __future__ import annotations

from helpers.grading import _aside  # noqa: F401 - before all others
from helpers.grading.checker import check
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.feedback import Feedback, Finding, Verdict
from helpers.grading.record import predictions
from helpers.grading.registry import chapters, exercises, find
from helpers.grading.standing import Progress, progress
from helpers.grading.tolerance import absolute, monte_carlo, relative

__all__ = [
    "Exercise",
    "Feedback",
    "Finding",
    "Mistake",
    "Progress",
    "Verdict",
    "absolute",
    "chapters",
    "check",
    "exercises",
    "find",
    "monte_carlo",
    "predictions",
    "progress",
    "relative",
]
