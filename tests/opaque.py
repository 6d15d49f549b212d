"""A distribution of which nothing but the interface is known, so that nothing can be taken in closed form."""

from __future__ import annotations

import numpy as np

from helpers.distributions import Distribution


class Opaque(Distribution):
    """``inside`` with its class hidden."""

    def __init__(self, inside: Distribution) -> None:
        self.inside = inside

    @property
    def mean(self) -> float:
        return self.inside.mean

    @property
    def sd(self) -> float:
        return self.inside.sd

    def _pdf(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inside.pdf(x))

    def _cdf(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inside.cdf(x))

    def _sf(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.inside.prob_above(x))

    def _quantile(self, q: np.ndarray) -> np.ndarray:
        return np.asarray(self.inside.quantile(q))
