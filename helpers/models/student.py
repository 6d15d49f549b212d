"""Estimates with known standard errors from a Student-t population of effects."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import true_or_false
from helpers.models.pooling import Belief, Names, _check_prior, _coords, _observe, _row
from helpers.posterior.arguments import check_proper, degrees, spread_prior
from helpers.priors import HalfNormal, Normal, Prior

_MU, _SCALE = Normal(0, 1), HalfNormal(1)


def student_t_random_effects(
    effects: ArrayLike,
    std_errors: ArrayLike,
    df: float | Prior,
    mu_prior: Belief = _MU,
    scale_prior: Prior = _SCALE,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """Partial pooling with fat tails: y_k ~ N(θ_k, s_k²), θ_k ~ μ + scale·t_df, as a ``pymc.Model``.

    ``df`` is a number above 0 (``inf`` makes the population Normal) or a proper prior with its support above
    2, such as ``Uniform(2, 30)``. Variables: ``mu``, ``scale``, ``theta`` (dim ``study``), and ``df`` where
    it has a prior. With ``centred`` false, θ_k = μ + scale·offset_k with offset_k ~ t_df; ``centred`` and
    ``names`` as in `random_effects`. `helpers.posterior.student_t_random_effects` has this posterior exactly.

    Raises ``ValueError`` for bad studies, a df ≤ 0, a prior of df that is improper or reaches below 2, a
    prior of the scale with mass below 0, names that do not match, or priors under which the posterior is
    improper: a flat μ and a flat scale need K ≥ 3, a flat scale alone K ≥ 2.
    """
    import pymc as pm

    y, s = _row(effects, std_errors)
    df = degrees(df)
    _check_prior(mu_prior, "mu_prior")
    scale_prior = spread_prior(scale_prior, "scale_prior")
    check_proper(y.size, mu_prior, scale_prior, names=("mu_prior", "scale_prior"))
    centred = true_or_false(centred, "centred")
    with pm.Model(coords=_coords(names, y.size)) as model:
        nu = df.to_pymc("df") if isinstance(df, Prior) else np.float64(df)
        mu, scale = mu_prior.to_pymc("mu"), scale_prior.to_pymc("scale")
        if centred:
            theta = _population("theta", nu, mu, scale)
        else:
            theta = pm.Deterministic("theta", mu + scale * _population("offset", nu, 0, 1), dims="study")
        _observe(theta, y, s)
    return model


def _population(name: str, df: Any, centre: Any, scale: Any) -> Any:
    """One Student-t variable a study of the model at hand; Normal where df is infinite."""
    import pymc as pm

    if isinstance(df, float) and df == math.inf:
        return pm.Normal(name, mu=centre, sigma=scale, dims="study")
    return pm.StudentT(name, nu=df, mu=centre, sigma=scale, dims="study")
