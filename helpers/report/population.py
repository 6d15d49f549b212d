"""Many experiments as a population of changes: what share of them helps."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp, ndtr

from helpers._validate import FloatArray
from helpers.report import beliefs
from helpers.report.influence import rule_over_tau

FAR = 12.0  # sds: beyond, a share is 0 or 1


def share_above(
    y: FloatArray, s: FloatArray, unit: float, post: Any, level: float = 0.95
) -> tuple[float, float]:
    """The equal-tailed interval of the share of true effects above 0, Φ(μ/τ); exact up to the rule over τ."""
    tau, log_weight, _ = rule_over_tau(post)
    mu_prior, _ = beliefs.chosen(unit)
    v = s[:, None] ** 2 + tau**2
    precision = np.sum(1 / v, axis=0) + 1 / mu_prior.sd**2
    mean = (np.sum(y[:, None] / v, axis=0) + mu_prior.mean / mu_prior.sd**2) / precision
    weight = np.exp(log_weight - logsumexp(log_weight))

    def below(z: float) -> float:
        """The probability that μ/τ is at most z."""
        return float(np.sum(weight * ndtr((tau * z - mean) * np.sqrt(precision))))

    def quantile(q: float) -> float:
        if below(-FAR) >= q:
            return 0.0
        if below(FAR) <= q:
            return 1.0
        return float(ndtr(brentq(lambda z: below(z) - q, -FAR, FAR)))

    return quantile((1 - level) / 2), quantile((1 + level) / 2)
