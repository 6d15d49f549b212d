"""Was the traffic split as it was meant to be? A sample-ratio mismatch spoils every effect after it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, gammaln

from helpers._validate import FloatArray, real_array, shown
from helpers._validate import counts as whole_counts

_FEW = 5.0  # expected visitors in an arm below which χ² is not trusted
_ALL = 20_000  # as many splits are listed to the last, beyond them those that are not too unlikely
_OUTCOMES = 1_000_000  # as many splits are listed at most
_DRAWS, _AT_ONCE = 100_000, 1_000_000
_TIE = 1e-9


def sample_ratio_mismatch(counts: ArrayLike, shares: ArrayLike | None = None) -> Any:
    """P-value of the visitors counted in each arm, if the traffic was split in the intended ``shares``.

    ``counts`` has shape ``(..., K)``, K ≥ 2 arms on the last axis, one visitor at least in all. ``shares``
    are above 0 and add to 1, shape ``(K,)`` or that of ``counts``; by default the arms are equal. Returns a
    number, or an array of the batch shape.

    Pearson's χ² with K − 1 degrees of freedom; where an arm expects fewer than 5 visitors, the exact
    multinomial test (with two arms the exact binomial one): the probability of all splits that are no
    likelier than the one seen, but for what is below 1e-16. Where those are too many to list, their share
    among 100,000 simulated splits, the same ones each time (standard error .0001 at p = .001).

    The check is run on every experiment, and at .05 one right split in twenty alarms: it is common to stop at
    p < .001 and to look for the fault before anybody reads the effect (Kohavi, Tang & Xu 2020,
    *Trustworthy Online Controlled Experiments*, ch. 21).
    Raises ``ValueError`` for a single arm, no visitors, counts that are not whole, shares that do not fit.
    """
    observed = whole_counts(counts, "counts")
    if observed.ndim == 0 or observed.shape[-1] < 2:
        found = "a single number" if observed.ndim == 0 else observed.shape[-1]
        raise ValueError(f"counts must hold at least 2 arms on its last axis; found {found}")
    total = observed.sum(axis=-1, keepdims=True)
    if (total < 1).any():
        raise ValueError("counts must hold at least one visitor; found none")
    intended = _intended(shares, observed.shape)
    expected = total * intended
    with np.errstate(over="ignore"):  # to ∞, whose p is 0
        p = np.asarray(chdtrc(observed.shape[-1] - 1, ((observed - expected) ** 2 / expected).sum(axis=-1)))
    for row in np.argwhere((expected < _FEW).any(axis=-1)):
        p[tuple(row)] = _exact(observed[tuple(row)], intended[tuple(row)])
    return p[()]


def _intended(shares: ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
    if shares is None:
        return np.full(shape, 1 / shape[-1])
    split = real_array(shares, "shares")
    if split.shape not in (shape[-1:], shape):
        raise ValueError(
            f"shares must hold one share for each arm of counts, {shape[-1]}; found shape {split.shape}"
        )
    if (split <= 0).any():
        raise ValueError(f"shares must be above 0; found {shown(split.min())}")
    if (split >= 1).any():
        raise ValueError(f"shares must be below 1; found {shown(split.max())}: divide them by their sum")
    total = split.sum(axis=-1)
    if (np.abs(total - 1) > 1e-9).any():
        raise ValueError(f"shares must add to 1; found {shown(total.flat[0])}: divide them by their sum")
    return np.broadcast_to(split, shape)


def _exact(observed: FloatArray, shares: FloatArray) -> float:
    """Probability of all splits of as many visitors that are no likelier than ``observed``."""
    order = np.argsort(shares)  # the largest arm last: it takes what the others leave
    observed, shares = observed[order], shares[order]
    total = observed.sum()
    seen = float(_log_probability(observed, shares))
    # Splits that are equally likely may differ by rounding, which grows with the logarithm's size.
    close = seen + _TIE + 1e-15 * float(gammaln(total + 1))
    every = (total + 1) ** (shares.size - 1) <= _ALL
    sizes = [(0, int(total)) if every else _range(total, share) for share in shares[:-1]]
    if math.prod(high - low + 1 for low, high in sizes) > _OUTCOMES:
        return _simulated(total, shares, close)
    grid = np.meshgrid(*(np.arange(low, high + 1.0) for low, high in sizes), indexing="ij")
    splits = np.stack([arm.ravel() for arm in grid], axis=-1)
    rest = total - splits.sum(axis=-1, keepdims=True)
    splits = np.concatenate([splits, rest], axis=-1)[rest[:, 0] >= 0]
    logs = _log_probability(splits, shares)
    return min(1.0, max(float(np.exp(logs[logs <= close]).sum()), math.exp(seen)))


def _log_probability(splits: FloatArray, shares: FloatArray) -> FloatArray:
    total = splits.sum(axis=-1)
    return gammaln(total + 1) + (splits * np.log(shares) - gammaln(splits + 1)).sum(axis=-1)


def _range(total: float, share: float) -> tuple[int, int]:
    """Counts of an arm outside which lies less than 1e-17 of its probability, by Bernstein's bound."""
    mean = total * share
    low = mean - math.sqrt(80 * mean)
    high = mean + 14 + math.sqrt(196 + 80 * mean)
    return max(0, math.floor(low)), int(min(total, math.ceil(high)))


def _simulated(total: float, shares: FloatArray, close: float) -> float:
    rng = np.random.default_rng(0)
    step = max(1, _AT_ONCE // shares.size)
    hits = 0
    for start in range(0, _DRAWS, step):
        draws = rng.multinomial(int(total), shares / shares.sum(), size=min(step, _DRAWS - start))
        hits += int((_log_probability(draws.astype(np.float64), shares) <= close).sum())
    return (hits + 1) / (_DRAWS + 1)
