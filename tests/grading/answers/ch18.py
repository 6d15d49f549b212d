"""Right answers to chapter 18, each written differently from its sheet and from the checker."""

from __future__ import annotations

RIGHT: dict[str, list] = {}
EQUIVALENT: dict[str, dict[str, str]] = {}
