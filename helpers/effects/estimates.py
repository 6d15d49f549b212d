"""From raw outcomes to an estimated effect with its standard error, on the scale of your choice.

Every effect is "treated against control": positive means that the treated arm has more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._frames import arm_column, distinct_columns, label_column, outcome_column
from helpers._results import ByValue
from helpers._validate import (
    FloatArray,
    counts,
    described,
    events_of_trials,
    of_one_shape,
    real_array,
    real_number,
    shown,
    unit_of,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Effect",
    "log_odds_ratio",
    "log_risk_ratio",
    "mean_difference",
    "per_group",
    "relative_lift",
    "risk_difference",
]


@dataclass(frozen=True, eq=False)
class Effect(ByValue):
    """An estimated effect with its standard error: two numbers, or two arrays of one shape.

    It is an estimate, not a distribution: what you believe after seeing it depends on the prior too.
    Raises ``ValueError`` when the shapes differ, a value is not finite, or a standard error is not
    above 0.
    """

    estimate: Any
    std_error: Any

    def __post_init__(self) -> None:
        estimate, std_error = real_array(self.estimate, "estimate"), real_array(self.std_error, "std_error")
        if estimate.shape != std_error.shape:
            raise ValueError(
                "estimate and std_error must have the same shape; "
                f"found {estimate.shape} and {std_error.shape}"
            )
        if (std_error <= 0).any():
            raise ValueError(f"std_error must be above 0; found {shown(std_error[std_error <= 0].flat[0])}")
        object.__setattr__(self, "estimate", _plain(estimate))
        object.__setattr__(self, "std_error", _plain(std_error))


def mean_difference(treated: ArrayLike, control: ArrayLike) -> Effect:
    """Difference of two arm means, treated − control, in the units of the outcome.

    ``treated`` and ``control`` are raw outcomes of shape ``(..., n)``; n may differ between the arms
    and must be at least 2. The variances are not pooled (Welch 1947):
    ``std_error² = s_t²/n_t + s_c²/n_c`` with ``ddof=1``.
    Raises ``ValueError`` when an arm is too small or neither arm varies.
    """
    t, c = _arm(treated, "treated"), _arm(control, "control")
    if t.shape[:-1] != c.shape[:-1]:
        raise ValueError(
            f"treated and control must agree in all axes but the last; found {t.shape} and {c.shape}"
        )
    if (_constant(t) & _constant(c)).any():
        raise ValueError("treated and control must not both be constant: the standard error would be 0")
    with np.errstate(over="ignore"):
        estimate = _mean(t) - _mean(c)
    if not np.isfinite(estimate).all():
        raise ValueError("treated and control differ by more than a float64 can hold; rescale the outcome")
    return Effect(estimate, _joint_error(t, c))


def log_odds_ratio(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike, correction: float = 0.5
) -> Effect:
    """Log odds ratio of treated against control, with Woolf's standard error (Woolf 1955).

    ``log(a/b) − log(c/d)`` and ``std_error² = 1/a + 1/b + 1/c + 1/d`` for events a, c and non-events
    b, d in the two arms. The four counts are single numbers or arrays of one shape.
    ``correction`` is added to all four cells of a study that has an empty cell, and to no other study
    (Haldane 1956; the default of metafor's ``escalc``).
    Raises ``ValueError`` when events exceed trials, counts are negative or not whole, shapes differ,
    or an empty cell meets ``correction=0``.
    """
    a, b, c, d = _cells(events_t, n_t, events_c, n_c, correction)
    _corrected((a > 0) & (b > 0) & (c > 0) & (d > 0))
    return Effect(np.log(a) - np.log(b) - np.log(c) + np.log(d), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def log_risk_ratio(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike, correction: float = 0.5
) -> Effect:
    """Log of the ratio of the two rates, by the delta method (Katz et al. 1978).

    ``log(p_t/p_c)`` and ``std_error² = (1 − p_t)/(n_t p_t) + (1 − p_c)/(n_c p_c)``.
    Counts, ``correction`` and errors as in `log_odds_ratio`, but ``correction=0`` will do where both arms
    have events and one of them has non-events: the variance is then finite and positive.
    """
    a, b, c, d = _cells(events_t, n_t, events_c, n_c, correction)
    _corrected((a > 0) & (c > 0) & (b + d > 0))
    return Effect(np.log(a / (a + b)) - np.log(c / (c + d)), np.sqrt(_log_ratio_variance(a, b, c, d)))


def risk_difference(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike, correction: float = 0.5
) -> Effect:
    """Difference of the two rates: ``p_t − p_c``, ``std_error² = Σ p(1 − p)/n`` over the two arms.

    Counts, ``correction`` and errors as in `log_odds_ratio`: here too the correction is added to the
    four cells of a study with an empty one, as metafor's ``escalc`` does, else a study without any
    event would claim a standard error of 0. ``correction=0`` will do where an arm has both events and
    non-events.
    """
    a, b, c, d = _cells(events_t, n_t, events_c, n_c, correction)
    _corrected((a * b > 0) | (c * d > 0))
    variance = a / (a + b) * b / (a + b) / (a + b) + c / (c + d) * d / (c + d) / (c + d)
    return Effect(a / (a + b) - c / (c + d), np.sqrt(variance))


def relative_lift(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike, correction: float = 0.5
) -> Effect:
    """Relative lift ``p_t/p_c − 1`` (0.05 is "5 % more conversions"), by the delta method.

    ``std_error² = (p_t/p_c)² · [(1 − p_t)/(n_t p_t) + (1 − p_c)/(n_c p_c)]``. It is the ratio itself,
    not its logarithm: skewed when conversions are few, and then `log_risk_ratio` is the safer scale.
    Counts, ``correction`` and errors as in `log_risk_ratio`.
    """
    a, b, c, d = _cells(events_t, n_t, events_c, n_c, correction)
    _corrected((a > 0) & (c > 0) & (b + d > 0))
    ratio = a / (a + b) / (c / (c + d))
    return Effect(ratio - 1, ratio * np.sqrt(_log_ratio_variance(a, b, c, d)))


def per_group(
    df: pd.DataFrame, group: Any, outcome: Any, treatment: Any, control: Any = None
) -> pd.DataFrame:
    """`mean_difference` in every group of a data frame with one row per visitor.

    ``group``, ``outcome`` and ``treatment`` name columns of ``df``; treatment holds booleans or 0
    and 1, or any two labels, of which ``control`` names the control, as in ``control="old page"``.
    Nothing is guessed from the labels' names or order. Returns a frame with the columns ``group, effect,
    std_error, n_treated, n_control``, one row a group, in order of first appearance.
    Raises ``ValueError`` for a missing column, a missing value, a group with fewer than two
    visitors in an arm (it names the group), labels without a ``control``, a ``control`` that is not among
    them, or a third label.
    """
    import pandas as pd

    distinct_columns(df, group=group, outcome=outcome, treatment=treatment)
    y, treated = outcome_column(df, outcome), arm_column(df, treatment, control)
    codes, labels = label_column(df, group)
    rows = []
    for code, label in enumerate(labels):
        inside = codes == code
        t, c = y[inside & treated], y[inside & ~treated]
        try:
            effect = mean_difference(t, c)
        except ValueError as error:
            raise ValueError(f"group {described(label)}: {error}") from None
        rows.append((label, effect.estimate, effect.std_error, t.size, c.size))
    return pd.DataFrame(rows, columns=["group", "effect", "std_error", "n_treated", "n_control"])


def _arm(values: ArrayLike, name: str) -> FloatArray:
    array = real_array(values, name)
    if array.ndim == 0 or array.shape[-1] < 2:
        found = "a single number" if array.ndim == 0 else array.shape[-1]
        raise ValueError(f"{name} must hold at least 2 outcomes; found {found}")
    return array


def _mean(arm: FloatArray) -> FloatArray:
    """The mean, though the sum may not be a float64."""
    unit = unit_of(arm)
    return (arm / unit[..., None]).mean(axis=-1) * unit


def _joint_error(*arms: FloatArray) -> FloatArray:
    """√Σ s²/n over the arms, in units in which no square overflows or underflows."""
    units = np.stack([unit_of(arm) for arm in arms])
    scaled = [arm / unit[..., None] for arm, unit in zip(arms, units, strict=True)]
    variances = np.stack([each.var(axis=-1, ddof=1) / each.shape[-1] for each in scaled])
    common = unit_of(np.moveaxis(np.sqrt(variances) * units, 0, -1))
    # where an arm does not vary, its unit may be far from the other's
    ratios = np.divide(units, common, out=np.zeros_like(units), where=variances > 0)
    return np.sqrt((variances * ratios**2).sum(axis=0)) * common


def _constant(arm: FloatArray) -> Any:
    return arm.max(axis=-1) == arm.min(axis=-1)


def _cells(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike, correction: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Events and non-events of both arms, corrected where a study has an empty cell."""
    given = {"events_t": events_t, "n_t": n_t, "events_c": events_c, "n_c": n_c}
    arms = {name: counts(value, name) for name, value in given.items()}
    a, nt, c, nc = of_one_shape(arms)
    events_of_trials(a, nt, ("events_t", "n_t"))
    events_of_trials(c, nc, ("events_c", "n_c"))
    added = real_number(correction, "correction", at_least=0, at_most=1e100)
    if 0 < added < 1e-100:
        raise ValueError(f"correction must be 0 or at least 1e-100; found {shown(added)}")
    b, d = nt - a, nc - c
    empty = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    extra = np.where(empty, added, 0.0)
    return a + extra, b + extra, c + extra, d + extra


def _corrected(usable: Any) -> None:
    """Raise unless every study has an estimate with a finite and positive variance."""
    if not np.all(usable):
        raise ValueError(
            "correction must be above 0 where an arm without events, or without non-events, leaves the "
            f"effect without a standard error; found {np.sum(~np.asarray(usable))} such"
        )


def _log_ratio_variance(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    return b / a / (a + b) + d / c / (c + d)


def _plain(array: FloatArray) -> Any:
    return float(array) if array.ndim == 0 else array
