"""Names of studies on a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers._validate import label_list


def study_names(labels: Sequence[Any] | None, count: int) -> list[str]:
    """``labels`` as text, or numbers in their place; raises ``ValueError`` unless there are ``count``."""
    if labels is None:
        return [f"Study {i + 1}" for i in range(count)]
    return [str(label) for label in label_list(labels, "labels", count, "study")]
