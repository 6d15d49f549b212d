"""A posterior on the nodes of a rule over τ: at each of them μ is normal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from helpers._validate import FloatArray


@dataclass(frozen=True)
class Nodes:
    """A posterior as a mixture of normals: weights, τ, mean and variance of μ given τ; each (b, M).

    ``beyond`` (b, 2) is what E τ and E τ² have further out than the last node.
    """

    weight: FloatArray
    tau: FloatArray
    mean: FloatArray
    variance: FloatArray
    beyond: FloatArray
    log_evidence: FloatArray

    def take(self, rows: Any) -> Self:
        """The nodes of these rows."""
        return type(self)(*(getattr(self, each.name)[rows] for each in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Nodes]) -> Self:
        """The rows of all parts; those with fewer nodes repeat their last one, with weight 0."""
        size = max(part.tau.shape[1] for part in parts)
        padded = [part._padded(size) for part in parts]
        return cls(*(np.concatenate([getattr(part, each.name) for part in padded]) for each in fields(cls)))

    def _padded(self, size: int) -> Self:
        more = ((0, 0), (0, size - self.tau.shape[1]))
        tau, mean, variance = (
            np.pad(each, more, mode="edge") for each in (self.tau, self.mean, self.variance)
        )
        return replace(self, weight=np.pad(self.weight, more), tau=tau, mean=mean, variance=variance)
