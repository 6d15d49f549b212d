"""09.3: a regression back on the scale of its predictors."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Fit = tuple[Array, Array, Array]


def a_regression(rng: np.random.Generator) -> Fit:
    """Coefficients on standardised predictors, with the predictors' means and sds."""
    d = int(rng.integers(2, 4))
    means = np.round(rng.permutation(np.geomspace(20, 110, d)) * rng.uniform(0.8, 1.2, d), 1)
    sds = np.round(means * rng.uniform(0.15, 0.4, d), 1)
    slopes = np.round(rng.uniform(0.15, 0.9, d) * rng.choice([-1, 1], d), 2)
    return np.append(round(float(rng.uniform(0.3, 1.2)), 2), slopes), means, sds


def one_predictor(rng: np.random.Generator) -> Fit:
    """The smallest regression."""
    coefficients, means, sds = a_regression(rng)
    return coefficients[:2], means[:1], sds[:1]


@exercise(
    "Spot the error: back to years and euros",
    points=2,
    minutes=8,
    cases=a_regression,
    edges=[one_predictor],
    tolerance=relative(1e-9),
)
def original_scale(coefficients: Array, means: Array, sds: Array) -> Array:
    """Right: slopes are divided, and the intercept moves to where all predictors are 0. The predictions are
    the same as before.

    Put (x − mean)/sd into the line and sort what stands by x from what does not.
    """
    slopes = coefficients[1:] / sds
    return np.append(coefficients[0] - slopes @ means, slopes)


@original_scale.mistake
def intercept_left(coefficients: Array, means: Array, sds: Array) -> Array:  # noqa: ARG001
    """The slopes are right. The intercept has been left where it was, at the *means* of the predictors; on
    their own scale it belongs to predictors of 0.

    Predict for somebody average with the old coefficients and with yours.
    """
    return np.append(coefficients[0], coefficients[1:] / sds)


@original_scale.mistake
def moved_the_wrong_way(coefficients: Array, means: Array, sds: Array) -> Array:
    """The slopes are right, and the intercept moves, but the wrong way: from the means *back* to 0."""
    slopes = coefficients[1:] / sds
    return np.append(coefficients[0] + slopes @ means, slopes)


@original_scale.mistake
def moved_by_standardised_slopes(coefficients: Array, means: Array, sds: Array) -> Array:
    """The slopes are right. The intercept has been moved by the *standardised* slopes; means are in raw
    units, so the raw slopes belong to them."""
    return np.append(coefficients[0] - coefficients[1:] @ means, coefficients[1:] / sds)


@original_scale.mistake
def multiplied(coefficients: Array, means: Array, sds: Array) -> Array:
    """Your slopes are multiplied by the sd. A standardised slope is for a step of one *sd*, which is many
    years; the slope for one year is smaller."""
    slopes = coefficients[1:] * sds
    return np.append(coefficients[0] - slopes @ means, slopes)


@original_scale.mistake
def multiplied_and_left(coefficients: Array, means: Array, sds: Array) -> Array:  # noqa: ARG001
    """Two things. Your slopes are multiplied by the sd, where one unit is *less* than one sd. And the
    intercept must move as well."""
    return np.append(coefficients[0], coefficients[1:] * sds)


@original_scale.mistake
def by_the_variance(coefficients: Array, means: Array, sds: Array) -> Array:
    """Your slopes are divided by the variance. The predictors were divided by their *sd*."""
    slopes = coefficients[1:] / sds**2
    return np.append(coefficients[0] - slopes @ means, slopes)


@original_scale.mistake
def intercept_divided(coefficients: Array, means: Array, sds: Array) -> Array:  # noqa: ARG001
    """The slopes are right. To the intercept you have done what one does to a slope: it is not divided, it is
    moved."""
    return np.append(coefficients[0] / sds[0], coefficients[1:] / sds)
