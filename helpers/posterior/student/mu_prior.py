"""The prior of μ as the plane needs it: on the whole line, with a log density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.distributions import EffectPrior, NormalMixture
from helpers.posterior.normal.mu_prior import components
from helpers.priors import Normal, Prior


@dataclass(frozen=True)
class Mixture(Prior):
    """A ``NormalMixture`` as a prior."""

    mixture: NormalMixture

    @property
    def resolution(self) -> float:
        return float(self.mixture.components()[2].min())

    def __repr__(self) -> str:
        return repr(self.mixture)

    def _logpdf(self, x: FloatArray) -> FloatArray:
        weights, means, sds = self.mixture.components()
        seen = weights > 0
        logs = [
            np.log(weight) + Normal(float(mean), float(sd))._logpdf(x)
            for weight, mean, sd in zip(weights[seen], means[seen], sds[seen], strict=True)
        ]
        return np.logaddexp.reduce(logs, axis=0)

    def _quantile(self, q: FloatArray) -> FloatArray:
        return self.mixture._quantile(q)


def on_the_line(prior: Any) -> Prior:
    """``prior`` as a prior of μ; raises when it is of another kind, or squares of it would overflow."""
    components(prior, 1.0)
    if isinstance(prior, EffectPrior):
        return prior.as_prior()
    return Mixture(prior) if isinstance(prior, NormalMixture) else prior
