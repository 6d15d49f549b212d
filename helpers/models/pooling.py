"""Estimates with known standard errors, pooled in three ways: completely, not at all, partially."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, described, label_list, studies, true_or_false
from helpers.distributions import EffectPrior, NormalMixture
from helpers.posterior.arguments import check_proper, spread_prior
from helpers.priors import Flat, HalfNormal, Normal, Prior

Names = Sequence[Any] | None
Belief = Prior | EffectPrior | NormalMixture

_MU, _TAU, _THETA = Normal(0, 1), HalfNormal(1), Flat()


def random_effects(
    effects: ArrayLike,
    std_errors: ArrayLike,
    mu_prior: Belief = _MU,
    tau_prior: Prior = _TAU,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """Partial pooling: y_k ~ N(θ_k, s_k²), θ_k ~ N(μ, τ²) (Rubin 1981), as a ``pymc.Model``.

    ``effects`` and ``std_errors`` have shape (K,), K ≥ 1. The model's variables are ``mu``, ``tau`` and
    ``theta`` with dim ``study``, whose coordinate holds ``names`` (default 1 … K). With ``centred``
    false, θ_k = μ + τ·offset_k with offset_k ~ N(0, 1): the same posterior in coordinates that suit a
    sampler when the studies say little (Papaspiliopoulos, Roberts & Sköld 2007). ``tau_prior=Flat()`` is
    read as flat on τ > 0; ``mu_prior`` may also be an `EffectPrior` or a `NormalMixture`, as what is learnt
    from past experiments is. `helpers.posterior.random_effects` has this posterior exactly.

    Raises ``ValueError`` for bad studies, a prior of τ with mass below 0, names that do not match, or
    priors under which the posterior is improper: a flat μ and a flat τ need K ≥ 3, a flat τ alone K ≥ 2.
    """
    import pymc as pm

    y, s = _row(effects, std_errors)
    _check_prior(mu_prior, "mu_prior")
    tau_prior = spread_prior(tau_prior)
    check_proper(y.size, mu_prior, tau_prior)
    centred = true_or_false(centred, "centred")
    with pm.Model(coords=_coords(names, y.size)) as model:
        mu, tau = mu_prior.to_pymc("mu"), tau_prior.to_pymc("tau")
        _observe(_around(mu, tau, centred), y, s)
    return model


def complete_pooling(
    effects: ArrayLike, std_errors: ArrayLike, mu_prior: Belief = _MU, names: Names = None
) -> Any:
    """Complete pooling, τ = 0: y_k ~ N(μ, s_k²), one effect for every study, as a ``pymc.Model``.

    Variables ``mu`` and ``theta`` (dim ``study``, every entry μ), so that its fit reads like the others.
    Arguments and errors as in `random_effects`.
    """
    import pymc as pm

    y, s = _row(effects, std_errors)
    _check_prior(mu_prior, "mu_prior")
    with pm.Model(coords=_coords(names, y.size)) as model:
        mu = mu_prior.to_pymc("mu")
        theta = pm.Deterministic("theta", mu * np.ones(y.size), dims="study")
        _observe(theta, y, s)
    return model


def no_pooling(
    effects: ArrayLike, std_errors: ArrayLike, theta_prior: Belief = _THETA, names: Names = None
) -> Any:
    """No pooling, τ = ∞: y_k ~ N(θ_k, s_k²), each study by itself under its own ``theta_prior``.

    Variable ``theta`` with dim ``study``. Flat by default: θ_k | y ~ N(y_k, s_k²). Arguments and errors
    as in `random_effects`.
    """
    import pymc as pm

    y, s = _row(effects, std_errors)
    _check_prior(theta_prior, "theta_prior")
    with pm.Model(coords=_coords(names, y.size)) as model:
        theta = theta_prior.to_pymc("theta", dims="study")
        _observe(theta, y, s)
    return model


def _around(mean: Any, tau: Any, centred: bool) -> Any:
    """θ ~ N(``mean``, τ²) in the model at hand: drawn itself where ``centred``, else as mean + τ·offset."""
    import pymc as pm

    if centred:
        return pm.Normal("theta", mu=mean, sigma=tau, dims="study")
    offset = pm.Normal("offset", mu=0, sigma=1, dims="study")
    return pm.Deterministic("theta", mean + tau * offset, dims="study")


def _observe(theta: Any, y: FloatArray, s: FloatArray) -> None:
    """Add the likelihood to the model at hand, its data as `Compiled` can exchange them."""
    import pymc as pm

    effects, std_errors = pm.Data("effects", y, dims="study"), pm.Data("std_errors", s, dims="study")
    pm.Normal("y", mu=theta, sigma=std_errors, observed=effects, dims="study")


def _row(effects: ArrayLike, std_errors: ArrayLike) -> tuple[FloatArray, FloatArray]:
    y, s = studies(effects, std_errors, at_least=1)
    if y.ndim != 1:
        raise ValueError(f"effects must have shape (K,): one model holds one set of studies; found {y.shape}")
    return y, s


def _coords(names: Names, count: int) -> dict[str, list[Any]]:
    labels = list(range(1, count + 1)) if names is None else label_list(names, "names", count, "study")
    try:
        different = set(labels)
    except TypeError:
        raise TypeError(f"names must be text or numbers; found {described(labels)}") from None
    if len(different) != count:
        twice = next(label for label in labels if labels.count(label) > 1)
        raise ValueError(f"names must differ from each other; found {described(twice)} more than once")
    return {"study": labels}


def _check_prior(prior: Any, name: str) -> None:
    if not isinstance(prior, Belief):
        raise TypeError(
            f"{name} must be a prior of helpers.priors, e.g. Normal(0, 1), an EffectPrior or a "
            f"NormalMixture; found {described(prior)}"
        )
