"""Chapter 4: the numbers its sentences quote, and three poolings judged by another route."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, posterior
from tests.book.pages import quoted, spoken

PAGE = "04-pooling"
pytestmark = pytest.mark.slow


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("mu", "0.4211"), ("mu_sd", "0.1966"), ("tau", "0.4454"), ("tau_sd", "0.2057"),
        ("moved_C", "-0.40"), ("w_C", "0.41"), ("moved_A", "-0.04"), ("w_A", "0.52"),
        ("p_mu", "0.983"), ("p_new", "0.829"), ("p_estimate", "0.782"),
        ("complete", "0.31"), ("complete_se", "0.09"),
        ("nine_power", "0.76"), ("nine_assurance", "0.59"), ("nine_ceiling", "0.79"),
        ("over", "0.2212"), ("no_half", "0.0897"), ("complete_one", "0.9335"),
        ("w50_one", "9"), ("w50_sum", "53"), ("w50_mean", "51"), ("w50_low", "25"), ("w50_high", "70"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_the_errors_of_the_two_ends_in_closed_form():
    """No pooling costs the mean variance; complete pooling its own variance, and the spread besides."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    share = s**-2.0 / np.sum(s**-2.0)

    def complete(tau):
        """Mean over k of Var(Σ share·y − θ_k): the noise of the mean, and how θ departs from Σ share·θ."""
        return np.sum(share**2 * s**2) + tau**2 * np.mean(1 - 2 * share + np.sum(share**2))

    said = spoken(PAGE)
    assert said["no_half"] == pytest.approx(np.mean(s**2))
    for name, tau in {"complete_zero": 0, "complete_half": 0.5, "complete_one": 1}.items():
        assert said[name] == pytest.approx(complete(tau))
    assert complete(said["crossing"]) == pytest.approx(np.mean(s**2))


@pytest.mark.book
def test_what_a_test_in_market_nine_is_worth_by_simulation():
    """Draw market nine, its test and the decision, in place of the page's integral."""
    markets = datasets.load("eight_markets")
    post = posterior.random_effects(markets["effect"].to_numpy(), markets["std_error"].to_numpy())
    rng = np.random.default_rng(7)
    drawn = post.sample(200_000, rng)
    theta = rng.normal(drawn["mu"], drawn["tau"])
    n, noise = 1000, 4 * np.sqrt(2 / 1000)
    result = rng.normal(theta, noise)
    edges = np.quantile(result, np.linspace(0, 1, 401))
    box = np.clip(np.searchsorted(edges, result) - 1, 0, 399)
    believed = (np.bincount(box, theta) / np.bincount(box))[box]  # mean of θ given the result, by boxes
    rest = 100_000 - 2 * n
    earned = n * theta + np.where(rest * believed > 20_000, rest * theta - 20_000, 0)
    said = {name: float("".join(spoken(PAGE)[name].split())) for name in ("test_now", "ship_now")}
    assert earned.mean() == pytest.approx(said["test_now"], abs=50 + 5 * earned.std() / 200_000**0.5)
    assert 100_000 * theta.mean() - 20_000 == pytest.approx(said["ship_now"], abs=650)


@pytest.mark.book
def test_the_gain_of_partial_pooling_by_brute_force():
    """A plain grid over τ in place of the engine, other worlds: the same saving at τ = 0.5."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    rng = np.random.default_rng(99)
    theta = rng.normal(0.4, 0.5, (3000, 8))
    y = rng.normal(theta, s)
    tau = (np.arange(150) + 0.5) / 50
    w = 1 / (s**2 + tau[:, None] ** 2)
    precision = w.sum(1) + 1
    mean = y @ w.T / precision
    log_p = mean**2 * precision / 2 - y**2 @ w.T / 2 + (np.log(w).sum(1) - np.log(precision) - tau**2) / 2
    weight = np.exp(log_p - log_p.max(1, keepdims=True))
    weight /= weight.sum(1, keepdims=True)
    pull = s**2 * w
    shrunken = weight @ (1 - pull) * y + (weight * mean) @ pull
    gap = ((y - theta) ** 2 - (shrunken - theta) ** 2).mean(1)
    said = spoken(PAGE)
    two_se = np.hypot(2 * gap.std() / 3000**0.5, said["gap_half_2se"])
    assert abs(gap.mean() - said["gap_half"]) < 1.6 * two_se


def test_numbers_of_the_exercises():
    """The three trials of 04.2: what the sheet and its hints say of them."""
    bcg = datasets.load("bcg").set_index("label")
    post = posterior.random_effects(bcg["effect"], bcg["std_error"])
    assert f"{post.mu.mean:.2f} {post.tau.mean:.2f}" == "-0.72 0.64"
    three = bcg.loc[["Aronson 1948", "Vandiviere et al. 1973", "TPT Madras 1980"]]
    assert three["effect"].round(2).tolist() == [-0.94, -1.63, 0.01]
    assert three["std_error"].round(2).tolist() == [0.60, 0.48, 0.06]
    share = three["std_error"] ** 2 / (three["std_error"] ** 2 + 0.64**2)
    assert 0.44 < share.iloc[0] < 0.5  # "nearly half"
    assert f"{share.iloc[2]:.2f}" == "0.01"
    moved = dict(zip(bcg.index, abs(post.theta.mean - bcg["effect"]), strict=True))
    aronson, vandiviere, madras = (moved[name] for name in three.index)
    assert vandiviere > 2 * max(aronson, madras)
