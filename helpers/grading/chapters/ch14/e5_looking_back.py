"""14.5: what pooling saves for the hospitals of chapter 12."""

from __future__ import annotations

from functools import cache

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Array, Pair
from helpers.grading.chapters.ch14 import e1_saved
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

TAU = 2.6


@cache
def _errors() -> Array:
    return load("hospitals")["std_error"].to_numpy()


def _pair(share: float) -> Pair:
    return share, 1 / (1 - share)


@value(
    "Looking back: the hospitals",
    points=2,
    minutes=6,
    tolerance=absolute(2.5e-4, decimals=3),
    parts=["the share saved", "times the patients"],
)
def saved_and_worth() -> Pair:
    """Right. The smallest hospitals, with the widest intervals, get most of it.

    The standard errors are in `datasets.load("hospitals")`; put them and τ = 2.6 into the formula of the
    chapter. Squared error falls like 1/patients.
    """
    return _pair(e1_saved.saved(_errors(), TAU))


@saved_and_worth.mistake
def worth_for_spread() -> Pair:
    """Your factor is the root of the right one: it compares standard errors. To halve a *squared* error takes
    twice the patients."""
    share, factor = saved_and_worth()
    return share, factor**0.5


@saved_and_worth.mistake
def gain_added() -> Pair:
    """Your factor is 1 + g. What is left is 1 − g of the error, and that is what 1/(1 − g) times the patients
    would leave."""
    share, _ = saved_and_worth()
    return share, 1 + share


@saved_and_worth.mistake
def more_not_times() -> Pair:
    """Your second number is how many *more* patients, g/(1 − g). Asked is times how many: 1 more than
    that."""
    share, factor = saved_and_worth()
    return share, factor - 1


@saved_and_worth.mistake
def average_of_shares() -> Pair:
    """Your share is the average over hospitals of what each saves. Asked is the share of the total, where the
    noisy hospitals count for more."""
    return _pair(e1_saved.mean_of_shares(_errors(), TAU))


@saved_and_worth.mistake
def mean_known() -> Pair:
    """Your share leaves out that the mean is estimated. Add B²/Σ(s² + τ²)⁻¹ to what is left in each
    hospital."""
    return _pair(e1_saved.mean_for_free(_errors(), TAU))


@saved_and_worth.mistake
def left_for_saved() -> Pair:
    """Your share is what is *left*. Asked is what is saved."""
    share, factor = saved_and_worth()
    return 1 - share, factor


@saved_and_worth.mistake
def typical_error() -> Pair:
    """You put one typical standard error in for all twelve. They are unequal, and that is where much of the
    gain comes from."""
    return _pair(e1_saved.saved(np.full(12, np.mean(_errors())), TAU))


@saved_and_worth.mistake
def tau_for_its_square() -> Pair:
    """τ² is asked for in the formula, 2.6²: you seem to have put 2.6 there."""
    return _pair(e1_saved.tau_for_its_square(_errors(), TAU))


@saved_and_worth.mistake
def average_weight() -> Pair:
    """Your share is the average weight on the mean. Asked is the share of squared error that is saved."""
    return _pair(e1_saved.average_weight(_errors(), TAU))


@saved_and_worth.mistake
def one_over_the_share() -> Pair:
    """Your factor is 1/g. What is *left* falls like 1/patients, and that is 1 − g."""
    share, _ = saved_and_worth()
    return share, 1 / share
