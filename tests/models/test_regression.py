"""The meta-regression as a PyMC model: its log density by hand, and sampled against the exact posterior."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import models
from helpers.posterior import meta_regression, with_intercept
from helpers.priors import Flat, HalfNormal, Normal, Prior
from tests.models.checks import assert_exact, log_density

Y, S = np.array([0.4, -0.2, 1.1, 0.3, 0.6, 0.1]), np.array([0.3, 0.2, 0.5, 0.25, 0.3, 0.4])
X = np.column_stack([np.ones(6), [-1.2, 0.3, 0.9, -0.4, 0.1, 0.3]])
BETA, THETA = np.array([0.3, -0.4]), np.array([0.1, 0.2, 0.9, 0.3, 0.5, 0.2])
PRIORS: list[Prior] = [Normal(0.1, 0.8), Normal(-0.2, 0.5)]
TAU = HalfNormal(0.7)


def rest(coefficient_density: float) -> float:
    return float(coefficient_density + TAU.logpdf(0.6) + stats.norm.logpdf(Y, THETA, S).sum())


def test_log_density() -> None:
    prior = sum(float(p.logpdf(b)) for p, b in zip(PRIORS, BETA, strict=True))
    centred = models.meta_regression(Y, S, X, PRIORS, TAU, centred=True)
    expected = rest(prior) + stats.norm.logpdf(THETA, X @ BETA, 0.6).sum()
    found = log_density(centred, coefficients=BETA, tau=0.6, theta=THETA)
    assert found == pytest.approx(expected, rel=1e-7, abs=0)
    plain = models.meta_regression(Y, S, X, PRIORS, TAU)
    offset = (THETA - X @ BETA) / 0.6
    expected = rest(prior) + stats.norm.logpdf(offset).sum()
    found = log_density(plain, coefficients=BETA, tau=0.6, offset=offset)
    assert found == pytest.approx(expected, rel=1e-7, abs=0)


def test_flat_coefficients_and_some_that_are() -> None:
    offset = (THETA - X @ BETA) / 0.6
    flat = models.meta_regression(Y, S, X, Flat(), TAU)
    expected = rest(0.0) + stats.norm.logpdf(offset).sum()
    found = log_density(flat, coefficients=BETA, tau=0.6, offset=offset)
    assert found == pytest.approx(expected, rel=1e-7, abs=0)
    some = models.meta_regression(Y, S, X, [Flat(), PRIORS[1]], TAU)
    found = log_density(some, coefficient_0=BETA[0], coefficient_1=BETA[1], tau=0.6, offset=offset)
    assert found == pytest.approx(expected + float(PRIORS[1].logpdf(BETA[1])), rel=1e-7, abs=0)


def test_columns_and_studies_keep_their_names() -> None:
    table = with_intercept(pd.DataFrame({"week": X[:, 1]}))
    model = models.meta_regression(Y, S, table, names=list("abcdef"))
    assert model.named_vars_to_dims["coefficients"] == ("moderator",)
    assert list(model.coords["moderator"]) == ["intercept", "week"]
    assert list(model.coords["study"]) == list("abcdef")


def test_what_the_exact_engine_refuses_is_refused() -> None:
    bad: list[tuple[Any, Any]] = [(X[:, [0, 0]], PRIORS), (X[:3], PRIORS), (X, PRIORS[:1])]
    for x, priors in bad:
        with pytest.raises(ValueError, match=r"moderators|coefficient_priors"):
            models.meta_regression(Y, S, x, priors, TAU)
    with pytest.raises(ValueError, match="is improper"):
        models.meta_regression(Y[:3], S[:3], X[:3], Flat(), Flat())


@pytest.mark.slow
def test_sampled_against_exact() -> None:
    model = models.meta_regression(Y, S, X, PRIORS, TAU)
    fit = models.fit(model, draws=2000, target_accept=0.95)
    exact = meta_regression(Y, S, X, PRIORS, TAU)
    assert_exact(fit, {"coefficients": exact.coefficients, "tau": exact.tau, "theta": exact.theta})
