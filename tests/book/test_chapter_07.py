"""Chapter 7: the numbers its sentences quote, and some of them by another route."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import datasets, effects, posterior
from helpers.priors import HalfNormal
from helpers.widgets import WinnerPicker
from tests.book.pages import BOOK, spoken

PAGE = "07-many-arms"
pytestmark = pytest.mark.slow


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits", "room"),
    [
        ("china_wald", ".763", 0.0005), ("china_5", ".847", 0.001), ("china_1", ".894", 0.001),
        ("china_q", ".971", 0.001), ("china_exact", ".894", 0.001), ("canada_exact", ".995", 0.001),
        ("over", ".2388", 0.0001), ("w_raw", ".4725", 0.0001), ("w_promise", ".2349", 0.0001),
        ("w_second", ".2315", 0.0001), ("w_spread", ".2468", 0.0001),
        ("low_promise", ".103", 0.001), ("low_second", ".053", 0.001),
        ("top_promise", ".690", 0.001), ("alone_D", ".952", 0.0005), ("pr_D", ".972", 0.0005),
        ("raw_C", "1.38", 0.005), ("shrunk_C", "0.98", 0.005), ("true_C", "1.10", 0.005),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits, room):
    assert abs(spoken(PAGE)[name] - float(digits)) <= room
    assert f"{{glue:text}}`{name}:." in (BOOK / f"{PAGE}.md").read_text("utf-8")


def test_canada_and_china():
    counts = [50, 60], [100, 100], [30, 55], [100, 100]
    canada, china = posterior.varying_slopes(*counts).slopes.prob_above(0)
    assert canada == pytest.approx(0.995, abs=0.001)
    assert china == pytest.approx(0.894, abs=0.001)
    alone = effects.log_odds_ratio(*counts)
    assert stats.norm.sf(-alone.estimate[1] / alone.std_error[1]) == pytest.approx(0.763, abs=0.0005)


def test_canada_and_china_by_weighting_draws():
    """Coefficients drawn near each country's own likelihood, weighted by the density of the two pairs."""
    rng, size = np.random.default_rng(17), 40_000
    intercepts, slopes, log_w = np.empty((size, 2)), np.empty((size, 2)), np.zeros(size)
    for k, (c, t) in enumerate(((30, 50), (55, 60))):
        a, total = (stats.beta(y + 0.5, 100.5 - y).rvs(size, random_state=rng) for y in (c, t))
        intercepts[:, k] = np.log(a / (1 - a))
        slopes[:, k] = np.log(total / (1 - total)) - intercepts[:, k]
        # Beta(y + ½, n − y + ½) on the rates is the likelihood times p^½ (1 − p)^½ on the log odds.
        log_w -= 0.5 * np.log(a * (1 - a)) + 0.5 * np.log(total * (1 - total))
    weight = np.exp(log_w) * pair_density(intercepts) * pair_density(slopes)
    share = weight / weight.sum()
    effective = 1 / np.sum(share**2)
    assert effective > 3000
    exact = posterior.varying_slopes([50, 60], [100, 100], [30, 55], [100, 100]).slopes.prob_above(0)
    for k in (0, 1):
        error = np.sqrt(exact[k] * (1 - exact[k]) / effective)
        assert abs(share @ (slopes[:, k] > 0) - exact[k]) < 5 * error


def pair_density(pair):
    """Density of two coefficients: StudentT(3, 0, 1) on their mean, HalfNormal(1) on their sd, integrated."""
    node, width = np.polynomial.legendre.leggauss(50)
    sd = 2.5 * (node + 1)
    mean = np.linspace(-12, 12, 401)
    out = np.zeros(len(pair))
    for s, w in zip(sd, 2.5 * width * HalfNormal(1).pdf(sd), strict=True):
        # the mean of both, given the sd: a Student t smeared by a Normal with standard deviation s/√2
        about = np.linspace(-3.5, 2.5, 200)
        smeared = (
            stats.norm.pdf(about[:, None], mean, s / np.sqrt(2)) @ stats.t.pdf(mean, 3) * (mean[1] - mean[0])
        )
        if s < 0.12:
            smeared = stats.t.pdf(about, 3)
        gap = stats.norm.pdf(pair[:, 0] - pair[:, 1], 0, np.sqrt(2) * s)
        out += w * gap * np.interp(pair.mean(1), about, smeared)
    return out


@pytest.mark.book
def test_numbers_of_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    said = spoken(PAGE)
    assert f"{said['raw_C']:.2f} {said['shrunk_C']:.2f}" == "1.38 0.98"
    gaps = [
        (result := WinnerPicker(tau=tau, late=False).picks()["largest"]).promised - result.kept
        for tau in (0.25, 0.5)
    ]
    assert gaps[1] < gaps[0] - 0.01
    markets = datasets.load("eight_markets")
    post = posterior.random_effects(markets["effect"], markets["std_error"])
    assert post.theta.prob_above(0)[2] > 0.999
    draws = post.sample(40_000, np.random.default_rng(2))["theta"]
    assert 0.62 < np.mean(draws.argmax(1) == 2) < 0.71  # "about two in three"
