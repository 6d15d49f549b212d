"""The planning loop: its table, its repeatability, and that each round is the exact posterior."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.distributions import EffectPrior
from helpers.planning import Programme, planning_loop
from helpers.planning.programme import simulate
from helpers.posterior import random_effects
from helpers.priors import Flat, HalfCauchy, HalfFlat, HalfNormal, Normal

SMALL = Programme(mu=0.4, tau=0.5, sigma=4.0, n_per_arm=400, rounds=4)
COLUMNS = ["replication", "round", "belief_mean", "belief_sd", "decision", "truth", "cost"]


def size_by_doubt(belief: EffectPrior) -> int:
    return 100 if belief.sd > 1 else 300


def test_the_table() -> None:
    table = planning_loop(SMALL, 7, seed=1).table
    assert list(table.columns) == COLUMNS
    assert len(table) == 28
    assert table["replication"].tolist() == np.repeat(np.arange(7), 4).tolist()
    assert table["round"].tolist() == [1, 2, 3, 4] * 7
    assert table["decision"].dtype == bool
    assert (table["cost"] == 800).all()
    assert not table.isna().any().any()


def test_every_round_is_the_exact_posterior() -> None:
    """Replay two programmes from their noise, market by market, as the definition says."""
    programme = Programme(
        0.4,
        0.5,
        4.0,
        400,
        4,
        threshold=0.8,
        mu_prior=Normal(0.1, 0.7),
        tau_prior=HalfNormal(0.3),
        drift=-0.2,
        cost_per_visitor=0.5,
    )
    noise = np.random.default_rng(2).standard_normal((2, 4, 2))
    run = simulate(programme, 2, noise)
    se = 4.0 * np.sqrt(2 / 400)
    for i in range(2):
        truth = 0.4 - 0.2 * np.arange(4) + 0.5 * noise[0, :, i]
        y = truth + se * noise[1, :, i]
        np.testing.assert_allclose(run["truth"][i], truth)
        assert (run["cost"][i] == 400).all()
        for r in range(4):
            post = random_effects(y[: r + 1], np.full(r + 1, se), Normal(0.1, 0.7), HalfNormal(0.3))
            assert run["belief_mean"][i, r] == pytest.approx(post.theta_new.mean, abs=1e-9)
            assert run["belief_sd"][i, r] == pytest.approx(post.theta_new.sd, abs=1e-9)
            assert run["decision"][i, r] == (post.theta.prob_above(0)[-1] > 0.8)


def test_a_seed_is_a_result_however_it_is_run() -> None:
    alone = planning_loop(SMALL, 620, seed=5)
    with ThreadPoolExecutor(2) as pool:
        pd.testing.assert_frame_equal(planning_loop(SMALL, 620, 5, pool).table, alone.table)
    pd.testing.assert_frame_equal(planning_loop(SMALL, 620, 5).table, alone.table)
    fewer = planning_loop(SMALL, 510, seed=5).table
    pd.testing.assert_frame_equal(fewer, alone.table.iloc[: len(fewer)], rtol=1e-9)
    assert not np.allclose(planning_loop(SMALL, 620, 6).arrays["truth"], alone.arrays["truth"])


def test_more_rounds_go_on_from_the_same_beginning() -> None:
    longer = Programme(0.4, 0.5, 4.0, 400, rounds=6)
    first = planning_loop(longer, 20, seed=3).arrays
    for name, values in planning_loop(SMALL, 20, seed=3).arrays.items():
        np.testing.assert_allclose(first[name][:, :4], values, rtol=1e-9)


@pytest.mark.slow
def test_processes() -> None:
    programme = Programme(0.4, 0.5, 4.0, size_by_doubt, 3)
    with ProcessPoolExecutor(2) as pool:
        spread = planning_loop(programme, 1100, 5, pool)
    pd.testing.assert_frame_equal(spread.table, planning_loop(programme, 1100, 5).table)


def test_an_executor_that_fails_says_so() -> None:
    def broken(_: EffectPrior) -> int:
        raise RuntimeError("no size today")

    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="no size today"):
        planning_loop(Programme(0, 1, 1, broken, 2), 3, 1, pool)


def test_progress_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    steps: list[tuple[int, int]] = []
    planning_loop(
        Programme(0, 1, 1, 10, 1), 1200, 1, progress=lambda done, total: steps.append((done, total))
    )
    assert steps == [(500, 1200), (1000, 1200), (1200, 1200)]
    planning_loop(Programme(0, 1, 1, 10, 1), 3, 1)
    assert capsys.readouterr().err == ""
    planning_loop(Programme(0, 1, 1, 10, 1), 3, 1, progress=True)
    assert capsys.readouterr().err.endswith("3 of 3\n")


def test_sizes_follow_the_belief() -> None:
    seen: list[EffectPrior] = []

    def choose(belief: EffectPrior) -> int:
        seen.append(belief)
        return size_by_doubt(belief)

    result = planning_loop(Programme(0.4, 0.5, 4.0, choose, 3), 5, 1)
    # In round 1 there is one belief, that of the priors: Var θ = 1 + E τ² = 2.
    assert seen[0] == EffectPrior(0.0, np.sqrt(2))
    assert len(seen) == 1 + 2 * 5
    table = result.table
    before = table.groupby("replication")["belief_sd"].shift(fill_value=np.sqrt(2))
    np.testing.assert_array_equal(table["cost"], np.where(before > 1, 200, 600))


@pytest.mark.parametrize("answer", [0, -3, 2.5, "many", None, np.nan, True])
def test_a_size_that_is_none_is_refused(answer: object) -> None:
    with pytest.raises((ValueError, TypeError), match=r"n_per_arm\(belief\)"):
        planning_loop(Programme(0.4, 0.5, 4.0, lambda _: answer, 2), 3, 1)


def test_a_belief_without_spread_cannot_plan() -> None:
    heavy = Programme(0.4, 0.5, 4.0, size_by_doubt, 2, tau_prior=HalfCauchy(1))
    with pytest.warns(UserWarning, match="infinite"), pytest.raises(ValueError, match="give tau_prior"):
        planning_loop(heavy, 3, 1)


def test_priors_must_cope_with_a_single_market() -> None:
    with pytest.raises(ValueError, match="Use a proper mu_prior or tau_prior"):
        Programme(0.4, 0.5, 4.0, 400, 2, tau_prior=HalfFlat())
    flat = Programme(0.4, 0.5, 4.0, 400, 2, mu_prior=Flat())
    assert np.isfinite(planning_loop(flat, 3, 1).table["belief_sd"]).all()
    with pytest.raises(ValueError, match="mu_prior must be proper when n_per_arm"):
        planning_loop(Programme(0.4, 0.5, 4.0, size_by_doubt, 2, mu_prior=Flat()), 3, 1)


def test_truth_drifts_as_told() -> None:
    arrays = planning_loop(Programme(0.4, 0.5, 4.0, 400, 3, drift=-0.3), 4000, 1).arrays
    error = 5 * 0.5 / np.sqrt(4000)
    np.testing.assert_allclose(arrays["truth"].mean(0), [0.4, 0.1, -0.2], atol=error)
    np.testing.assert_allclose(arrays["truth"].std(0), 0.5, atol=error)
    fixed = planning_loop(Programme(0.4, 0.0, 4.0, 400, 3), 10, 1).arrays["truth"]
    assert (fixed == 0.4).all()


@pytest.mark.slow
def test_precise_experiments_decide_rightly_and_find_the_population() -> None:
    result = planning_loop(
        Programme(0.4, 0.5, 1.0, 10**10, 30, mu_prior=Normal(0, 3), tau_prior=HalfNormal(3)), 200, 9
    )
    truth = result.arrays["truth"]
    clear = np.abs(truth) > 1e-3
    assert (result.arrays["decision"][clear] == (truth > 0)[clear]).all()
    last = result.arrays["belief_mean"][:, -1]
    assert last.mean() == pytest.approx(0.4, abs=5 * 0.5 / np.sqrt(30 * 200))
    assert result.arrays["belief_sd"][:, -1].mean() == pytest.approx(0.52, abs=0.03)


@pytest.mark.slow
def test_beliefs_are_calibrated_over_their_own_priors() -> None:
    """If μ and τ are drawn from the priors, the next truth falls anywhere in the belief equally often."""
    rng = np.random.default_rng(4)
    ranks = []
    for _ in range(150):
        mu, tau = rng.normal(0, 1), abs(rng.normal(0, 1))
        noise = rng.standard_normal((2, 3, 1))
        run = simulate(Programme(mu, tau, 4.0, 400, 3), 1, noise)
        se = 4.0 * np.sqrt(2 / 400)
        y = run["truth"][0, :2] + se * noise[1, :2, 0]
        ranks.append(random_effects(y, np.full(2, se)).theta_new.cdf(run["truth"][0, 2]))
    assert stats.kstest(ranks, "uniform").pvalue > 1e-3


def test_by_round_sums_the_table_up() -> None:
    result = planning_loop(SMALL, 300, 2)
    table, summary = result.table, result.by_round
    groups = table.groupby("round")
    assert list(summary.index) == [1, 2, 3, 4]
    np.testing.assert_allclose(summary["shipped"], groups["decision"].mean())
    np.testing.assert_allclose(summary["belief_sd"], groups["belief_sd"].mean())
    right = (table["decision"] == (table["truth"] > 0)).groupby(table["round"]).mean()
    np.testing.assert_allclose(summary["right"], right)
    harmful = (table["decision"] & (table["truth"] <= 0)).groupby(table["round"]).mean()
    np.testing.assert_allclose(summary["wrongly_shipped"], harmful)
    gained = (table["truth"] * table["decision"]).groupby(table["round"]).mean()
    np.testing.assert_allclose(summary["gain"], gained)
    assert (summary["cost"] == 800).all()
