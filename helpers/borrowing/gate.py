"""Borrow only where past and present agree: a test first, then one of two priors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from helpers._validate import real_number, shown
from helpers.borrowing.arguments import belief
from helpers.borrowing.conflict import conflict_tail
from helpers.distributions import Distribution
from helpers.priors import Flat

_NOTHING = Flat()


@dataclass(frozen=True)
class Gate:
    """``prior`` for an estimate from ``low`` to ``high``, else ``otherwise``: see `conflict_gate`."""

    prior: Distribution
    otherwise: Distribution
    low: float
    high: float

    def __post_init__(self) -> None:
        for name in ("prior", "otherwise"):
            belief(getattr(self, name), name, flat=True)
        for name in ("low", "high"):
            object.__setattr__(self, name, real_number(getattr(self, name), name))
        if not self.low <= self.high:
            raise ValueError(f"low must not exceed high; found {shown(self.low)} and {shown(self.high)}")

    def at(self, new_effect: float) -> Distribution:
        """The prior that analyses this estimate."""
        borrows = self.low <= real_number(new_effect, "new_effect") <= self.high
        return self.prior if borrows else self.otherwise

    def pieces(self) -> list[tuple[Distribution, float, float]]:
        """Each prior with the interval of estimates that it analyses, from left to right."""
        return [
            (self.otherwise, -np.inf, self.low),
            (self.prior, self.low, self.high),
            (self.otherwise, self.high, np.inf),
        ]


def conflict_gate(
    prior: Distribution, predictive: Distribution, otherwise: Distribution = _NOTHING, level: float = 0.05
) -> Gate:
    """The rule that analyses an estimate with ``prior`` unless its conflict tail is below ``level``.

    ``predictive`` is the distribution of the *estimate*, noise included, that the check believes in: that of
    ``prior`` itself, ``predictive_estimate(prior, se)``, if the check is to be one of the prior that will be
    used. Outside the gate ``otherwise`` analyses; ``Flat()`` borrows nothing (test-then-pool:
    Viele et al. 2014, Pharmaceutical Statistics 13:41–54). ``level`` in (0, 1). Raises ``ValueError`` for an
    improper ``predictive`` or one without a density.
    """
    tail = real_number(level, "level", above=0, below=1)
    forecast = belief(predictive, "predictive")
    middle, first, last = (float(forecast.quantile(q)) for q in (0.5, tail / 2, 1 - tail / 2))

    def excess(distance: float) -> float:
        return float(conflict_tail(middle + distance, forecast)) - tail

    # As far as the nearer of the two quantiles the tail is at least `level`, beyond the farther at most.
    near, far = sorted((middle - first, last - middle))
    distance = brentq(excess, near, far) if excess(near) > 0 > excess(far) else near
    return Gate(prior, otherwise, middle - distance, middle + distance)
