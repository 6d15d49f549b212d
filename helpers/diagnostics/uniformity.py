"""Are ranks uniform? The graphical test of Säilynoja, Bürkner & Vehtari (2022), with exact p-values.

Of N ranks among 0 … L, the number C_j below j has a Binomial distribution, j/(L + 1) its probability, for
each j from 1 to L. The test looks where C_j is least likely, in the smaller of its two tails: all places are
treated alike, which a largest vertical distance (Kolmogorov & Smirnov) does not do near 0 and 1. What that
smallest tail is worth, C_1 ≤ C_2 ≤ … being dependent, is found without simulation: the counts of the single
ranks are independent Poisson counts given their sum, so one convolution a step carries the chances of a
curve that has stayed inside so far (Moscovich & Nadler 2017).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc, gammaln

from helpers._validate import FloatArray, real_number, whole_number

_ALIKE = 1 + 1e-9
"""Tails that differ by rounding alone, such as those of a place and of its mirror image, are the same."""
MOST = 30_000_000
"""Worlds times draws: a table of so many tails has to fit in memory."""


def p_value(ranks: NDArray[np.int64], draws: int) -> float:
    """Chance that uniform ranks, shape (N,), among 0 … ``draws`` look at least as uneven somewhere."""
    counts = np.cumsum(np.bincount(ranks, minlength=draws + 1))[:-1]
    least = _tails(ranks.size, draws)[np.arange(draws), counts].min()
    # The chance of that one count in that one place is a bound from below, where 1 − inside has no digits.
    return float(np.clip(_leaving(ranks.size, draws, least), least / 2, 1.0))


def p_text(p: float) -> str:
    """A p-value in words: below 1e-12 it has no digits left."""
    return f"p = {p:.1g}" if p > 1e-12 else "p < 1e-12"


def band(replications: int, draws: int, level: float = 0.95) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where the distribution function of uniform ranks stays, everywhere at once, with chance ``level``.

    Returns three arrays of shape (``draws``,): the values 1/(L + 1) … L/(L + 1) of the uniform distribution
    function, and the lowest and highest share of ``replications`` ranks that lie inside. A curve leaves the
    band exactly where `p_value` is at most 1 − ``level``. Shares are discrete: the chance is at least
    ``level``, and a little more where there are few worlds.
    """
    count, length = sized(replications, draws)
    chance = 1 - real_number(level, "level", above=0, below=1)
    low, high = _inside(_tails(count, length) > _critical(count, length, chance) * _ALIKE)
    return np.arange(1, length + 1) / (length + 1), low / count, high / count


def sized(replications: Any, draws: Any) -> tuple[int, int]:
    """Numbers of worlds and of draws, checked."""
    count = whole_number(replications, "replications", at_least=1, at_most=MOST)
    return count, whole_number(draws, "draws", at_least=1, at_most=MOST // count)


@lru_cache(maxsize=4)
def _tails(count: int, draws: int) -> FloatArray:
    """Twice the smaller tail of every possible count (0 … N) in every place, shape (draws, N + 1)."""
    at = np.arange(1, draws + 1)[:, None] / (draws + 1)
    found = np.arange(count + 1)
    return 2 * np.minimum(bdtr(found, count, at), np.where(found, bdtrc(found - 1, count, at), 1.0))


def _inside(allowed: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Smallest and largest allowed count in every place."""
    return allowed.argmax(axis=1), allowed.shape[1] - 1 - allowed[:, ::-1].argmax(axis=1)


def _leaving(count: int, draws: int, tail: float) -> float:
    """Chance that somewhere the count's tail, doubled, is ``tail`` or smaller."""
    allowed = _tails(count, draws) > tail * _ALIKE
    if not allowed.any(axis=1).all():
        return 1.0
    step = _poisson(np.arange(count + 1), count / (draws + 1))
    step = step[: np.flatnonzero(step > 1e-30)[-1] + 1]
    chances, start = np.ones(1), 0
    for low, high in zip(*_inside(allowed), strict=True):
        chances = np.convolve(chances, step)[low - start : high - start + 1]
        start = int(low)
    last = count - start - np.arange(chances.size)
    ends = chances @ np.where(last < step.size, step[np.minimum(last, step.size - 1)], 0.0)
    return float(1 - ends / _poisson(np.array(count), count))


def _poisson(found: NDArray[np.int64], mean: float) -> FloatArray:
    return np.exp(found * np.log(mean) - mean - gammaln(found + 1))


@lru_cache(maxsize=32)
def _critical(count: int, draws: int, chance: float) -> float:
    """The largest tail that uniform ranks meet somewhere with a chance of at most ``chance``."""
    safe, unsafe = np.log(chance / draws), 0.0  # a sum of chances; everything
    for _ in range(50):
        middle = (safe + unsafe) / 2
        if _leaving(count, draws, float(np.exp(middle))) <= chance:
            safe = middle
        else:
            unsafe = middle
    return float(np.exp(safe))
