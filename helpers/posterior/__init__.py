"""The exact engine: posteriors by quadrature, with no Monte Carlo error.

``random_effects`` (estimates with standard errors), ``binomial_random_effects`` (two arms of counts),
``beta_binomial`` (rates from one population), ``varying_slopes`` (an intercept and an effect for every
study). Their results answer with the distributions of
`helpers.distributions`.
"""

from __future__ import annotations

from helpers.posterior.beta_binomial import BetaBinomial, beta_binomial
from helpers.posterior.binomial import binomial_random_effects
from helpers.posterior.random_model import RandomEffects, random_effects
from helpers.posterior.slopes import VaryingSlopes, varying_slopes

__all__ = [
    "BetaBinomial",
    "RandomEffects",
    "VaryingSlopes",
    "beta_binomial",
    "binomial_random_effects",
    "random_effects",
    "varying_slopes",
]
