"""Sample sizes that follow the belief: what a programme may take for its ``n_per_arm``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from helpers._validate import real_number, whole_number
from helpers.distributions import EffectPrior


@dataclass(frozen=True)
class ShareOfCeiling:
    """The fewest visitors per arm whose `assurance` is ``share`` of its ceiling P(effect > 0).

    Called with the belief about the next market, an `EffectPrior`, which designs and analyses; answers as
    ``sample_size(belief, share * assurance_ceiling(belief), sigma, threshold)``, in closed form: with c =
    mean/sd of the belief, z the quantile of ``threshold`` and ρ = se/sd the assurance is Φ(c·√(1 + ρ²) −
    z·ρ). It is no less than ``least``, which is also the answer where the belief alone exceeds the
    threshold, and no more than ``most``. ``share`` is in (0, 1), ``sigma`` > 0 the sd of one outcome,
    ``threshold`` in (.5, 1). An object, not a function, so that it travels to other processes.
    """

    share: float
    sigma: float
    threshold: float = 0.95
    least: int = 1
    most: int = 1_000_000

    def __post_init__(self) -> None:
        least = whole_number(self.least, "least", at_least=1)
        checked = {
            "share": real_number(self.share, "share", above=0, below=1),
            "sigma": real_number(self.sigma, "sigma", above=0),
            "threshold": real_number(self.threshold, "threshold", above=0.5, below=1),
            "least": least,
            "most": whole_number(self.most, "most", at_least=least),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def __call__(self, belief: EffectPrior) -> int:
        """Visitors per arm of the next experiment."""
        c, z = belief.mu / belief.sigma, float(ndtri(self.threshold))
        if c >= z:
            return self.least
        q = float(ndtri(self.share * ndtr(c)))
        root = math.sqrt(z * z + q * q - c * c)
        # One root of a quadratic, written so that nothing cancels.
        ratio = (c * root - q * z) / (z * z - c * c) if q < 0 < c else (c * c - q * q) / (q * z + c * root)
        wanted = 2 * (self.sigma / (ratio * belief.sigma)) ** 2
        return self.most if wanted > self.most else max(self.least, math.ceil(wanted))
