"""12.8: I² with standard errors that are too small."""

from __future__ import annotations

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Array, Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

PRINTED = np.array([0.0058, 0.0072, 0.0053, 0.0094, 0.0119, 0.0064, 0.0079, 0.0144])


def _regions() -> tuple[Array, Array]:
    table = load("climate_regions")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def _q(y: Array, s: Array, weighed_by: Array | None = None) -> float:
    """Q with the errors ``s``, about the mean weighted by them, or by other ones."""
    mean = np.average(y, weights=(s if weighed_by is None else weighed_by) ** -2.0)
    return float(np.sum(((y - mean) / s) ** 2))


def _share(q: float, df: float) -> float:
    return max(0.0, 1 - df / q)


@value(
    "Looking back: what too small errors do to I²",
    points=2,
    minutes=8,
    tolerance=absolute(5e-6, decimals=5),
    parts=["I² with the recomputed errors", "I² with the printed errors"],
)
def both() -> Pair:
    """From three quarters to nearly all: too small errors turn noise into differences between regions.

    I² = 1 − (K − 1)/Q, with Q about the weighted mean (chapter 3).
    """
    y, s = _regions()
    return _share(_q(y, s), 7), _share(_q(y, PRINTED), 7)


@both.mistake
def regions_for_freedom() -> Pair:
    """You took K = 8 for the degrees of freedom. One went into the mean: 7."""
    y, s = _regions()
    return _share(_q(y, s), 8), _share(_q(y, PRINTED), 8)


@both.mistake
def noise_share() -> Pair:
    """That is the share of noise, (K − 1)/Q. I² is the rest."""
    real, printed = both()
    return 1 - real, 1 - printed


@both.mistake
def one_over_s() -> Pair:
    """Both come out as 0: your Q is no larger than its degrees of freedom. Is every square divided by s²?
    With s instead, or with no weights at all, Q is far too small."""

    def q(y: Array, s: Array) -> float:
        return float(np.sum((y - np.average(y, weights=1 / s)) ** 2 / s))

    y, s = _regions()
    return _share(q(y, s), 7), _share(q(y, PRINTED), 7)


@both.mistake
def about_the_plain_mean() -> Pair:
    """Your Q is about the plain mean. Take that weighted by precision, for each set of errors."""

    def q(y: Array, s: Array) -> float:
        return float(np.sum(((y - y.mean()) / s) ** 2))

    y, s = _regions()
    return _share(q(y, s), 7), _share(q(y, PRINTED), 7)


@both.mistake
def recomputed_mean_for_both() -> Pair:
    """You took one mean for both, that of the recomputed errors. With other errors the weights are others,
    and so is the mean that Q is about."""
    y, s = _regions()
    return both()[0], _share(_q(y, PRINTED, weighed_by=s), 7)


@both.mistake
def printed_mean_for_both() -> Pair:
    """You took one mean for both, that of the printed errors. With other errors the weights are others, and
    so is the mean that Q is about."""
    y, s = _regions()
    return _share(_q(y, s, weighed_by=PRINTED), 7), both()[1]


@both.mistake
def means_exchanged() -> Pair:
    """Each of your Q is about the mean of the *other* errors. The weights of the mean are one over the
    squares of the errors that stand in the Q."""
    y, s = _regions()
    return _share(_q(y, s, weighed_by=PRINTED), 7), _share(_q(y, PRINTED, weighed_by=s), 7)


@both.mistake
def the_statistic() -> Pair:
    """Those are the two Q. Asked is I², which is computed from them."""
    y, s = _regions()
    return _q(y, s), _q(y, PRINTED)
