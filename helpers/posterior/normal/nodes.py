"""A posterior on the nodes of a rule over τ: at each of them μ, or a vector of coefficients, is normal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from helpers._validate import FloatArray

ONCE = ("beyond", "log_evidence")  # what a row has once, not at every node
UNSEEN = 1e-17  # weight


@dataclass(frozen=True, kw_only=True)
class TauNodes:
    """Weights and τ at the nodes, (b, M) each.

    ``beyond`` (b, 2) is what E τ and E τ² have further out than the last node.
    """

    weight: FloatArray
    tau: FloatArray
    beyond: FloatArray
    log_evidence: FloatArray

    def take(self, rows: Any) -> Self:
        """The nodes of these rows."""
        return replace(self, **{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def visible(self) -> Self:
        """Without the nodes that weigh nothing in any row."""
        seen = (self.weight > UNSEEN).any(axis=0)
        return replace(self, **{name: getattr(self, name)[:, seen] for name in self._at_nodes()})

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts; those with fewer nodes repeat their last one, with weight 0."""
        size = max(part.tau.shape[1] for part in parts)
        padded = [part._padded(size) for part in parts]
        names = [each.name for each in fields(cls)]
        return cls(**{name: np.concatenate([getattr(part, name) for part in padded]) for name in names})

    def _at_nodes(self) -> list[str]:
        return [each.name for each in fields(self) if each.name not in ONCE]

    def _padded(self, size: int) -> Self:
        def longer(array: FloatArray) -> FloatArray:
            more = [(0, 0)] * array.ndim
            more[1] = (0, size - array.shape[1])
            return np.pad(array, more, mode="edge")

        found = {name: longer(getattr(self, name)) for name in self._at_nodes()}
        found["weight"][:, self.weight.shape[1] :] = 0
        return replace(self, **found)


@dataclass(frozen=True, kw_only=True)
class Nodes(TauNodes):
    """A posterior as a mixture of normals: mean and variance of μ given τ, (b, M) each."""

    mean: FloatArray
    variance: FloatArray
