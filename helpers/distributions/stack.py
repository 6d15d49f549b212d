"""Several single distributions answering as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.priors.base import Distribution, joint_shape


class Stack(Distribution):
    """Distributions in an array of any shape; indexing picks from it."""

    def __init__(self, parts: Sequence[Distribution], shape: tuple[int, ...], name: str):
        self._parts = np.empty(len(parts), dtype=object)
        self._parts[:] = parts
        self._parts = self._parts.reshape(shape)
        self._name = name

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the batch."""
        return self._parts.shape

    @property
    def discrete(self) -> bool:  # type: ignore[override]
        """Whether one of them lies on whole numbers."""
        return any(part.discrete for part in self._parts.ravel())

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, index: Any) -> Distribution:
        chosen = self._parts[index]
        if isinstance(chosen, Distribution):
            return chosen
        return Stack(list(chosen.ravel()), chosen.shape, f"{self._name}[{index}]")

    def __repr__(self) -> str:
        return f"<{self._name}, shape {self.shape}>"

    @property
    def mean(self) -> FloatArray:
        return np.array([part.mean for part in self._parts.ravel()]).reshape(self.shape)

    @property
    def sd(self) -> FloatArray:
        return np.array([part.sd for part in self._parts.ravel()]).reshape(self.shape)

    def _each(self, what: str, x: FloatArray) -> FloatArray:
        shape = joint_shape(x, self.shape, self._name)
        index = np.broadcast_to(np.arange(self._parts.size).reshape(self.shape), shape).ravel()
        flat, answer = np.broadcast_to(x, shape).ravel(), np.empty(index.size)
        for i, part in enumerate(self._parts.ravel()):
            answer[index == i] = getattr(part, what)(flat[index == i])
        return answer.reshape(shape)

    def _pdf(self, x: FloatArray) -> FloatArray:
        return self._each("_pdf", x)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._each("_cdf", x)

    def _sf(self, x: FloatArray) -> FloatArray:
        return self._each("_sf", x)

    def _at_least(self, x: FloatArray) -> FloatArray:
        return self._each("_at_least", x)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self._each("_quantile", q)

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        draws = [part.sample(n, rng) for part in self._parts.ravel()]
        return np.stack(draws, axis=1).reshape(n, *self.shape)
