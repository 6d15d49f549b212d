"""Power and assurance: the chance of deciding "it works", for one effect and over a prior.

Two arms of n with known outcome sd σ give an estimate with standard error σ·√(2/n); n treated and
ratio·n control visitors one of σ·√((1 + 1/ratio)/n). The rule decides "it works" when
P(effect > margin | data, analysis prior) exceeds a threshold, that is, when the estimate exceeds one
critical value: so every chance here is a normal tail, or an average of such. The margin is 0 unless given:
above 0 it asks for an effect worth having, below 0 for no harm worth fearing (non-inferiority).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from helpers._panels import spread
from helpers._validate import FloatArray, moderate, real_array, real_number, shown
from helpers.borrowing.arguments import as_mixture, belief, columns
from helpers.borrowing.integrals import NODES, by_columns, resolved
from helpers.borrowing.updating import broadcast, critical_estimate
from helpers.distributions import Distribution
from helpers.priors import Flat

_FLAT = Flat()


def standard_error(n_per_arm: ArrayLike, sigma: ArrayLike, ratio: ArrayLike = 1.0) -> Any:
    """Standard error of the difference of two arms: ``sigma``·√(2 / ``n_per_arm``).

    ``sigma`` > 0 is the sd of one outcome, ``n_per_arm`` ≥ 1; the arguments broadcast.
    ``n_per_arm`` need not be whole, so that curves can be drawn. ``ratio`` > 0 is the number of control
    visitors for each treated one: ``n_per_arm`` is then the size of the treated arm, ``ratio`` times it that
    of the control, and the standard error ``sigma``·√((1 + 1/ratio) / n).
    """
    n, outcome, per_treated = broadcast(
        {
            "n_per_arm": sizes(n_per_arm),
            "sigma": moderate(real_array(sigma, "sigma"), "sigma", positive=True),
            "ratio": moderate(real_array(ratio, "ratio"), "ratio", positive=True),
        }
    )
    return (outcome * np.sqrt((1 + 1 / per_treated) / n))[()]


def binary_sigma(baseline: ArrayLike, lift: ArrayLike = 0.0) -> Any:
    """The ``sigma`` of a conversion: its two arms convert at ``baseline`` and ``baseline + lift``.

    With rates p and q the variance of the difference is p(1−p)/n + q(1−q)/n, unpooled, so that
    σ² = (p(1−p) + q(1−q))/2 makes σ·√(2/n) its root. Both rates must lie strictly between 0 and 1. A lift is
    here absolute: .005 on .10 is .105. The arguments broadcast; a prior's mean is a good ``lift`` to plan
    with, since σ changes slowly.
    """
    p, d = broadcast({"baseline": real_array(baseline, "baseline"), "lift": real_array(lift, "lift")})
    if ((p <= 0) | (p >= 1)).any():
        raise ValueError(
            f"baseline must lie strictly between 0 and 1; found {shown(p.min())} to {shown(p.max())}"
        )
    q = p + d
    wrong = (q <= 0) | (q >= 1)
    if wrong.any():
        raise ValueError(
            f"lift must keep baseline + lift strictly between 0 and 1; found {shown(d[wrong][0])} on a "
            f"baseline of {shown(p[wrong][0])}"
        )
    return np.sqrt((p * (1 - p) + q * (1 - q)) / 2)[()]


def power(
    effect: ArrayLike,
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    threshold: float = 0.95,
    analysis_prior: Distribution = _FLAT,
    ratio: ArrayLike = 1.0,
    margin: ArrayLike = 0.0,
) -> Any:
    """P(decide "it works") if the true effect is ``effect``.

    ``effect``, ``n_per_arm`` (≥ 1) and ``sigma`` (> 0) broadcast; the result has their shape. With a flat
    ``analysis_prior`` and ``threshold`` .95 this is the power of the one-sided test at 5 %. Exact under
    any analysis prior. ``ratio`` (> 0; control per treated visitor, as in `standard_error`) and ``margin``,
    what the effect has to exceed, in its unit, broadcast too. Raises ``ValueError`` for a ``threshold``
    outside (0, 1).
    """
    prior = belief(analysis_prior, "analysis_prior", flat=True)
    theta = moderate(real_array(effect, "effect"), "effect")
    critical, se = critical_and_error(prior, n_per_arm, sigma, threshold, ratio, margin, effect=theta)
    return ndtr((theta - critical) / se)[()]


def minimum_detectable_effect(
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    power: float = 0.8,
    threshold: float = 0.95,
    analysis_prior: Distribution = _FLAT,
    ratio: ArrayLike = 1.0,
    margin: ArrayLike = 0.0,
) -> Any:
    """The true effect that is found with probability ``power``, in (0, 1): where `power` passes it.

    The critical estimate plus z_power standard errors: under a flat ``analysis_prior`` and no margin
    (z_threshold + z_power)·se, 2.49·se at .95 and .8. Smaller effects may be real and missed; it says
    nothing about which effects are likely, as `assurance` does. ``n_per_arm``, ``sigma``, ``ratio`` and
    ``margin`` broadcast as in `power`; the result has their shape and the unit of ``sigma``. It is ∞ where no
    estimate would convince the analysis prior, −∞ where every one would.
    """
    wanted = real_number(power, "power", above=0, below=1)
    prior = belief(analysis_prior, "analysis_prior", flat=True)
    critical, se = critical_and_error(prior, n_per_arm, sigma, threshold, ratio, margin)
    return (critical + ndtri(wanted) * se)[()]


def critical_and_error(
    prior: Distribution,
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    threshold: float,
    ratio: ArrayLike,
    margin: ArrayLike,
    **others: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """The critical estimate and the standard error, both of one shape, once all arguments broadcast."""
    se = np.asarray(standard_error(n_per_arm, sigma, ratio))
    least = moderate(real_array(margin, "margin"), "margin")
    arrays = {"n_per_arm": np.asarray(n_per_arm), "sigma": np.asarray(sigma), "ratio": np.asarray(ratio)}
    broadcast({**others, **arrays, "margin": least})
    se = np.broadcast_to(se, np.broadcast_shapes(se.shape, least.shape))
    return np.asarray(critical_estimate(prior, se, threshold, least)), se


def assurance(
    prior: Distribution,
    n_per_arm: ArrayLike,
    sigma: ArrayLike,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ratio: ArrayLike = 1.0,
    margin: ArrayLike = 0.0,
) -> Any:
    """P(decide "it works") when the true effect is drawn from ``prior``: power averaged over belief.

    O'Hagan, Stevens & Campbell 2005, Pharmaceutical Statistics 4:187–201. ``analysis_prior`` is
    "design" (the same prior analyses too), ``Flat()`` or any other prior. ``n_per_arm`` (≥ 1) and ``sigma``
    (> 0) broadcast; the result has their shape. Closed form for normals, mixtures of normals and
    predictives of the exact engine; else an integral over the prior. However large n, it tends to
    `assurance_ceiling`, not to 1. ``ratio`` and ``margin`` as in `power`. Raises ``ValueError`` for an
    improper ``prior`` or a ``threshold`` outside (0, 1).
    """
    design = belief(prior, "prior")
    analysis = analysing(design, analysis_prior)
    critical, se = critical_and_error(analysis, n_per_arm, sigma, threshold, ratio, margin)
    return by_columns(chance_above(design), critical.ravel(), se.ravel()).reshape(se.shape)[()]


def assurance_ceiling(prior: Distribution, margin: float = 0.0) -> float:
    """What assurance tends to as n grows: P(effect > ``margin``) under ``prior``, which must be proper."""
    return float(belief(prior, "prior").prob_above(real_number(margin, "margin")))


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
        centre, sd = critical[:, None], se[:, None]
        edges = np.concatenate([(marks - centre) / sd, np.tile(np.arange(-10.0, 11), (se.size, 1))], axis=1)
        z, w = spread(np.sort(np.clip(edges, -10, 10)), NODES)
        mass = w * np.exp(-0.5 * z * z)
        return (mass * prior.prob_above(centre + sd * z)).sum(1) / mass.sum(1)

    return chance


def sizes(n_per_arm: ArrayLike) -> FloatArray:
    """``n_per_arm`` as float64, every entry at least 1."""
    n = real_array(n_per_arm, "n_per_arm")
    if (n < 1).any():
        raise ValueError(f"n_per_arm must be at least 1; found {shown(n.min())}")
    return moderate(n, "n_per_arm")
