"""Long rows of tests: a piece that covers each kind in `make test`, the rest in `make certify`."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import Any

import pytest


def rest_in_certify(values: Iterable[Hashable], here: Collection[Hashable]) -> list[Any]:
    """Parameters of all ``values``: those ``here`` belong to `make test`, the others to `make certify`.

    Raises ``ValueError`` where something ``here`` is none of the values: it was renamed, and would be missed.
    """
    values = list(values)
    if missing := set(here) - set(values):
        raise ValueError(f"not among the values: {missing}")
    return [value if value in here else pytest.param(value, marks=pytest.mark.certify) for value in values]
