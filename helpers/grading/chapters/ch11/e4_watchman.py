"""11.4: a night watchman to mend."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

LIMIT, ENOUGH = 1.01, 400


# R-hat and ESS: well, on the fence, too few draws, R-hat bad, both bad, second and third at once, never moved
KINDS = [(1.002, 1500), (1.03, 900), (1.004, 300), (1.09, 820), (1.07, 35), (1.02, 260), (np.nan, 4000)]


def a_night(rng: np.random.Generator) -> tuple[Array, Array]:
    """Quantities of every kind, one to three of each."""
    kind = rng.permutation(np.repeat(np.arange(len(KINDS)), rng.integers(1, 4, len(KINDS))))
    r_hat, ess = np.array(KINDS, dtype=float)[kind].T
    return np.round(r_hat + rng.uniform(0, 0.005, kind.size), 3), np.round(
        ess * rng.uniform(0.9, 1.1, kind.size)
    )


def all_well(rng: np.random.Generator) -> tuple[Array, Array]:
    """A quiet night."""
    return np.round(rng.uniform(1, 1.008, 4), 3), np.round(rng.uniform(500, 3000, 4))


def at_the_limit(rng: np.random.Generator) -> tuple[Array, Array]:
    """Exactly 1.01 and exactly 400 are allowed."""
    return np.array([1.01, 1.002, 1.011]), np.array([900.0, 400.0, round(float(rng.uniform(500, 900)))])


@exercise(
    "Spot the error: the night watchman",
    points=2,
    minutes=8,
    cases=a_night,
    edges=[all_well, at_the_limit],
    tolerance=absolute(1e-9),
)
def look_at(r_hat: Array, ess: Array) -> float:
    """Mended: one limit, either complaint is enough, and what has no R-hat is looked at.

    Say what is *good*, R-hat at most 1.01 and at least 400 effective draws, and look at everything else.
    """
    return float(np.sum(~((r_hat <= LIMIT) & (ess >= ENOUGH))))


@look_at.mistake
def as_received(r_hat: Array, ess: Array) -> float:
    """That is the watchman as you got him. Three things are wrong. Begin with the quantity of R-hat 1.09 and
    plenty of effective draws: why does he let it pass?

    Then read the rule again for its limit, and ask Python what `np.nan > 1.01` is.
    """
    return float(np.sum((r_hat > 1.05) & (ess < ENOUGH)))


@look_at.mistake
def both_needed(r_hat: Array, ess: Array) -> float:
    """The limit is right. But he wakes you only when R-hat *and* effective draws are bad; either is reason
    enough."""
    return float(np.sum((r_hat > LIMIT) & (ess < ENOUGH)))


@look_at.mistake
def both_needed_awake(r_hat: Array, ess: Array) -> float:
    """The limit is right, and what has no R-hat is looked at. But of the others he wakes you only when R-hat
    *and* effective draws are bad; either is reason enough."""
    return float(np.sum(((r_hat > LIMIT) & (ess < ENOUGH)) | np.isnan(r_hat)))


@look_at.mistake
def as_received_but_awake(r_hat: Array, ess: Array) -> float:
    """What has no R-hat is looked at now. Two things are left: the limit is the other page's, and he still
    waits for two complaints where one is enough."""
    return float(np.sum(((r_hat > 1.05) & (ess < ENOUGH)) | np.isnan(r_hat)))


@look_at.mistake
def lenient(r_hat: Array, ess: Array) -> float:
    """Either complaint is enough now. The limit is still 1.05: content with chains that are worth about 80
    draws, when the line beside it asks for 400. And what of a quantity that has no R-hat?"""
    return float(np.sum((r_hat > 1.05) | (ess < ENOUGH)))


@look_at.mistake
def lenient_but_awake(r_hat: Array, ess: Array) -> float:
    """Only the limit is left to mend: the rule in words says 1.01."""
    return float(np.sum(~((r_hat <= 1.05) & (ess >= ENOUGH))))


@look_at.mistake
def nan_passes(r_hat: Array, ess: Array) -> float:
    """Nearly. A chain that never moved has an R-hat of NaN and, for ArviZ, an effective sample size of every
    draw. Any comparison with NaN is False, so it passes.

    Ask the other way round: what is good? Everything else must be looked at.
    """
    return float(np.sum((r_hat > LIMIT) | (ess < ENOUGH)))


@look_at.mistake
def good_ones(r_hat: Array, ess: Array) -> float:
    """You counted those that may be used. Wanted are those to look at: turn it round."""
    return len(ess) - look_at(r_hat, ess)


@look_at.mistake
def strict_at_the_limit(r_hat: Array, ess: Array) -> float:
    """Right but for the fence: an R-hat of exactly 1.01 and exactly 400 effective draws are allowed."""
    return float(np.sum(~((r_hat < LIMIT) & (ess > ENOUGH))))


@look_at.mistake
def counted_twice(r_hat: Array, ess: Array) -> float:
    """You added two counts, so a quantity with both complaints is counted twice. It is looked at once: join
    the two conditions with `|`, then count."""
    return float(np.sum(~(r_hat <= LIMIT)) + np.sum(~(ess >= ENOUGH)))


@look_at.mistake
def counted_twice_asleep(r_hat: Array, ess: Array) -> float:
    """You added two counts, so a quantity with both complaints is counted twice: join the two conditions with
    `|`, then count. And what has no R-hat at all is in neither count."""
    return float(np.sum(r_hat > LIMIT) + np.sum(ess < ENOUGH))


@look_at.mistake
def r_hat_alone(r_hat: Array, ess: Array) -> float:  # noqa: ARG001
    """R-hat is well looked after. But a quantity with a good one and some 300 effective draws passes. The
    rule has a second half: at least 400."""
    return float(np.sum(~(r_hat <= LIMIT)))


@look_at.mistake
def draws_alone(r_hat: Array, ess: Array) -> float:  # noqa: ARG001
    """Effective draws are well looked after. But with enough of them an R-hat of 1.09 passes, and none at all
    as well. The rule has a first half: R-hat at most 1.01, and there must be one."""
    return float(np.sum(ess < ENOUGH))


@look_at.mistake
def fence_and_nan(r_hat: Array, ess: Array) -> float:
    """Two things are left. Exactly 1.01 and exactly 400 are allowed, so neither may wake you; and what has no
    R-hat passes every comparison: say what is *good*, and count the rest."""
    return float(np.sum((r_hat >= LIMIT) | (ess <= ENOUGH)))
