"""18.1: one turn of the loop, from scratch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Turn = tuple[float, float, float, float, float]


class Belief(NamedTuple):
    """About the effect in the next market."""

    mean: float
    sd: float


def a_turn(rng: np.random.Generator) -> Turn:
    """A belief about μ, the spread, and what one more market reports."""
    sd, tau, error = np.round(rng.permutation([0.25, 0.45, 0.7]) * rng.uniform(0.9, 1.1, 3), 2)
    mean = round(float(rng.uniform(-0.4, 0.6)), 2)
    away = round(mean + float(rng.choice([-1, 1]) * rng.uniform(0.6, 1.4)), 2)
    return mean, float(sd), float(tau), away, float(error)


def identical_markets(rng: np.random.Generator) -> Turn:
    """Markets that are all alike: τ = 0."""
    mean, sd, _, estimate, error = a_turn(rng)
    return mean, sd, 0.0, estimate, error


def _after(mean: float, variance: float, estimate: float, noise: float) -> Belief:
    """Mean and *variance* of a Normal after one Normal observation."""
    gain = variance / (variance + noise)
    return Belief(mean + gain * (estimate - mean), variance * (1 - gain))


@exercise(
    "One turn of the loop",
    points=3,
    minutes=10,
    cases=a_turn,
    edges=[identical_markets],
    parts=["the mean", "the standard deviation"],
    tolerance=relative(1e-8),
    forbidden=["helpers.posterior"],
)
def turn(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Right: τ twice. It makes the market a noisy witness of μ, and it separates the next market from
    μ.

    How far does the estimate lie from μ? By its own noise *and* the market's departure. How far will
    the next market lie from μ?
    """
    new, variance = _after(mean, sd**2, estimate, std_error**2 + tau**2)
    return Belief(new, (variance + tau**2) ** 0.5)


@turn.mistake
def mean_only(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your standard deviation is that of μ, the average over markets. The next *market* departs from it: the
    planner who gets this will promise too much.

    Variances add: that of μ, and τ².
    """
    new, variance = _after(mean, sd**2, estimate, std_error**2 + tau**2)
    return Belief(new, variance**0.5)


@turn.mistake
def this_market(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """That is what is now believed about the market that was just *tested*. Its own visitors speak for
    it, and not for the next one. First update μ; then ask for the next market."""
    new, variance = _after(mean, sd**2 + tau**2, estimate, std_error**2)
    return Belief(new, variance**0.5)


@turn.mistake
def departure_forgotten(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your belief moves too far: you took the estimate for one of μ with its standard error alone. The
    market has a departure of its own, so as a witness of μ its variance is s² + τ²."""
    new, variance = _after(mean, sd**2, estimate, std_error**2)
    return Belief(new, (variance + tau**2) ** 0.5)


@turn.mistake
def no_spread_at_all(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:  # noqa: ARG001
    """τ does not enter your answer: it treats all markets as one. Each departs from μ: the one that
    reported, and the one to come."""
    new, variance = _after(mean, sd**2, estimate, std_error**2)
    return Belief(new, variance**0.5)


@turn.mistake
def sds_added(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """In the standard deviation you add two standard deviations; independent parts add as squares."""
    new, variance = _after(mean, sd**2, estimate, std_error**2 + tau**2)
    return Belief(new, variance**0.5 + tau)


@turn.mistake
def variance_returned(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """The second number is a variance: take its root."""
    new, right = turn(mean, sd, tau, estimate, std_error)
    return Belief(new, right**2)


@turn.mistake
def next_estimate(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your standard deviation is that of the next *estimate*, with its noise. Asked is the next market's
    effect."""
    new, right = turn(mean, sd, tau, estimate, std_error)
    return Belief(new, (right**2 + std_error**2) ** 0.5)


@turn.mistake
def weights_swapped(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your mean gives the estimate the weight that belongs to the belief, and the other way round. The more
    precise of the two counts more."""
    right = turn(mean, sd, tau, estimate, std_error)
    return Belief(mean + estimate - right.mean, right.sd)


@turn.mistake
def spread_not_squared(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """You add τ to a variance. What adds is τ²."""
    new, variance = _after(mean, sd**2, estimate, std_error**2 + tau)
    return Belief(new, (variance + tau) ** 0.5)


@turn.mistake
def precisions_unsquared(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """You weigh by one over a *standard deviation*. Information adds up as one over a variance."""
    weight, other = 1 / sd, (std_error**2 + tau**2) ** -0.5
    new = (weight * mean + other * estimate) / (weight + other)
    return Belief(new, turn(mean, sd, tau, estimate, std_error).sd)


@turn.mistake
def nothing_learnt(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your standard deviation is that from before the result, √(sd² + τ²). A result also makes μ surer."""
    return Belief(turn(mean, sd, tau, estimate, std_error).mean, (sd**2 + tau**2) ** 0.5)


@turn.mistake
def variance_of_the_mean(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your second number is the *variance* of μ. Asked is the standard deviation of the next market's effect,
    which departs from μ."""
    return _after(mean, sd**2, estimate, std_error**2 + tau**2)


@turn.mistake
def all_variances(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """Your standard deviation adds up all three variances, as a forecast of the *estimate* would before it
    came. It has come, and has made μ surer."""
    return Belief(turn(mean, sd, tau, estimate, std_error).mean, (sd**2 + tau**2 + std_error**2) ** 0.5)


@turn.mistake
def sds_of_the_witness_added(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """The estimate lies from μ by its noise and by its market's departure. You added the two as standard
    deviations; variances add."""
    new, variance = _after(mean, sd**2, estimate, (std_error + tau) ** 2)
    return Belief(new, (variance + tau**2) ** 0.5)


@turn.mistake
def departure_twice(mean: float, sd: float, tau: float, estimate: float, std_error: float) -> Belief:
    """You updated the belief about the market that was *tested*, and let the next one depart from that.
    Update μ: the next market departs from it."""
    new, variance = _after(mean, sd**2 + tau**2, estimate, std_error**2)
    return Belief(new, (variance + tau**2) ** 0.5)
