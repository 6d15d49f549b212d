"""The axis of a positive quantity: a spread τ or a concentration, in the coordinate x, value = c·sinh x."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from helpers._validate import FloatArray
from helpers.priors import Prior

FAR = 1e40  # this many times beyond every scale of a problem, its density is a power


@dataclass(frozen=True)
class Axis:
    """Linear near 0, a logarithm far away, so that no two scales are too far apart; ``scale`` (b,) is c.

    Beyond ``reach`` (b,) likelihood and prior only fall. The posterior density falls like a power,
    value^(−``decay``); its highest finite moment, at most 2, is ``order``.
    """

    prior: Prior
    scale: FloatArray
    reach: FloatArray
    decay: float

    @property
    def order(self) -> int:
        return finite_moments(self.decay)

    def take(self, rows: Any) -> Self:
        return replace(self, scale=self.scale[rows], reach=self.reach[rows])

    def scan(self) -> FloatArray:
        """A first grid of x: steps up to 0.45 over all scales, then longer to where a tail is a power."""
        low, high = self.prior.support
        light = math.isinf(self.decay)
        start = np.arcsinh(low / self.scale)
        middle = np.arcsinh(np.minimum(high, 8 * self.reach) / self.scale)
        end = np.arcsinh(np.minimum(high, (100 if light else FAR) * self.reach) / self.scale)
        fine = np.linspace(0, 1, math.ceil((middle - start).max() / 0.45) + 2)
        grid = start[:, None] + (middle - start)[:, None] * fine
        if (middle == end).all():
            return grid
        coarse = np.linspace(0, 1, 4 if light else 13)[1:] ** 2
        return np.concatenate([grid, middle[:, None] + (end - middle)[:, None] * coarse], axis=1)

    def ends(self) -> tuple[FloatArray, FloatArray]:
        """The ends of the prior's support, in x; (b,) each."""
        low, high = self.prior.support
        return np.arcsinh(low / self.scale), np.arcsinh(high / self.scale)

    def value(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """c·sinh x and its slope c·cosh x, from one exponential; x (b, N)."""
        up = np.exp(x)
        down = 1 / up
        half = 0.5 * self.scale[:, None]
        return half * (up - down), half * (up + down)

    @property
    def end_weight(self) -> float:
        """Weight of a node at the far end of the panels that stands for the power beyond it; 0 where none is.

        Where a bracket ends before the scan does, the density at that node is nothing.
        """
        return 1 / (self.decay - 1) if math.isinf(self.prior.support[1]) else 0.0

    def with_end(self, x: FloatArray, w: FloatArray, end: FloatArray) -> Any:
        """Nodes and weights with one more node, at ``end``, of weight ``end_weight``."""
        last = np.full((len(end), 1), self.end_weight)
        return np.concatenate([x, end[:, None]], axis=1), np.concatenate([w, last], axis=1)

    def beyond(self, mass: FloatArray, value: FloatArray) -> FloatArray:
        """What the first two moments gain (b, 2) when ``mass`` is not at ``value`` but spread beyond it."""
        excess = np.zeros((len(mass), 2))
        if math.isfinite(self.decay):
            for power in range(1, self.order + 1):
                ratio = (self.decay - 1) / (self.decay - 1 - power)
                excess[:, power - 1] = mass * value**power * (ratio - 1)
        return excess


def finite_moments(decay: float) -> int:
    """Highest finite moment, at most 2, of a density that falls like x^(−decay)."""
    return max((power for power in (0, 1, 2) if decay - 1 - power > 0), default=0)
