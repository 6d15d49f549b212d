"""13.3: a difference between two models, and its own standard error."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.mistakes import sampling
from helpers.grading.tolerance import relative

Difference = tuple[float, float]


def two_models(rng: np.random.Generator) -> tuple[Array, Array]:
    """Seven to twelve observations, hard ones hard for both; either ahead, the other's scores spread more."""
    n = int(rng.integers(7, 13))
    hard = rng.normal(-2.5, 1.0, n)
    behind = hard - rng.uniform(0.4, 0.8) + rng.normal(0, 0.7, n)
    one, other = rng.permutation(np.round([hard, behind], 3))
    return one, other


def two_observations(rng: np.random.Generator) -> tuple[Array, Array]:
    """The smallest set there is; the two differences differ."""
    b = np.array([rng.uniform(-6, -5.2), rng.uniform(-4.8, -4)])
    return np.round(rng.uniform(-2, -1.8, 2), 2), np.round(b, 2)


def own_error(scores: Array) -> float:
    """Standard error of one model's sum."""
    return float(np.sqrt(len(scores) * scores.var(ddof=1)))


@exercise(
    "A difference and its error",
    points=2,
    minutes=6,
    cases=two_models,
    edges=[two_observations],
    tolerance=relative(1e-7),
    parts=["the difference", "its standard error"],
)
def difference(a: Array, b: Array) -> Difference:
    """Right: paired, observation by observation. What is hard for both has cancelled.

    Take the differences first. Then: what is the standard error of a *sum* of n terms?
    """
    return float(np.sum(a - b)), own_error(a - b)


@difference.mistake
def errors_combined(a: Array, b: Array) -> Difference:
    """You combined the two models' errors, √(se² + se²). That is for scores of *different* observations.
    These are the same ones, and what is hard for one model is hard for the other.

    Take the difference of each observation's two scores, and the error of their sum.
    """
    return float(np.sum(a - b)), sampling.difference_as_if_independent(a, b)


@difference.mistake
def errors_subtracted(a: Array, b: Array) -> Difference:
    """You took the difference of the two models' errors. An error of a difference is not a difference of
    errors: pair the scores first."""
    return float(np.sum(a - b)), abs(own_error(a) - own_error(b))


@difference.mistake
def errors_added(a: Array, b: Array) -> Difference:
    """You added the two models' errors. The two scores are of the same observations: pair them first."""
    return float(np.sum(a - b)), own_error(a) + own_error(b)


@difference.mistake
def error_of_one_term(a: Array, b: Array) -> Difference:
    """Your error is the standard deviation of *one* difference. The sum of n of them varies √n times as
    much."""
    return float(np.sum(a - b)), float((a - b).std(ddof=1))


@difference.mistake
def error_of_the_mean(a: Array, b: Array) -> Difference:
    """Your error is that of a *mean* of differences, sd/√n. d is a sum."""
    return float(np.sum(a - b)), float((a - b).std(ddof=1) / np.sqrt(len(a)))


@difference.mistake
def mean_and_its_error(a: Array, b: Array) -> Difference:
    """You report a mean difference and its error. elpd is a sum over the observations, and so is d."""
    return float(np.mean(a - b)), float((a - b).std(ddof=1) / np.sqrt(len(a)))


@difference.mistake
def divided_by_n(a: Array, b: Array) -> Difference:
    """All but right: your variance divides by n. The differences' own mean was taken off, so divide by
    n − 1."""
    return float(np.sum(a - b)), float(np.sqrt(len(a) * (a - b).var()))


@difference.mistake
def other_way_round(a: Array, b: Array) -> Difference:
    """The sign is turned: asked is how far a is *ahead* of b."""
    return float(np.sum(b - a)), own_error(a - b)


@difference.mistake
def root_forgotten(a: Array, b: Array) -> Difference:
    """Your second number is a variance. Take its root."""
    return float(np.sum(a - b)), own_error(a - b) ** 2


@difference.mistake
def n_outside_the_root(a: Array, b: Array) -> Difference:
    """You multiplied the standard deviation by n. Independent terms partly cancel in a sum: by √n."""
    return float(np.sum(a - b)), float(len(a) * (a - b).std(ddof=1))


@difference.mistake
def deviance_scale(a: Array, b: Array) -> Difference:
    """You multiplied by −2, the scale of a deviance. The scores are log densities, and so should d be."""
    return sampling.minus_two_lost(float(np.sum(a - b))), 2 * own_error(a - b)


@difference.mistake
def sign_taken_off(a: Array, b: Array) -> Difference:
    """You took the sign off. Where model a is behind, d is negative."""
    return abs(float(np.sum(a - b))), own_error(a - b)


@difference.mistake
def two_means(a: Array, b: Array) -> Difference:
    """These are the means' difference and its error for scores of *different* observations. elpd is a sum,
    and the observations are the same: pair them first."""
    return float(np.mean(a - b)), sampling.difference_as_if_independent(a, b) / len(a)


@difference.mistake
def mean_beside_the_error_of_the_sum(a: Array, b: Array) -> Difference:
    """Your first number is the *mean* difference. elpd is a sum over the observations, and so is d."""
    return float(np.mean(a - b)), own_error(a - b)


@difference.mistake
def one_term_by_n(a: Array, b: Array) -> Difference:
    """Your error is the standard deviation of *one* difference, and NumPy's `std` divides by n unless told
    `ddof=1`. The sum of n of them varies √n times as much."""
    return float(np.sum(a - b)), float((a - b).std())


@difference.mistake
def error_of_the_mean_by_n(a: Array, b: Array) -> Difference:
    """Your error is that of a *mean* of differences, and NumPy's `std` divides by n unless told `ddof=1`.
    d is a sum."""
    return float(np.sum(a - b)), float((a - b).std() / np.sqrt(len(a)))


@difference.mistake
def errors_combined_by_n(a: Array, b: Array) -> Difference:
    """You combined the two models' errors, as for scores of *different* observations, and NumPy's `var`
    divides by n unless told `ddof=1`. Take the difference of each observation's two scores first."""
    return float(np.sum(a - b)), float(np.sqrt(len(a) * (a.var() + b.var())))


@difference.mistake
def units_of_its_error(a: Array, b: Array) -> Difference:
    """Your second number is d counted in its errors, d/dse. Asked is dse itself."""
    d = float(np.sum(a - b))
    return d, d / own_error(a - b)
