"""The Student-t population as a PyMC model: its log density by hand, in both parameterisations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from arviz_stats.base import array_stats
from scipy import stats

from helpers import models
from helpers.posterior import student_t_random_effects
from helpers.priors import HalfNormal, Normal, Uniform
from tests.models.checks import log_density
from tests.posterior.test_student_quadrature import FREE, MU, PROBLEMS, SCALE, Problem

Y, S = np.array([0.4, -0.2, 1.1]), np.array([0.3, 0.2, 0.5])
THETA = np.array([0.1, 0.2, 0.9])
PRIORS = Normal(0.1, 0.8), HalfNormal(0.7)


def hyper_and_data(theta: np.ndarray) -> float:
    return float(PRIORS[0].logpdf(0.3) + PRIORS[1].logpdf(0.6) + stats.norm.logpdf(Y, theta, S).sum())


@pytest.mark.slow
@pytest.mark.parametrize("df", [0.7, 4, math.inf])
def test_log_density(df: float) -> None:
    centred = models.student_t_random_effects(Y, S, df, *PRIORS, centred=True)
    expected = hyper_and_data(THETA) + stats.t.logpdf(THETA, df, 0.3, 0.6).sum()
    assert log_density(centred, mu=0.3, scale=0.6, theta=THETA) == pytest.approx(expected, rel=1e-7, abs=0)
    plain = models.student_t_random_effects(Y, S, df, *PRIORS, names=["a", "b", "c"])
    offset = (THETA - 0.3) / 0.6
    expected = hyper_and_data(THETA) + stats.t.logpdf(offset, df).sum()
    assert log_density(plain, mu=0.3, scale=0.6, offset=offset) == pytest.approx(expected, rel=1e-7, abs=0)
    assert plain.named_vars_to_dims["theta"] == ("study",)


def test_df_with_a_prior_is_a_variable() -> None:
    model = models.student_t_random_effects(Y, S, Uniform(2, 30), *PRIORS, centred=True)
    expected = hyper_and_data(THETA) + stats.t.logpdf(THETA, 5, 0.3, 0.6).sum() - math.log(28)
    found = log_density(model, mu=0.3, scale=0.6, theta=THETA, df=5.0)
    assert found == pytest.approx(expected, rel=1e-7, abs=0)


@pytest.mark.certify
def test_sampled_against_exact() -> None:
    fit = models.fit(models.student_t_random_effects(Y, S, 3, *PRIORS), draws=4000, target_accept=0.99)
    exact = student_t_random_effects(Y, S, 3, *PRIORS)
    for name in ("mu", "scale"):
        draws, marginal = fit["posterior"][name].to_numpy(), getattr(exact, name)
        assert draws.mean() == pytest.approx(marginal.mean, abs=0.08 * marginal.sd)
        assert draws.std() == pytest.approx(marginal.sd, rel=0.08)


@pytest.mark.certify
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_thirty_problems_sampled_against_exact(problem: Problem) -> None:
    """Means within five Monte Carlo errors: some 150 are compared."""
    df = FREE if problem.df is None else problem.df
    exact = student_t_random_effects(problem.y, problem.s, df, MU, SCALE)
    near = bool(np.median(problem.s) < 0.35)  # then the data say more of each θ than its population does
    model = models.student_t_random_effects(problem.y, problem.s, df, MU, SCALE, centred=near)
    fit = models.fit(model, draws=2000, target_accept=0.97)
    each = fit["posterior"]["theta"].to_numpy()
    pairs = [(fit["posterior"][name].to_numpy(), getattr(exact, name)) for name in ("mu", "scale")]
    pairs += [(each[..., k], exact.theta[k]) for k in (0, -1)]
    if problem.df is None:
        pairs.append((fit["posterior"]["df"].to_numpy(), exact.df))
    for draws, marginal in pairs:
        error = float(array_stats.mcse(draws, method="mean"))
        assert error < 0.1 * marginal.sd
        assert abs(draws.mean() - marginal.mean) < 5 * error
