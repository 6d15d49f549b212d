"""20.5: are so few right by bad luck?"""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, ndtr

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

Record = tuple[Array, int]


def records(rng: np.random.Generator) -> Record:
    """Eight to twelve confidences, far apart, and fewer right than they promise."""
    n = int(rng.integers(8, 13))
    said = np.round(np.concatenate([rng.uniform(0.33, 0.5, n // 2), rng.uniform(0.88, 0.97, n - n // 2)]), 2)
    return rng.permutation(said), int(np.floor(said.sum())) - 1


def never_wrong(rng: np.random.Generator) -> Record:
    """Somebody certain, among others."""
    said, right = records(rng)
    return np.append(said, 1.0), right + 1


def _counts(said: Array) -> Array:
    chances = np.ones(1)
    for p in said:
        chances = np.convolve(chances, [1 - p, p])
    return chances


@exercise(
    "So few by chance?",
    points=3,
    minutes=10,
    cases=records,
    edges=[never_wrong],
    tolerance=absolute(1e-4),
    forbidden=["helpers.widgets"],
)
def so_few(confidences: Array, right: int) -> float:
    """Right: each prediction has a chance of its own, and the count is built up one prediction at a time.

    Keep a list of the chances of 0, 1, 2, … right. What does one more prediction, right with chance p, make
    of it?
    """
    return float(_counts(confidences)[: right + 1].sum())


@so_few.mistake
def average_for_each(confidences: Array, right: int) -> float:
    """You took a binomial with the average confidence for all. Predictions made at 40 and at 95 percent
    scatter less than as many at their average: build the count up with each one's own chance."""
    return float(bdtr(right, confidences.size, confidences.mean()))


@so_few.mistake
def fewer_only(confidences: Array, right: int) -> float:
    """You added the chances of *fewer*. The number that came belongs to it: so few *or* fewer."""
    return float(_counts(confidences)[:right].sum())


@so_few.mistake
def just_so_many(confidences: Array, right: int) -> float:
    """That is the chance of exactly this number. Any exact number is unlikely; add those of all smaller
    ones."""
    return float(_counts(confidences)[right])


@so_few.mistake
def so_many(confidences: Array, right: int) -> float:
    """You added the chances upwards. Asked is so few or *fewer*."""
    return float(_counts(confidences)[right:].sum())


@so_few.mistake
def both_sides(confidences: Array, right: int) -> float:
    """You doubled it for both sides. The question was put with its direction: surer than right."""
    return float(min(1.0, 2 * _counts(confidences)[: right + 1].sum()))


@so_few.mistake
def bell(confidences: Array, right: int) -> float:
    """You used a bell curve. With a dozen predictions the exact chances are as quickly had, and differ."""
    spread = np.sqrt(np.sum(confidences * (1 - confidences)))
    return float(ndtr((right - confidences.sum()) / spread))


@so_few.mistake
def bell_with_a_half(confidences: Array, right: int) -> float:
    """You used a bell curve, with the half for whole numbers. Near it is; asked is the exact chance."""
    spread = np.sqrt(np.sum(confidences * (1 - confidences)))
    return float(ndtr((right + 0.5 - confidences.sum()) / spread))


@so_few.mistake
def coins(confidences: Array, right: int) -> float:
    """You counted with coins: one half for each. The question is whether their *own* percentages are true."""
    return float(bdtr(right, confidences.size, 0.5))
