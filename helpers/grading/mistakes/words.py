"""Mistakes in words: what a text says, by patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence


def says(text: str, patterns: Sequence[str]) -> bool:
    """Whether a text says something that one of the patterns describes."""
    return any(re.search(p, text, re.IGNORECASE) for p in patterns)
