"""What a prior becomes once a new estimate is in, and the estimate that it takes to be convinced.

The estimate is y ~ Normal(θ, se²) with se known. A mixture of normals stays one (conjugacy, component
by component); any other prior is integrated numerically.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, logit, ndtri

from helpers._validate import FloatArray, described, moderate, real_array, real_number
from helpers.borrowing.arguments import as_mixture, belief, columns, is_flat
from helpers.borrowing.integrals import Resolved, by_columns
from helpers.distributions import Distribution, EffectPrior, NormalMixture

_FAR = 1e140


def update(prior: Distribution, new_effect: float, std_error: float) -> EffectPrior | NormalMixture:
    """Belief about the true effect after one more estimate ``new_effect`` with known ``std_error`` > 0.

    ``prior`` is a Normal, an EffectPrior, a mixture of normals, a predictive of `random_effects`, or
    ``Flat()``. One normal gives an EffectPrior; a mixture gives a NormalMixture whose weights are
    multiplied by how well each component predicted the estimate (Schmidli et al. 2014, Biometrics
    70:1023–1032, eq. 6). Raises ``TypeError`` for another prior: `probability_above` takes any.
    """
    prior = belief(prior, "prior", flat=True)
    y = float(moderate(np.array(real_number(new_effect, "new_effect")), "new_effect"))
    se = float(moderate(np.array(real_number(std_error, "std_error")), "std_error", positive=True))
    if is_flat(prior):
        return EffectPrior(y, se)
    mixture = as_mixture(prior)
    if mixture is None:
        raise TypeError(
            f"prior must be a normal or a mixture of normals to stay one; found {described(prior)}"
        )
    log_weights, means, sds = columns(mixture)
    total = np.hypot(sds, se)
    new_means = means + (y - means) * (sds / total) ** 2
    new_sds = sds * (se / total)
    if means.size == 1:
        return EffectPrior(new_means.item(), new_sds.item())
    log_fit = log_weights - 0.5 * ((y - means) / total) ** 2 - np.log(total)
    weights = np.exp(log_fit - log_fit.max())
    return NormalMixture((weights / weights.sum()).ravel(), new_means.ravel(), new_sds.ravel())


def predictive_estimate(prior: Distribution, std_error: float) -> EffectPrior | NormalMixture:
    """What ``prior`` expects of an estimate with ``std_error`` > 0: its uncertainty and the noise, together.

    ``prior`` is as for `update`, but not flat. It is what `conflict_tail` compares an estimate with; for a
    predictive of `random_effects` it is ``post.new_estimate(std_error)``. Raises ``TypeError`` for any
    other prior.
    """
    mixture = as_mixture(belief(prior, "prior"))
    se = float(moderate(np.array(real_number(std_error, "std_error")), "std_error", positive=True))
    if mixture is None:
        raise TypeError(f"prior must be a normal or a mixture of normals; found {described(prior)}")
    log_weights, means, sds = columns(mixture)
    total = np.hypot(sds, se)
    if means.size == 1:
        return EffectPrior(means.item(), total.item())
    weights = np.exp(log_weights)
    return NormalMixture((weights / weights.sum()).ravel(), means.ravel(), total.ravel())


def probability_above(
    prior: Distribution, new_effect: ArrayLike, std_error: ArrayLike, boundary: ArrayLike = 0.0
) -> Any:
    """P(θ > ``boundary`` | estimate), under any prior, ``Flat()`` included.

    ``new_effect``, ``std_error`` (> 0) and ``boundary`` broadcast; the result has their shape.
    """
    prior = belief(prior, "prior", flat=True)
    y, se, b = _aligned(new_effect=new_effect, std_error=std_error, boundary=boundary)
    log_odds = by_columns(_log_odds(prior), y.ravel(), se.ravel(), b.ravel()).reshape(y.shape)
    # expit(log odds), through the tail function that loses no digits near 1
    return np.exp(-np.logaddexp(0.0, -log_odds))[()]


def critical_estimate(
    prior: Distribution, std_error: ArrayLike, threshold: float = 0.95, boundary: ArrayLike = 0.0
) -> Any:
    """The estimate above which P(θ > ``boundary`` | estimate) exceeds ``threshold``, in (0, 1).

    The posterior probability rises with the estimate whatever the prior, because normal noise has a
    monotone likelihood ratio (Karlin & Rubin 1956, Ann. Math. Stat. 27:272–299): so there is one such
    estimate, found in closed form for one normal and by bracketed root finding otherwise. It is −inf
    when the prior rules out everything below ``boundary`` (as far as float64 can tell), +inf when it rules
    out everything above.
    ``std_error`` > 0 and ``boundary`` broadcast; the result has their shape.
    """
    prior = belief(prior, "prior", flat=True)
    level = real_number(threshold, "threshold", above=0, below=1)
    se, b = _aligned(std_error=std_error, boundary=boundary)
    shape, se, b = se.shape, se.ravel(), b.ravel()
    mixture = as_mixture(prior)
    if is_flat(prior):
        found = b + ndtri(level) * se
    elif mixture is not None:
        found = _critical_mixture(mixture, se, b, level)
    else:
        found = np.where(prior.cdf(b) > 0, np.inf, -np.inf)
        both = (prior.cdf(b) > 0) & (prior.prob_above(b) > 0)
        se, b = se[both], b[both]
        found[both] = _root(_any_log_odds(prior), b - se, b + se, se, b, level)
    return found.reshape(shape)[()]


def _critical_mixture(mixture: NormalMixture, se: FloatArray, b: FloatArray, level: float) -> FloatArray:
    _, means, sds = columns(mixture)
    with np.errstate(over="ignore"):
        ratio = se / sds
        each = b + ratio * (ndtri(level) * np.hypot(sds, se) - (means - b) * ratio)
    if len(means) == 1:
        return each[0]
    # The posterior probability is an average of the components' own, each of which passes the level
    # at its own estimate: so the answer lies between the first and the last of these.
    each = np.clip(each, -_FAR, _FAR)
    return _root(_mixture_log_odds(mixture), each.min(0) - se, each.max(0) + se, se, b, level)


def _root(
    log_odds: Any, low: FloatArray, high: FloatArray, se: FloatArray, b: FloatArray, level: float
) -> FloatArray:
    """Where ``log_odds`` passes ``level``, looked for between ``low`` and ``high`` first, then beyond.

    Where it does so at no estimate that float64 can tell, ∓inf: decided at any estimate, or at none.
    """
    from scipy.optimize.elementwise import bracket_root, find_root

    def excess(y: FloatArray, se: FloatArray, b: FloatArray) -> FloatArray:
        value = by_columns(log_odds, y.ravel(), se.ravel(), b.ravel()).reshape(y.shape)
        return np.clip(value - logit(level), -1e6, 1e6)

    around = bracket_root(excess, low, high, args=(se, b), factor=4, maxiter=40)
    found = find_root(excess, around.bracket, args=(se, b)).x
    never = np.where(excess(b, se, b) > 0, -np.inf, np.inf)
    return np.where(around.success, found, never)


def _log_odds(prior: Distribution) -> Any:
    """Function (estimate, std_error, boundary), 1-D arrays, to log P(θ > boundary) / P(θ ≤ boundary)."""
    if is_flat(prior):
        return lambda y, se, b: log_ndtr((y - b) / se) - log_ndtr((b - y) / se)
    mixture = as_mixture(prior)
    return _any_log_odds(prior) if mixture is None else _mixture_log_odds(mixture)


def _mixture_log_odds(mixture: NormalMixture) -> Any:
    log_weights, means, sds = columns(mixture)

    def log_odds(y: FloatArray, se: FloatArray, b: FloatArray) -> FloatArray:
        total = np.hypot(sds, se)
        with np.errstate(over="ignore"):
            fit = log_weights - 0.5 * ((y - means) / total) ** 2 - np.log(total)
            distance = ((means - b) * (se / sds) + (y - b) * (sds / se)) / total
            return _log_sum(fit + log_ndtr(distance)) - _log_sum(fit + log_ndtr(-distance))

    return log_odds


def _any_log_odds(prior: Distribution) -> Any:
    resolved = Resolved(prior)

    def log_odds(y: FloatArray, se: FloatArray, b: FloatArray) -> FloatArray:
        x, mass = resolved.posterior(y, se, b)
        is_above = x > b[:, None]
        above, below = (np.where(side, mass, 0).sum(1) for side in (is_above, ~is_above))
        with np.errstate(divide="ignore"):
            return np.log(above) - np.log(below)

    return log_odds


def posterior_mean(prior: Distribution, y: FloatArray, se: FloatArray) -> FloatArray:
    """E(θ | estimate) for 1-D arrays of estimates and standard errors, under any checked prior."""
    if is_flat(prior):
        return y
    mixture = as_mixture(prior)
    if mixture is None:
        resolved = Resolved(prior)

        def mean(y: FloatArray, se: FloatArray) -> FloatArray:
            x, mass = resolved.posterior(y, se, y)
            return (x * mass).sum(1)

        return by_columns(mean, y, se)
    log_weights, means, sds = columns(mixture)
    total = np.hypot(sds, se)
    fit = log_weights - 0.5 * ((y - means) / total) ** 2 - np.log(total)
    weights = np.exp(fit - fit.max(0))
    return (weights * (means + (y - means) * (sds / total) ** 2)).sum(0) / weights.sum(0)


def _log_sum(values: FloatArray) -> FloatArray:
    peak = values.max(0)
    return peak + np.log(np.exp(values - peak).sum(0))


def _aligned(**values: ArrayLike) -> list[FloatArray]:
    """Arguments as float64 of one shape; the ``std_error`` among them above 0."""
    arrays = {name: real_array(value, name) for name, value in values.items()}
    return broadcast({n: moderate(array, n, positive=n == "std_error") for n, array in arrays.items()})


def broadcast(arrays: dict[str, FloatArray]) -> list[FloatArray]:
    """The arrays at their common shape, or an error that names them all."""
    try:
        return [np.array(part) for part in np.broadcast_arrays(*arrays.values())]
    except ValueError:
        found = ", ".join(f"{name} {part.shape}" for name, part in arrays.items())
        raise ValueError(f"{' and '.join(arrays)} must have shapes that broadcast; found {found}") from None
