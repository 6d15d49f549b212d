"""16.5: what a prior for τ has to do with conflict."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.cases import Pair, markets
from helpers.grading.declare import value
from helpers.grading.mistakes import deciding
from helpers.grading.tolerance import absolute
from helpers.priors import HalfNormal, Normal

NEW, SCALES = -1.0, (1.0, 0.2)


@cache
def _posteriors() -> list[Any]:
    from helpers.posterior import random_effects

    return [random_effects(*markets(), Normal(0, 1), HalfNormal(scale)) for scale in SCALES]


def _both(tail: Callable[[float, Any], float]) -> Pair:
    """The new estimate's tail by some forecast, after both priors of τ."""
    first, second = (tail(NEW, post) for post in _posteriors())
    return first, second


def _of_estimate(new_effect: float, post: Any) -> float:
    from helpers.borrowing import conflict_tail

    return float(conflict_tail(new_effect, post.new_estimate(_typical())))


def _typical() -> float:
    return float(np.median(markets()[1]))


@value(
    "Looking back: conflict, and the prior for τ",
    points=2,
    minutes=8,
    tolerance=absolute(6e-5, decimals=4),
    parts=["the tail under half-normal(1)", "the tail under half-normal(0.2)"],
)
def two_tails() -> Pair:
    """Whether the new market “conflicts with the past” depends on how different you held markets to be
    before any of them reported. Both numbers are about the same nine estimates.

    The forecast of an estimate: `posterior.random_effects(…).new_estimate(se)`. `borrowing.conflict_tail`
    does the rest.
    """
    return _both(_of_estimate)


@two_tails.mistake
def effect_not_estimate() -> Pair:
    """You compared the estimate with θ_new, the true effect in the new market. The estimate has noise on top:
    what is compared with it must be the forecast of an estimate.

    `post.new_estimate(se)`, not `post.theta_new`.
    """
    return _both(deciding.conflict_from_effect)


@two_tails.mistake
def average_effect() -> Pair:
    """By your forecast −1.00 is all but impossible. Is it that of μ, the average over markets, or the pooled
    prior? Neither allows for how markets differ, and μ forecasts no single market, let alone its estimate."""
    return _both(deciding.conflict_from_mean)


@two_tails.mistake
def one_sided() -> Pair:
    """Those are one-sided, halves or nearly so of what was asked. As far out on the other side would surprise
    as much."""
    return _both(lambda new_effect, post: float(post.new_estimate(_typical()).cdf(new_effect)))


@two_tails.mistake
def same_prior_twice() -> Pair:
    """Your two numbers are the same. The second wants a posterior of its own: with HalfNormal(0.2) on τ, from
    the start."""
    return two_tails()[0], two_tails()[0]
