"""How many visitors: the fewest that reach an assurance, and as many as pay for themselves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from helpers._validate import FloatArray, real_array, real_number, shown
from helpers.borrowing.arguments import as_mixture, belief, columns, is_flat
from helpers.borrowing.integrals import KERNEL, by_columns, expectation, resolved
from helpers.distributions import Distribution
from helpers.planning.chances import (
    analysing,
    assurance,
    assurance_ceiling,
    chance_above,
    critical_and_error,
)
from helpers.priors import Flat

_MOST = 10**15
_BEYOND = 1e40  # an effect that nothing has
_PERFECT = 2e24
"""An experiment of so many visitors leaves no doubt."""
_LADDER = np.concatenate([[0.0], np.unique(np.round(np.geomspace(1, _MOST, 709)))])
"""Sample sizes that a search tries first: 0, then from 1 to `_MOST` in steps of 5 % or of 1."""
_AT_ONCE = 64


@dataclass(frozen=True)
class Plan:
    """An experiment as planned: its size, what it costs, what it may expect. ``n_per_arm`` 0: run none."""

    n_per_arm: int
    cost: float
    assurance: float
    gain: float


def sample_size(
    prior: Distribution,
    target: float,
    sigma: float,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ratio: float = 1.0,
    margin: float = 0.0,
) -> int:
    """Smallest n per arm whose `assurance` is at least ``target``.

    With a ``ratio`` (control per treated visitor) other than 1 that is the size of the treated arm; the
    control's is ``ratio`` times it, rounded up. At σ, threshold and target as they are, equal arms need the
    fewest visitors in all.
    Raises ``ValueError`` naming the ceiling P(effect > margin) when ``target`` is not below it: no n gets
    there. (The assurance of a prior so confident that it would decide without data falls to its ceiling
    from above; a target above it is refused all the same.) The other arguments are those of
    `assurance`, with one ``sigma``, one ``ratio`` and one ``margin``.
    """
    design = belief(prior, "prior")
    goal = real_number(target, "target", above=0)
    outcome = real_number(sigma, "sigma")  # `standard_error` asks for it to be above 0
    analysis = analysing(design, analysis_prior)
    per_treated, least = real_number(ratio, "ratio"), real_number(margin, "margin")
    ceiling = assurance_ceiling(design, least)
    beyond = f"margin {shown(least)}" if least else "0"
    if goal >= ceiling:
        raise ValueError(
            f"target must be below the ceiling {shown(ceiling)} = P(effect > {beyond}), which no "
            f"sample size exceeds; found {shown(goal)}"
        )

    def reached(n: FloatArray) -> Any:
        return assurance(design, n, outcome, threshold, analysis, per_treated, least) >= goal

    found = _first(reached)
    if found is None:
        raise ValueError(
            f"target {shown(goal)} is below the ceiling {shown(ceiling)} = P(effect > {beyond}), but "
            f"takes more than {_MOST:.0e} visitors per arm"
        )
    return found


def experiment_cost(
    n_per_arm: ArrayLike, cost_per_visitor: float = 1.0, fixed_cost: float = 0.0, ratio: float = 1.0
) -> Any:
    """Cost of an experiment of two arms of ``n_per_arm`` (≥ 0): fixed + 2·n·cost per visitor, each ≥ 0.

    With ``ratio`` > 0 control visitors for each of ``n_per_arm`` treated ones, (1 + ratio)·n in place of 2·n.
    """
    n = real_array(n_per_arm, "n_per_arm")
    if (n < 0).any():
        raise ValueError(f"n_per_arm must be at least 0; found {shown(n.min())}")
    each = real_number(cost_per_visitor, "cost_per_visitor", at_least=0)
    fixed = real_number(fixed_cost, "fixed_cost", at_least=0)
    arms = 1 + real_number(ratio, "ratio", above=0)
    return (fixed + arms * n * each)[()]


def expected_gain(
    prior: Distribution,
    n_per_arm: ArrayLike,
    sigma: float,
    value: float,
    cost_per_visitor: float = 1.0,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ratio: float = 1.0,
    margin: float = 0.0,
    cost_to_ship: float = 0.0,
) -> Any:
    """What an experiment is worth before it is run: E[earned, if shipped] − what it costs.

    Earned is ``value``·effect − ``cost_to_ship``: ``value`` > 0 is what one unit of the effect earns once the
    change is shipped, in the money of ``cost_per_visitor`` (≥ 0) and of ``cost_to_ship`` (≥ 0, paid once,
    only when it is shipped). It is shipped when the rule decides "it works" (Raiffa & Schlaifer 1961, Applied
    Statistical Decision Theory, ch. 5, with this rule in place of the posterior mean's sign). ``n_per_arm``
    (≥ 1) is a number or an array.
    ``ratio`` and ``margin`` as in `power`: the margin moves the rule and is not subtracted from the effect.
    An effect earns its cost above ``cost_to_ship`` / ``value``, which makes that a good margin. Raises
    ``ValueError`` where the prior has no mean.
    Tails are followed to 1e39 times the prior's spread: of Student's t with 1.1 degrees of freedom that
    misses 1e-4 of the gain, with 1.01 as much as 40 %.
    """
    design = _with_mean(prior)
    worth = real_number(value, "value", above=0)
    price = real_number(cost_to_ship, "cost_to_ship", at_least=0)
    outcome = real_number(sigma, "sigma")  # `standard_error` asks for it to be above 0
    per_treated, least = real_number(ratio, "ratio"), real_number(margin, "margin")
    analysis = analysing(design, analysis_prior)
    critical, se = critical_and_error(analysis, n_per_arm, outcome, threshold, per_treated, least)
    shipped = _effect_shipped(design, critical.ravel(), se.ravel()).reshape(se.shape)
    earned = worth * shipped
    if price:
        chance = by_columns(chance_above(design), critical.ravel(), se.ravel()).reshape(se.shape)
        earned = earned - price * chance
    return (earned - experiment_cost(n_per_arm, cost_per_visitor, ratio=per_treated))[()]


def best_sample_size(
    prior: Distribution,
    sigma: float,
    value: float,
    cost_per_visitor: float = 1.0,
    threshold: float = 0.95,
    analysis_prior: Distribution | str = "design",
    ratio: float = 1.0,
    margin: float = 0.0,
    cost_to_ship: float = 0.0,
) -> Plan:
    """The n per arm with the largest `expected_gain`; 0 where deciding by the prior alone gains more.

    ``cost_per_visitor`` must be above 0: free visitors have no best number. Arguments as in `expected_gain`;
    with a ``ratio`` other than 1 the size found is that of the treated arm.
    """
    each = real_number(cost_per_visitor, "cost_per_visitor", above=0)
    worth, per_treated = real_number(value, "value", above=0), real_number(ratio, "ratio", above=0)
    # Single numbers; `expected_gain` checks their bounds.
    outcome, price = real_number(sigma, "sigma"), real_number(cost_to_ship, "cost_to_ship")
    level, least = real_number(threshold, "threshold"), real_number(margin, "margin")
    design = _with_mean(prior)
    analysis = analysing(design, analysis_prior)
    rule = (level, analysis, per_treated, least)

    def gain(n: FloatArray) -> FloatArray:
        return np.asarray(expected_gain(design, n, outcome, worth, each, *rule, price))

    # No rule gains more than to ship, knowing the effect, whatever earns its cost.
    known = (0.5, Flat(), 1.0, min(price / worth, _BEYOND))
    perfect = float(expected_gain(design, _PERFECT, outcome, worth, 0.0, *known, price))
    without_data = not is_flat(analysis) and float(analysis.prob_above(least)) > level
    unrun = worth * design.mean - price if without_data else 0.0
    # No more need be spent than a perfect experiment would add to deciding without data.
    n, gained = _largest(gain, (perfect - unrun) / ((1 + per_treated) * each))
    if unrun >= gained:
        return Plan(0, 0.0, float(without_data), unrun)
    chance = float(assurance(design, n, outcome, *rule))
    return Plan(n, float(experiment_cost(n, each, ratio=per_treated)), chance, gained)


def _with_mean(prior: Distribution) -> Distribution:
    design = belief(prior, "prior")
    if not math.isfinite(mean := design.mean):
        raise ValueError(f"prior must have a mean for a gain to be expected; that of {design!r} is {mean}")
    return design


def _effect_shipped(prior: Distribution, critical: FloatArray, se: FloatArray) -> FloatArray:
    """E[θ · 1(estimate > critical)], the effect θ drawn from ``prior``."""
    mixture = as_mixture(prior)
    if mixture is not None:
        log_weights, means, sds = columns(mixture)
        total = np.hypot(sds, se)
        with np.errstate(over="ignore"):
            a = (means - critical) / total
            density = np.exp(-0.5 * a * a) / math.sqrt(2 * math.pi)
            return (np.exp(log_weights) * (means * ndtr(a) + sds * (sds / total) * density)).sum(0)
    centre = float(prior.quantile(0.5))
    far = (float(prior.quantile(0.75)) - centre) * 10.0 ** np.arange(40)

    def shipped(c: float, s: float) -> float:
        near = np.clip(c, centre - far[-1], centre + far[-1]) + s * KERNEL
        edges = resolved(prior, np.concatenate([centre - far, centre + far, near]))
        return float(expectation(prior, lambda x: x * ndtr((x - c) / s), edges))

    return np.array([shipped(float(c), float(s)) for c, s in zip(critical, se, strict=True)])


def _first(reached: Callable[[FloatArray], Any]) -> int | None:
    """The first whole number at which ``reached`` holds: a rung of the ladder, then the gap before it."""
    for start in range(1, len(_LADDER), _AT_ONCE):
        hit = np.flatnonzero(reached(_LADDER[start : start + _AT_ONCE]))
        if hit.size:
            break
    else:
        return None
    low, high = _LADDER[start + hit[0] - 1 : start + hit[0] + 1]
    while high - low > 1:
        grid = _between(low, high)
        i = int(np.argmax(np.append(reached(grid[1:-1]), True)))
        low, high = grid[i : i + 2]
    return int(high)


def _largest(gain: Callable[[FloatArray], FloatArray], most: float) -> tuple[int, float]:
    """The whole number up to ``most`` with the largest ``gain``, and that gain."""
    grid = _LADDER[: max(int(np.searchsorted(_LADDER, most, side="right")), 2)]
    while True:
        values = gain(grid[1:])
        i = int(np.argmax(values)) + 1
        low, best, high = grid[i - 1], grid[i], grid[min(i + 1, len(grid) - 1)]
        if best - low == 1 and high - best <= 1:
            return int(best), float(values[i - 1])
        grid = _between(low, high)


def _between(low: float, high: float) -> FloatArray:
    """Whole numbers from ``low`` to ``high``, all of them or a few dozen evenly spread."""
    return np.unique(np.floor(np.linspace(low, high, _AT_ONCE + 2)))
