"""Chapter 18: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from helpers import datasets, posterior
from helpers.planning import Programme, ShareOfCeiling, planning_loop
from tests.book.pages import quoted, spoken

PAGE = "18-planning-loops"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [("p_mu", "0.983"), ("p_new", "0.829"), ("mu_mean", "0.42"), ("mu_sd", "0.20"), ("first_sd", "1.41")],
)
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_what_learning_the_spread_is_worth():
    """Other worlds, other code: τ by a plain sum; each market's worth with the programme's mean error."""
    rng, R, se, said = np.random.default_rng(77), 3000, 4 * np.sqrt(2 / 100), spoken(PAGE)
    mu, tau = rng.standard_normal((R, 1)), np.abs(rng.standard_normal((R, 1)))
    theta = mu + tau * rng.standard_normal((R, 8))
    y = theta + se * rng.standard_normal((R, 8))
    worth = 1000 * ndtr((mu / tau**2 + y / se**2) / np.sqrt(1 / tau**2 + 1 / se**2)) - 900
    nodes = (np.arange(120) + 0.5) / 30

    def chance(spread):
        """P(θ > 0) of each round's market and the log density of the results so far, at one spread."""
        v, out, log = se**2 + spread**2, np.empty((R, 8)), np.zeros((R, 8))
        m, p = np.zeros((R, 1)), np.ones((R, 1))
        for r in range(8):
            here = y[:, [r]]
            total = 1 / p + v
            log[:, [r]] = -0.5 * ((here - m) ** 2 / total + np.log(total)) + (log[:, [r - 1]] if r else 0)
            m, p = (m * p + here / v) / (p + 1 / v), p + 1 / v
            b = se**2 / v
            out[:, [r]] = ndtr((b * m + (1 - b) * here) / np.sqrt((1 - b) * se**2 + b**2 / p))
        return out, log

    parts = [chance(t) for t in nodes]
    weight = np.exp(np.array([log - t**2 / 2 for (_, log), t in zip(parts, nodes, strict=True)]))
    learnt = (weight * np.array([p for p, _ in parts])).sum(0) / weight.sum(0)

    def earned(p):
        return np.where(p > 0.9, worth, 0).sum(1)

    def gap(p):
        difference = earned(learnt) - earned(p)
        return difference.mean(), difference.std() / R**0.5

    known = chance(tau)[0]
    for found, name, sign in (
        (gap(known), "told", -1),
        (gap(chance(0.0)[0]), "zero", 1),
        (gap(chance(100.0)[0]), "alone", 1),
    ):
        assert said[name] == pytest.approx(sign * found[0], abs=4.5 * np.hypot(found[1], said[f"{name}_se"]))


@pytest.mark.book
def test_the_worth_of_a_test_by_brute_force():
    """A market tested first, with the eight markets' belief: simulated."""
    markets, said = datasets.load("eight_markets"), spoken(PAGE)
    new = posterior.random_effects(markets["effect"], markets["std_error"]).theta_new
    rng, n, count = np.random.default_rng(8), 1600, 400_000
    se = 4 * np.sqrt(2 / n)
    theta = new.sample(count, rng)
    y = theta + se * rng.standard_normal(count)
    bins = np.round(y / 0.01).astype(int)
    bins -= bins.min()
    pay = np.bincount(bins, np.where(theta > 0, 100, -900))
    assert np.maximum(pay, 0).sum() / count - 6.4 == pytest.approx(said["test_now"], abs=1.5)


@pytest.mark.book
def test_one_big_test_settles_nothing_for_the_others():
    """Whatever it reports, on a grid; and what it is worth in its own market, simulated."""
    markets, said = datasets.load("eight_markets"), spoken(PAGE)
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    new, se = posterior.random_effects(y, s).theta_new, 4 * np.sqrt(2 / 40_000)
    reports = np.linspace(-3, 4, 1401)
    after = posterior.random_effects(
        np.column_stack([np.tile(y, (len(reports), 1)), reports]),
        np.tile(np.append(s, se), (len(reports), 1)),
    )
    chances = after.theta_new.prob_above(0)
    assert chances.max() < 0.9
    assert chances.max() == pytest.approx(said["big_best"], abs=1e-3)
    opens_from = reports[np.argmax(after.theta[:, -1].prob_above(0) > 0.9)]
    rng, count = np.random.default_rng(4), 400_000
    truth = new.sample(count, rng)
    paid = np.where(rng.normal(truth, se) > opens_from, np.where(truth > 0, 100, -900), 0)
    own = paid.mean()
    assert own == pytest.approx(said["big_own"], abs=5 * paid.std() / count**0.5 + 0.2)
    whole = {name: float(said[name].replace("\u202f", "")) for name in ("big_open", "big_listen", "stop_all")}
    assert whole["big_listen"] == pytest.approx(160 - own, abs=6)
    assert whole["big_open"] == pytest.approx(whole["big_listen"] + 39 / 40 * whole["stop_all"], abs=15)


def test_numbers_of_the_exercises():
    """The stem and the hints of 18.2; the stem of 18.5."""
    rule = ShareOfCeiling(0.9, 4.0, 0.9, least=50, most=20_000)
    run = planning_loop(Programme(0.4, 0.5, 4.0, rule, 5, threshold=0.9), 1000, seed=4)
    sizes = run.arrays["cost"] / 2
    assert (sizes[:, 0] == 1665).all()
    assert 0.55 < np.mean(sizes[:, 4] > 1665) < 0.75
    assert np.median(run.arrays["belief_sd"][:, 3]) == pytest.approx(0.75, abs=0.03)
    assert 0.3 < np.median(run.arrays["belief_mean"][:, 3]) < 0.45
