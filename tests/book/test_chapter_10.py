"""Chapter 10: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, posterior
from helpers.priors import HalfCauchy, HalfNormal, Normal
from tests.book.pages import quoted

PAGE = "10-non-centring"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("bar", "0.15"), ("alike_exact", "0.197"), ("tau", "0.340"), ("s_mu", "7.593"),
        ("s_mu_sd", "4.599"), ("s_tau", "4.702"), ("s_tau_sd", "3.93"), ("s_A", "9.93"),
        ("share_low", "0.79"), ("share_high", "0.91"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


def test_a_half_centred_model_is_the_same_model():
    """Between effects and offsets: the density, brought back to θ, does not know the dial."""
    rng = np.random.default_rng(1)
    mu, tau, theta = 0.3, 0.4, rng.normal(0.3, 0.4, 8)

    def log_density(c):
        moved = c * mu + (theta - mu) * tau ** (c - 1)
        log_moved = -(((moved - c * mu) / tau**c) ** 2) / 2 - np.log(tau**c)
        return np.sum(log_moved + np.log(tau) * (c - 1))  # d moved / d θ

    assert np.ptp([log_density(c) for c in (0, 0.25, 0.5, 1)]) < 1e-12


def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    table = datasets.simulate_markets(20, sigma=12)
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    chances = [posterior.random_effects(y, s, Normal(0, 1), HalfNormal(k)).tau.cdf(0.1) for k in (0.5, 1, 2)]
    assert [f"{chance:.3f}" for chance in chances] == ["0.243", "0.197", "0.181"]
    schools = datasets.load("eight_schools")
    post = posterior.random_effects(schools["effect"], schools["std_error"], Normal(0, 20), HalfCauchy(10))
    assert f"{post.theta.mean[1]:.2f}" == "7.65"
    assert round(1 - (7.802 - 7.864) / (7.94 - 7.864), 1) == 1.8
