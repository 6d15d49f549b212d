"""Chapter 12: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import datasets, posterior
from helpers.grading import exercises
from helpers.priors import HalfNormal, Normal
from helpers.widgets.prior_predictive import predictive
from tests.book.pages import BOOK, spoken

PAGE = "12-workflow"
PRIORS = Normal(0, 1), HalfNormal(0.5)


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("mu", "8.29"), ("mu_sd", "0.85"), ("tau", "2.60"), ("tau_sd", "0.77"), ("b_next", "0.350"),
        ("n_next", "0.356"), ("se_ne", "0.0150"), ("se_mt", "0.0640"), ("r_low", "2.6"), ("r_high", "4.4"),
        ("eighteen", "23"), ("gain", "24"), ("gain_without", "3"), ("n_flop", "0.00066"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    value, places = spoken(PAGE)[name], len(digits.partition(".")[2])
    assert f"{value:.{places}f}" == digits
    assert f"{{glue:text}}`{name}:.{places}f`" in (BOOK / f"{PAGE}.md").read_text("utf-8") or name == "n_next"


def headlines():
    table = datasets.load("headline_questions")
    return table[["events_t", "n_t", "events_c", "n_c"]].to_numpy().T


@pytest.mark.slow
def test_the_refrain_in_real_life():
    """μ, τ and the next one from the counts, as the syllabus has them."""
    real = posterior.binomial_random_effects(*headlines(), Normal(-4, 1.5), *PRIORS)
    found = real.mu.mean, real.tau.mean, real.theta_new.prob_above(0)
    assert [f"{value:.3f}" for value in found] == ["-0.134", "0.349", "0.350"]


def test_numbers_of_the_exercises():
    """Options and hints of 12.6 and the stem of 12.7."""
    share = [2 * predictive(0, mu, tau, 1).prob_above(30) for mu, tau in ((20, 10), (10, 10), (20, 5))]
    assert [f"{100 * p:.1f}" for p in share] == ["17.6", "4.0", "14.6"]
    texts = " ".join(str(e.kind) for e in exercises("12"))
    assert "twentyfold" in texts


@pytest.mark.book
def test_the_price_of_the_guarantee():
    """The stem of 12.7 quotes the page's last table."""
    said = spoken(PAGE)
    assert f"{said['flop_low'] / 1000:.5f} {said['flop_high'] / 1000:.4f}" == "0.00019 0.0043"
    assert f"{said['win_low']:.3f} {said['win_high']:.3f}" == "0.346 0.356"
    assert said["n_flop"] == pytest.approx(0.00065, abs=1e-5)


@pytest.mark.slow
def test_two_modes_by_the_engine():
    """The page sums over a grid; the exact engine agrees, two modes or not."""
    post = posterior.student_t_random_effects([-20, 20.5], [1, 1], 1, Normal(0, 20), HalfNormal(1))
    density = post.mu.pdf(np.array([-19.9, 0.0, 20.4]))
    assert density[1] < 0.2 * min(density[0], density[2])
    assert post.mu.prob_above(0) == pytest.approx(0.49, abs=0.01)


def test_an_error_of_a_trend_falls_with_the_length_to_the_power_one_and_a_half():
    table = datasets.load("climate_regions")
    power = np.polyfit(np.log(table["years"]), np.log(table["std_error"]), 1)[0]
    assert power == pytest.approx(-1.5, abs=0.06)
