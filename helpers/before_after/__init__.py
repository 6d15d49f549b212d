"""What a class knew before and what it knows after: the readiness quiz twice, compared person by person."""

from __future__ import annotations

from helpers.before_after.comparing import QUESTIONS, BeforeAfter, compare, read

__all__ = ["QUESTIONS", "BeforeAfter", "compare", "read"]
