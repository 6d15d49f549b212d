"""02.1: the interaction sum of squares of a Type II analysis of variance (Yates 1934), from scratch."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.exercise import Arguments
from helpers.grading.mistakes.spread import weighted_q
from helpers.grading.tolerance import relative


def arm_weights(n_treated: Array, n_control: Array) -> Array:
    """One over the variance of a difference of means, in units of σ²."""
    return n_treated * n_control / (n_treated + n_control)


def lopsided(rng: np.random.Generator) -> Arguments:
    """Three to seven segments whose arms differ in size, as after a 20:80 split in some of them."""
    k = int(rng.integers(3, 8))
    total = rng.permutation(np.geomspace(60, 900, k)) * rng.uniform(0.8, 1.2, k)
    treated = np.round(total * rng.uniform(0.15, 0.85, k))
    control = np.round(total) - treated
    return np.round(rng.normal(0.3, 0.6, k), 2), treated, control


def two_segments(rng: np.random.Generator) -> Arguments:
    """The fewest segments there can be."""
    return np.round(rng.normal(0, 1, 2), 2), rng.integers(5, 90, 2) * 1.0, rng.integers(5, 90, 2) * 1.0


def one_effect_for_all(rng: np.random.Generator) -> Arguments:
    """Equal effects: nothing is left for the interaction."""
    return (
        np.full(4, round(rng.uniform(0.2, 0.9), 2)),
        rng.integers(5, 90, 4) * 1.0,
        rng.integers(5, 90, 4) * 1.0,
    )


@exercise(
    "The interaction from six effects",
    points=2,
    minutes=9,
    cases=lopsided,
    edges=[two_segments, one_effect_for_all],
    tolerance=relative(1e-8),
    forbidden=["helpers.widgets", "helpers.heterogeneity"],
)
def interaction(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Right, lopsided arms included. From six effects, what took a regression on thousands of rows.

    One weight a segment, the weighted mean, the weighted squares about it.
    """
    return weighted_q(effects, arm_weights(n_treated, n_control))


@interaction.mistake
def weights_total(effects: Array, n_treated: Array, n_control: Array) -> float:
    """You weight a segment by its visitors, treated and control together. With 990 visitors in one arm
    and 10 in the other, is its effect as well known as with 500 in each?

    The variance of a difference of two means is σ²/n_t + σ²/n_c. Its reciprocal, without the σ², is the
    weight.
    """
    return weighted_q(effects, n_treated + n_control)


@interaction.mistake
def weights_treated(effects: Array, n_treated: Array, n_control: Array) -> float:  # noqa: ARG001
    """You weight by the treated visitors alone. The effect is a difference: the control arm's noise is in
    it as well.

    The variance of a difference of two means is σ²/n_t + σ²/n_c.
    """
    return weighted_q(effects, n_treated)


@interaction.mistake
def weights_inverted(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Your weights are upside down: the noisiest segment counts most. 1/n_t + 1/n_c is a variance, and a
    weight is one over a variance."""
    return weighted_q(effects, 1 / n_treated + 1 / n_control)


@interaction.mistake
def weights_rooted(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Your weights are the square roots of what they should be. Four times the visitors carry four times
    the information."""
    return weighted_q(effects, np.sqrt(arm_weights(n_treated, n_control)))


@interaction.mistake
def weights_equal(effects: Array, n_treated: Array, n_control: Array) -> float:  # noqa: ARG001
    """You add up plain squares. A segment of sixty visitors and one of nine hundred have the same say in
    your sum.

    How large is the variance of a difference of two arm means? One over it is the weight.
    """
    return weighted_q(effects, np.ones_like(effects))


@interaction.mistake
def plain_mean(effects: Array, n_treated: Array, n_control: Array) -> float:
    """The weights are right. But you measure from the plain mean of the effects; the common effect that
    least squares fits is the weighted one, which makes the sum smallest."""
    return weighted_q(effects, arm_weights(n_treated, n_control), float(np.mean(effects)))


@interaction.mistake
def about_zero(effects: Array, n_treated: Array, n_control: Array) -> float:
    """You measure from zero, so your sum holds the common effect as well: treatment and interaction
    together. Take distances from the common effect."""
    return weighted_q(effects, arm_weights(n_treated, n_control), 0.0)


@interaction.mistake
def divided_by_df(effects: Array, n_treated: Array, n_control: Array) -> float:
    """You divided by K − 1. That is the mean square, for the F ratio; asked is the *sum* of squares."""
    return interaction(effects, n_treated, n_control) / (len(effects) - 1)


@interaction.mistake
def weights_that_add_to_one(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Your weights add up to 1, so you return the segments' weighted *variance*. In a sum of squares a
    segment counts as the visitors it has: leave the weights as they are."""
    weights = arm_weights(n_treated, n_control)
    return interaction(effects, n_treated, n_control) / float(weights.sum())


@interaction.mistake
def weights_of_the_smaller_arm(effects: Array, n_treated: Array, n_control: Array) -> float:
    """You weight by the smaller arm. A good rule of thumb, but the larger arm has noise of its own: with
    equal arms the weight is half of either. Add the two variances, then take one over the sum."""
    return weighted_q(effects, np.minimum(n_treated, n_control))


@interaction.mistake
def weights_of_the_mean_arm(effects: Array, n_treated: Array, n_control: Array) -> float:
    """You weight by half the visitors of a segment. With 990 visitors in one arm and 10 in the other, is
    its effect as well known as with 500 in each?

    The variance of a difference of two means is σ²/n_t + σ²/n_c. Its reciprocal, without the σ², is the
    weight.
    """
    return weighted_q(effects, (n_treated + n_control) / 2)


@interaction.mistake
def weights_control(effects: Array, n_treated: Array, n_control: Array) -> float:  # noqa: ARG001
    """You weight by the control visitors alone. The effect is a difference: the treated arm's noise is in it
    as well."""
    return weighted_q(effects, n_control)
