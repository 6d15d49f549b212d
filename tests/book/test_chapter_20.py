"""Chapter 20: the numbers its sentences quote, by another route, and those of its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import posterior, report
from helpers.datasets import load
from helpers.priors import HalfNormal, Normal
from helpers.widgets import Calibration
from tests.book.pages import spoken

PAGE = "20-your-experiments"


def by_integration(x_new, threshold):
    """P(reduction at x_new > threshold) from a plain double grid over the slope's data and τ."""
    trials = load("bcg")
    y, s = -trials["effect"].to_numpy(), trials["std_error"].to_numpy()
    design = np.column_stack([np.ones(y.size), (trials["ablat"] - 13) / 10])
    x = np.array([1, (x_new - 13) / 10])

    def given(tau):
        precision = np.diag(1 / (s**2 + tau**2))
        cov = np.linalg.inv(np.eye(2) + design.T @ precision @ design)
        marginal = stats.multivariate_normal(np.zeros(y.size), np.diag(s**2 + tau**2) + design @ design.T)
        mean = x @ cov @ design.T @ precision @ y
        weight = np.exp(marginal.logpdf(y) + 12) * 2 * stats.norm.pdf(tau)
        return weight, stats.norm.sf(threshold, mean, np.sqrt(x @ cov @ x + tau**2))

    top, bottom = (
        integrate.quad(lambda t, f=f: f(*given(t)), 0, 3, limit=200)[0]
        for f in (lambda w, p: w * p, lambda w, _: w)
    )
    return top / bottom


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "latitude", "threshold"),
    [("p_here", 13, np.log(1.5)), ("p_north", 50, np.log(1.5)), ("some_here", 13, 0.0)],
)
def test_the_forecasts_by_another_integral(name, latitude, threshold):
    assert spoken(PAGE)[name] == pytest.approx(by_integration(latitude, threshold), abs=1e-6)


@pytest.mark.book
def test_the_decision_turns_on_the_place():
    said = spoken(PAGE)
    assert said["p_here"] < 0.2
    assert 0.6 < said["p_any"] < said["p_north"]


@pytest.mark.book
def test_how_many_predictions_it_takes_by_simulation():
    rng = np.random.default_rng(20)
    for name, true in (("ten", 0.7), ("ten_sixty", 0.6)):
        right = rng.binomial(18, true, 40_000)
        found = np.mean(stats.binom.cdf(right, 18, 0.8) < 0.05)
        assert abs(found - spoken(PAGE)[name]) < 0.015
    n = int(spoken(PAGE)["modest"])
    assert np.mean(stats.binom.cdf(rng.binomial(n, 0.7, 40_000), n, 0.8) < 0.05) > 0.79


@pytest.mark.book
def test_numbers_of_the_exercises(tmp_path):
    """Hints, options and the sheet state them; here they are computed."""
    once, thrice = (Calibration(times=times) for times in (1, 3))
    assert (sum(once.outcomes), len(once.outcomes)) == (10, 18)
    assert round(sum(once.confidences) / 100, 1) in (12.8, 12.9)
    assert round(once.tail, 2) == 0.10
    assert round(thrice.tail, 3) == 0.006
    labs = load("facial_feedback")
    made = report.write(report.read(labs), tmp_path / "pens.html").tables
    average, market = (made["chances"].iloc[i] for i in (0, 1))
    assert [round(average[v], 3) for v in ("mean", "low", "high")] == [0.013, -0.081, 0.106]
    assert [round(row["probability"], 2) for row in (average, market)] == [0.61, 0.58]
    tau = made["spread"].set_index("quantity").loc["τ, posterior median"]
    assert [round(tau[v], 3) for v in ("value", "low", "high")] == [0.045, 0.002, 0.155]
    post = posterior.random_effects(labs["effect"], labs["std_error"], Normal(0, 1), HalfNormal(1))
    assert post.mu.prob_above(0.1) < 0.05
    assert (labs["effect"] > 0).sum() > (labs["effect"] < 0).sum()
    assert (abs(labs["effect"]) < 1.96 * labs["std_error"]).all()
