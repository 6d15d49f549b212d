"""The exact engine: posteriors by quadrature, with no Monte Carlo error.

``random_effects`` (estimates with standard errors) and ``meta_regression`` (with moderators too) stand in
`normal`, ``student_t_random_effects`` (with a Student-t population) in `student`,
``binomial_random_effects`` (two arms of counts) in `counts`, ``beta_binomial`` (rates from one population) in
`rates` and ``varying_slopes`` (an intercept and an effect for every study) in `slopes`; what they share are
an `axis` with nodes placed by the data, the rules of `quadrature` and a `plane` of two such axes.

Their results answer with the distributions of
`helpers.distributions`.
"""

from __future__ import annotations

from helpers.posterior.counts.model import binomial_random_effects
from helpers.posterior.normal.model import random_effects
from helpers.posterior.normal.moderators.columns import with_intercept
from helpers.posterior.normal.moderators.model import meta_regression
from helpers.posterior.rates.beta_binomial import BetaBinomial, beta_binomial
from helpers.posterior.result import MetaRegression, RandomEffects, StudentTRandomEffects
from helpers.posterior.slopes import VaryingSlopes, varying_slopes
from helpers.posterior.student.model import student_t_random_effects

__all__ = [
    "BetaBinomial",
    "MetaRegression",
    "RandomEffects",
    "StudentTRandomEffects",
    "VaryingSlopes",
    "beta_binomial",
    "binomial_random_effects",
    "meta_regression",
    "random_effects",
    "student_t_random_effects",
    "varying_slopes",
    "with_intercept",
]
