"""The pooled effect, its confidence interval, and where the next true effect would fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._results import ByValue
from helpers._validate import FloatArray, one_of, real_number, studies
from helpers.heterogeneity._weights import centre, centred, plain, weighted_mean, weighted_squares
from helpers.heterogeneity.estimators import TAU_METHODS, tau_squared
from helpers.heterogeneity.spread import cochran_q, i_squared

_ADJUSTMENTS = (None, "hksj", "hksj-adhoc")


@dataclass(frozen=True, eq=False)
class PooledEffect(ByValue):
    """A pooled mean and what belongs to it; every field a number, or an array of the batch shape.

    ``ci_low, ci_high`` are about the mean of the population of effects; ``prediction_low,
    prediction_high`` about the true effect of one more study from it. ``i_squared`` comes from Q.
    """

    mean: Any
    std_error: Any
    ci_low: Any
    ci_high: Any
    tau_squared: Any
    q: Any
    i_squared: Any
    prediction_low: Any
    prediction_high: Any


def pool(
    effects: ArrayLike,
    std_errors: ArrayLike,
    method: str = "DL",
    adjust: str | None = None,
    level: float = 0.95,
) -> PooledEffect:
    """Pool effects with weights 1/(std_error² + τ²).

    ``method`` is ``"FE"`` (fixed effect: τ² = 0) or a method of `tau_squared`.
    ``adjust=None`` gives ``std_error = 1/√Σw`` and a Normal interval. ``"hksj"`` multiplies the standard
    error by √(Σ w (y − mean)²/(K − 1)) and takes t quantiles with K − 1 degrees of freedom (Hartung &
    Knapp 2001; Sidik & Jonkman 2002); this can *shorten* the interval. ``"hksj-adhoc"`` does so with
    the factor held at 1 or above (Knapp & Hartung 2003). ``std_error`` is the adjusted one. Fixed
    effect may be adjusted too.
    The prediction interval is mean ± t(K − 2) · √(τ² + std_error²) (Higgins, Thompson & Spiegelhalter
    2009); with K = 2 it is (−inf, inf). A fixed-effect analysis has no population to draw
    from: its prediction interval is nan, on purpose.
    Raises ``ValueError`` on unknown ``method`` or ``adjust``, a level outside (0, 1), or bad studies.
    """
    one_of(method, "method", ("FE", *TAU_METHODS))
    one_of(adjust, "adjust", _ADJUSTMENTS)
    tail = (1 - real_number(level, "level", above=0, below=1)) / 2
    y, s = studies(effects, std_errors)
    tau2 = np.zeros(y.shape[:-1]) if method == "FE" else np.asarray(tau_squared(y, s, method))
    w = 1 / (s**2 + tau2[..., None])
    mean = weighted_mean(centred(y, s), w) + centre(y, s)
    std_error = np.asarray(np.sqrt(1 / w.sum(axis=-1)) * _hksj_factor(centred(y, s), w, adjust))
    half = _quantile(tail, None if adjust is None else y.shape[-1] - 1) * std_error
    reach = _prediction_reach(tau2, std_error, y.shape[-1], tail, method)
    fields = (
        mean, std_error, mean - half, mean + half, tau2, cochran_q(y, s).statistic, i_squared(y, s),
        mean - reach, mean + reach,
    )  # fmt: skip
    return PooledEffect(*map(plain, fields))


def _hksj_factor(y: FloatArray, w: FloatArray, adjust: str | None) -> FloatArray:
    if adjust is None:
        return np.ones(y.shape[:-1])
    factor = np.sqrt(weighted_squares(y, w) / (y.shape[-1] - 1))
    return np.maximum(1.0, factor) if adjust == "hksj-adhoc" else factor


def _prediction_reach(
    tau2: FloatArray, std_error: FloatArray, K: int, tail: float, method: str
) -> FloatArray:
    if method == "FE":
        return np.full(tau2.shape, np.nan)
    if K == 2:
        return np.full(tau2.shape, np.inf)
    return np.asarray(_quantile(tail, K - 2) * np.sqrt(tau2 + std_error**2))


def _quantile(tail: float, df: int | None) -> float:
    from scipy.special import ndtri, stdtrit

    return float(-ndtri(tail) if df is None else -stdtrit(df, tail))
