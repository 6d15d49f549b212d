"""Checks on priors that several engines and the PyMC builders of the same models share."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from helpers._validate import described, real_number
from helpers.priors import Flat, HalfFlat, MeanConcentration, Prior
from helpers.priors.base import Distribution


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


def check_proper(
    K: int,
    mu_prior: Any,
    tau_prior: Prior,
    what: str = "the posterior",
    names: tuple[str, str] = ("mu_prior", "tau_prior"),
) -> None:
    """Raise unless p(τ | K estimates), falling like τ^−(K − [μ flat] + tail of the prior), is integrable.

    ``names`` are those of the arguments, for the message.
    """
    flat = not getattr(mu_prior, "proper", True)
    needed = next(k for k in range(10) if k - flat + tau_prior.tail > 1 and (k or not flat))
    if needed > K:
        raise ValueError(
            f"{what} is improper: with {mu_prior!r} and {tau_prior!r} effects must hold at least {needed} "
            f"studies; found {K}. Use a proper {names[0]} or {names[1]}"
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


def degrees(df: Any) -> float | Prior:
    """``df`` as a number above 0, which may be infinite, or a proper prior with its support above 2."""
    if not isinstance(df, Distribution):
        number = np.asarray(df)
        if number.ndim == 0 and number.dtype.kind == "f" and number == math.inf:
            return math.inf
        return real_number(df, "df", above=0)
    if not isinstance(df, Prior):
        raise TypeError(f"df must be a number or a prior such as Uniform(2, 30); found {described(df)}")
    if not df.proper:
        raise ValueError(
            "df must have a proper prior, e.g. Uniform(2, 30): as df grows the likelihood does not vanish, "
            f"it has a limit; found {df!r}"
        )
    if df.support[0] < 2:
        raise ValueError(
            "df must have a prior with its support above 2, e.g. Uniform(2, 30), so that effects have a "
            f"standard deviation; found {df!r}"
        )
    return df
