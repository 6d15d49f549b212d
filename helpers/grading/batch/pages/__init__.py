"""Pages to read: one for each learner, one on the class."""

from __future__ import annotations

from helpers.grading.batch.pages.of_class import write_class
from helpers.grading.batch.pages.of_learner import write_feedback

__all__ = ["write_class", "write_feedback"]
