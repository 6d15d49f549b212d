"""Effects from what a dashboard shows, and of metrics that are ratios: the delta method."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers._validate import FloatArray, counts, moderate, of_one_shape, real_array, shown, true_or_false
from helpers.effects.estimates import Effect

_ROUNDING = 1e-12  # residuals below this share of the outcomes are rounding, not spread


def from_summary(
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> Effect:
    """Difference of two arm means, treated − control, from each arm's mean, sd and number of visitors.

    What `mean_difference` finds in the raw outcomes (Welch 1947): ``std_error² = sd_t²/n_t + sd_c²/n_c``.
    ``sd_t`` and ``sd_c`` (≥ 0) are sds of one visitor's outcome with ``ddof=1``, not standard errors of
    the means; ``n_t`` and ``n_c`` are whole and at least 2. The six are numbers, or arrays of one shape; the
    effect is in the units of the outcome.
    Raises ``ValueError`` for unequal shapes, a negative sd, too few visitors, or when both sds are 0.
    """
    m_t, se_t, m_c, se_c = _arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    return Effect(m_t - m_c, _above_zero(np.hypot(se_t, se_c), "sd_t and sd_c"))


def relative_lift_of_means(
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> Effect:
    """Relative lift of a mean, ``mean_t/mean_c − 1`` (0.05 is "5 % more revenue per visitor").

    By the delta method for two independent arms, with R = mean_t/mean_c:
    ``std_error² = (sd_t²/n_t + R² sd_c²/n_c) / mean_c²``. It takes the control's mean to lie many of its
    own standard errors above 0; within a few of them a ratio has no useful standard error (Fieller 1954).
    Arguments as in `from_summary`, and ``mean_c`` must be above 0: a percentage of nothing, or of a
    loss, means nothing. Of conversions (sd² = p(1 − p)) it is `relative_lift`.
    """
    m_t, se_t, m_c, se_c = _arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    moderate(m_c, "mean_c", positive=True)
    return _lift(m_t, se_t, m_c, se_c, "sd_t and sd_c")


def ratio_metric(
    numerator_t: ArrayLike,
    denominator_t: ArrayLike,
    numerator_c: ArrayLike,
    denominator_c: ArrayLike,
    relative: bool = False,
) -> Effect:
    """Effect on a ratio of sums, such as clicks per page view where each *visitor* was randomised.

    Each argument holds one number a visitor (their clicks, their page views), shape ``(..., n)`` with
    n ≥ 2 visitors in an arm; n may differ between the arms. An arm's metric is R = Σ numerator / Σ
    denominator. Page views of one visitor are not independent, so its variance comes from the visitors,
    covariance included (delta method; Deng, Knoblich & Lu 2018, *Applying the Delta Method in Metric
    Analytics*, KDD):
    ``var R = (s_y² − 2 R s_xy + R² s_x²) / (n x̄²)``, y the numerators and x the denominators, ``ddof=1``.
    The effect is R_t − R_c, or R_t/R_c − 1 with ``relative`` true. Denominators that are all 1 make it
    `mean_difference`.
    Raises ``ValueError`` for unequal shapes, fewer than two visitors, a denominator whose mean is not above
    0, a control ratio not above 0 under ``relative``, or when numerator and denominator are proportional in
    both arms.
    """
    as_lift = true_or_false(relative, "relative")
    r_t, se_t = _ratio(numerator_t, denominator_t, "t")
    r_c, se_c = _ratio(numerator_c, denominator_c, "c")
    if r_t.shape != r_c.shape:
        raise ValueError(
            "numerator_t and numerator_c must agree in all axes but the last; found batches of shape "
            f"{r_t.shape} and {r_c.shape}"
        )
    names = "numerator_t and numerator_c, beside their denominators,"
    if not as_lift:
        return Effect(r_t - r_c, _above_zero(np.hypot(se_t, se_c), names))
    moderate(r_c, "the ratio numerator_c / denominator_c", positive=True)
    return _lift(r_t, se_t, r_c, se_c, names)


def _lift(m_t: FloatArray, se_t: FloatArray, m_c: FloatArray, se_c: FloatArray, names: str) -> Effect:
    """m_t/m_c − 1 of two independent estimates, the second above 0."""
    ratio = m_t / m_c
    return Effect(ratio - 1, _above_zero(np.hypot(se_t, ratio * se_c) / m_c, names))


def _arms(
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Means and their standard errors in both arms, checked and of one shape."""
    arms = {"mean_t": _number(mean_t, "mean_t"), "sd_t": _sd(sd_t, "sd_t"), "n_t": _visitors(n_t, "n_t")}
    arms |= {"mean_c": _number(mean_c, "mean_c"), "sd_c": _sd(sd_c, "sd_c"), "n_c": _visitors(n_c, "n_c")}
    m_t, s_t, size_t, m_c, s_c, size_c = of_one_shape(arms)
    return m_t, s_t / np.sqrt(size_t), m_c, s_c / np.sqrt(size_c)


def _number(value: ArrayLike, name: str) -> FloatArray:
    return moderate(real_array(value, name), name)


def _sd(value: ArrayLike, name: str) -> FloatArray:
    sd = _number(value, name)
    if (sd < 0).any():
        raise ValueError(f"{name} must be at least 0; found {shown(sd.min())}")
    return sd


def _visitors(value: ArrayLike, name: str) -> FloatArray:
    n = counts(value, name)
    if (n < 2).any():
        raise ValueError(f"{name} must be at least 2, else there is no sd; found {shown(n.min())}")
    return n


def _ratio(numerator: ArrayLike, denominator: ArrayLike, arm: str) -> tuple[FloatArray, FloatArray]:
    """Ratio of sums and its standard error, from visitors along the last axis."""
    y, x = _number(numerator, f"numerator_{arm}"), _number(denominator, f"denominator_{arm}")
    if y.shape != x.shape:
        raise ValueError(
            f"numerator_{arm} and denominator_{arm} must have the same shape; found {y.shape} and {x.shape}"
        )
    if y.ndim == 0 or y.shape[-1] < 2:
        found = "a single number" if y.ndim == 0 else y.shape[-1]
        raise ValueError(f"numerator_{arm} must hold at least 2 visitors; found {found}")
    mean = x.mean(axis=-1)
    if (mean <= 0).any():
        raise ValueError(
            f"the mean of denominator_{arm} must be above 0; found {shown(mean.min())}, with "
            f"{shown(x.min())} among its values"
        )
    moderate(mean, f"the mean of denominator_{arm}", positive=True)
    ratio = y.mean(axis=-1) / mean
    residual = y - ratio[..., None] * x  # its variance is the bracket of the formula, without cancellation
    spread = residual.std(axis=-1, ddof=1)
    noise = _ROUNDING * np.maximum(np.abs(y).max(axis=-1), np.abs(ratio) * np.abs(x).max(axis=-1))
    return ratio, np.where(spread > noise, spread, 0.0) / np.sqrt(y.shape[-1]) / mean


def _above_zero(std_error: FloatArray, names: str) -> FloatArray:
    if (std_error <= 0).any():
        raise ValueError(f"{names} must vary in at least one arm: the standard error would be 0")
    return std_error
