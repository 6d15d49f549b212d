"""Varying intercepts and slopes on the log odds: many countries, each with its own baseline and effect."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from helpers._validate import FloatArray, real_number, true_or_false
from helpers.models.counts import mixed, observe_two_arms, two_arms
from helpers.models.pooling import Belief, Names, _check_prior, _coords
from helpers.posterior.arguments import spread_prior
from helpers.priors import HalfNormal, Prior, StudentT

_MEAN, _SD = StudentT(3, 0, 1), HalfNormal(1)


def varying_slopes(
    events_t: ArrayLike,
    n_t: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    mean_prior: Belief = _MEAN,
    sd_prior: Prior = _SD,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """Logistic regression with an intercept and a slope for every country, as a ``pymc.Model``.

    y ~ Binomial(n, expit(intercept_k + slope_k·treated)), intercepts and slopes each from a Normal of
    their own, independent of each other (Gelman & Hill 2007, section 13.1). ``mean_prior`` is put on both
    means, ``sd_prior`` on both standard deviations. Counts have shape (K,), K ≥ 1. Variables:
    ``intercept_mean``, ``intercept_sd``, ``slope_mean``, ``slope_sd``; ``intercept``, ``slope``,
    ``control_rate``, ``treated_rate`` with dim ``study``. ``centred`` and ``names`` as in
    `random_effects`. `helpers.posterior.varying_slopes` has this posterior exactly.

    Raises ``ValueError`` for bad counts or priors under which the posterior is improper. ``sd_prior=Flat()``
    is read as flat on sd > 0.
    """
    import pymc as pm

    counts = two_arms(events_t, n_t, events_c, n_c)
    sd_prior = _check_priors(counts, mean_prior, sd_prior)
    centred = true_or_false(centred, "centred")
    with pm.Model(coords=_coords(names, counts[0].size)) as model:
        intercept, slope = (_block(name, mean_prior, sd_prior, centred) for name in ("intercept", "slope"))
        observe_two_arms(intercept, slope, counts)
    return model


def correlated_slopes(
    events_t: ArrayLike,
    n_t: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    mean_prior: Belief = _MEAN,
    sd_prior: Prior = _SD,
    eta: float = 2.0,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """`varying_slopes` with intercepts and slopes from one bivariate Normal with ``correlation`` ρ.

    The prior of ρ is that of Lewandowski, Kurowicka & Joe (2009), density ∝ (1 − ρ²)^(eta − 1): for two
    variables that is (ρ + 1)/2 ~ Beta(eta, eta). ``eta`` > 0; 1 is flat on (−1, 1), larger values favour
    ρ near 0. Everything else as in `varying_slopes`.
    """
    import pymc as pm

    counts = two_arms(events_t, n_t, events_c, n_c)
    sd_prior = _check_priors(counts, mean_prior, sd_prior)
    shape, centred = real_number(eta, "eta", above=0), true_or_false(centred, "centred")
    with pm.Model(coords=_coords(names, counts[0].size)) as model:
        m_a, m_b = (mean_prior.to_pymc(f"{name}_mean") for name in ("intercept", "slope"))
        s_a, s_b = (sd_prior.to_pymc(f"{name}_sd") for name in ("intercept", "slope"))
        rho = pm.Deterministic("correlation", 2 * pm.Beta("half_correlation", alpha=shape, beta=shape) - 1)
        rest = pm.math.sqrt(1 - rho**2)
        if centred:
            intercept = pm.Normal("intercept", mu=m_a, sigma=s_a, dims="study")
            slope = pm.Normal(
                "slope", mu=m_b + rho * s_b * (intercept - m_a) / s_a, sigma=s_b * rest, dims="study"
            )
        else:
            offset, other = (pm.Normal(name, 0, 1, dims="study") for name in ("offset", "other_offset"))
            intercept = pm.Deterministic("intercept", m_a + s_a * offset, dims="study")
            slope = pm.Deterministic("slope", m_b + s_b * (rho * offset + rest * other), dims="study")
        observe_two_arms(intercept, slope, counts)
    return model


def _check_priors(counts: tuple[FloatArray, ...], mean_prior: Any, sd_prior: Any) -> Prior:
    """``sd_prior``, Flat() read as HalfFlat(); raises unless the posterior is known to be proper.

    With flat means, a mixed control arm and a mixed treated arm, in one study or in two, leave an integral
    over both means that is finite and the same at all sds. As one sd grows, each study mixed in both arms
    divides the density by it, and a flat mean multiplies by it once: K − [flat] > 1 will do.
    """
    _check_prior(mean_prior, "mean_prior")
    prior = spread_prior(sd_prior, "sd_prior")
    treated, control = mixed(counts[0], counts[1]), mixed(counts[2], counts[3])
    if not mean_prior.proper and not (treated.any() and control.any()):
        raise ValueError(
            "mean_prior must be proper unless some control arm and some treated arm have both events and "
            f"non-events, or the posterior may be improper; found {mean_prior!r}, "
            f"{int(control.sum())} such control arms and {int(treated.sum())} such treated arms"
        )
    needed = 2 + (not mean_prior.proper)
    if not prior.proper and (found := int((treated & control).sum())) < needed:
        raise ValueError(
            f"sd_prior must be proper, e.g. HalfNormal(1), unless at least {needed} studies have events and "
            f"non-events in both arms, or the posterior may be improper; found {sd_prior!r} and {found} such "
            "studies"
        )
    return prior


def _block(name: str, mean_prior: Belief, sd_prior: Prior, centred: bool) -> Any:
    """Intercepts or slopes of all studies, with their mean and standard deviation."""
    import pymc as pm

    mean, sd = mean_prior.to_pymc(f"{name}_mean"), sd_prior.to_pymc(f"{name}_sd")
    if centred:
        return pm.Normal(name, mu=mean, sigma=sd, dims="study")
    offset = pm.Normal(f"{name}_offset", mu=0, sigma=1, dims="study")
    return pm.Deterministic(name, mean + sd * offset, dims="study")
