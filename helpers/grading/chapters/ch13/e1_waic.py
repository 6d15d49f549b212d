"""13.1: WAIC by hand."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.mistakes import sampling
from helpers.grading.tolerance import relative

Score = tuple[float, float]


def draws_of_a_fit(rng: np.random.Generator) -> tuple[Array]:
    """Forty draws for three to six observations, log likelihoods that differ visibly."""
    n = int(rng.integers(3, 7))
    y, spread = rng.normal(0, 1.2, n), rng.uniform(0.5, 0.9, n)
    theta = rng.normal(0.3, spread, (40, n))
    return (np.round(-0.9 - (y - theta) ** 2 / 2, 3),)


def two_draws(rng: np.random.Generator) -> tuple[Array]:
    """Two draws and two observations, to be reproduced by hand; the draws differ."""
    low, high = rng.uniform(-3.5, -2.2, 2), rng.uniform(-1.8, -0.5, 2)
    return (np.round([low, high], 2),)


def far_out(rng: np.random.Generator) -> tuple[Array]:
    """Log likelihoods whose exponential is 0 for a computer."""
    return (draws_of_a_fit(rng)[0] - 900.0,)


@exercise(
    "WAIC by hand",
    points=3,
    minutes=10,
    cases=draws_of_a_fit,
    edges=[two_draws, far_out],
    tolerance=relative(1e-6),
    parts=["the elpd", "the penalty"],
)
def waic(ll: Array) -> Score:
    """Right: the score of what was seen, less what seeing was worth.

    For every column: the log of the mean density, and the variance of the log density. Which sum is which?
    """
    p = float(np.sum(ll.var(axis=0, ddof=1)))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def in_sample(ll: Array) -> Score:
    """Your score is the lppd: each observation is graded by draws that have seen it. Where does the penalty
    come in?"""
    _, p = waic(ll)
    return sampling.in_sample_lppd(ll), p


@waic.mistake
def mean_of_logs(ll: Array) -> Score:
    """You averaged the *log* likelihoods. The forecast is the average density; take its logarithm after
    averaging.

    `np.log(np.mean(np.exp(ll), axis=0))`, or `scipy.special.logsumexp` where the exponentials vanish.
    """
    _, p = waic(ll)
    return sampling.mean_of_logs(ll) - p, p


@waic.mistake
def deviance_scale(ll: Array) -> Score:
    """You multiplied by −2: that is the scale of a deviance, on which lower is better. Asked is the elpd, on
    which higher is better."""
    score, p = waic(ll)
    return sampling.minus_two_lost(score), p


@waic.mistake
def penalty_added(ll: Array) -> Score:
    """You *added* the penalty. A model that bends to its data should lose by it."""
    score, p = waic(ll)
    return score + 2 * p, p


@waic.mistake
def divided_by_s(ll: Array) -> Score:
    """Your variance divides by S. With forty draws it matters little, with two by a factor of 2: divide by
    S − 1."""
    p = float(np.sum(ll.var(axis=0)))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def variance_of_densities(ll: Array) -> Score:
    """Your penalty is the variance of the *densities*. It is that of their logarithms."""
    p = float(np.sum(np.exp(ll).var(axis=0, ddof=1)))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def sd_for_variance(ll: Array) -> Score:
    """Your penalty adds up standard deviations. Variances are asked."""
    p = float(np.sum(ll.std(axis=0, ddof=1)))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def across_observations(ll: Array) -> Score:
    """You averaged along the rows. A row is a draw: average over draws, column by column, and add up over
    observations."""
    return waic(ll.T)


@waic.mistake
def mean_over_observations(ll: Array) -> Score:
    """You averaged over the observations. The elpd and p are sums over them."""
    n = ll.shape[1]
    score, p = waic(ll)
    return score / n, p / n


@waic.mistake
def sum_over_draws(ll: Array) -> Score:
    """You summed the densities over the draws without dividing by their number. An average is asked."""
    score, p = waic(ll)
    return score + ll.shape[1] * float(np.log(len(ll))), p


@waic.mistake
def variance_of_the_total(ll: Array) -> Score:
    """You took the variance of each draw's *total*. The penalty is taken observation by observation, then
    summed."""
    p = float(np.sum(ll, axis=1).var(ddof=1))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def joint_density(ll: Array) -> Score:
    """You added up the observations before averaging over the draws: that is the density of all data
    together. Score one observation at a time."""
    _, p = waic(ll)
    return float(logsumexp(np.sum(ll, axis=1)) - np.log(len(ll))) - p, p


@waic.mistake
def penalty_twice(ll: Array) -> Score:
    """You took the penalty off twice. Once is enough: lppd − p."""
    score, p = waic(ll)
    return score - p, p


@waic.mistake
def variance_of_everything(ll: Array) -> Score:
    """Your penalty is one variance over the whole table. It is taken over the draws, column by column, and
    summed: `axis=0`."""
    p = float(ll.var(ddof=1))
    return sampling.in_sample_lppd(ll) - p, p


@waic.mistake
def observations_for_penalty(ll: Array) -> Score:
    """Your penalty is the number of observations. WAIC estimates how much was learnt from each: the variance
    of its log likelihood over the draws."""
    return sampling.in_sample_lppd(ll) - ll.shape[1], float(ll.shape[1])


@waic.mistake
def other_penalty(ll: Array) -> Score:
    """Your penalty is 2·(lppd − Σ mean log likelihood). It is in the literature too; asked is the one by the
    variance."""
    lppd = sampling.in_sample_lppd(ll)
    p = 2 * (lppd - sampling.mean_of_logs(ll))
    return lppd - p, p
