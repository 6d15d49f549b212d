"""12.2: spot the error in a posterior predictive p-value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import absolute

Draws = tuple[Array, Array, Array, Array, Array]


def _draws(rng: np.random.Generator, K: int, S: int) -> Draws:
    s = np.round(rng.uniform(0.2, 0.6, K), 2)
    y = np.round(rng.normal(0.3, 0.5, K) + s * rng.standard_normal(K), 2)
    mu, tau = np.round(rng.normal(0.3, 0.3, S), 3), np.round(np.abs(rng.normal(0.5, 0.3, S)) + 0.02, 3)
    weight = s**2 / (s**2 + tau[:, None] ** 2)
    theta = y + weight * (mu[:, None] - y) + s * np.sqrt(1 - weight) * rng.standard_normal((S, K))
    return mu, tau, np.round(theta, 3), y, s


def _seeded(maker: Draws, rng: np.random.Generator) -> tuple[Array, Array, Array, Array, Array, Array, Array]:
    mu, tau, theta, y, s = maker
    noise = np.round(rng.standard_normal((2, *theta.shape)), 3)
    return mu, tau, theta, y, s, noise[0], noise[1]


def _made(mu: Array, tau: Array, z1: Array, s: Array, z2: Array) -> Array:
    """Replicates of new studies, a row each."""
    return np.asarray(mu[:, None] + tau[:, None] * z1 + s * z2)


def _share_above(made: Array, y: Array, number: Callable[..., Any] = np.max) -> float:
    """In how many replicates the number is at least that of the data."""
    return float(np.mean(number(made, axis=1) >= number(y)))


def draws_of_a_fit(rng: np.random.Generator) -> tuple[Array, ...]:
    """300 draws for six studies, for which every slip gives another share of draws."""
    while True:
        case = _seeded(_draws(rng, 6, 300), rng)
        # A strict comparison differs on ties alone.
        shares = {round(f(*case), 6) for f in (largest, *(m.wrong for m in largest.mistakes))}
        if len(shares) == len(largest.mistakes):
            return case


def four_draws(rng: np.random.Generator) -> tuple[Array, ...]:
    """Two studies and four draws, to be reproduced by hand; most slips show, and the colleague's."""
    while True:
        case = _seeded(_draws(rng, 2, 4), rng)
        right = largest(*case)
        hidden = sum(m.wrong(*case) == right for m in largest.mistakes)
        if hidden <= 4 and same_and_means(*case) != right:
            return case


def a_tie(rng: np.random.Generator) -> tuple[Array, ...]:  # noqa: ARG001
    """One replicate reaches exactly as far as the data, in numbers that a computer adds exactly."""
    mu, tau, s = np.array([0.5, 0.0, 1.0, 0.25]), np.array([0.5, 1.0, 0.5, 0.25]), np.array([0.25, 0.5])
    theta, y = np.array([[1.0, 0.5], [0.75, 0.25], [1.25, 0.5], [0.5, 0.0]]), np.array([1.5, 0.25])
    z1 = np.array([[1.0, -1.0], [0.5, 0.25], [2.0, -0.5], [-1.0, 1.0]])
    z2 = np.array([[2.0, 0.5], [-0.5, 1.0], [1.0, 0.25], [0.5, -1.0]])
    return mu, tau, theta, y, s, z1, z2


@exercise(
    "Spot the error: a check that cannot fail",
    points=3,
    minutes=10,
    cases=draws_of_a_fit,
    edges=[four_draws, a_tie],
    tolerance=absolute(1e-6),
)
def largest(mu: Array, tau: Array, theta: Array, y: Array, s: Array, z1: Array, z2: Array) -> float:  # noqa: ARG001
    """Right: new effects from the population, new noise, and one number a replicate to compare.

    A replicate is a whole data set. From what do *new* studies draw their effects, what is added to them,
    and which number of each replicate is compared with which number of the data?
    """
    return _share_above(_made(mu, tau, z1, s, z2), y)


@largest.mistake
def effects_reused(*case: Array) -> float:
    """You replicate the *same* studies: θ was fitted to these very estimates and has come half-way to the
    largest of them. So the population is hardly tested.

    Draw new effects: μ + τ·z1, draw by draw.
    """
    _, _, theta, y, s, _, z2 = case
    return _share_above(theta + s * z2, y)


@largest.mistake
def means_plugged_in(*case: Array) -> float:
    """You put the posterior means of μ and τ in. Each replicate is to use *one draw* of both, or what is
    uncertain about them is left out."""
    mu, tau, _, y, s, z1, z2 = case
    return _share_above(np.mean(mu) + np.mean(tau) * z1 + s * z2, y)


@largest.mistake
def swapped(*case: Array) -> float:
    """You count replicates whose largest estimate is *smaller* than yours. A small p is to mean that the
    model rarely reaches so far."""
    return 1 - largest(*case)


@largest.mistake
def noise_forgotten(*case: Array) -> float:
    """Your replicates are true effects. The data are estimates, with noise: add s·z2."""
    mu, tau, _, y, _, z1, _ = case
    return _share_above(mu[:, None] + tau[:, None] * z1, y)


@largest.mistake
def element_by_element(*case: Array) -> float:
    """You compare estimate by estimate. A check is one number a *data set*: take the largest of each
    replicate first."""
    mu, tau, _, y, s, z1, z2 = case
    return float(np.mean(_made(mu, tau, z1, s, z2) >= np.max(y)))


@largest.mistake
def fitted_mean(*case: Array) -> float:
    """You compare means. The mean is what μ was fitted to: near one half whatever the data are. Asked is the
    largest estimate."""
    mu, tau, _, y, s, z1, z2 = case
    return _share_above(_made(mu, tau, z1, s, z2), y, np.mean)


@largest.mistake
def same_and_means(*case: Array) -> float:
    """That is what the colleague's function gives: effects that were fitted to these studies, and a
    comparison of means. Each of the two alone takes the bite out of the check."""
    _, _, theta, y, s, _, z2 = case
    return _share_above(theta + s * z2, y, np.mean)


@largest.mistake
def largest_in_size(*case: Array) -> float:
    """You compare the largest *sizes*, without signs. Asked is the largest estimate: one far below does not
    count."""
    mu, tau, _, y, s, z1, z2 = case
    return float(np.mean(np.abs(_made(mu, tau, z1, s, z2)).max(axis=1) >= np.abs(y).max()))


@largest.mistake
def two_sided(*case: Array) -> float:
    """You doubled the smaller of the two tails. Asked is one share: that of the replicates that reach at
    least as far."""
    p = largest(*case)
    return 2 * min(p, 1 - p)


@largest.mistake
def noises_exchanged(*case: Array) -> float:
    """`z1` and `z2` have changed places: `z1` is for the new effects, `z2` for their noise."""
    mu, tau, _, y, s, z1, z2 = case
    return _share_above(_made(mu, tau, z2, s, z1), y)


@largest.mistake
def variance_of_the_effects(*case: Array) -> float:
    """τ went in squared. A standard normal number is multiplied by a standard *deviation*."""
    mu, tau, _, y, s, z1, z2 = case
    return _share_above(_made(mu, tau**2, z1, s, z2), y)


@largest.mistake
def one_noise_for_both(*case: Array) -> float:
    """Effect and noise use the same random numbers, so they pull the same way. They are independent: `z1` is
    for one, `z2` for the other."""
    mu, tau, _, y, s, z1, _ = case
    return _share_above(_made(mu, tau, z1, s, z1), y)


@largest.mistake
def across_draws(*case: Array) -> float:
    """Your maximum goes down the draws, or over all of them at once, where a row is a replicate. Take one
    maximum a row, across the studies: which axis is that?"""
    mu, tau, _, y, s, z1, z2 = case
    return float(np.mean(_made(mu, tau, z1, s, z2).max(axis=0) >= y.max()))


@largest.mistake
def strictly_above(*case: Array) -> float:
    """You count replicates that come out *above* the data. Asked are those *at least* as large: a tie counts,
    and with rounded data or counts ties are common."""
    mu, tau, _, y, s, z1, z2 = case
    return float(np.mean(_made(mu, tau, z1, s, z2).max(axis=1) > y.max()))
