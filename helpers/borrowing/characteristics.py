"""How a borrowing rule performs, whatever the truth: averages over the estimates it may meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from helpers._panels import spread
from helpers._results import ByValue
from helpers._validate import FloatArray, moderate, real_array, real_number
from helpers.borrowing.arguments import belief
from helpers.borrowing.integrals import NODES
from helpers.borrowing.updating import critical_estimate, posterior_mean
from helpers.distributions import Distribution

_EDGES = np.linspace(-9, 9, 19)


@dataclass(frozen=True, eq=False)
class OperatingCharacteristics(ByValue):
    """At each true effect in ``truth``: P(decide it works), bias and rmse of the posterior mean, coverage."""

    truth: FloatArray
    decide: FloatArray
    bias: FloatArray
    rmse: FloatArray
    coverage: FloatArray


def operating_characteristics(
    prior: Distribution, truth: ArrayLike, std_error: float, threshold: float = 0.95, level: float = 0.95
) -> OperatingCharacteristics:
    """What analysing an estimate with ``prior`` does on average, at each true effect in ``truth``.

    The estimate is Normal(truth, ``std_error``²), ``std_error`` > 0. ``decide`` is the probability that
    P(θ > 0 | estimate) exceeds ``threshold``; ``coverage`` that the equal-tailed ``level`` interval holds
    the truth. Both are exact, from the critical estimates; ``bias`` and ``rmse`` are Gauss–Legendre
    integrals over the estimate. ``prior`` is any distribution, or ``Flat()`` for no borrowing.
    """
    prior = belief(prior, "prior", flat=True)
    theta = moderate(real_array(truth, "truth"), "truth")
    se = real_number(std_error, "std_error")  # `critical_estimate` asks for it to be above 0
    tail = (1 - real_number(level, "level", above=0, below=1)) / 2
    critical = critical_estimate(prior, se, threshold)
    lowest, highest = (critical_estimate(prior, se, q, boundary=theta) for q in (tail, 1 - tail))
    bias, rmse = _errors(prior, theta, se)
    with np.errstate(over="ignore"):
        decide = ndtr((theta - critical) / se)
        coverage = ndtr((highest - theta) / se) - ndtr((lowest - theta) / se)
    return OperatingCharacteristics(theta, np.asarray(decide), bias, rmse, np.asarray(coverage))


def _errors(prior: Distribution, theta: FloatArray, se: float) -> tuple[FloatArray, FloatArray]:
    z, w = spread(_EDGES, NODES)
    mass = w * np.exp(-0.5 * z * z)
    mass /= mass.sum()
    estimates = theta.ravel()[:, None] + se * z
    means = posterior_mean(prior, estimates.ravel(), np.full(estimates.size, se)).reshape(estimates.shape)
    off = means - theta.ravel()[:, None]
    bias, rmse = off @ mass, np.sqrt(off**2 @ mass)
    return bias.reshape(theta.shape), rmse.reshape(theta.shape)
