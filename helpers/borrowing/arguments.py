"""Checks on priors as arguments, and what is known of them: a mixture of normals, or only its density."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers._validate import FloatArray, described, moderate
from helpers.distributions import BetaMixture, Distribution, EffectPrior, NormalMixture
from helpers.priors import Beta, Flat, Prior


def belief(value: Any, name: str, flat: bool = False) -> Distribution:
    """Return ``value`` if it is one proper density (not a batch), or ``Flat()`` where that will do."""
    if not isinstance(value, Distribution):
        raise TypeError(
            f"{name} must be a distribution, such as Normal(0.4, 0.5) or post.theta_new; "
            f"found {described(value)}"
        )
    if flat and is_flat(value):
        return value
    if not value.proper:
        wanted = "proper, or Flat()" if flat else "proper"
        raise ValueError(f"{name} must be {wanted}; {described(value)} does not integrate to 1")
    has_density(value, name)
    if shape := batch_shape(value):
        raise ValueError(f"{name} must be a single distribution; found a batch of shape {shape}")
    if isinstance(value, Prior | EffectPrior | NormalMixture):  # posteriors come from moderate data
        centres = value.means if isinstance(value, NormalMixture) else value.quantile(0.5)
        moderate(np.asarray(centres), f"the centre of {name}")
    return value


def has_density(value: Distribution, name: str) -> None:
    """Raise where ``value`` has atoms, between which every integral over a density would find nothing."""
    if value.discrete:
        raise ValueError(
            f"{name} must have a density, as a belief about an effect has; found {described(value)}, which "
            "lies on whole numbers: the belief about the rate itself is post.rate_new"
        )


def batch_shape(value: Distribution) -> tuple[int, ...]:
    """Shape of a batch of distributions, () for a single one."""
    return () if isinstance(value, Prior) else getattr(value, "shape", ())  # a Gamma's shape is a number


def is_flat(value: Distribution) -> bool:
    """Whether a prior says nothing: the posterior is then the likelihood."""
    return isinstance(value, Flat)


def as_mixture(value: Distribution) -> NormalMixture | None:
    """``value`` as a mixture of normals where it is one exactly, else None.

    Normals and mixtures are; so is a marginal of the exact engine, whose components are the nodes of τ.
    """
    parts = value.components()
    return None if parts is None else NormalMixture(*parts)


def as_beta_mixture(value: Distribution) -> BetaMixture | None:
    """``value`` as a mixture of Betas where it is a Beta or one of them, else None."""
    if isinstance(value, Beta):
        return BetaMixture([1.0], [value.a], [value.b])
    return value if isinstance(value, BetaMixture) else None


def columns(mixture: NormalMixture) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log weights, means and sds of the components that count, each of shape (C, 1)."""
    weights, means, sds = (
        np.asarray(part, dtype=np.float64) for part in (mixture.weights, mixture.means, mixture.sds)
    )
    used = weights > 0
    return np.log(weights[used])[:, None], means[used][:, None], sds[used][:, None]
