"""The prior of μ as the plane needs it: on the whole line, with a log density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray, described
from helpers.distributions import EffectPrior, NormalMixture
from helpers.priors import Flat, Normal, Prior, StudentT


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
    """``prior`` as a prior of μ."""
    if isinstance(prior, EffectPrior):
        return prior.as_prior()
    if isinstance(prior, NormalMixture):
        return Mixture(prior)
    if isinstance(prior, Normal | StudentT | Flat):
        return prior
    raise TypeError(
        "mu_prior must be Normal, StudentT, Flat, EffectPrior or NormalMixture (a prior on the whole line); "
        f"found {described(prior)}"
    )
