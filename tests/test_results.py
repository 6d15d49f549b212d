"""Results are compared with ==: a bool, whatever they hold, and true of the same results."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from helpers.borrowing import operating_characteristics
from helpers.comparison import leave_one_study_out
from helpers.diagnostics import SBC, report
from helpers.distributions import EffectPrior, NormalMixture
from helpers.effects import Effect, log_odds_ratio
from helpers.heterogeneity import cochran_q, pool
from helpers.planning import Programme, best_sample_size, planning_loop
from helpers.priors import Normal
from helpers.samplers import Chain
from helpers.widgets.sums_of_squares import treatment_squares
from tests.test_bad_arguments import COSTLY, calls, made

Y, S = np.array([[0.1, 0.9, 0.3], [0.5, 0.2, 1.1]]), np.array([[0.2, 0.3, 0.1], [0.3, 0.2, 0.4]])
DRAWS = np.random.default_rng(1).normal(size=(4, 50))

# How to make a result, and another of its kind.
MADE: dict[str, tuple[Any, Any]] = {
    "effects": (lambda: Effect(Y, S), lambda: Effect(Y + 1, S)),
    "an effect": (lambda: Effect(0.1, 0.2), lambda: Effect(0.1, 0.3)),
    "odds ratios": (
        lambda: log_odds_ratio([1, 2], [9, 9], [3, 1], [9, 9]),
        lambda: log_odds_ratio([1, 2], [9, 9], [3, 2], [9, 9]),
    ),
    "tests": (lambda: cochran_q(Y, S), lambda: cochran_q(2 * Y, S)),
    "pooled": (lambda: pool(Y, S), lambda: pool(Y, S, "REML")),
    "without a prediction": (lambda: pool(Y[0], S[0], "FE"), lambda: pool(Y[1], S[0], "FE")),
    "a batch without": (lambda: pool(Y, S, "FE"), lambda: pool(Y[:1], S[:1], "FE")),
    "mixtures": (
        lambda: NormalMixture([0.5, 0.5], [0, 1], [1, 2]),
        lambda: NormalMixture([0.5, 0.5], [0, 1], [1, 3]),
    ),
    "beliefs": (lambda: EffectPrior(0.4, 0.5), lambda: EffectPrior(0.4, 0.6)),
    "characteristics": (
        lambda: operating_characteristics(Normal(0, 1), [0.0, 0.5], 0.2),
        lambda: operating_characteristics(Normal(0, 1), [0.0, 0.6], 0.2),
    ),
    "plans": (
        lambda: best_sample_size(Normal(0.4, 0.5), 4.0, 3000.0),
        lambda: best_sample_size(Normal(0.4, 0.5), 4.0, 4000.0),
    ),
    "loops": (
        lambda: planning_loop(Programme(0.4, 0.5, 4.0, 400, 2), 3, 1),
        lambda: planning_loop(Programme(0.4, 0.5, 4.0, 400, 2), 3, 2),
    ),
    "reports": (lambda: report({"mu": DRAWS}), lambda: report({"mu": DRAWS + 1})),
    "chains": (lambda: Chain(DRAWS, 0.5), lambda: Chain(DRAWS, 0.6)),
    "scores": (
        lambda: leave_one_study_out(Y[0], S[0], "none"),
        lambda: leave_one_study_out(Y[1], S[0], "none"),
    ),
    "calibrations": (
        lambda: SBC(np.array([[1], [2]]), np.array([0.5]), ("mu",), 3, np.zeros(1)),
        lambda: SBC(np.array([[1], [3]]), np.array([0.5]), ("mu",), 3, np.zeros(1)),
    ),
    "squares": (
        lambda: treatment_squares([0.1, 0.5], [9, 9], [9, 9], 2, 30),
        lambda: treatment_squares([0.1, 0.6], [9, 9], [9, 9], 2, 30),
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_equal_where_all_is_equal(name: str) -> None:
    make, another = MADE[name]
    one, same, other = make(), make(), another()
    assert one == same
    assert hash(one) == hash(same)
    assert (one != same) is False
    assert one != other
    assert (one == other) is False
    assert one != "something else"
    assert len({one, same, other}) == 2


CHEAP = [(n, f, g) for n, f, g in calls() if not any(costly in n for costly in COSTLY)]


@pytest.mark.parametrize(("name", "function", "good"), CHEAP, ids=[name for name, _, _ in CHEAP])
def test_whatever_a_function_returns_can_be_compared(name: str, function: Any, good: dict[str, Any]) -> None:
    one, other = function(**made(good)), function(**made(good))
    if dataclasses.is_dataclass(one):
        assert isinstance(one == other, bool), name
        assert one == one  # noqa: PLR0124
        assert one != None  # noqa: E711
