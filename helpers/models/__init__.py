"""PyMC models, one builder a model, and one `fit` for all of them; `compiled` where many data sets wait.

Building imports PyMC, so it costs seconds the first time; importing this package does not. Priors are
the objects of `helpers.priors`, the same that drive the exact engine; for means and effects also an
`EffectPrior` or a `NormalMixture`.
"""

from __future__ import annotations

from helpers.models.counts import beta_binomial, binomial_random_effects
from helpers.models.fitting import Compiled, compiled, fit
from helpers.models.pooling import complete_pooling, no_pooling, random_effects
from helpers.models.regression import meta_regression
from helpers.models.slopes import correlated_slopes, varying_slopes
from helpers.models.student import student_t_random_effects

__all__ = [
    "Compiled",
    "beta_binomial",
    "binomial_random_effects",
    "compiled",
    "complete_pooling",
    "correlated_slopes",
    "fit",
    "meta_regression",
    "no_pooling",
    "random_effects",
    "student_t_random_effects",
    "varying_slopes",
]
