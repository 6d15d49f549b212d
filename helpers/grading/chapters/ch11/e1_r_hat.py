"""11.1: split R-hat, from scratch."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np
from scipy.special import ndtri

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.exercise import CaseMaker
from helpers.grading.tolerance import relative


def halves(chains: Array) -> Array:
    """First and second halves, one a row; a middle draw belongs to neither."""
    half = chains.shape[1] // 2
    return np.concatenate([chains[:, :half], chains[:, -half:]])


def within_and_between(pieces: Array) -> tuple[float, float]:
    """W, and the variance of the means of the pieces, B/N."""
    return pieces.var(axis=1, ddof=1).mean(), pieces.mean(axis=1).var(ddof=1)


def _of(pieces: Array) -> float:
    n = pieces.shape[1]
    within, between = within_and_between(pieces)
    return float(np.sqrt((n - 1) / n + between / within))


def _scores(x: Array) -> Array:
    """Normal scores of ranks; draws that are equal share the mean of theirs."""
    _, which, count = np.unique(x, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[which.reshape(x.shape)]
    return np.asarray(ndtri((rank - 0.375) / (x.size + 0.25)))


def by_rank(chains: Array) -> tuple[float, float]:
    """R-hat of the scores of the draws, and of their distances from the median (Vehtari et al. 2021)."""
    pieces = halves(chains)
    return _of(_scores(pieces)), _of(_scores(np.abs(pieces - np.median(pieces))))


def apart_in_place(draw: Callable[[np.random.Generator], tuple[Array]]) -> CaseMaker:
    """Cases whose pieces differ in place rather than in spread: the first R-hat by rank is the larger one."""

    @wraps(draw)
    def made(rng: np.random.Generator) -> tuple[Array]:
        while True:
            case = draw(rng)
            by_draws, by_distances = by_rank(*case)
            if by_distances < by_draws:
                return case

    return made


@apart_in_place
def drifting_chains(rng: np.random.Generator) -> tuple[Array]:
    """Two to four short chains that drift, and sit a little apart."""
    m, n = int(rng.integers(2, 5)), 2 * int(rng.integers(4, 8))
    drift = rng.uniform(1.5, 3) * np.linspace(1, 0, n)
    levels = rng.uniform(0.3, 0.9, m)[:, None] * rng.choice([-1, 1], m)[:, None]
    return (np.round(rng.standard_normal((m, n)) + drift + levels, 2),)


@apart_in_place
def odd_chains(rng: np.random.Generator) -> tuple[Array]:
    """An odd number of draws, the middle one far out."""
    chains = np.round(rng.standard_normal((3, 9)) + np.linspace(1, 0, 9), 2)
    chains[:, 4] += 5
    return (chains,)


@apart_in_place
def one_chain(rng: np.random.Generator) -> tuple[Array]:
    """A single chain: its halves can still disagree."""
    return (np.round(rng.standard_normal((1, 12)) + np.linspace(1, 0, 12), 2),)


@exercise(
    "Split R-hat",
    points=3,
    minutes=10,
    cases=drifting_chains,
    edges=[odd_chains, one_chain],
    tolerance=relative(1e-10),
)
def r_hat(chains: Array) -> float:
    """Right, to ten digits what ArviZ calls method="split" (of two chains or more). Take ranks first, and you
    have its default.

    Cut every chain in two. W is the mean of the variances of the pieces, B/N the variance of their means.
    """
    return _of(halves(chains))


@r_hat.mistake
def unsplit(chains: Array) -> float:
    """You compare whole chains. If they all drift together they agree with each other, and R-hat sees
    nothing. Cut each in two first: then a chain that drifts disagrees with itself.

    The first `n // 2` draws of every chain and the last `n // 2`: twice as many pieces, half as long.
    """
    return _of(chains) if len(chains) > 1 else np.nan


@r_hat.mistake
def upside_down(chains: Array) -> float:
    """Upside down: you divide W by V̂. Where pieces disagree, V̂ is the larger of the two, and R-hat above
    1."""
    return 1 / r_hat(chains)


@r_hat.mistake
def without_root(chains: Array) -> float:
    """That is V̂/W, a ratio of variances. R-hat is its root, and the limit 1.01 is meant for that."""
    return r_hat(chains) ** 2


@r_hat.mistake
def spread_of_population(chains: Array) -> float:
    """Your variances divide by n, not by n − 1. NumPy does that unless it is told `ddof=1`; with short
    chains it shows."""
    pieces = halves(chains)
    n = pieces.shape[1]
    return float(np.sqrt((n - 1) / n + pieces.mean(axis=1).var() / pieces.var(axis=1).mean()))


@r_hat.mistake
def within_of_population(chains: Array) -> float:
    """Your W is made of variances that divide by n, not by n − 1: a little too small, so R-hat comes out too
    large. B has its `ddof=1`; W needs it as well."""
    pieces = halves(chains)
    n = pieces.shape[1]
    return float(np.sqrt((n - 1) / n + pieces.mean(axis=1).var(ddof=1) / pieces.var(axis=1).mean()))


@r_hat.mistake
def between_of_population(chains: Array) -> float:
    """The variance of the pieces' means divides by how many they are, not by one less. W has its `ddof=1`;
    with so few pieces B needs it even more."""
    pieces = halves(chains)
    n = pieces.shape[1]
    within, _ = within_and_between(pieces)
    return float(np.sqrt((n - 1) / n + pieces.mean(axis=1).var() / within))


@r_hat.mistake
def between_not_divided(chains: Array) -> float:
    """B is N times the variance of the means; in V̂ it is divided by N again. You add the whole of it."""
    pieces = halves(chains)
    n = pieces.shape[1]
    within, between = within_and_between(pieces)
    return float(np.sqrt((n - 1) / n + n * between / within))


@r_hat.mistake
def between_divided_twice(chains: Array) -> float:
    """The variance of the means *is* B/N already. You divide it by N once more, and a disagreement of the
    pieces all but vanishes."""
    pieces = halves(chains)
    n = pieces.shape[1]
    within, between = within_and_between(pieces)
    return float(np.sqrt((n - 1) / n + between / within / n))


@r_hat.mistake
def every_other(chains: Array) -> float:
    """You split each chain into its even and its odd draws. Those two drift side by side, so they agree.
    Cut in the middle: early draws against late ones."""
    n = chains.shape[1] // 2 * 2
    return _of(np.concatenate([chains[:, :n:2], chains[:, 1:n:2]]))


@r_hat.mistake
def length_of_the_chain(chains: Array) -> float:
    """Nearly. In V̂ the N is the length of a *piece*; you put in that of the whole chain."""
    n = chains.shape[1]
    within, between = within_and_between(halves(chains))
    return float(np.sqrt((n - 1) / n + between / within))


@r_hat.mistake
def spread_added(chains: Array) -> float:
    """You add W whole. In V̂ it has the factor (N − 1)/N, so that R-hat is about 1 where pieces agree."""
    within, between = within_and_between(halves(chains))
    return float(np.sqrt(1 + between / within))


@r_hat.mistake
def pooled_spread(chains: Array) -> float:
    """Above the bar you have the plain variance of all draws in one heap. V̂ is made of two parts that are
    estimated apart: (N − 1)/N · W + B/N."""
    pieces = halves(chains)
    return float(np.sqrt(pieces.var(ddof=1) / within_and_between(pieces)[0]))


@r_hat.mistake
def mean_of_sds_squared(chains: Array) -> float:
    """Nearly. Your W is the square of a mean of standard *deviations*, a little less than the mean of the
    variances. Average variances; the root comes at the end."""
    pieces = halves(chains)
    n, within = pieces.shape[1], pieces.std(axis=1, ddof=1).mean() ** 2
    return float(np.sqrt((n - 1) / n + pieces.mean(axis=1).var(ddof=1) / within))


@r_hat.mistake
def ranks_first(chains: Array) -> float:
    """That is ArviZ's default, which takes normal scores of the ranks first, of the draws and of their
    distances from the median. Asked is the formula on the draws themselves: `method="split"`."""
    return max(by_rank(chains))


@r_hat.mistake
def nothing_of_one_chain(chains: Array) -> float:
    """Of two chains and more it is right. A single chain has an R-hat as well: its two halves are two pieces
    that can disagree. (ArviZ refuses, being careful; the formula does not.)"""
    return r_hat(chains) if len(chains) > 1 else np.nan
