"""11.2: effective sample size, and the Monte Carlo error of a mean and of a quantile."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

from helpers.grading.cases import Array
from helpers.grading.chapters.ch11.e1_r_hat import halves
from helpers.grading.declare import exercise
from helpers.grading.tolerance import relative

Worth = tuple[float, float, float]
TWO_THIRDS = np.array([0.1586553, 0.8413447])  # one standard deviation to either side of a normal


def correlations(chains: Array) -> Array:
    """ρ_0, ρ_1, … of the halves, as far as they can be told from noise (Geyer 1992), the last one halved."""
    pieces = halves(chains)
    n = pieces.shape[1]
    apart = pieces - pieces.mean(axis=1, keepdims=True)
    together = np.array([np.mean(np.sum(apart[:, t:] * apart[:, : n - t], axis=1)) / n for t in range(n)])
    rho = 1 - (together[0] * n / (n - 1) - together) / (together[0] + pieces.mean(axis=1).var(ddof=1))
    rho[0], t = 1.0, 1
    while t < n - 3 and rho[t - 1] + rho[t] > 0:  # pairs, as long as their sum is positive
        t += 2
    pairs = np.minimum.accumulate(rho[: t - 1].reshape(-1, 2).sum(axis=1))  # and falls
    last = rho[t - 1] if rho[t - 1] > 0 or rho[t - 1] + rho[t] >= 0 else 0.0
    return np.append(np.repeat(pairs / 2, 2), last / 2)


@lru_cache(maxsize=256)  # the right answer and every mistake ask it of the same chains
def _divisor(draws: bytes, shape: tuple[int, ...]) -> float:
    return 2 * float(np.sum(correlations(np.frombuffer(draws).reshape(shape)))) - 1


def divisor(chains: Array) -> float:
    """2Σρ − 1, which estimates may take to 0 and below."""
    return _divisor(chains.tobytes(), chains.shape)


def uncapped(chains: Array) -> float:
    """S/(2Σρ − 1), whatever comes out."""
    return halves(chains).size / divisor(chains)


def effective_size(chains: Array) -> float:
    """ESS of the mean; of chains that never move, the number of draws, as ArviZ has it."""
    size = halves(chains).size
    if np.ptp(chains) == 0:
        return float(size)
    return float(size / max(divisor(chains), 1 / np.log10(size)))


def error_of_quantile(chains: Array, p: float, size: float, first: int = 0) -> float:
    """Half the distance of the order statistics between which the quantile lies, two times out of three.

    ``first`` is the number that the smallest draw has.
    """
    low, high = betaincinv(size * p + 1, size * (1 - p) + 1, TWO_THIRDS) * chains.size - 1 + first
    ordered = np.sort(chains, axis=None)
    return float(ordered[min(int(np.ceil(high)), chains.size - 1)] - ordered[max(int(low), 0)]) / 2


def below(chains: Array, p: float) -> Array:
    """1 for the draws up to the p-quantile, 0 for the others."""
    return (chains <= np.quantile(chains, p)).astype(float)


def strictly(chains: Array, p: float) -> Array:
    """1 for the draws below the p-quantile, 0 for the others, itself included where it is a draw."""
    return (chains < np.quantile(chains, p)).astype(float)


def slow_chains(rng: np.random.Generator) -> tuple[Array, float]:
    """Two chains of 30 to 38 draws that remember."""
    m, n = 2, 2 * int(rng.integers(15, 20))
    noise, memory = rng.standard_normal((m, n)), rng.uniform(0.55, 0.75)
    for i in range(1, n):
        noise[:, i] = memory * noise[:, i - 1] + np.sqrt(1 - memory**2) * noise[:, i]
    return np.round(2 * noise + 1, 2), float(rng.choice([0.8, 0.9]))


def _fleeing(rng: np.random.Generator, flight: float) -> Array:
    """Each draw flees from the one before, and their number is odd."""
    noise = rng.standard_normal((2, 35))
    for i in range(1, 35):
        noise[:, i] = np.sqrt(1 - flight**2) * noise[:, i] - flight * noise[:, i - 1]
    return np.round(noise, 2)


def restless_chains(rng: np.random.Generator) -> tuple[Array, float]:
    """They flee so far that the divisor comes out below 0."""
    while divisor(chains := _fleeing(rng, 0.9)) > -0.01:
        pass
    return chains, 0.9


def _told(chains: Array, p: float, one: float, other: float) -> bool:
    """Whether two effective sample sizes give the quantile errors that differ by a fiftieth or more."""
    errors = error_of_quantile(chains, p, one), error_of_quantile(chains, p, other)
    return abs(errors[1] - errors[0]) > 0.02 * errors[0]


def restless_about_the_middle(rng: np.random.Generator) -> tuple[Array, float]:
    """Both divisors are above 0 and below their bound, and of the median's error it makes a difference."""
    while True:
        chains, p = _fleeing(rng, 0.6), 0.5
        if not 0.05 < divisor(chains) < 0.45:
            continue
        own = below(chains, p)
        if 0.05 < divisor(own) < 0.35 and _told(chains, p, effective_size(own), uncapped(own)):
            return chains, p


def quantile_is_a_draw(rng: np.random.Generator) -> tuple[Array, float]:
    """Three chains of 19, 23 or 27; what lies three quarters of the way up counts as a draw *at* it."""
    while True:
        noise, p = rng.standard_normal((3, 4 * int(rng.integers(4, 7)) + 3)), 0.75
        for i in range(1, noise.shape[1]):
            noise[:, i] = 0.6 * noise[:, i - 1] + 0.8 * noise[:, i]
        chains = np.round(2 * noise + 1, 2)
        if _told(chains, p, *(effective_size(own) for own in (below(chains, p), strictly(chains, p)))):
            return chains, p


@exercise(
    "What the draws are worth",
    points=3,
    minutes=12,
    cases=slow_chains,
    edges=[restless_chains, restless_about_the_middle, quantile_is_a_draw],
    tolerance=relative(1e-9),
    parts=["the effective sample size", "the error of the mean", "the error of the quantile"],
)
def worth(chains: Array, p: float) -> Worth:
    """Right, all three, to as many digits as ArviZ has them. Note how much less is known of the quantile.

    S draws are worth S/(2Σρ − 1), the sum with ρ_0. For the quantile, count the draws below it: a chain of
    zeros and ones, with an effective sample size of its own.
    """
    size = effective_size(chains)
    own = effective_size(below(chains, p))
    return size, float(chains.std(ddof=1)) / size**0.5, error_of_quantile(chains, p, own)


def _with(chains: Array, p: float, size: float) -> Worth:
    """The three, whatever the draws are worth, the quantile's error right."""
    return size, float(chains.std(ddof=1)) / size**0.5, worth(chains, p)[2]


@worth.mistake
def all_draws_count(chains: Array, p: float) -> Worth:
    """You counted every draw. Neighbours resemble each other: divide the number of draws by 2Σρ − 1."""
    return _with(chains, p, float(chains.size))


@worth.mistake
def error_of_independent(chains: Array, p: float) -> Worth:
    """Your error of the mean does not use the ESS: sd/√S is for independent draws. These are worth ESS of
    them."""
    size, _, quantile = worth(chains, p)
    return size, float(chains.std(ddof=1)) / chains.size**0.5, quantile


@worth.mistake
def quantile_as_mean(chains: Array, p: float) -> Worth:
    """You gave the quantile the error of the mean. Few draws lie about the end of an interval: its error is
    another, and larger.

    Its own effective sample size, from the chain of zeros and ones; then the two order statistics.
    """
    size, error, _ = worth(chains, p)
    return size, error, error


@worth.mistake
def quantile_by_bulk(chains: Array, p: float) -> Worth:
    """For the quantile you took the ESS of the mean; the chain of zeros and ones, draw below the quantile or
    not, has its own."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(chains, p, size)


@worth.mistake
def quantile_of_independent(chains: Array, p: float) -> Worth:
    """For the quantile you counted all draws as independent."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(chains, p, float(chains.size))


@worth.mistake
def whole_distance(chains: Array, p: float) -> Worth:
    """Two right, one nearly: between the two order statistics lie *two* standard errors. Halve the
    distance."""
    size, error, quantile = worth(chains, p)
    return size, error, 2 * quantile


@worth.mistake
def zero_counted_twice(chains: Array, p: float) -> Worth:
    """Your sum counts ρ_0 = 1 twice over: with ρ_0 in it the time is 2Σρ − 1, without it 1 + 2Σρ."""
    return _with(chains, p, chains.size / (divisor(chains) + 2))


@worth.mistake
def one_sided_sum(chains: Array, p: float) -> Worth:
    """Correlations reach forwards and backwards: each ρ_t counts twice, ρ_0 once. Yours count once."""
    return _with(chains, p, chains.size / (divisor(chains) / 2 + 0.5))


@worth.mistake
def variance_for_sd(chains: Array, p: float) -> Worth:
    """The error of the mean is sd/√ESS. You have the variance above the bar, or forgot the root."""
    size, _, quantile = worth(chains, p)
    return size, float(chains.var(ddof=1)) / size, quantile


@worth.mistake
def error_of_the_share(chains: Array, p: float) -> Worth:
    """Two right. √(p(1 − p)/ESS) is the error of the *share* of draws below the quantile. The quantile's own
    is in units of the draws: between which two of them does it lie?"""
    size, error, _ = worth(chains, p)
    return size, error, float(np.sqrt(p * (1 - p) / effective_size(below(chains, p))))


@worth.mistake
def share_of_the_draws(chains: Array, p: float) -> Worth:
    """Your first number is the *share* of the draws that count. Wanted is how many independent ones they are
    worth."""
    size, error, quantile = worth(chains, p)
    return size / chains.size, error, quantile


@worth.mistake
def halves_sorted(chains: Array, p: float) -> Worth:
    """Nearly: for the quantile you sorted the draws of the halves. Sort all n draws of the chains, the middle
    ones included again, and count positions with that n."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(halves(chains), p, effective_size(below(chains, p)))


def _by(size_of: Callable[[Array], float], chains: Array, p: float) -> Worth:
    """The three, with another effective sample size throughout; a negative one has no root."""
    size, own = size_of(chains), size_of(below(chains, p))
    if min(size, own) < 0:
        raise ValueError("a negative effective sample size")
    return size, float(chains.std(ddof=1)) / size**0.5, error_of_quantile(chains, p, own)


@worth.mistake
def cap_by_min(chains: Array, p: float) -> Worth:
    """Your cap is a minimum. The divisor is negative here, and a negative number passes every minimum: bound
    the divisor from below."""
    cap = halves(chains).size * np.log10(halves(chains).size)
    return _by(lambda x: float(min(uncapped(x), cap)), chains, p)


@worth.mistake
def no_cap(chains: Array, p: float) -> Worth:
    """The bound is missing: where draws flee from each other, 2Σρ − 1 may come out near 0 or below it. Let it
    be at least 1/log10 S."""
    return _by(uncapped, chains, p)


@worth.mistake
def natural_logarithm(chains: Array, p: float) -> Worth:
    """The bound is there, with another logarithm: `np.log` is the natural one. Wanted is 1/log10 S."""
    size = halves(chains).size
    return _by(lambda x: float(size / max(divisor(x), 1 / np.log(size))), chains, p)


@worth.mistake
def no_cap_for_the_share(chains: Array, p: float) -> Worth:
    """The chain of zeros and ones needs the bound as well: its divisor, too, is at least 1/log10 S."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(chains, p, uncapped(below(chains, p)))


@worth.mistake
def strictly_below(chains: Array, p: float) -> Worth:
    """Nearly. A draw that equals the quantile counts as 1, too: *at most* the quantile, not below it."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(chains, p, effective_size(strictly(chains, p)))


@worth.mistake
def counted_from_one(chains: Array, p: float) -> Worth:
    """Nearly: your order statistics are each one too far up. Numbers begin at 0 here, so 1 is taken off low·n
    and high·n before they are rounded."""
    size, error, _ = worth(chains, p)
    return size, error, error_of_quantile(chains, p, effective_size(below(chains, p)), first=1)
