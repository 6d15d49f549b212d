"""A learner's function that runs in another process: what the judges know of it without its code."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any


class Elsewhere(ABC):
    """Called here, computed there. `facts` is what that process says of the function, and may lie about.

    ``ends_in_nothing``: its last line does nothing; ``as_given``: it is the notebook's own code;
    ``chained``: the name it uses that is still a gap, or ""; ``unknown``: whether it is not even there.
    """

    facts: Mapping[str, Any]

    @abstractmethod
    def outcome(self, arguments: tuple[Any, ...], budget: Any, *, watch: bool) -> Any:
        """What a call there comes to; like `sandbox.call`, which it stands for."""

    def __call__(self, *_: Any) -> Any:
        """No judge calls an answer but by `sandbox.call`."""
        raise TypeError("a function in another process is called by sandbox.call")
