"""01.1: votes to count."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

CUT = 1.96


def readable_experiments(rng: np.random.Generator) -> tuple[Array, Array]:
    """A dozen experiments: wins, losses, near misses on both sides, and nothing at all."""
    z = np.concatenate(
        [
            rng.uniform(2.2, 4.0, rng.integers(2, 5)),
            -rng.uniform(2.2, 3.5, rng.integers(1, 4)),
            rng.uniform(1.68, 1.9, 2) * rng.choice([-1, 1], 2),
            rng.uniform(1.975, 1.985, 1) * rng.choice([-1, 1], 1),
            rng.uniform(-1.6, 1.6, rng.integers(4, 7)),
        ]
    )
    s = np.round(rng.uniform(0.12, 0.6, z.size), 2)
    s[0] = round(float(rng.uniform(0.95, 1.1)), 2)  # an effect beyond 1.96 itself
    order = rng.permutation(z.size)
    return np.round(z * s, 3)[order], s[order]


def well_clear(rng: np.random.Generator) -> tuple[Array, Array]:
    """As above, drawn again until no z value is so near a threshold that its third decimal counts."""
    while True:
        effects, std_errors = readable_experiments(rng)
        z = np.abs(effects / std_errors)
        if all(np.abs(z - cut).min() > 0.01 for cut in (CUT, 1.645, 2.0, 2.576)):
            return effects, std_errors


def nothing_significant(rng: np.random.Generator) -> tuple[Array, Array]:
    """No vote at all."""
    s = np.round(rng.uniform(0.2, 0.6, 5), 2)
    return np.round(rng.uniform(-1.2, 1.2, 5) * s, 2), s


@exercise(
    "Count the votes",
    points=1,
    minutes=5,
    cases=well_clear,
    edges=[nothing_significant],
    tolerance=absolute(0.01),
)
def votes(effects: Array, std_errors: Array) -> float:
    """Right, with gains and losses both counted. On the eight markets your function says two.

    One z value a market; then count those beyond 1.96 in either direction.
    """
    return float(np.sum(np.abs(effects / std_errors) > CUT))


@votes.mistake
def only_winners(effects: Array, std_errors: Array) -> float:
    """You counted the significant gains. A market that loses significantly is significant too: which tail
    did your comparison leave out?"""
    return float(np.sum(effects / std_errors > CUT))


@votes.mistake
def at_one_sided_threshold(effects: Array, std_errors: Array) -> float:
    """Your threshold looks like 1.645. That leaves 5 % in *each* tail, ten in all. The votes in the memo
    were cast at 5 % in both tails together."""
    return float(np.sum(np.abs(effects / std_errors) > 1.645))


@votes.mistake
def not_standardised(effects: Array, std_errors: Array) -> float:
    """You held the effect itself against 1.96. An effect of 0.5 is a sensation with a standard error of
    0.1 and nothing with one of 0.6. What has to happen to it first?"""
    return float(np.sum(np.abs(effects) > CUT)) + 0.0 * float(std_errors[0])


@votes.mistake
def divided_by_variance(effects: Array, std_errors: Array) -> float:
    """You divided by the *squared* standard error. A z value counts how many standard errors an estimate
    lies from zero."""
    return float(np.sum(np.abs(effects / std_errors**2) > CUT))


@votes.mistake
def those_left_over(effects: Array, std_errors: Array) -> float:
    """You counted the experiments that are *not* significant: those whose z lies within 1.96 of zero.
    Wanted are the others."""
    return len(effects) - votes(effects, std_errors)


@votes.mistake
def share_of_votes(effects: Array, std_errors: Array) -> float:
    """That is the share of significant markets. The memo counts them: give the number."""
    return votes(effects, std_errors) / len(effects)


@votes.mistake
def at_one_per_cent(effects: Array, std_errors: Array) -> float:
    """Your threshold looks like 2.576, that of a test at 1 %. The votes in the memo were cast at 5 %."""
    return float(np.sum(np.abs(effects / std_errors) > 2.576))


@votes.mistake
def one_standard_error(effects: Array, std_errors: Array) -> float:
    """You count every market that lies more than *one* standard error from zero. At 5 %, two-sided, it
    takes 1.96 of them."""
    return float(np.sum(np.abs(effects / std_errors) > 1))


@votes.mistake
def gains_less_losses(effects: Array, std_errors: Array) -> float:
    """You took the significant losses off the significant gains. Asked is how many are significant,
    whichever way they point: the two are added."""
    z = effects / std_errors
    return float(np.sum(z > CUT) - np.sum(z < -CUT))


@votes.mistake
def at_two(effects: Array, std_errors: Array) -> float:
    """Your threshold is 2, a good rule of thumb. The memo's is 1.96, and one of the experiments lies between
    the two."""
    return float(np.sum(np.abs(effects / std_errors) > 2))
