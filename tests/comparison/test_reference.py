"""Scores from draws, and weights, against the R package loo on the same log likelihoods."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import comparison
from tests.references import FOLDER, results

R = results("loo")["results"]


def log_likelihood(name):
    return np.loadtxt(FOLDER / "data" / f"loo_loglik_{name}.csv", delimiter=",")


CASES = [("model1", None), ("model2", None), ("model3", None), ("hard", None), ("model2", 0.5)]


@pytest.mark.parametrize(("name", "efficiency"), CASES)
def test_loo_and_its_diagnostic(name, efficiency):
    wanted = R[name if efficiency is None else f"{name}_reff{efficiency}"]
    got = comparison.loo(log_likelihood(name), efficiency)
    assert (got.elpd, got.se, got.p) == pytest.approx(
        (wanted["elpd_loo"], wanted["se_elpd_loo"], wanted["p_loo"]), abs=1e-9
    )
    np.testing.assert_allclose(got.pointwise, wanted["pointwise_elpd_loo"], atol=1e-9)
    np.testing.assert_allclose(got.pareto_k, wanted["pareto_k"], atol=1e-3)


@pytest.mark.parametrize("name", ["model1", "model2", "model3", "hard"])
def test_waic_and_lppd(name):
    ll, wanted = log_likelihood(name), R[name]
    got = comparison.waic(ll)
    assert (got.elpd, got.se, got.p) == pytest.approx(
        (wanted["elpd_waic"], wanted["se_elpd_waic"], wanted["p_waic"]), abs=1e-9
    )
    assert got.pareto_k is None
    assert comparison.lppd(ll) == pytest.approx(wanted["elpd_waic"] + wanted["p_waic"], abs=1e-9)


@pytest.fixture(scope="module")
def three():
    return {name: comparison.loo(log_likelihood(name)) for name in ("model1", "model2", "model3")}


def test_the_table_of_three_models(three):
    table = comparison.compare(three)
    assert list(table.columns) == ["elpd", "se", "p", "d", "dse", "weight"]
    wanted = R["loo_compare"]
    assert list(table.index) == wanted["order"]
    np.testing.assert_allclose(table["d"], -np.array(wanted["elpd_diff"]), atol=1e-9)
    np.testing.assert_allclose(table["dse"], wanted["se_diff"], atol=1e-9)


@pytest.mark.parametrize(
    ("method", "key", "within"),
    [
        ("stacking", "stacking_tight", 1e-4),
        ("pseudo-bma", "pseudobma", 1e-4),
        ("bb-pseudo-bma", "pseudobma_BB", 0.01),
    ],
)
def test_weights(three, method, key, within):
    table = comparison.compare(three, method)
    wanted = R["model_weights"][key]
    np.testing.assert_allclose(table.loc[["model1", "model2", "model3"], "weight"], wanted, atol=within)
    assert table["weight"].sum() == pytest.approx(1)


def test_chains_and_one_long_list_of_draws_are_scored_alike():
    """Of independent draws: cut into chains they are the same draws, and their efficiency is near 1."""
    ll = log_likelihood("model2")
    chains = ll.reshape(4, 100, 20)
    assert comparison.lppd(chains) == comparison.lppd(ll)
    assert comparison.waic(chains).elpd == comparison.waic(ll).elpd
    assert comparison.loo(chains, 1).elpd == comparison.loo(ll).elpd
    assert comparison.loo(chains).elpd == pytest.approx(comparison.loo(ll).elpd, abs=0.05)


def test_chains_that_creep_are_known_to_be_worth_less():
    """Every draw ten times over is worth a tenth: so long a tail is fitted as for a tenth of the draws."""
    rng = np.random.default_rng(1)
    ll = -0.5 * (rng.normal(0, 1.2, (4, 200, 3)) - [0.5, 1, 2]) ** 2
    slow = np.repeat(ll, 10, axis=1)
    by_itself, told, untold = (comparison.loo(slow, e).pareto_k for e in (None, 0.1, 1))
    assert np.max(abs(by_itself - told)) < 0.5 * np.max(abs(untold - told))
