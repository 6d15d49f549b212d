"""Chapter 8: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, effects, posterior
from helpers.priors import GammaPrecision, Normal
from tests.book.pages import quoted, spoken

PAGE = "08-metropolis-gibbs"
PRIORS = Normal(0, 1), GammaPrecision(1, 0.02)


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("bar", "0.846"), ("nine", "0.875"), ("tau", "0.1620"), ("mu_sd", "0.107"),
        ("pinned", "0.0116"), ("pinned_sd", "0.0245"), ("odds_tau", "0.1811"),
        ("data_mean", "4.657"), ("centre", "4.648"), ("accept_exact", "0.675"), ("tilted", "0.136"),
        ("claim_mu", "0.979"), ("claim_next", "0.742"), ("best_share", "44"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


def lifts():
    markets = datasets.load("binary_markets")
    found = effects.relative_lift(*(markets[name] for name in ("events_t", "n_t", "events_c", "n_c")))
    return found.estimate, found.std_error


def all_at_once(visitors, seed, chains=4000, sweeps=300):
    """E[μ], sd of μ, E[τ] where the synchronous sampler settles, each with its error: independent chains,
    written in precisions and with the blocks in another order than the package's."""
    y, s = lifts()
    rng, own = np.random.default_rng(seed), visitors / s**2
    tau, mu, theta = np.full(chains, 0.3), rng.normal(0, 0.3, chains), np.tile(y, (chains, 1))
    for _ in range(sweeps):
        b = tau[:, None] ** -2
        rate = 0.02 + ((theta - mu[:, None]) ** 2).sum(1) / 2
        tau_next = (rng.gamma(5, 1, chains) / rate) ** -0.5
        mu_next = rng.normal((b * theta).sum(1) / (8 * b[:, 0] + 1), (8 * b[:, 0] + 1) ** -0.5)
        theta = rng.normal((own * y + b * mu[:, None]) / (own + b), (own + b) ** -0.5)
        tau, mu = tau_next, mu_next
    return [
        (mu.mean(), mu.std() / chains**0.5),
        (mu.std(), mu.std() / (2 * chains) ** 0.5),
        (tau.mean(), tau.std() / chains**0.5),
    ]


@pytest.mark.book
def test_where_the_wrong_sampler_settles():
    """The page's runs, and the published single run, against thousands of independent chains."""
    said = spoken(PAGE)
    (mu, mu_error), (sd, sd_error), (tau, tau_error) = all_at_once(1.0, seed=3)
    assert said["wrong_tau"] == pytest.approx(tau, abs=4.5 * np.hypot(tau_error, said["wrong_mcse"]))
    assert said["wrong_mu"] == pytest.approx(mu, abs=4.5 * np.hypot(mu_error, said["wrong_mcse"]))
    assert said["wrong_mu_sd"] == pytest.approx(sd, abs=4.5 * np.hypot(sd_error, said["wrong_mcse"]))
    assert (tau, mu, sd) == pytest.approx((0.2426, 0.227, 0.132), abs=0.01)


@pytest.mark.book
def test_a_quarter_of_the_visitors_doubles_it():
    """What 08.2 states: about one and a half times as the markets were run, about twice with a quarter."""
    y, s = lifts()
    for visitors, times in {0.25: 2.05, 1.0: 1.5, 4.0: 1.07}.items():
        exact = posterior.random_effects(y, s / visitors**0.5, *PRIORS).tau.mean
        (_, _, (tau, error)) = all_at_once(visitors, seed=4)
        assert tau / exact == pytest.approx(times, abs=0.02 + 4 * error / exact)


def test_the_uncorrected_walk_of_factors_samples_p_over_tau():
    """What the page says of it, and 08.3 of a Gamma: the shape is smaller by one."""
    from scipy import stats

    x = np.linspace(0.2, 4, 50)
    lower = stats.gamma(3 - 1, scale=1 / 2).pdf(x)
    tilted = stats.gamma(3, scale=1 / 2).pdf(x) / x
    np.testing.assert_allclose(tilted / tilted[0], lower / lower[0])
