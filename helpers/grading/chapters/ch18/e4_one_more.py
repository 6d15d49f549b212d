"""18.4: how large a market's experiment should be, when markets can be added."""

from __future__ import annotations

from helpers.grading.cases import Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import absolute

SIGMA, TAU, FIXED, VISITOR, BUDGET = 4.0, 0.5, 5000.0, 2.0, 66_000.0


def _sd(n: float, sigma: float = SIGMA, tau: float = TAU, arms: int = 2) -> float:
    """Of the estimated mean, when the budget buys as many markets of n per arm as it can."""
    markets = BUDGET / (FIXED + arms * VISITOR * n)
    return ((tau**2 + 2 * sigma**2 / n) / markets) ** 0.5


def _best(times: float = 1.0) -> float:
    return SIGMA / TAU * (times * FIXED / VISITOR) ** 0.5


@value(
    "One more market, or a bigger one?",
    points=2,
    minutes=10,
    tolerance=absolute(5e-4, decimals=3),
    parts=["visitors per arm", "the standard deviation"],
)
def design() -> Pair:
    """Right. 400 per arm, ten markets. The budget says how many markets; only the ratio of the two
    costs, and that of σ to τ, say how large each should be.

    Write the variance of the mean, (τ² + 2σ²/n)/K, put K = budget/(fixed + 2·n·visitor) in, and look
    for the n that makes it smallest.
    """
    return _best(), _sd(_best())


@design.mistake
def noise_only() -> Pair:
    """Your standard deviation holds the noise alone: 2σ²/n over ten markets. The ten markets also differ, by
    τ."""
    return _best(), _sd(_best(), tau=0.0)


@design.mistake
def spread_only() -> Pair:
    """Your standard deviation holds τ alone, as if each market were measured without noise."""
    return _best(), _sd(_best(), sigma=0.0)


@design.mistake
def variance() -> Pair:
    """The second number is the variance: take its root."""
    return _best(), _sd(_best()) ** 2


@design.mistake
def one_arm_paid() -> Pair:
    """You pay for the visitors of one arm only. A market of n per arm costs 5 000 + 2·2·n."""
    return _best(2), _sd(_best(2), arms=1)


@design.mistake
def one_market() -> Pair:
    """That is all the money in one market. Its noise is small then, and all of τ remains: one market
    says little about how markets are on average."""
    n = (BUDGET - FIXED) / (2 * VISITOR)
    return n, _sd(n)


@design.mistake
def one_sample() -> Pair:
    """Your noise is that of a single arm, σ²/n. A difference of two arms has 2σ²/n."""
    n = _best() / 2**0.5
    return n, ((TAU**2 + SIGMA**2 / n) * (FIXED + 2 * VISITOR * n) / BUDGET) ** 0.5


@design.mistake
def ratio_squared() -> Pair:
    """Your n has σ²/τ² in it. Setting the derivative to zero leaves n² = (σ²/τ²)·(fixed/visitor): take
    the root of all of it."""
    n = (SIGMA / TAU) ** 2 * (FIXED / VISITOR) ** 0.5
    return n, _sd(n)
