"""Distributions: what every posterior and every predictive is. One interface, that of ``Distribution``."""

from __future__ import annotations

from helpers.distributions.betas import BetaMixture
from helpers.distributions.counts import CountMixture
from helpers.distributions.normals import EffectPrior, NormalMixture
from helpers.priors.base import Distribution, MomentWarning

__all__ = ["BetaMixture", "CountMixture", "Distribution", "EffectPrior", "MomentWarning", "NormalMixture"]
