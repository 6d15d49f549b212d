"""02.1: the interaction sum of squares, from scratch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative

Arms = tuple[Any, Any, Any]


def arm_weights(n_treated: Array, n_control: Array) -> Array:
    """One over the variance of a difference of means, in units of σ²."""
    return n_treated * n_control / (n_treated + n_control)


def spread(effects: Array, weights: Array, centre: float | None = None) -> float:
    """Weighted squares about the weighted mean, or about another centre."""
    middle = np.average(effects, weights=weights) if centre is None else centre
    return float(np.sum(weights * (effects - middle) ** 2))


def interaction(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Interaction sum of squares of a Type II analysis of variance (Yates 1934)."""
    return spread(effects, arm_weights(n_treated, n_control))


def weighted_by(rule: Callable[[Array, Array], Array], name: str) -> Callable[[Array, Array, Array], float]:
    """The same with other weights."""

    def mistaken(effects: Array, n_treated: Array, n_control: Array) -> float:
        return spread(effects, rule(n_treated, n_control))

    mistaken.__name__ = name
    return mistaken


def plain_mean(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Right weights, plain mean as the centre."""
    return spread(effects, arm_weights(n_treated, n_control), float(np.mean(effects)))


def about_zero(effects: Array, n_treated: Array, n_control: Array) -> float:
    """Distances from zero: treatment and interaction together."""
    return spread(effects, arm_weights(n_treated, n_control), 0.0)


def lopsided(rng: np.random.Generator) -> Arms:
    """Three to seven segments whose arms differ in size, as after a 20:80 split in some of them."""
    k = int(rng.integers(3, 8))
    total = rng.permutation(np.geomspace(60, 900, k)) * rng.uniform(0.8, 1.2, k)
    treated = np.round(total * rng.uniform(0.15, 0.85, k))
    control = np.round(total) - treated
    return np.round(rng.normal(0.3, 0.6, k), 2), treated, control


def two_segments(rng: np.random.Generator) -> Arms:
    """The fewest segments there can be."""
    return np.round(rng.normal(0, 1, 2), 2), rng.integers(5, 90, 2) * 1.0, rng.integers(5, 90, 2) * 1.0


def one_effect_for_all(rng: np.random.Generator) -> Arms:
    """Equal effects: nothing is left for the interaction."""
    return (
        np.full(4, round(rng.uniform(0.2, 0.9), 2)),
        rng.integers(5, 90, 4) * 1.0,
        rng.integers(5, 90, 4) * 1.0,
    )


INTERACTION = Exercise(
    id="02.1",
    title="The interaction from six effects",
    points=2,
    minutes=9,
    reference=interaction,
    kind=Function(),
    arguments=("effects", "n_treated", "n_control"),
    cases=lopsided,
    edges=[two_segments, one_effect_for_all],
    tolerance=relative(1e-8),
    forbidden=["helpers.widgets", "helpers.heterogeneity"],
    mistakes=[
        Mistake(
            weighted_by(lambda t, c: t + c, "weights_total"),
            "You weight a segment by its visitors, treated and control together. With 990 visitors in one "
            "arm and 10 in the other, is its effect as well known as with 500 in each?",
            "The variance of a difference of two means is σ²/n_t + σ²/n_c. Its reciprocal, without the σ², "
            "is the weight.",
        ),
        Mistake(
            weighted_by(lambda t, c: t, "weights_treated"),  # noqa: ARG005
            "You weight by the treated visitors alone. The effect is a difference: the control arm's noise "
            "is in it as well.",
            "The variance of a difference of two means is σ²/n_t + σ²/n_c.",
        ),
        Mistake(
            weighted_by(lambda t, c: 1 / t + 1 / c, "weights_inverted"),
            "Your weights are upside down: the noisiest segment counts most. 1/n_t + 1/n_c is a variance, "
            "and a weight is one over a variance.",
        ),
        Mistake(
            weighted_by(lambda t, c: np.sqrt(arm_weights(t, c)), "weights_rooted"),
            "Your weights are the square roots of what they should be. Four times the visitors carry four "
            "times the information.",
        ),
        Mistake(
            weighted_by(lambda t, c: np.ones_like(t), "weights_equal"),  # noqa: ARG005
            "You add up plain squares. A segment of sixty visitors and one of nine hundred have the same say "
            "in your sum.",
            "How large is the variance of a difference of two arm means? One over it is the weight.",
        ),
        Mistake(
            plain_mean,
            "The weights are right. But you measure from the plain mean of the effects; the common effect "
            "that least squares fits is the weighted one, which makes the sum smallest.",
        ),
        Mistake(
            about_zero,
            "You measure from zero, so your sum holds the common effect as well: treatment and interaction "
            "together. Take distances from the common effect.",
        ),
    ],
    praise="Right, lopsided arms included. From six effects, what took a regression on thousands of rows.",
    advice="One weight a segment, the weighted mean, the weighted squares about it.",
)
