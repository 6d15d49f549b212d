"""19.5: how often a winner comes back with less."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Winner = tuple[float, float, float, float]


def winners(rng: np.random.Generator) -> Winner:
    """A lift, its standard error, that of the second test, the spread of the population."""
    lift, se, again = rng.uniform(0.1, 0.3), rng.uniform(0.15, 0.3), rng.uniform(0.3, 0.5)
    return tuple(round(float(v), 3) for v in (lift, se, again, rng.uniform(0.25, 0.45)))  # type: ignore[return-value]


def endless(rng: np.random.Generator) -> Winner:
    """A second test without noise."""
    lift, se, _, omega = winners(rng)
    return lift, se, 1e-9, omega


def _kept(se: float, omega: float) -> float:
    return omega**2 / (omega**2 + se**2)


@exercise(
    "How often it will disappoint",
    points=3,
    minutes=8,
    cases=winners,
    edges=[endless],
    tolerance=relative(2e-4),
    forbidden=["helpers.archive", "helpers.posterior"],
)
def disappoints(lift: float, se: float, again_se: float, omega: float) -> float:
    """Right: the lift is shrunk, and round the promise the second estimate scatters by what is not known of
    the true lift and by its own noise.

    What is the true lift believed to be, given the first test? Add the noise of the second.
    """
    kept = _kept(se, omega)
    return float(ndtr((1 - kept) * lift / np.hypot(se * kept**0.5, again_se)))


@disappoints.mistake
def without_shrinkage(lift: float, se: float, again_se: float, omega: float) -> float:  # noqa: ARG001
    """One half: you expect the lift itself to come back. It was picked for being large."""
    return 0.5


@disappoints.mistake
def true_lift_only(lift: float, se: float, again_se: float, omega: float) -> float:  # noqa: ARG001
    """That is the chance that the *true* lift is below the one it won with. What comes back is an estimate,
    with the noise of the second test."""
    kept = _kept(se, omega)
    return float(ndtr((1 - kept) * lift / (se * kept**0.5)))


@disappoints.mistake
def promise_taken_for_known(lift: float, se: float, again_se: float, omega: float) -> float:
    """Only the second test's noise is in your spread, as if the promise were the true lift. What the first
    test leaves open belongs there too."""
    return float(ndtr((1 - _kept(se, omega)) * lift / again_se))


@disappoints.mistake
def whole_population(lift: float, se: float, again_se: float, omega: float) -> float:
    """You scatter the true lift as widely as the whole population. The first test has told something of it:
    its variance given that test is smaller than ω²."""
    return float(ndtr((1 - _kept(se, omega)) * lift / np.hypot(omega, again_se)))


@disappoints.mistake
def weight_turned_round(lift: float, se: float, again_se: float, omega: float) -> float:
    """Your promise keeps the share s²/(s² + ω²) of the lift. That is the share that was luck."""
    kept = _kept(se, omega)
    return float(ndtr(kept * lift / np.hypot(se * kept**0.5, again_se)))


@disappoints.mistake
def variance_for_sd(lift: float, se: float, again_se: float, omega: float) -> float:
    """You divide by a variance. Take its root."""
    kept = _kept(se, omega)
    return float(ndtr((1 - kept) * lift / (se**2 * kept + again_se**2)))


@disappoints.mistake
def first_noise_in_full(lift: float, se: float, again_se: float, omega: float) -> float:
    """You took the noise of the first test for what is not known of the true lift. The population helps:
    given both, its variance is s²·ω²/(s² + ω²)."""
    return float(ndtr((1 - _kept(se, omega)) * lift / np.hypot(se, again_se)))


@disappoints.mistake
def comes_back_with_more(lift: float, se: float, again_se: float, omega: float) -> float:
    """That is the chance that it comes back with *more*."""
    return 1 - disappoints(lift, se, again_se, omega)


@disappoints.mistake
def a_true_loser(lift: float, se: float, again_se: float, omega: float) -> float:
    """That is the chance of an estimate below *zero*. Asked is one below the lift with which it won."""
    kept = _kept(se, omega)
    return float(ndtr(-kept * lift / np.hypot(se * kept**0.5, again_se)))
