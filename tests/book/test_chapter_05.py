"""Chapter 5: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, posterior
from helpers.priors import HalfNormal, Normal, Uniform
from tests.book.pages import quoted, spoken

PAGE = "05-tau"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("t3_HN", "0.505"), ("t3_HC", "0.526"), ("t3_U", "1.100"), ("t3_G", "0.359"),
        ("p_mu", "0.983"), ("p_new", "0.829"), ("tau", "0.445"),
        ("dl_segments", "0.81"), ("dl_markets", "0.37"), ("three_mean", "1.03"),
        ("hn2_8", "0.911"), ("hn1_8", "0.971"), ("g1_8", "0.905"), ("hn2_above2", "32"), ("equal", "8.8"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    markets = datasets.load("eight_markets")
    y, s = markets["effect"].to_numpy()[:3], markets["std_error"].to_numpy()[:3]
    chance = [
        posterior.random_effects(y, s, Normal(0, 1), HalfNormal(scale)).theta_new.prob_above(0)
        for scale in (0.5, 1, 1.25)
    ]
    assert [f"{p:.3f}" for p in chance] == ["0.955", "0.905", "0.891"]
    assert 0.89 < min(chance) < 0.9 < max(chance) < 0.96
    said = spoken(PAGE)
    assert (said["sane3_low"], said["sane3_high"]) == (0.89, 0.96)
    assert said["labs_within"] == pytest.approx(0.519, abs=0.007)
    assert [f"{said[name]:.3f}" for name in ("p3_U", "p3_G")] == ["0.825", "0.947"]


@pytest.mark.book
def test_worlds_that_look_alike_by_brute_force():
    """The Bayes factor for τ = 0 from its definition, the integral over τ a plain sum; other worlds."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    rng = np.random.default_rng(77)
    y = rng.normal(rng.normal(0.4, 0.2, (3000, 8)), s)
    tau = (np.arange(400) + 0.5) / 100

    def log_likelihood(t):
        w = 1 / (s**2 + np.atleast_1d(t)[:, None] ** 2)
        precision = w.sum(1) + 1
        mean = y @ w.T / precision
        return mean**2 * precision / 2 - y**2 @ w.T / 2 + (np.log(w).sum(1) - np.log(precision)) / 2

    evidence = np.exp(log_likelihood(tau)) @ HalfNormal(1).pdf(tau) / 100
    factor = np.exp(log_likelihood(0.0))[:, 0] / evidence
    assert 100 * np.mean(factor > 3) == pytest.approx(spoken(PAGE)["same_two"], abs=5)
    assert factor.max() < 8.8


def test_where_the_mean_of_tau_comes_from():
    """The hint of 05.2: half of the mean from τ > 2 with three markets, a fifth with four."""
    markets = datasets.load("eight_markets")
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    tau = np.concatenate([np.linspace(1e-4, 5, 4000), np.geomspace(5.001, 100, 2000)])
    for K, share in {3: 0.49, 4: 0.19}.items():
        post = posterior.random_effects(y[:K], s[:K], Normal(0, 1), Uniform(0, 100)).tau
        mass = post.pdf(tau) * tau
        assert np.trapezoid(mass[tau > 2], tau[tau > 2]) / post.mean == pytest.approx(share, abs=0.01)
