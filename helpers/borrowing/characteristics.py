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
from helpers.borrowing.gate import Gate
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
    prior: Distribution | Gate,
    truth: ArrayLike,
    std_error: float,
    threshold: float = 0.95,
    level: float = 0.95,
) -> OperatingCharacteristics:
    """What analysing an estimate with ``prior`` does on average, at each true effect in ``truth``.

    The estimate is Normal(truth, ``std_error``²), ``std_error`` > 0. ``decide`` is the probability that
    P(θ > 0 | estimate) exceeds ``threshold``; ``coverage`` that the equal-tailed ``level`` interval holds
    the truth. Both are exact, from the critical estimates; ``bias`` and ``rmse`` are Gauss–Legendre
    integrals over the estimate. ``prior`` is any distribution, ``Flat()`` for no borrowing, or the `Gate`
    of `conflict_gate`, which takes one of two priors as the estimate falls.
    """
    gate = prior if isinstance(prior, Gate) else None
    pieces = gate.pieces() if gate else [(belief(prior, "prior", flat=True), -np.inf, np.inf)]
    theta = moderate(real_array(truth, "truth"), "truth")
    se = real_number(std_error, "std_error")  # `critical_estimate` asks for it to be above 0
    tail = (1 - real_number(level, "level", above=0, below=1)) / 2

    def chance(low: FloatArray | float, high: FloatArray | float) -> FloatArray:
        """P(low < estimate < high), from the tail that loses no digits; 0 where low is above high."""
        with np.errstate(over="ignore"):
            lower, upper = (low - theta) / se, (high - theta) / se
        right = lower > 0
        inside = ndtr(np.where(right, -lower, upper)) - ndtr(np.where(right, -upper, lower))
        return np.maximum(inside, 0.0)

    decide, coverage, bias, square = (np.zeros(theta.shape) for _ in range(4))
    for belief_here, first, last in pieces:
        critical = critical_estimate(belief_here, se, threshold)
        lowest, highest = (critical_estimate(belief_here, se, q, boundary=theta) for q in (tail, 1 - tail))
        decide += chance(np.clip(critical, first, last), last)
        coverage += chance(np.clip(lowest, first, last), np.clip(highest, first, last))
        off, off_square = _errors(belief_here, theta, se, first, last)
        bias, square = bias + off, square + off_square
    return OperatingCharacteristics(theta, decide, bias, np.sqrt(square), coverage)


def _errors(
    prior: Distribution, theta: FloatArray, se: float, first: float, last: float
) -> tuple[FloatArray, FloatArray]:
    """Integrals of the posterior mean's error and its square, over the estimates from first to last."""
    at = theta.ravel()[:, None]
    with np.errstate(over="ignore"):
        z, w = spread(np.clip(_EDGES, (first - at) / se, (last - at) / se), NODES)
    mass = w * np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    estimates = at + se * z
    means = posterior_mean(prior, estimates.ravel(), np.full(estimates.size, se)).reshape(estimates.shape)
    off = means - at
    return tuple((off**power * mass).sum(1).reshape(theta.shape) for power in (1, 2))
