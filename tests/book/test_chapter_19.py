"""Chapter 19: the numbers its sentences quote, and some of them by another route."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import planning
from helpers.datasets import load
from helpers.priors import Flat, Normal
from helpers.widgets import WinnersReturn
from tests.book.pages import spoken

PAGE = "19-archive"


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits", "room"),
    [
        ("raw", 0.4725, 5e-5), ("promised", 0.2349, 5e-5), ("delivered", 0.2315, 6e-5),
        ("delivered_se", 0.0069, 5e-5), ("gap", 0.0033, 6e-5), ("gap_se", 0.0061, 5e-5),
        ("omega", 0.247, 5e-4), ("halves", 0.262, 5e-4), ("free_mean", 0.0008, 5e-5),
        ("df", 4.35, 5e-3), ("df_low", 3.3, 0.1), ("df_high", 6.0, 0.1), ("fat_all", 0.239, 5e-4),
        ("trail", 28, 0.5), ("losers", 13, 0.5), ("bad_in", 735, 0), ("bad_out", 18, 0),
        ("slope_c", -0.143, 2e-3), ("sd_c", 0.021, 1e-3), ("tau_none", 0.332, 1e-3), ("tau_c", 0.320, 1e-3),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits, room):
    assert abs(spoken(PAGE)[name] - digits) <= room


@pytest.mark.book
def test_the_tail_beyond_which_tiny_tests_pay():
    """By simulation: beyond a cost, 400 visitors an arm gain more a visitor than 100 or 1600."""
    rng = np.random.default_rng(3)
    scale, df, cost, size = 0.186, 4.35, 0.10, 200_000
    theta = scale * rng.standard_t(df, size)
    nodes = scale * np.sinh(np.linspace(-6, 6, 801))
    weight = stats.t.pdf(nodes / scale, df) * np.cosh(np.linspace(-6, 6, 801))
    worth = []
    for n in (100, 400, 1600):
        se = np.sqrt((1 - 0.0134) / 0.0134 * 2 / n)
        grid = np.linspace(-15, 15, 3001) * se
        likelihood = stats.norm.pdf(grid[:, None], nodes, se) * weight
        promise = likelihood @ nodes / likelihood.sum(axis=1)
        shipped = np.interp(theta + se * rng.standard_normal(size), grid, promise) > cost
        worth.append(np.sum((theta - cost) * shipped) / size / n)
    assert worth[1] > worth[0]
    assert worth[1] > worth[2]
    assert spoken(PAGE)["best_ours"] == "400"


@pytest.mark.book
def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    lowest = [WinnersReturn(tails=tails).returns().iloc[0] for tails in (0.0, 0.23)]
    assert [round(row["promised"], 3) for row in lowest] == [0.103, 0.086]
    assert round(lowest[0]["delivered"], 3) == 0.053
    table = load("headline_winners")
    assert round(table["any_first"].std(), 2) == 0.36
    many = WinnersReturn(arms=6).returns().loc["all"]
    every = WinnersReturn().returns().loc["all"]
    assert many["delivered"] / many["raw"] < every["delivered"] / every["raw"] + 0.005
    rate = 0.0134
    prior, sigma = Normal(0, 0.247), np.sqrt((1 - rate) / rate)
    assert planning.assurance_ceiling(prior) == pytest.approx(0.5)
    assert planning.sample_size(prior, 0.40, sigma, analysis_prior=Flat()) > 20_000
