"""How much is borrowed: by a hierarchical model, by a power prior, and in visitors."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, one_of, real_array, real_number, shown, studies
from helpers.borrowing.arguments import as_beta_mixture, as_mixture, batch_shape, belief, has_density
from helpers.borrowing.information import rate_visitors, root_information
from helpers.borrowing.integrals import expectation, resolved
from helpers.distributions import BetaMixture, Distribution, EffectPrior, NormalMixture
from helpers.priors import Beta


class BorrowingWarning(UserWarning):
    """Borrowing more than there is."""


def shrinkage_weights(std_errors: ArrayLike, tau: ArrayLike | Distribution) -> Any:
    """Weight of each study's shrunken effect on μ: se² / (se² + τ²) (Gelman et al. 2013, eq. 5.17).

    ``std_errors`` (> 0) has shape ``(..., K)`` or is one number; ``tau`` (≥ 0) is a number or an array
    of the batch shape, in the same unit, and the result has shape ``(..., K)``: a line of values for τ
    gives a row a value. ``tau`` may also be a distribution, such as ``post.tau``: the weight is then
    averaged over it, which is more than the weight at its mean where most of τ lies below the
    standard error's scale.
    """
    s = real_array(std_errors, "std_errors")
    if (s <= 0).any():
        raise ValueError(f"std_errors must be above 0; found {shown(s.min())}")
    if isinstance(tau, Distribution):
        return _average_weight(s, tau)
    t = real_array(tau, "tau")
    if (t < 0).any():
        raise ValueError(f"tau must be at least 0; found {shown(t.min())}")
    try:
        return _weight(s, t[..., None] if s.ndim else t)[()]
    except ValueError:
        raise ValueError(
            f"tau must have the batch shape of std_errors; found {t.shape} beside {s.shape}"
        ) from None


def _weight(s: FloatArray, t: FloatArray) -> FloatArray:
    # Divided by the larger of the two, so that nothing overflows.
    larger = np.maximum(s, t)
    return (s / larger) ** 2 / ((s / larger) ** 2 + (t / larger) ** 2)


def _average_weight(s: FloatArray, tau: Distribution) -> Any:
    if not tau.proper:
        raise ValueError(f"tau must be proper to be averaged over; found {described(tau)}")
    has_density(tau, "tau")
    if np.any(np.asarray(tau.cdf(0.0)) > 0):
        raise ValueError("tau must have no mass below 0; found a distribution that has")
    batch = batch_shape(tau)
    try:
        np.broadcast_shapes(batch, s.shape[:-1])
    except ValueError:
        raise ValueError(
            f"tau must have the batch shape of std_errors; found {batch} beside {s.shape}"
        ) from None
    per_study = [_expected_weight(s[..., k], tau) for k in range(s.shape[-1])] if s.ndim else []
    return np.stack(np.broadcast_arrays(*per_study), axis=-1) if s.ndim else _expected_weight(s, tau)


def _expected_weight(s: FloatArray, tau: Distribution) -> Any:
    """E s² / (s² + τ²), with panels about τ = s, where the weight turns."""
    s = s[..., None]
    return expectation(tau, partial(_weight, s), resolved(tau, s * 2.0 ** np.arange(-4, 5)))


def _pooled(effects: ArrayLike, std_errors: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Precision-weighted mean of the studies and its variance, of the batch shape."""
    y, s = studies(effects, std_errors, at_least=1)
    w = 1 / s**2
    return (w * y).sum(-1) / w.sum(-1), 1 / w.sum(-1)


def power_prior(effects: ArrayLike, std_errors: ArrayLike, alpha: float) -> EffectPrior:
    """Past studies as a prior, their pooled likelihood raised to ``alpha``, 0 < alpha ≤ 1.

    Normal with the pooled mean and variance pooled variance / alpha (Ibrahim & Chen 2000, Statistical
    Science 15:46–60, with a flat initial prior). ``effects`` and ``std_errors`` have shape (K,), K ≥ 1.
    It takes all studies to estimate one effect: differences between them do not widen it. Raises
    ``ValueError`` for bad studies or an ``alpha`` outside (0, 1].
    """
    discount = real_number(alpha, "alpha", above=0, at_most=1)
    mean, variance = _pooled(effects, std_errors)
    if mean.ndim:
        raise ValueError(f"effects must have shape (K,), one set of studies; found a batch of {mean.shape}")
    return EffectPrior(float(mean), float(np.sqrt(variance / discount)))


def matching_alpha(effects: ArrayLike, std_errors: ArrayLike, target_sd: ArrayLike) -> Any:
    """The ``alpha`` whose power prior is as wide as ``target_sd`` (> 0): pooled variance / target_sd².

    ``effects`` and ``std_errors`` (..., K), K ≥ 1, in one unit with ``target_sd``, a number or an array of
    the batch shape; the result has that shape. It is a ratio of variances, not of sds. Above 1 it
    would count the past more than once: returned all the same, with a ``BorrowingWarning``.
    """
    _, variance = _pooled(effects, std_errors)
    sd = real_array(target_sd, "target_sd")
    if (sd <= 0).any():
        raise ValueError(f"target_sd must be above 0; found {shown(sd.min())}")
    try:
        alpha = (np.sqrt(variance) / sd) ** 2
    except ValueError:
        raise ValueError(
            f"target_sd must have the batch shape of effects, {variance.shape}; found {sd.shape}"
        ) from None
    if (alpha > 1).any():
        warnings.warn(
            f"alpha is {alpha.max():.3g}, above 1: target_sd is narrower than the pooled estimate itself",
            BorrowingWarning,
            stacklevel=2,
        )
    return alpha[()]


def robust_mixture(prior: Distribution, weight: float, vague: Distribution) -> NormalMixture | BetaMixture:
    """``weight`` on ``prior``, the rest on ``vague``: borrows while the new data agree, lets go when not.

    Schmidli et al. 2014, Biometrics 70:1023–1032 (whose software puts the weight on the vague part).
    Both parts are normals, mixtures of normals or predictives of `random_effects`, or for a rate both are
    Betas or mixtures of Betas: then the result is a `BetaMixture`. ``weight`` in [0, 1].
    Raises ``TypeError`` for a part that is neither, and for one of each.
    """
    share = real_number(weight, "weight", at_least=0, at_most=1)
    rates = [as_beta_mixture(belief(value, name)) for value, name in ((prior, "prior"), (vague, "vague"))]
    if rates[0] is not None and rates[1] is not None:
        return _mixed_rates(share, rates[0], rates[1])
    parts = []
    for value, name in ((prior, "prior"), (vague, "vague")):
        mixture = as_mixture(belief(value, name))
        if mixture is None:
            raise TypeError(
                f"{name} must be a normal or a mixture of normals (or prior and vague both Betas or mixtures "
                f"of them); found {described(value)}; "
                "EffectPrior.from_posterior(post) is the normal that matches a predictive"
            )
        parts.append(mixture)
    first, second = parts
    return NormalMixture(
        np.concatenate([share * np.asarray(first.weights), (1 - share) * np.asarray(second.weights)]),
        np.concatenate([np.asarray(first.means), np.asarray(second.means)]),
        np.concatenate([np.asarray(first.sds), np.asarray(second.sds)]),
    )


def _mixed_rates(share: float, prior: BetaMixture, vague: BetaMixture) -> BetaMixture:
    (w, a, b), (rest, c, d) = prior.parts(), vague.parts()
    return BetaMixture(
        np.concatenate([share * w, (1 - share) * rest]), np.concatenate([a, c]), np.concatenate([b, d])
    )


def prior_effective_sample_size(
    prior: Distribution, sigma: float | None = None, method: str = "moments"
) -> Any:
    """Visitors per arm that would inform as much as ``prior``: by its ``"moments"`` or ``"information"``.

    ``sigma`` > 0 is the sd of one visitor's outcome. Two arms of n estimate the effect with variance
    2σ²/n; under ``"moments"``, 2σ² / sd², the prior's own variance takes its place (Morita, Thall & Müller
    2008, Biometrics 64:595–602, here for a normal). By moments a predictive for a new market is never worth
    more than 2σ² / E τ²; one with an infinite sd is worth nothing.

    ``"information"`` is the expected local information ratio, 2σ² E[−d² log p(θ)/dθ²], θ ~ ``prior``
    (Neuenschwander, Weber, Schmidli & O'Hagan 2020, Biometrics 76:578–587). For a normal the two agree. A
    robust mixture's wide part leaves few visitors by moments; by information, which averages over what the
    prior expects, it takes away little more than its weight. Exact for `Normal`, `StudentT`
    (2σ²(df + 1) / ((df + 3) scale²)) and mixtures of normals, predictives of the exact engine included.

    A `Beta` or `BetaMixture` is the prior of one arm's rate, whose outcome has a sd of its own: leave
    ``sigma`` out (it is not used). A Beta counts as a + b visitors of that arm under both methods, a mixture
    by moments as the Beta with its mean and sd. By information a mixture may hold no a or b below 1.
    Raises ``ValueError`` where the prior has no sd, or ``method`` does not apply to it.
    """
    one_of(method, "method", ("moments", "information"))
    if isinstance(prior, Beta | BetaMixture):
        return rate_visitors(prior, method)
    if sigma is None:
        raise TypeError("sigma must be given, the sd of one visitor's outcome, unless prior is a rate's")
    outcome = real_number(sigma, "sigma", above=0)
    if method == "information":
        with np.errstate(over="ignore"):
            return 2 * np.square(outcome * root_information(prior))
    if not isinstance(prior, Distribution):
        raise TypeError(f"prior must be a distribution, such as Normal(0.4, 0.5); found {described(prior)}")
    if not prior.proper:
        raise ValueError(f"prior must be proper to be worth visitors; {prior!r} has no sd")
    sd = np.asarray(prior.sd, dtype=np.float64)
    if np.isnan(sd).any():
        raise ValueError(f"prior must have an sd; that of {prior!r} is undefined")
    return (2 * (outcome / sd) ** 2)[()]
