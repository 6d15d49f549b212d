"""A density known on panels: distribution function and quantile by integrating its polynomial exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial.legendre import legval

from helpers._panels import to_series
from helpers._roots import invert
from helpers._validate import FloatArray


@dataclass(frozen=True, eq=False)
class PanelDensity:
    """Densities on panels, a row each: ``edges`` (b, P + 1) and ``values`` (b, P, n) at the Gauss nodes.

    The values need not be normalised; ``beyond`` (b,) is the probability to the right of the last edge.
    Questions are asked by ``row`` and x, two arrays of one shape. ``rest`` is the share of the largest value
    that panels halved in vain may be off by.
    """

    edges: FloatArray
    values: FloatArray
    beyond: FloatArray
    rest: float = 0.0

    @cached_property
    def _series(self) -> FloatArray:
        """Legendre coefficients of density · half width, so that they integrate over (−1, 1); (b, P, n)."""
        half = 0.5 * np.diff(self.edges)[..., None]
        raw = (self.values @ to_series(self.values.shape[-1])) * half
        return raw * ((1 - self.beyond) / (2 * raw[..., 0].sum(axis=1)))[:, None, None]

    @cached_property
    def _integral(self) -> FloatArray:
        """Legendre coefficients of the mass from the panel's left edge; (b, P, n + 1)."""
        a = self._series / (2 * np.arange(self.values.shape[-1]) + 1)
        whole = np.zeros((*a.shape[:-1], a.shape[-1] + 1))
        whole[..., 1:] += a
        whole[..., :-2] -= a[..., 1:]
        whole[..., 0] += a[..., 0]
        return whole

    @cached_property
    def _below(self) -> FloatArray:
        """Mass to the left of each edge (b, P + 1)."""
        mass = 2 * self._series[..., 0]
        return np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)

    @cached_property
    def _above(self) -> FloatArray:
        """Mass to the right of each edge (b, P + 1)."""
        mass = np.concatenate([2 * self._series[..., 0], self.beyond[:, None]], axis=1)
        return np.cumsum(mass[:, ::-1], axis=1)[:, ::-1]

    def pdf(self, row: np.ndarray, x: FloatArray) -> FloatArray:
        """Density at ``x``; 0 outside the panels."""
        panel, t = self._locate(row, x)
        left, right = self.edges[row, panel], self.edges[row, panel + 1]
        density = legval(t, np.moveaxis(self._series[row, panel], -1, 0), tensor=False) / (
            0.5 * (right - left)
        )
        inside = (x >= self.edges[row, 0]) & (x <= self.edges[row, -1])
        return np.where(inside, np.maximum(density, 0), 0.0)

    def cdf(self, row: np.ndarray, x: FloatArray) -> FloatArray:
        """Mass to the left of ``x``."""
        panel, t = self._locate(row, x)
        inside = self._below[row, panel] + self._mass(row, panel, t)
        return np.where(x <= self.edges[row, 0], 0.0, np.clip(inside, 0, 1))

    def sf(self, row: np.ndarray, x: FloatArray) -> FloatArray:
        """Mass to the right of ``x``."""
        panel, t = self._locate(row, x)
        inside = self._above[row, panel] - self._mass(row, panel, t)
        return np.where(x <= self.edges[row, 0], 1.0, np.clip(inside, 0, 1))

    def quantile(self, row: np.ndarray, q: FloatArray) -> FloatArray:
        """Where the mass to the left is ``q``."""
        last = self.edges.shape[1] - 2
        panel = np.clip((q[:, None] >= self._below[row]).sum(axis=1) - 1, 0, last)
        offset = self._below[row, panel] - q
        whole = np.moveaxis(self._integral[row, panel], -1, 0)
        rate = np.moveaxis(self._series[row, panel], -1, 0)
        end = np.ones(len(q))
        t = invert(
            lambda t: offset + legval(t, whole, tensor=False),
            lambda t: legval(t, rate, tensor=False),
            -end,
            end,
            0 * end,
            2e-16 + 1e-15 * np.minimum(q, 1 - q),
        )
        left, right = self.edges[row, panel], self.edges[row, panel + 1]
        return 0.5 * (left + right) + 0.5 * (right - left) * t

    def _locate(self, row: np.ndarray, x: FloatArray) -> tuple[np.ndarray, FloatArray]:
        """Panel and place in it, from −1 to 1, of each ``x``."""
        edges = self.edges[row]
        panel = np.clip((x[:, None] >= edges).sum(axis=1) - 1, 0, edges.shape[1] - 2)
        each = np.arange(len(x))
        left, right = edges[each, panel], edges[each, panel + 1]
        return panel, np.clip((x - 0.5 * (left + right)) / (0.5 * (right - left)), -1, 1)

    def _mass(self, row: np.ndarray, panel: np.ndarray, t: FloatArray) -> FloatArray:
        return legval(t, np.moveaxis(self._integral[row, panel], -1, 0), tensor=False)
