"""Power and assurance: the chance of deciding "it works", for one effect and over a prior.

Two arms of n with known outcome sd σ give an estimate with standard error σ·√(2/n). The rule decides
"it works" when P(effect > 0 | data, analysis prior) exceeds a threshold, that is, when the estimate
exceeds one critical value: so every chance here is a normal tail, or an average of such.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from helpers._panels import spread
from helpers._validate import FloatArray, moderate, real_array
from helpers.borrowing.arguments import as_mixture, belief, columns
from helpers.borrowing.integrals import NODES, by_columns, resolved
from helpers.borrowing.updating import broadcast, critical_estimate
from helpers.distributions import Distribution
from helpers.priors import Flat

_FLAT = Flat()


def standard_error(n_per_arm: ArrayLike, sigma: ArrayLike) -> Any:
    """Standard error of the difference of two arms: ``sigma``·√(2 / ``n_per_arm``).

    ``sigma`` > 0 is the sd of one outcome, ``n_per_arm`` ≥ 1; the arguments broadcast.
    ``n_per_arm`` need not be whole, so that curves can be drawn.
    """
    n = sizes(n_per_arm)
    outcome = real_array(sigma, "sigma")
    n, outcome = broadcast({"n_per_arm": n, "sigma": moderate(outcome, "sigma", positive=True)})
    return (outcome * np.sqrt(2 / n))[()]


def binary_sigma(baseline: ArrayLike, lift: ArrayLike = 0.0) -> Any:
    """The ``sigma`` of a conversion: its two arms convert at ``baseline`` and ``baseline + lift``.

    With rates p and q the variance of the difference is p(1−p)/n + q(1−q)/n, unpooled, so that
    σ² = (p(1−p) + q(1−q))/2 makes σ·√(2/n) its root. Both rates must lie strictly between 0 and 1. A lift is
    here absolute: .005 on .10 is .105. The arguments broadcast; a prior's mean is a good ``lift`` to plan
    with, since σ changes slowly.
    """
    p, d = broadcast({"baseline": real_array(baseline, "baseline"), "lift": real_array(lift, "lift")})
    if ((p <= 0) | (p >= 1)).any():
        raise ValueError(f"baseline must lie strictly between 0 and 1; found {p.min():g} to {p.max():g}")
    q = p + d
    if ((q <= 0) | (q >= 1)).any():
        raise ValueError(
            f"lift must keep baseline + lift strictly between 0 and 1; found {q.min():g} to {q.max():g}"
        )
    return np.sqrt((p * (1 - p) + q * (1 - q)) / 2)[()]


def power(
    effect: ArrayLike,
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    threshold: float = 0.95,
    analysis_prior: Distribution = _FLAT,
) -> Any:
    """P(decide "it works") if the true effect is ``effect``.

    ``effect``, ``n_per_arm`` (≥ 1) and ``sigma`` (> 0) broadcast; the result has their shape. With a flat
    ``analysis_prior`` and ``threshold`` .95 this is the power of the one-sided test at 5 %. Exact under
    any analysis prior. Raises ``ValueError`` for a ``threshold`` outside (0, 1).
    """
    prior = belief(analysis_prior, "analysis_prior", flat=True)
    theta = moderate(real_array(effect, "effect"), "effect")
    se = np.asarray(standard_error(n_per_arm, sigma))
    broadcast({"effect": theta, "n_per_arm": np.asarray(n_per_arm), "sigma": np.asarray(sigma)})
    critical = np.asarray(critical_estimate(prior, se, threshold))
    return ndtr((theta - critical) / se)[()]


def assurance(
    prior: Distribution,
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
) -> Any:
    """P(decide "it works") when the true effect is drawn from ``prior``: power averaged over belief.

    O'Hagan, Stevens & Campbell 2005, Pharmaceutical Statistics 4:187–201. ``analysis_prior`` is
    "design" (the same prior analyses too), ``Flat()`` or any other prior. ``n_per_arm`` (≥ 1) and ``sigma``
    (> 0) broadcast; the result has their shape. Closed form for normals, mixtures of normals and
    predictives of the exact engine; else an integral over the prior. However large n, it tends to
    `assurance_ceiling`, not to 1. Raises ``ValueError`` for an improper ``prior`` or a ``threshold``
    outside (0, 1).
    """
    design = belief(prior, "prior")
    analysis = analysing(design, analysis_prior)
    se = np.asarray(standard_error(n_per_arm, sigma))
    critical = np.asarray(critical_estimate(analysis, se, threshold))
    return by_columns(chance_above(design), critical.ravel(), se.ravel()).reshape(se.shape)[()]


def assurance_ceiling(prior: Distribution) -> float:
    """What assurance tends to as n grows: P(effect > 0) under ``prior``, which must be proper."""
    return float(belief(prior, "prior").prob_above(0.0))


def analysing(design: Distribution, analysis_prior: Any) -> Distribution:
    """The prior that analyses: "design" stands for the design prior."""
    if isinstance(analysis_prior, str):
        if analysis_prior != "design":
            raise ValueError(
                f"unknown analysis_prior {analysis_prior!r}; known are 'design', Flat() or a prior"
            )
        return design
    return belief(analysis_prior, "analysis_prior", flat=True)


def chance_above(prior: Distribution) -> Any:
    """Function (critical, se), 1-D arrays, to P(estimate > critical), the effect drawn from ``prior``."""
    mixture = as_mixture(prior)
    if mixture is not None:
        log_weights, means, sds = columns(mixture)
        weights = np.exp(log_weights)
        return lambda critical, se: (weights * ndtr((means - critical) / np.hypot(sds, se))).sum(0)
    marks = resolved(prior)

    def chance(critical: FloatArray, se: FloatArray) -> FloatArray:
        # P(θ + se·Z > critical) = E P(θ > critical + se·Z): the prior's tail, which is exact, over Z.
        reachable = np.isfinite(critical)
        centre, sd = np.where(reachable, critical, 0.0)[:, None], se[:, None]
        edges = np.concatenate([(marks - centre) / sd, np.tile(np.arange(-10.0, 11), (se.size, 1))], axis=1)
        z, w = spread(np.sort(np.clip(edges, -10, 10)), NODES)
        mass = w * np.exp(-0.5 * z * z)
        found = (mass * prior.prob_above(centre + sd * z)).sum(1) / mass.sum(1)
        return np.where(reachable, found, critical < 0)

    return chance


def sizes(n_per_arm: ArrayLike) -> FloatArray:
    """``n_per_arm`` as float64, every entry at least 1."""
    n = real_array(n_per_arm, "n_per_arm")
    if (n < 1).any():
        raise ValueError(f"n_per_arm must be at least 1; found {n.min():g}")
    return moderate(n, "n_per_arm")
