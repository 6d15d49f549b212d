"""Planning at its limits: the ends of arguments, ties, the largest experiments, what an early end leaves."""

from __future__ import annotations

import io
import sys
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
import pytest
from scipy import stats

from helpers.distributions import EffectPrior, NormalMixture
from helpers.planning import (
    Plan,
    Programme,
    assurance,
    assurance_ceiling,
    best_sample_size,
    binary_sigma,
    expected_gain,
    experiment_cost,
    planning_loop,
    sample_size,
)
from helpers.planning.programme import simulate
from helpers.posterior import random_effects
from helpers.priors import Flat, HalfNormal, Normal, StudentT

BELIEF = EffectPrior(0.4, 0.5)
SMALL: dict[str, Any] = {"mu": 0.4, "tau": 0.5, "sigma": 4.0, "n_per_arm": 400, "rounds": 3}


# The ends of arguments


@pytest.mark.parametrize(
    ("baseline", "lift", "named"),
    [
        (0.0, 0.1, "baseline"),
        (1.0, -0.1, "baseline"),
        (-0.1, 0.2, "baseline"),
        (0.5, 0.5, "lift"),
        (0.5, -0.5, "lift"),
    ],
)
def test_a_rate_of_0_or_1_is_refused(baseline: float, lift: float, named: str) -> None:
    with pytest.raises(ValueError, match=rf"^{named} must"):
        binary_sigma(baseline, lift)


@pytest.mark.parametrize("name", ["cost_per_visitor", "fixed_cost"])
def test_an_experiment_may_be_free_but_pays_nothing_out(name: str) -> None:
    assert experiment_cost(3, **{"cost_per_visitor": 0, name: 0}) == 0
    with pytest.raises(ValueError, match=rf"^{name} must be at least 0; found -0\.5"):
        experiment_cost(400, **{name: -0.5})


@pytest.mark.parametrize(("name", "value", "least"), [("n_per_arm", 0, 1), ("cost_per_visitor", -0.5, 0)])
def test_a_programme_refuses_less_than_the_least(name: str, value: float, least: int) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be at least {least}; found {value}"):
        Programme(**SMALL | {name: value})
    assert getattr(Programme(**SMALL | {name: least}), name) == least


def test_the_smallest_programme_runs() -> None:
    one = planning_loop(Programme(**SMALL | {"rounds": 1, "n_per_arm": lambda _: 1}), 1, seed=0)
    assert one.arrays["cost"].tolist() == [[2.0]]


def test_a_whole_number_of_rounds_may_be_written_as_a_float() -> None:
    assert planning_loop(Programme(**SMALL | {"rounds": 2.0}), 2, 1).arrays["truth"].shape == (2, 2)


def test_a_programme_ships_above_95_per_cent_unless_told() -> None:
    assert Programme(**SMALL) == Programme(**SMALL, threshold=0.95)


# A tie is no excess


def test_an_assurance_that_is_just_reached_is_enough() -> None:
    for n in (1, 37, 400, 12_345):
        assert sample_size(BELIEF, assurance(BELIEF, n, 4.0), 4.0) == n


def test_the_ceiling_itself_is_no_target() -> None:
    with pytest.raises(ValueError, match=r"^target must be below the ceiling 0\.7881"):
        sample_size(BELIEF, assurance_ceiling(BELIEF), 4.0)


def test_a_probability_equal_to_the_threshold_ships_nothing() -> None:
    sure = Normal(2.0, 1.0)
    chance = float(sure.prob_above(0.0))
    assert best_sample_size(sure, 4.0, 1.0, 10.0, chance) == Plan(0, 0.0, 0.0, 0.0)
    assert best_sample_size(sure, 4.0, 1.0, 10.0, np.nextafter(chance, 0)) == Plan(0, 0.0, 1.0, 2.0)

    world = {**SMALL, "tau": 0.0, "rounds": 1}
    error = np.full((1, 1), 4.0 * np.sqrt(2 / 400))
    post = random_effects(np.full((1, 1), 0.4), error, Normal(0, 1), HalfNormal(1))
    chance = float(post.theta.prob_above(0.0)[0, 0])
    for threshold, ships in ((chance, False), (np.nextafter(chance, 0), True)):
        run = simulate(Programme(**world, threshold=threshold), 1, np.zeros((2, 1, 1)))
        assert run["decision"].tolist() == [[ships]]


def test_an_experiment_that_cannot_change_the_decision_is_not_run_however_cheap() -> None:
    assert best_sample_size(Normal(1.0, 1e-3), 4.0, 1.0, 1e-300) == Plan(0, 0.0, 1.0, 1.0)


def test_an_effect_of_nothing_is_wrongly_shipped() -> None:
    summary = planning_loop(Programme(**SMALL | {"mu": 0.0, "tau": 0.0, "threshold": 0.5}), 50, 1).by_round
    assert summary.index.name == "round"
    assert (summary["shipped"] > 0).all()
    assert summary["wrongly_shipped"].tolist() == summary["shipped"].tolist()
    np.testing.assert_allclose(summary["right"], 1 - summary["shipped"])


# Sizes and gains


def test_sizes_up_to_a_million_billion_are_found() -> None:
    """Assurance depends on n / σ² alone: σ a million times as large needs 10¹² times the visitors."""
    assert sample_size(BELIEF, 0.5, 4.0) == 414
    assert 413 < sample_size(BELIEF, 0.5, 4e6) / 1e12 <= 414
    with pytest.raises(ValueError, match=r"takes more than 1e\+15 visitors"):
        sample_size(BELIEF, 0.5, 4e7)


def test_no_neighbour_of_the_best_size_gains_more() -> None:
    n = np.arange(1, 200)
    found = set()
    for value in np.geomspace(800, 1500, 60):
        gains = expected_gain(BELIEF, n, 1.0, value)
        plan = best_sample_size(BELIEF, 1.0, value)
        assert plan.n_per_arm == n[gains.argmax()]
        found.add(plan.n_per_arm)
    assert found >= set(range(29, 41))


@pytest.mark.parametrize("unit", [1e-3, 1e3])
def test_no_unit_of_the_outcome_matters_to_the_best_size(unit: float) -> None:
    scaled = best_sample_size(Normal(0.4 * unit, 0.5 * unit), 4.0 * unit, 3000.0 / unit)
    plan = best_sample_size(BELIEF, 4.0, 3000.0)
    assert scaled.n_per_arm == plan.n_per_arm
    assert scaled.gain == pytest.approx(plan.gain, rel=1e-9)


def test_an_experiment_may_cost_more_than_it_earns_where_it_prevents_a_loss() -> None:
    """Almost surely harmless, so shipped without data, yet harmful on average; E max(θ, 0) is small."""
    trap = NormalMixture([0.96, 0.04], [0.01, -100.0], [0.001, 1.0])
    n = np.arange(1, 500)
    gains = expected_gain(trap, n, 100.0, 1.0, 0.0024)
    plan = best_sample_size(trap, 100.0, 1.0, 0.0024)
    assert trap.mean < plan.gain < 0
    assert plan.cost > 0.96 * 0.01
    assert plan.n_per_arm == n[gains.argmax()]


def test_an_experiment_may_cost_most_of_what_knowing_all_would_earn() -> None:
    """Harm or benefit of 1 and a strict rule: fewer than some 50 visitors an arm do not pay."""
    either = NormalMixture([0.5, 0.5], [-1.0, 1.0], [0.01, 0.01])
    n = np.arange(1, 200)
    gains = expected_gain(either, n, 2.0, 270.0, threshold=0.9999)
    plan = best_sample_size(either, 2.0, 270.0, threshold=0.9999)
    assert plan.n_per_arm == n[gains.argmax()]
    assert plan.gain > 0
    assert 2 / 3 < plan.cost / (0.5 * 270.0) < 1


@pytest.mark.parametrize("df", [1.3, 3.0])
def test_heavy_tails_are_followed_wherever_their_centre(df: float) -> None:
    """E max(θ, 0) of Student's t about m is m·F(m) + (df + m²)/(df − 1)·f(m), f and F those about 0."""
    third_quartile = stats.t.ppf(0.75, df)
    for m in (-third_quartile / 2, third_quartile / 2, 3.0):
        known = m * stats.t.cdf(m, df) + (df + m * m) / (df - 1) * stats.t.pdf(m, df)
        found = expected_gain(StudentT(df, m, 1), 1e12, 4.0, 1.0, 0, analysis_prior=Flat())
        assert found == pytest.approx(known, rel=1e-6)


# The loop


def test_the_first_belief_has_the_variance_of_both_priors() -> None:
    """Var θ = sd² + E τ², and E τ² of a half-normal is its scale squared."""
    programme = Programme(**SMALL, mu_prior=Normal(0.2, 0.5), tau_prior=HalfNormal(1.2))
    assert programme.first_belief().mu == 0.2
    assert programme.first_belief().sigma == pytest.approx(1.3, rel=1e-9)


def test_a_size_is_chosen_by_the_belief_after_the_round_before() -> None:
    seen: list[EffectPrior] = []

    def choose(belief: EffectPrior) -> int:
        seen.append(belief)
        return 400

    arrays = planning_loop(Programme(**SMALL | {"n_per_arm": choose}), 4, 1).arrays
    before = [arrays[name][:, :-1].T.ravel() for name in ("belief_mean", "belief_sd")]
    np.testing.assert_array_equal([[b.mu, b.sigma] for b in seen[1:]], np.transpose(before))


def test_what_waits_is_cancelled_when_a_chunk_fails() -> None:
    class OneFails(Executor):
        """Its first job fails at once, the others wait for ever."""

        def __init__(self) -> None:
            self.futures: list[Future[Any]] = []

        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            self.futures.append(Future())
            if len(self.futures) == 1:
                self.futures[0].set_exception(RuntimeError("no worker left"))
            return self.futures[-1]

    executor = OneFails()
    with pytest.raises(RuntimeError, match="no worker left"):
        planning_loop(Programme(**SMALL), 1200, 1, executor)
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


def test_progress_shows_at_once_however_standard_error_is_buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(shown, encoding="utf-8", newline="\n"))
    planning_loop(Programme(**SMALL | {"rounds": 1}), 3, 1, progress=True)
    assert shown.getvalue().decode("utf-8").endswith(" 3 of 3\n")


def test_the_bar_grows_with_what_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    planning_loop(Programme(**SMALL | {"rounds": 1}), 1000, 1, progress=True)
    shown = capsys.readouterr().err.strip("\n").split("\r")[1:]
    assert [line.partition(" ")[2] for line in shown] == ["500 of 1000", "1000 of 1000"]
    assert [(line.count("█"), line.count("·")) for line in shown] == [(15, 15), (30, 0)]
