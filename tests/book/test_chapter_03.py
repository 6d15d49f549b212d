"""Chapter 3: the numbers its sentences quote, and its operating characteristics by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import datasets
from helpers import heterogeneity as het
from helpers.widgets.significance_lottery import count_distribution, significance_chance
from tests.book.pages import quoted, spoken

PAGE = "03-heterogeneity"
pytestmark = pytest.mark.slow


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("seg_Q", "53.38"), ("seg_i2", "91"), ("seg_tau", "0.807"),
        ("seg_fe", "0.148"), ("seg_fe_se", "0.105"), ("seg_dl", "0.270"), ("seg_dl_se", "0.348"),
        ("seg_mu", "0.234"), ("seg_mu_sd", "0.355"), ("seg_tau_mean", "0.866"),
        ("Q", "20.56"), ("I2", "66"), ("mk_dl", "0.4367"), ("mk_dl_se", "0.1642"), ("reml", "0.4399"),
        ("tau2_low", "0.020"), ("tau2_high", "0.874"),
        ("wA_fe", "4.6"), ("wA_re", "8.6"), ("wH_fe", "31"), ("wH_re", "17"),
        ("tow_dl", "0.0149"), ("tow_reml", "0"), ("tow_he", "0.221"),
        ("zero_none", "0.57"), ("zero_1", "0.47"), ("zero_2", "0.28"), ("zero_5", "0.02"),
        ("power_none", "0.05"), ("power_1", "0.09"), ("power_2", "0.26"), ("power_5", "0.86"),
        ("cover_none", "0.95"), ("cover_1", "0.92"), ("cover_2", "0.85"), ("cover_5", "0.56"),
        ("p_at_df", "0.43"), ("odds_2", "2"), ("odds_5", "25"),
        ("i2_quarter", "41"), ("i2_times4", "92"), ("i2_times16", "98"),
        ("pi_low", "-0.547"), ("pi_high", "1.420"), ("hk_low", "0.038"),
        ("p_mu", "0.983"), ("p_new", "0.829"),
        ("ahead_2", "0.874"), ("ahead_35", "0.891"), ("ahead_5", "0.918"),
        ("egger", "4.33"), ("egger_se", "1.43"), ("egger_p", "0.02"), ("egger_se1", "1.23"),
        ("egger_p1", "0.0004"),
        ("bcg_Q", "163.165"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
@pytest.mark.parametrize(("tau", "name"), [(0, "none"), (0.1, "1"), (0.2, "2"), (0.5, "5")])
def test_what_eight_markets_show_by_simulation(tau, name):
    """Q of a million simulated sets of estimates; at τ = 0.1 this tells .4747 from .48 by ten errors."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    rng, count = np.random.default_rng(33), 1_000_000
    y = rng.normal(0, np.hypot(s, tau), (count, 8))
    w = 1 / s**2
    mean = y @ w / w.sum()
    q = ((y - mean[:, None]) ** 2) @ w
    said = spoken(PAGE)
    found = {
        "zero": np.mean(q <= 7),
        "power": np.mean(q > stats.chi2.isf(0.05, 7)),
        "cover": np.mean(abs(mean) < stats.norm.isf(0.025) / np.sqrt(w.sum())),
    }
    for what, share in found.items():
        exact = said[f"{what}_{name}"]
        assert abs(share - exact) < 5 * np.sqrt(exact * (1 - exact) / count), what
    if tau == 0.1:
        assert f"{said['zero_1']:.4f}" == "0.4747"


@pytest.mark.book
@pytest.mark.parametrize(("tau", "name"), [(0.2, "2"), (0.5, "5")])
def test_the_promises_of_intervals_by_simulation(tau, name):
    """The page integrates over how the estimates lie; here all is drawn, a next market included."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    rng, count = np.random.default_rng(34), 200_000
    errors = np.broadcast_to(s, (count, 8))
    y, ahead = rng.normal(0, np.hypot(s, tau), (count, 8)), rng.normal(0, tau, count)
    dl, fe = het.pool(y, errors), het.pool(y, errors, "FE")
    quiet = fe.q < stats.chi2.isf(0.05, 7)
    found = {
        "normal": (dl.ci_low < 0) & (dl.ci_high > 0),
        "ahead": (dl.prediction_low < ahead) & (ahead < dl.prediction_high),
        "quiet": ((fe.ci_low < 0) & (fe.ci_high > 0))[quiet],
    }
    said = spoken(PAGE)
    for what, held in found.items():
        exact = said[f"{what}_{name}"]
        assert abs(held.mean() - exact) < 5 * np.sqrt(exact * (1 - exact) / held.size), what


def test_numbers_of_the_exercises():
    """What hints and solutions state."""
    s = datasets.load("eight_markets")["std_error"].to_numpy()
    zero = [1 - het.q_exceedance(s, tau, 7) for tau in (0.2, 0.5)]
    assert [f"{100 * p:.0f}" for p in zero] == ["28", "2"]
    two = [count_distribution(significance_chance(0.308, tau, s))[2] for tau in (0, 0.5)]
    assert [f"{p:.2f}" for p in two] == ["0.32", "0.20"]
