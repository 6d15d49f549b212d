"""Estimates with known standard errors, their population's mean explained by moderators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import true_or_false
from helpers.models.pooling import Names, _around, _coords, _observe, _row
from helpers.posterior.arguments import spread_prior
from helpers.posterior.normal.moderators.columns import Columns, coefficient_beliefs
from helpers.posterior.normal.moderators.model import check_proper
from helpers.priors import HalfNormal, Normal, Prior
from helpers.priors.base import Distribution

_COEFFICIENTS, _TAU = Normal(0, 1), HalfNormal(1)


def meta_regression(
    effects: ArrayLike,
    std_errors: ArrayLike,
    moderators: Any,
    coefficient_priors: Distribution | Sequence[Distribution] = _COEFFICIENTS,
    tau_prior: Prior = _TAU,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """Partial pooling towards a line: y_k ~ N(θ_k, s_k²), θ_k ~ N(x_k·β, τ²), as a ``pymc.Model``.

    ``moderators`` (K, P), an array or a DataFrame, hold the intercept as a column of ones, as
    `helpers.posterior.with_intercept` makes it; ``coefficient_priors`` are ``Normal``, ``EffectPrior`` or
    ``Flat``, one for all or a list of one a column. The model's variables are ``coefficients`` with dim
    ``moderator``, whose coordinate holds the names of the columns, ``tau``, and ``theta`` with dim ``study``.
    With ``centred`` false, θ_k = x_k·β + τ·offset_k; ``centred`` and ``names`` as in `random_effects`.
    `helpers.posterior.meta_regression` has this posterior exactly.

    Raises ``ValueError`` for bad studies, moderators that are not finite or collinear (the columns are
    named), a prior of τ with mass below 0, names that do not match, or priors under which the posterior is
    improper: flat everywhere needs K ≥ P + 2.
    """
    import pymc as pm

    y, s = _row(effects, std_errors)
    columns = Columns.of(moderators, y.size)
    beliefs = coefficient_beliefs(coefficient_priors, columns.names)
    tau_prior = spread_prior(tau_prior)
    check_proper(columns.values, beliefs, tau_prior, "the posterior")
    centred = true_or_false(centred, "centred")
    coords = {**_coords(names, y.size), "moderator": list(columns.names)}
    with pm.Model(coords=coords) as model:
        x = pm.Data("moderators", columns.values, dims=("study", "moderator"))
        tau = tau_prior.to_pymc("tau")
        mean = (x * _coefficients(beliefs)).sum(axis=1)
        _observe(_around(mean, tau, centred), y, s)
    return model


def _coefficients(beliefs: Sequence[Prior]) -> Any:
    """One variable of the model at hand where all are Normal or all flat, else one each, stacked."""
    import pymc as pm

    if all(isinstance(belief, Normal) for belief in beliefs):
        mean, sd = (np.array([getattr(belief, name) for belief in beliefs]) for name in ("mean", "sd"))
        return pm.Normal("coefficients", mu=mean, sigma=sd, dims="moderator")
    if not any(belief.proper for belief in beliefs):
        return beliefs[0].to_pymc("coefficients", dims="moderator")
    each = [belief.to_pymc(f"coefficient_{j}") for j, belief in enumerate(beliefs)]
    return pm.Deterministic("coefficients", pm.math.stack(each), dims="moderator")
