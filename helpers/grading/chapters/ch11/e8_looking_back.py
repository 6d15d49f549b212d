"""11.8: the same markets by another road, and how many draws that asks for."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.datasets import load
from helpers.grading.cases import Array, Pair
from helpers.grading.declare import value
from helpers.grading.tolerance import relative

WANTED = 0.005


def _counts() -> tuple[Array, Array, Array, Array]:
    events_t, n_t, events_c, n_c = load("binary_markets")[["events_t", "n_t", "events_c", "n_c"]].to_numpy().T
    return events_t, n_t, events_c, n_c


@cache
def by_counts() -> Any:
    """Exact posterior of the counts, on log odds, with the engine's defaults."""
    from helpers.posterior import binomial_random_effects

    return binomial_random_effects(*_counts())


def needed(chance: float, error: float = WANTED) -> float:
    """Independent draws for a share of them to have this standard error."""
    return chance * (1 - chance) / error**2


@value(
    "Looking back: the counts themselves",
    points=2,
    minutes=8,
    tolerance=relative(1e-3),
    parts=["the chance", "the effective draws"],
)
def chance_and_draws() -> Pair:
    """Yes. A share of draws is a mean of zeros and ones, whose standard deviation is √(p(1 − p)).

    `posterior.binomial_random_effects` takes the counts; the next market is `.theta_new`. Then MCSE =
    √(p(1 − p)/ESS), solved for ESS.
    """
    chance = float(by_counts().theta_new.prob_above(0))
    return chance, needed(chance)


@chance_and_draws.mistake
def average_market() -> Pair:
    """Your chance is that the redesign works *on average*, μ > 0. The next market is θ_new, which scatters
    about μ."""
    chance = float(by_counts().mu.prob_above(0))
    return chance, needed(chance)


@chance_and_draws.mistake
def chance_of_failing() -> Pair:
    """That is the chance that it *fails* in the next market, θ_new below 0. Asked is the chance that it
    works: the rest, up to 1."""
    chance = chance_and_draws()[0]
    return 1 - chance, needed(chance)


@chance_and_draws.mistake
def through_estimates() -> Pair:
    """Your chance goes through estimates and standard errors on the log odds, taken as normal. With 19 to
    119 orders an arm that is a little off: use the counts (chapter 6)."""
    from helpers.posterior import random_effects
    from helpers.priors import HalfNormal, Normal

    table = load("binary_markets")
    effects, errors = table["effect"].to_numpy(), table["std_error"].to_numpy()
    chance = float(random_effects(effects, errors, Normal(0, 0.5), HalfNormal(0.5)).theta_new.prob_above(0))
    return chance, needed(chance)


@chance_and_draws.mistake
def relative_lifts() -> Pair:
    """That is the chapter's model, relative lifts under a Gamma prior for the precision. Asked is the exact
    posterior of the counts, on log odds."""
    from helpers.effects import relative_lift
    from helpers.posterior import random_effects
    from helpers.priors import GammaPrecision, Normal

    lift = relative_lift(*_counts())
    post = random_effects(lift.estimate, lift.std_error, Normal(0, 1), GammaPrecision(1, 0.02))
    chance = float(post.theta_new.prob_above(0))
    return chance, needed(chance)


@chance_and_draws.mistake
def error_not_squared() -> Pair:
    """In the number of draws the error must be squared: to halve it takes four times the draws."""
    chance = chance_and_draws()[0]
    return chance, chance * (1 - chance) / WANTED


@chance_and_draws.mistake
def sd_of_the_effect() -> Pair:
    """Your number of draws would do for the *mean* of θ_new: you put in its posterior sd. A chance is a mean
    of zeros and ones."""
    return chance_and_draws()[0], float(by_counts().theta_new.sd) ** 2 / WANTED**2


@chance_and_draws.mistake
def sd_not_squared() -> Pair:
    """In the number of draws stands the *variance* of zeros and ones, p(1 − p); you took its root."""
    chance = chance_and_draws()[0]
    return chance, float(np.sqrt(chance * (1 - chance))) / WANTED**2


@chance_and_draws.mistake
def largest_variance() -> Pair:
    """Your number of draws is the worst case, p = ½; here the chance is known."""
    return chance_and_draws()[0], needed(0.5)


@chance_and_draws.mistake
def two_errors() -> Pair:
    """Your number of draws makes *two* standard errors .005; asked is one."""
    chance = chance_and_draws()[0]
    return chance, needed(chance, WANTED / 2)


@chance_and_draws.mistake
def root_of_the_draws() -> Pair:
    """Your number of draws is the root of what is wanted: it is the *square* of √(p(1 − p))/0.005."""
    chance = chance_and_draws()[0]
    return chance, needed(chance) ** 0.5
