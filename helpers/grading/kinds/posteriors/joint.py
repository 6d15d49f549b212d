"""One test of a whole set of draws against the exact posterior.

For every quantity and every probability in ``LEVELS`` the share of draws below the exact quantile
is compared with that probability. Shares are bounded, so a heavy tail spoils nothing; under a right
answer their standard deviation is √(p(1−p)), known, so that a poor estimate of it cannot fail
anybody; and their Monte Carlo error comes from the effective number of the learner's own draws.
All comparisons together have the error probability ``familywise`` (Bonferroni), with Student's t
quantiles because effective sizes are estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import stdtrit

from helpers._validate import FloatArray
from helpers.grading.kinds.posteriors.effective import effective_draws

Draws = Mapping[str, FloatArray]  # name → (chains, draws) or (chains, draws, K)
Beside = tuple[FloatArray, FloatArray]  # shares of draws below quantiles, and how many draws these are worth
Seen = dict[tuple[str, bytes], Beside]  # of the same draws: by a quantity's name and the quantiles beside it

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# An effective size of N is known to about √(2·window/N) relative; this many draws make one degree of freedom.
_DRAWS_PER_DEGREE = 10.0


@dataclass(frozen=True)
class Target:
    """Exact quantiles of all quantities: ``quantiles`` has shape (levels, quantities)."""

    labels: tuple[str, ...]
    quantiles: FloatArray
    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True)
class JointTest:
    """``scores`` are the |t| of all comparisons, shape (levels, quantities); ``limit`` their bound."""

    labels: tuple[str, ...]
    scores: FloatArray
    limit: float
    effective: FloatArray
    shares: FloatArray

    @property
    def agrees(self) -> bool:
        """Whether no comparison exceeds the limit."""
        return bool(self.scores.max() <= self.limit)

    @property
    def worst(self) -> tuple[str, float, float]:
        """Label, level and share of draws below it, where the draws are furthest off."""
        level, quantity = np.unravel_index(int(self.scores.argmax()), self.scores.shape)
        return self.labels[quantity], LEVELS[level], float(self.shares[level, quantity])


def target(posterior: Mapping[str, Any]) -> Target:
    """Tabulate exact marginals; one whose mean is an array stands for several quantities."""
    labels: list[str] = []
    columns, means, sds = [], [], []
    for name, marginal in posterior.items():
        table, mean, sd = _table(marginal)
        labels += [name] if np.ndim(marginal.mean) == 0 else [f"{name}[{i}]" for i in range(mean.size)]
        columns.append(table)
        means.append(mean)
        sds.append(sd)
    return Target(tuple(labels), np.hstack(columns), np.concatenate(means), np.concatenate(sds))


@lru_cache(maxsize=64)
def _table(marginal: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quantiles, mean and sd of one marginal, which mistakes share with what is right."""
    quantiles = np.stack([np.atleast_1d(marginal.quantile(p)) for p in LEVELS])
    return quantiles, np.atleast_1d(marginal.mean), np.atleast_1d(marginal.sd)


def columns(draws: Draws) -> FloatArray:
    """All quantities side by side: (chains, draws, quantities)."""
    return np.concatenate([_together(d) for d in draws.values()], axis=-1)


def _together(d: FloatArray) -> FloatArray:
    """One quantity as (chains, draws, K), where it is a single number with K = 1."""
    return d[..., None] if d.ndim == 2 else d


def smallest_effective(draws: Draws) -> FloatArray:
    """Per quantity, the smaller of the effective sizes for its centre and for its tails."""
    x = columns(draws)
    return np.minimum(effective_draws(x), effective_draws(_tail_indicators(x)))


def _tail_indicators(x: FloatArray) -> FloatArray:
    """Draws outside the sample's own central 90 %: what a chain that rarely visits the tails lacks."""
    low, high = np.quantile(x, [0.05, 0.95], axis=(0, 1))
    return ((x < low) | (x > high)).astype(float)


def compare(draws: Draws, exact: Target, familywise: float, seen: Seen | None = None) -> JointTest:
    """Test all draws against the exact posterior.

    What is found of a quantity is kept in ``seen``, for a posterior that differs in others only. Raises
    ``ValueError`` where draws and posterior are not of as many quantities.
    """
    seen = {} if seen is None else seen
    found = []
    for name, x, quantiles in _side_by_side(draws, exact):
        key = name, quantiles.tobytes()
        if key not in seen:
            seen[key] = _beside(x, quantiles)
        found.append(seen[key])
    shares, effective = (np.hstack(some) for some in zip(*found, strict=True))
    p = np.array(LEVELS)[:, None]
    scores = np.abs(shares - p) / np.sqrt(p * (1 - p) / effective)
    freedom = max(float(effective.min()) / _DRAWS_PER_DEGREE, 3.0)
    limit = -float(stdtrit(freedom, familywise / (2 * scores.size)))
    return JointTest(exact.labels, scores, limit, effective, shares)


def shares(draws: Draws, exact: Target) -> FloatArray:
    """Shares of draws below the exact quantiles, (levels, quantities)."""
    return np.hstack(
        [_below(x, quantiles).mean(axis=(0, 1)) for _, x, quantiles in _side_by_side(draws, exact)]
    )


def _side_by_side(draws: Draws, exact: Target) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """Every quantity's name, draws and exact quantiles, which stand in the same order."""
    every = {name: _together(d) for name, d in draws.items()}
    if sum(x.shape[-1] for x in every.values()) != len(exact.labels):
        raise ValueError(f"draws of {', '.join(draws)}, but exact marginals of {', '.join(exact.labels)}")
    begin = 0
    for name, x in every.items():
        yield name, x, exact.quantiles[:, begin : begin + x.shape[-1]]
        begin += x.shape[-1]


def _below(x: FloatArray, quantiles: FloatArray) -> FloatArray:
    return (x[:, :, None, :] <= quantiles).astype(float)


def _beside(x: FloatArray, quantiles: FloatArray) -> Beside:
    below = _below(x, quantiles)
    share = below.mean(axis=(0, 1))
    effective = effective_draws(below.reshape(*x.shape[:2], -1)).reshape(share.shape)
    constant = (share == 0) | (share == 1)
    if constant.any():  # a share of exactly 0 or 1 has no autocorrelation of its own: take the quantity's
        effective = np.where(constant, effective_draws(x), effective)
    return share, effective


_EVENLY = (np.arange(4000) + 0.5) / 4000


def betrays(x: FloatArray, right: Any, wrong: Any, level: float) -> bool:
    """Whether draws ``x`` of one number, (chains, draws), are likelier under ``wrong`` than right ones are.

    Judged by their mean log odds (the most powerful statistic, Neyman & Pearson 1933), whose mean and
    standard deviation under ``right`` are known. Under a right answer true with the probability ``level``.
    """

    def odds(values: FloatArray) -> FloatArray:
        one, other = (np.log(np.maximum(marginal.pdf(values), 1e-30)) for marginal in (wrong, right))
        return np.asarray(one - other)

    found, expected = odds(x), odds(np.asarray(right.quantile(_EVENLY)))
    effective = float(effective_draws(found[..., None])[0])
    score = (found.mean() - expected.mean()) / (expected.std() / effective**0.5)
    return bool(score > -stdtrit(max(effective / _DRAWS_PER_DEGREE, 3.0), level))
