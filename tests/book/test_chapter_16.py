"""Chapter 16: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import borrowing, datasets, posterior
from helpers.priors import Flat, HalfNormal, Normal
from tests.book.pages import quoted, spoken

PAGE = "16-conflict"


def markets():
    frame = datasets.load("eight_markets")
    return frame["effect"].to_numpy(), frame["std_error"].to_numpy()


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("p_whole", "0.986"), ("p_quarter", "0.336"), ("p_match", "0.003"), ("se", "0.29"),
        ("h_28", "0.7985"), ("h_1", "0.028"), ("w_1", "1.4"), ("no_noise", "0.020"), ("for_mu", "1"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


def test_the_tails_to_four_digits():
    y, s = markets()
    se = np.median(s)
    post, whole = posterior.random_effects(y, s), borrowing.power_prior(y, s, 1)
    assert [f"{t:.4f}" for t in borrowing.conflict_tail([0.28, -1.0], post.new_estimate(se))] == [
        "0.7985",
        "0.0276",
    ]
    assert borrowing.conflict_tail(-1.0, borrowing.predictive_estimate(whole, se)) == pytest.approx(
        1.4e-5, abs=5e-7
    )


def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    y, s = markets()
    se = float(np.median(s))
    post, whole = posterior.random_effects(y, s), borrowing.power_prior(y, s, 1)
    beliefs = {"hierarchical": (post.theta_new, ".087", ".10"), "whole": (whole, ".003", ".996")}
    for prior, tail, chance in beliefs.values():
        found = borrowing.conflict_tail(-0.6, borrowing.predictive_estimate(prior, se))
        assert f"{found:.3f}"[1:] == tail
        after = borrowing.probability_above(prior, -0.6, se)
        assert f"{after:.{len(chance) - 1}f}"[1:] == chance
    assert f"{borrowing.probability_above(Flat(), -0.6, se):.2f}" == "0.02"
    # 16.2: the gate before and after the noise is gone
    z = [(whole.mu + 0.1) / np.hypot(whole.sigma, e) for e in (se, 0.1)]
    assert [f"{v:.1f}" for v in z] == ["1.4", "3.0"]
    assert [f"{2 * stats.norm.sf(v):.3f}" for v in z] == ["0.175", "0.002"]
    assert borrowing.probability_above(whole, -0.1, se) > 0.999
    assert f"{borrowing.probability_above(Flat(), -0.1, 0.1):.2f}" == "0.16"
    # 16.5
    tails = [
        borrowing.conflict_tail(
            -1.0, posterior.random_effects(y, s, Normal(0, 1), HalfNormal(scale)).new_estimate(se)
        )
        for scale in (1, 0.2)
    ]
    assert [f"{t:.4f}" for t in tails] == ["0.0276", "0.0033"]
    assert 8 < tails[0] / tails[1] < 9


@pytest.mark.book
def test_what_a_rule_earns_by_simulation():
    """Truths drawn from the population, estimates from them, each rule applied to each of them."""
    y, s = markets()
    se = float(np.median(s))
    post, rng, draws = posterior.random_effects(y, s), np.random.default_rng(16), 400_000
    truth = post.theta_new.sample(draws, rng)
    estimate = rng.normal(truth, se)
    whole = borrowing.power_prior(y, s, 1)
    pays = np.where(truth > 0, 1e5, -9e5)
    inside = borrowing.conflict_tail(estimate, borrowing.predictive_estimate(whole, se)) >= 0.05
    opens = {
        "m_hier": estimate > borrowing.critical_estimate(post.theta_new, se, 0.9),
        "m_ignore": estimate > borrowing.critical_estimate(Flat(), se, 0.9),
        "m_gate": np.where(
            inside,
            estimate > borrowing.critical_estimate(whole, se, 0.9),
            estimate > borrowing.critical_estimate(Flat(), se, 0.9),
        ),
    }
    for name, decided in opens.items():
        gains = pays * decided
        said = float(spoken(PAGE)[name].replace("\u202f", ""))
        assert gains.mean() == pytest.approx(said, abs=5 * gains.std() / draws**0.5 + 50), name


@pytest.mark.book
def test_what_holding_back_a_fifth_costs_and_brings():
    """The two rules differ between their critical estimates only: what is earned there, in either world."""
    y, s = markets()
    se = float(np.median(s))
    hierarchical = posterior.random_effects(y, s).theta_new
    robust = borrowing.robust_mixture(hierarchical, 0.8, Normal(0, 2))
    low, high = (borrowing.critical_estimate(rule, se, 0.9) for rule in (hierarchical, robust))
    between = np.linspace(low, high, 201)
    for world, name, sign in ((hierarchical, "premium", 1), (Normal(0, 1), "cover", -1)):
        pays = 1e6 * np.array([borrowing.probability_above(world, e, se) for e in between]) - 9e5
        shut_out = np.trapezoid(pays * borrowing.predictive_estimate(world, se).pdf(between), between)
        assert float(spoken(PAGE)[name].replace("\u202f", "")) == pytest.approx(sign * shut_out, abs=2)
