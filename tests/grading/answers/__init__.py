"""Answers to every exercise, right ones and mistaken ones, a module a chapter."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from helpers.grading import Exercise


def answers(exercise: Exercise, table: str) -> Any:
    """The entry of an exercise in a table of its chapter: ``RIGHT``, ``MISTAKEN_TEXTS``, …; or None."""
    return getattr(import_module(f"{__name__}.ch{exercise.chapter}"), table).get(exercise.id)


def q(effects, std_errors):
    """Cochran's Q: a right answer to 03.1, for tests that need one."""
    w = std_errors**-2.0
    return np.sum(w * (effects - np.average(effects, weights=w)) ** 2)
