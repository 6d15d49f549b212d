"""Chapter 13: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from helpers import comparison, posterior
from helpers.datasets import load
from helpers.grading.chapters.ch13.e6_looking_back import EXACT, RUNS
from helpers.priors import HalfNormal, Normal
from tests.book.pages import quoted, spoken

PAGE = "13-comparing"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("e_partial", "-29.76"), ("e_complete", "-49.74"), ("e_none", "-48.12"), ("n100", "-66.3"),
        ("n105", "-32.7"), ("d_none", "18.4"), ("h_d", "20.0"), ("h_dse", "8.9"), ("f_share", "7.4"),
        ("risk_partial", "0.127"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_what_is_sampled_lies_where_other_draws_put_it():
    """The scores from draws, with another seed: within what varies from run to run."""
    y, s = hospitals()
    said = spoken(PAGE)
    precision = 1 / s**2 + 1 / 400
    rng = np.random.default_rng(99)
    ll = [
        -0.5 * ((y - rng.normal(y / s**2 / precision, precision**-0.5, (4000, 12))) / s) ** 2
        - np.log(s * np.sqrt(2 * np.pi))
        for _ in range(20)
    ]
    psis = np.array([comparison.loo(each).elpd for each in ll])
    assert said["psis_none"] == pytest.approx(psis.mean(), abs=6 * psis.std() * (1 / 20 + 1 / 30) ** 0.5)
    assert said["waic_none"] == pytest.approx(np.mean([comparison.waic(each).elpd for each in ll]), abs=0.15)


def hospitals():
    table = load("hospitals")
    return table["effect"].to_numpy(), table["std_error"].to_numpy()


def test_the_decision_by_brute_force():
    """P(the thirteenth measures less than 5) under partial pooling: the integral over τ as a plain sum."""
    y, s = hospitals()
    tau = (np.arange(6000) + 0.5) * 0.005
    v = s**2 + tau[:, None] ** 2
    precision = (1 / v).sum(1) + 1 / 400
    mean = (y / v).sum(1) / precision
    log_w = -0.5 * (np.log(v).sum(1) + np.log(precision) + (y**2 / v).sum(1) - mean**2 * precision)
    weight = np.exp(log_w - log_w.max()) * HalfNormal(10).pdf(tau)
    spread = np.sqrt(1 / precision + tau**2 + 225 / 200)
    risk = np.average(ndtr((5 - mean) / spread), weights=weight)
    post = posterior.random_effects(y, s, Normal(0, 20), HalfNormal(10))
    assert post.new_estimate(15 / np.sqrt(200)).cdf(5) == pytest.approx(risk, abs=1e-6)
    assert round(risk, 3) == 0.127


def test_the_tail_of_the_weights_is_the_weight_on_own_data():
    """P(weight > t) falls like t^(−1/k), k = v/s² with v the posterior variance."""
    s, prior = 0.9, 3.0
    k = prior**2 / (prior**2 + s**2)
    v = k * s**2  # of θ, given its own estimate
    log_t = np.array([200.0, 400.0])  # weight exp(z²/2·v/s²) > t where |z| > √(2 log t · s²/v)
    z = np.sqrt(2 * log_t * s**2 / v)
    from scipy.stats import norm

    slope = np.diff(norm.logsf(z))[0] / np.diff(log_t)[0]
    assert -1 / slope == pytest.approx(k, rel=0.01)


def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    y, s = hospitals()
    priors = Normal(0, 20), HalfNormal(10)
    none = comparison.leave_one_study_out(y, s, "none", *priors).elpd
    partial = comparison.leave_one_study_out(y, s, "partial", *priors).elpd
    assert round(none, 2) == EXACT
    assert round(partial - none) == 18
    assert abs(RUNS.mean() - EXACT) > 100 * RUNS.std(ddof=1) / 10**0.5
    assert round(y[5], 1) == 4.3
    moved = np.where(np.arange(12) == 5, 0.0, y)
    change = {
        pooling: comparison.leave_one_study_out(moved, s, pooling, *priors).elpd
        - comparison.leave_one_study_out(y, s, pooling, *priors).elpd
        for pooling in ("partial", "complete", "none")
    }
    assert change["none"] > 0 > change["partial"] > change["complete"]
    without = posterior.random_effects(np.delete(y, 5), np.delete(s, 5), *priors).new_estimate(s[5])
    assert (round(without.mean, 1), round(without.sd, 1)) == (8.7, 2.7)
