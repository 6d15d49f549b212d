"""16.6: the conflict tail of a count."""

from __future__ import annotations

import numpy as np

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Case = tuple[int, int, float, float]


def _forecast(trials: int, a: float, b: float) -> Array:
    """Beta–Binomial probabilities of 0 … trials."""
    from scipy.special import betaln

    y = np.arange(trials + 1.0)
    ways = -np.log(trials + 1) - betaln(y + 1, trials - y + 1)
    return np.exp(ways + betaln(a + y, b + trials - y) - betaln(a, b))


def _tail(probability: Array, count: int, strict: bool = False) -> float:
    """P(at least, or more than, as far from the median)."""
    y = np.arange(len(probability))
    median = int(np.searchsorted(np.cumsum(probability), 0.5))
    away, distance = np.abs(y - median), abs(count - median)
    return float(probability[away > distance if strict else away >= distance].sum())


def _odd(a: float) -> float:
    """To hundredths, and not whole: with a, b whole and a + b − 1 trials, P(count < a) is ½ exactly, and
    rounding would choose the median."""
    return round(round(a, 1) + 0.05, 2)


def counts(rng: np.random.Generator) -> Case:
    """A prior worth a few hundred visitors, and a count one or two sds off."""
    a = _odd(float(rng.uniform(15, 40)))
    b = round(a * float(rng.uniform(5, 12)), 1)
    trials = int(rng.integers(150, 400))
    rate = a / (a + b)
    sd = (trials * rate * (1 - rate) * (a + b + trials) / (a + b + 1)) ** 0.5
    return round(trials * rate + float(rng.choice([-1, 1]) * rng.uniform(1.1, 1.9)) * sd), trials, a, b


def nobody(rng: np.random.Generator) -> Case:
    """Few visitors, none of whom signed up."""
    a = _odd(float(rng.uniform(4, 8)))
    return 0, int(rng.integers(15, 25)), a, round(4 * a, 1)


@exercise(
    "A count in conflict",
    points=3,
    minutes=10,
    cases=counts,
    edges=[nobody],
    tolerance=relative(1e-6),
    forbidden=["helpers.borrowing"],
)
def count_tail(successes: int, trials: int, a: float, b: float) -> float:
    """Right: what a Beta expects of a *count* is Beta–Binomial, and the count itself belongs to its tail.

    `scipy.stats.betabinom(trials, a, b)` is the forecast. Find its median, then add up the probability of
    all counts at least as far from it as the one that came.
    """
    return _tail(_forecast(trials, a, b), successes)


@count_tail.mistake
def plugged_in(successes: int, trials: int, a: float, b: float) -> float:
    """You took the prior's mean for the true rate: your forecast is Binomial. The prior is not that sure of
    the rate, so counts scatter more widely than a Binomial says."""
    from scipy.stats import binom

    return _tail(binom.pmf(np.arange(trials + 1), trials, a / (a + b)), successes)


@count_tail.mistake
def strictly_farther(successes: int, trials: int, a: float, b: float) -> float:
    """You count only what is *farther* out. A count has a probability of its own, and it belongs to the tail:
    at least as far."""
    return _tail(_forecast(trials, a, b), successes, strict=True)


@count_tail.mistake
def one_side(successes: int, trials: int, a: float, b: float) -> float:
    """That is the tail on the count's own side. Counts as far from the median on the other side would have
    surprised as much."""
    probability = _forecast(trials, a, b)
    below, above = probability[: successes + 1].sum(), probability[successes:].sum()
    return float(min(below, above))


@count_tail.mistake
def the_rest(successes: int, trials: int, a: float, b: float) -> float:
    """That is the probability of a count *closer* to the median. Small should mean conflict."""
    return 1 - count_tail(successes, trials, a, b)


@count_tail.mistake
def of_the_rate(successes: int, trials: int, a: float, b: float) -> float:
    """You compared the observed share with the prior of the *rate*. A share of a few hundred visitors has
    noise of its own; the forecast of a count holds both.

    The counterpart for means: the tail of θ_new in place of that of an estimate.
    """
    from scipy.stats import beta

    prior = beta(a, b)
    middle = prior.median()
    away = abs(successes / trials - middle)
    return float(prior.cdf(middle - away) + prior.sf(middle + away))


@count_tail.mistake
def twice_the_smaller(successes: int, trials: int, a: float, b: float) -> float:
    """You doubled the tail on the count's own side. The forecast of a count is skewed: add up both sides as
    they are, each from the same distance on."""
    return 2 * one_side(successes, trials, a, b)


@count_tail.mistake
def below_alone(successes: int, trials: int, a: float, b: float) -> float:
    """That is the probability of at most so many. Asked is a count at least as *far* from the median, on
    either side."""
    return float(_forecast(trials, a, b)[: successes + 1].sum())


@count_tail.mistake
def this_count_alone(successes: int, trials: int, a: float, b: float) -> float:
    """That is the probability of exactly this count, small for every count. Asked is one at least as far
    out."""
    return float(_forecast(trials, a, b)[successes])


@count_tail.mistake
def by_a_normal(successes: int, trials: int, a: float, b: float) -> float:
    """You took a normal for the forecast. Counts are whole and skewed: add up their own probabilities."""
    from scipy.special import ndtr

    probability, y = _forecast(trials, a, b), np.arange(trials + 1.0)
    mean = float(probability @ y)
    return float(2 * ndtr(-abs(successes - mean) / (probability @ (y - mean) ** 2) ** 0.5))


@count_tail.mistake
def about_the_mean(successes: int, trials: int, a: float, b: float) -> float:
    """You measure the distance from the *mean*. Asked is that from the median, the smallest count whose
    cumulative probability reaches one half."""
    probability, mean = _forecast(trials, a, b), trials * a / (a + b)
    return float(probability[np.abs(np.arange(trials + 1) - mean) >= abs(successes - mean)].sum())
