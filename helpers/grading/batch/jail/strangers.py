"""What stands for a value that has no form on the wire."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

NAME = 70  # characters of the name of a type


class Stranger:
    """Stands for something that cannot travel: no number, no function, equal to nothing."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class _Array(Stranger):
    """A table's column, or whatever else gives its numbers by the array protocol."""

    def __init__(self, numbers: Any) -> None:
        self._numbers = numbers

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.array(self._numbers, dtype=dtype)


def stranger(name: str, numbers: Any = None) -> Stranger:
    """Something of a type with this name, and with numbers where there are some."""
    if numbers is None:
        return cast(Stranger, type(_name(name), (Stranger,), {})())
    return cast(Stranger, type(_name(name), (_Array,), {})(numbers))


def clean(text: str) -> str:
    """Text that can be written as UTF-8: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _name(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in clean(name))[:NAME] or "?"
