"""Checks on priors that several engines and the PyMC builders of the same models share."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers._validate import described
from helpers.priors import Flat, HalfFlat, MeanConcentration, Prior


def spread_prior(prior: Any, name: str = "tau_prior") -> Prior:
    """``prior`` as a prior of a spread, ``Flat()`` as ``HalfFlat()``; raises when it has mass below 0 or a
    density without bound."""
    if isinstance(prior, Flat):
        return HalfFlat()
    if not isinstance(prior, Prior):
        raise TypeError(f"{name} must be a prior such as HalfNormal(1); found {described(prior)}")
    if prior.support[0] < 0:
        raise ValueError(f"{name} must have no mass below 0, as HalfNormal(1) has none; found {prior!r}")
    if isinstance(prior, MeanConcentration):
        raise TypeError(
            f"{name} must be a prior of a spread such as HalfNormal(1); found one of rates, {prior!r}"
        )
    if np.isposinf(prior.logpdf(prior.support)).any():
        raise ValueError(
            f"{name} must have a bounded density, as Beta(a, b) has where a and b are at least 1; "
            f"found {prior!r}"
        )
    return prior


def check_proper(K: int, mu_prior: Any, tau_prior: Prior, what: str = "the posterior") -> None:
    """Raise unless p(τ | K estimates), falling like τ^−(K − [μ flat] + tail of the prior), is integrable."""
    flat = not getattr(mu_prior, "proper", True)
    needed = next(k for k in range(10) if k - flat + tau_prior.tail > 1 and (k or not flat))
    if needed > K:
        raise ValueError(
            f"{what} is improper: with {mu_prior!r} and {tau_prior!r} effects must hold at least {needed} "
            f"studies; found {K}. Use a proper mu_prior or tau_prior"
        )


def check_proper_counts(
    informative: int, mu_prior: Any, tau_prior: Prior, what: str = "the posterior"
) -> None:
    """The same for counts: there a study bounds its effect if its treated arm has events and non-events."""
    flat = not mu_prior.proper
    if informative - flat + tau_prior.tail <= 1 or (flat and not informative):
        raise ValueError(
            f"{what} is improper: with {mu_prior!r} and {tau_prior!r} more studies with events and "
            f"non-events in the treated arm, 0 < events_t < n_t, are needed; found {informative}. Use a "
            "proper mu_prior or tau_prior"
        )
