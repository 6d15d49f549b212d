"""15.6: a power prior for a rate."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array, Pair
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[Array, Array, float]


def counts_and_share(rng: np.random.Generator) -> Case:
    """Control arms of a few markets, and the share of them that is to count."""
    trials = rng.permutation(np.array([120, 250, 400, 700, 1200]))[: int(rng.integers(3, 6))]
    rates = rng.uniform(0.04, 0.2, trials.size)
    return (
        rng.binomial(trials, rates).astype(float),
        trials.astype(float),
        round(float(rng.uniform(0.05, 0.4)), 2),
    )


def nobody_bought(rng: np.random.Generator) -> Case:
    """A market with no conversion at all."""
    return np.array([0.0, 9.0]), np.array([40.0, 150.0]), round(float(rng.uniform(0.1, 0.3)), 2)


@exercise(
    "From scratch: a rate",
    points=2,
    minutes=8,
    cases=counts_and_share,
    edges=[nobody_bought],
    tolerance=relative(1e-9),
    forbidden=["helpers.borrowing"],
    parts=["parameter a", "parameter b"],
)
def rate_prior(successes: Array, trials: Array, alpha: float) -> Pair:
    """Right: past successes and past failures count α each, the initial Beta(1, 1) in full.

    Multiply the density of Beta(1, 1) by the binomial likelihood to the power of α, and read off the two
    exponents.
    """
    return float(1 + alpha * successes.sum()), float(1 + alpha * (trials - successes).sum())


@rate_prior.mistake
def initial_discounted(successes: Array, trials: Array, alpha: float) -> Pair:
    """You discounted everything, the initial prior too. It is not part of the past: only the
    likelihood of the past is raised to the power of α."""
    a, b = rate_prior(successes, trials, alpha)
    return a - 1 + alpha, b - 1 + alpha


@rate_prior.mistake
def initial_forgotten(successes: Array, trials: Array, alpha: float) -> Pair:
    """The past counts as it should. The initial Beta(1, 1) is missing: a power prior is initial prior times
    discounted likelihood."""
    a, b = rate_prior(successes, trials, alpha)
    return a - 1, b - 1


@rate_prior.mistake
def trials_for_failures(successes: Array, trials: Array, alpha: float) -> Pair:
    """For b you took all visitors; it counts those who did *not* convert."""
    return rate_prior(successes, trials, alpha)[0], float(1 + alpha * trials.sum())


@rate_prior.mistake
def all_of_the_past(successes: Array, trials: Array, alpha: float) -> Pair:  # noqa: ARG001
    """α has had no effect: this counts every past visitor in full."""
    return rate_prior(successes, trials, 1.0)


@rate_prior.mistake
def only_successes_discounted(successes: Array, trials: Array, alpha: float) -> Pair:
    """You discount the successes and count the failures in full, so the rate falls with α. A share of
    the past is a share of both."""
    return rate_prior(successes, trials, alpha)[0], rate_prior(successes, trials, 1.0)[1]


@rate_prior.mistake
def mean_of_rates(successes: Array, trials: Array, alpha: float) -> Pair:
    """You averaged the markets' rates, each as much as the other. The likelihood counts visitors: add up
    conversions and visitors over all markets."""
    rate, visitors = float(np.mean(successes / trials)), alpha * float(trials.sum())
    return 1 + rate * visitors, 1 + (1 - rate) * visitors


@rate_prior.mistake
def mean_and_sd(successes: Array, trials: Array, alpha: float) -> Pair:
    """These are the mean and standard deviation of the prior. Asked are its parameters, a and b."""
    a, b = rate_prior(successes, trials, alpha)
    return a / (a + b), float(np.sqrt(a * b / (a + b + 1)) / (a + b))


@rate_prior.mistake
def divided_by_alpha(successes: Array, trials: Array, alpha: float) -> Pair:
    """You divided by α: each past visitor counts several times. For a normal α divides the *variance*; counts
    are the information itself, and α multiplies them."""
    return rate_prior(successes, trials, 1 / alpha)


@rate_prior.mistake
def one_initial_prior_a_market(successes: Array, trials: Array, alpha: float) -> Pair:
    """You added a Beta(1, 1) for every market. The initial prior says what you believed before any of them:
    it counts once, however many markets follow."""
    a, b = rate_prior(successes, trials, alpha)
    return a + len(trials) - 1, b + len(trials) - 1


@rate_prior.mistake
def arguments_swapped(successes: Array, trials: Array, alpha: float) -> Pair:
    """Your b falls as the past grows, and soon below zero, where there is no Beta. Have successes and trials
    changed places in your function?"""
    return rate_prior(trials, successes, alpha)


@rate_prior.mistake
def mean_over_markets(successes: Array, trials: Array, alpha: float) -> Pair:
    """You averaged the counts over the markets. Every visitor is evidence: the counts add up, and α alone
    says how much of them is taken."""
    return rate_prior(successes, trials, alpha / len(trials))
