"""A model compiled once: other data give other, right posteriors, and nothing goes stale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers import models, posterior
from helpers.priors import Beta, HalfNormal, MeanConcentration, Normal, Pareto
from tests.models.checks import assert_exact

Y, S = np.array([0.4, -0.2, 1.1, 0.3]), np.array([0.3, 0.2, 0.5, 0.4])
OTHER_Y, OTHER_S = np.array([2.0, 1.1, 1.6, -0.5]), np.array([0.1, 0.4, 0.2, 0.9])
COUNTS = ([23, 50, 9], [200, 300, 80], [19, 40, 12], [200, 310, 90])
OTHER_COUNTS = ([73, 60, 4], [300, 350, 60], [29, 40, 2], [210, 290, 70])


@pytest.fixture(scope="module")
def compiled() -> models.Compiled:
    return models.compiled(lambda y, s: models.random_effects(y, s, Normal(0, 1), HalfNormal(0.7)), Y, S)


@pytest.mark.slow
def test_other_data_give_their_own_posterior(compiled: models.Compiled) -> None:
    for y, s in ((OTHER_Y, OTHER_S), (Y, S)):
        exact = posterior.random_effects(y, s, Normal(0, 1), HalfNormal(0.7))
        fit = compiled.fit(y, s, seed=3, target_accept=0.95)
        assert_exact(fit, {"mu": exact.mu, "tau": exact.tau, "theta": exact.theta})
        assert "diverging" in fit["sample_stats"].data_vars
        assert fit["posterior"]["theta"].dims == ("chain", "draw", "study")


@pytest.mark.slow
def test_the_seed_decides(compiled: models.Compiled) -> None:
    draws = [
        compiled.fit(Y, S, draws=20, tune=50, chains=1, seed=seed)["posterior"]["mu"] for seed in (1, 1, 2)
    ]
    assert draws[0].equals(draws[1])
    assert not draws[0].equals(draws[2])


@pytest.mark.slow
def test_any_seed_will_do_and_no_step_of_tuning(compiled: models.Compiled) -> None:
    assert compiled.fit(Y, S, draws=20, tune=0, chains=2, seed=10**30)["posterior"].sizes["draw"] == 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ((Y[:3], S[:3]), ValueError, "data must be shaped as at first"),
        ((Y, -S), ValueError, "std_errors must be above 0"),
        ((Y,), TypeError, "build failed on data"),
        ((Y, Normal(0, 1)), TypeError, r"data\[1\] must hold real numbers"),
    ],
)
def test_bad_data_are_named(compiled: models.Compiled, data: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        compiled.fit(*data)


def test_data_that_could_not_be_exchanged_are_refused() -> None:
    import pymc as pm

    def fixed(y: np.ndarray) -> Any:
        with pm.Model() as model:
            pm.Normal("y", pm.Normal("mu", 0, 1), 1, observed=y)
        return model

    with pytest.raises(ValueError, match=r"build must hold every array of data in a pm.Data.*data\[0\]"):
        models.compiled(fixed, Y)
    with pytest.raises(TypeError, match="build must be a function"):
        models.compiled(fixed(Y), Y)


@pytest.mark.slow
def test_counts_are_exchanged_too() -> None:
    two_arms = models.compiled(models.binomial_random_effects, *COUNTS)
    exact = posterior.binomial_random_effects(*OTHER_COUNTS)
    assert_exact(
        two_arms.fit(*OTHER_COUNTS, draws=2000, target_accept=0.95),
        {"mu": exact.mu, "tau": exact.tau, "theta": exact.theta},
    )


@pytest.mark.certify  # as long again
def test_counts_of_single_arms_are_exchanged_too() -> None:
    prior = MeanConcentration(Beta(2, 2), Pareto(1.5, 1))
    rates = models.compiled(lambda y, n: models.beta_binomial(y, n, prior), *COUNTS[:2])
    exact = posterior.beta_binomial(*OTHER_COUNTS[:2], prior)
    assert_exact(
        rates.fit(*OTHER_COUNTS[:2], draws=2000, target_accept=0.95),
        {"mean_rate": exact.mean_rate, "rates": exact.rates},
    )
