"""Checks on priors that several engines take."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.priors import Flat, HalfFlat, MeanConcentration, Prior


def spread_prior(prior: Any) -> Prior:
    """``prior`` as a prior of τ; raises when it has mass below 0 or a density without bound."""
    if isinstance(prior, Flat):
        return HalfFlat()
    if not isinstance(prior, Prior):
        raise TypeError(f"tau_prior must be a prior such as HalfNormal(1); found {prior!r}")
    if prior.support[0] < 0:
        raise ValueError(f"tau_prior must put all its mass on τ ≥ 0, as HalfNormal does; found {prior!r}")
    if isinstance(prior, MeanConcentration):
        raise TypeError(
            f"tau_prior must be a prior of τ such as HalfNormal(1); found one of rates, {prior!r}"
        )
    if np.isposinf(prior.logpdf(prior.support)).any():
        raise ValueError(
            f"tau_prior must have a bounded density, as Beta(a, b) has where a and b are at least 1; "
            f"found {prior!r}"
        )
    return prior
