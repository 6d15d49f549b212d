"""Marginals known on an even grid: band-limited densities, whose sums over the grid are integrals."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import sici

from helpers._roots import invert
from helpers._validate import FloatArray
from helpers.priors.base import Distribution, joint_shape


class SincMarginal(Distribution):
    """K distributions: ``start`` and ``step`` (K,) of their grids and ``density`` (K, N) on them.

    The density need not be normalised. Between the grid's points it is the sum of the sinc functions through
    them (Stenger 1993, chapter 1).
    """

    def __init__(self, start: FloatArray, step: FloatArray, density: FloatArray, name: str) -> None:
        self._grid = start[:, None] + step[:, None] * np.arange(density.shape[1])
        self._step, self._name = step, name
        self._mass = density / density.sum(1, keepdims=True)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the batch, (K,)."""
        return self._step.shape

    def __len__(self) -> int:
        return len(self._step)

    def __getitem__(self, index: Any) -> SincMarginal:
        rows = np.atleast_1d(np.arange(len(self))[index])
        return SincMarginal(self._grid[rows, 0], self._step[rows], self._mass[rows], f"{self._name}[{index}]")

    def __repr__(self) -> str:
        return f"<posterior of {self._name}, shape {self.shape}>"

    @property
    def mean(self) -> FloatArray:
        return (self._mass * self._grid).sum(1)

    @property
    def sd(self) -> FloatArray:
        return np.sqrt((self._mass * (self._grid - self.mean[:, None]) ** 2).sum(1))

    def _places(self, x: FloatArray) -> FloatArray:
        """Distance of every x from every point of the grid, in steps."""
        joint_shape(x, self.shape, self._name)
        return (x[..., None] - self._grid) / self._step[:, None]

    def _pdf(self, x: FloatArray) -> FloatArray:
        waves = np.sinc(np.clip(self._places(x), -1e9, 1e9))  # sinc(∞) would be nan
        return np.where(np.isfinite(x), (self._mass * waves).sum(-1) / self._step, 0.0)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return np.clip((self._mass * (0.5 + sici(np.pi * self._places(x))[0] / np.pi)).sum(-1), 0, 1)

    def _sf(self, x: FloatArray) -> FloatArray:
        return np.clip((self._mass * (0.5 - sici(np.pi * self._places(x))[0] / np.pi)).sum(-1), 0, 1)

    def _quantile(self, q: FloatArray) -> FloatArray:
        shape = joint_shape(q, self.shape, self._name)
        low, high, start = (np.broadcast_to(part, shape) for part in (*self._grid[:, [0, -1]].T, self.mean))
        x = invert(lambda x: self._cdf(x) - q, self._pdf, low, high, start, 1e-15 * np.minimum(q, 1 - q))
        return np.where(q <= 0, -np.inf, np.where(q >= 1, np.inf, x))

    def _sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        return self._quantile(rng.random((n, len(self))))
