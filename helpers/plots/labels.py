"""Names of studies on a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def study_names(labels: Sequence[Any] | None, count: int) -> list[str]:
    """``labels`` as text, or numbers in their place; raises ``ValueError`` unless there are ``count``."""
    names = [f"Study {i + 1}" for i in range(count)] if labels is None else [str(label) for label in labels]
    if len(names) != count:
        raise ValueError(f"labels must have one entry a study, {count}; found {len(names)}")
    return names
