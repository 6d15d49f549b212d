"""Chapter 17: the numbers its sentences quote, and those that stand in its exercises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import datasets, planning, posterior
from helpers.distributions import EffectPrior
from helpers.priors import Flat, Normal
from tests.book.pages import quoted, spoken

PAGE = "17-next-experiment"
BELIEF = EffectPrior(0.4, 0.5)


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("p_mu", "0.983"), ("p_new", "0.829"), ("p_estimate", "0.782"), ("ceiling", "0.788"),
        ("lost", "0.042"), ("c_exact", "0.8294"), ("c_normal", "0.7872"),
        ("a_1600", "0.626"), ("a_6400", "0.713"), ("worth", "128"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_sizes_that_the_sentences_say():
    said = spoken(PAGE)
    names = {"cross": "541.1", "cross_prior": "413.1", "n_75": "22\u202f666", "n_calc": "1\u202f237"}
    assert {name: said[name] for name in names} == names


@pytest.mark.book
def test_a_prior_that_analyses_helps_from_a_certain_size_on():
    from_, n = spoken(PAGE)["helps_from"], np.geomspace(1, 1e7, 4000)
    helps = planning.assurance(BELIEF, n, 4) > planning.assurance(BELIEF, n, 4, analysis_prior=Flat())
    assert helps[n > from_].all()
    assert not helps[n < from_].any()


@pytest.mark.book
def test_the_gain_by_brute_force():
    """The plan that the page recommends, by two plain integrals: over the effect, and over the estimate."""
    markets = datasets.load("eight_markets")
    nine = posterior.random_effects(markets["effect"].to_numpy(), markets["std_error"].to_numpy()).theta_new
    n, theta = 634, np.linspace(-12, 13, 50_001)
    se = 4 * np.sqrt(2 / n)
    density = nine.pdf(theta)

    def earned(estimate):
        joint = density * stats.norm.pdf(estimate, theta, se)
        pays = np.trapezoid(joint[theta >= 0.2], theta[theta >= 0.2]) / np.trapezoid(joint, theta)
        return np.trapezoid(joint * (1e5 * theta - 2e4), theta) if pays > 0.5 else 0.0

    estimates = np.linspace(0, 6, 1201)
    gain = np.trapezoid([earned(e) for e in estimates], estimates) - 2 * n
    assert gain == pytest.approx(float(spoken(PAGE)["bold_gain"].replace("\u202f", "")), abs=150)


@pytest.mark.book
def test_numbers_of_the_quiz_and_the_exercises():
    """Hints, options and the sheet state them; here they are computed."""
    markets = datasets.load("eight_markets")
    y, s = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    nine = posterior.random_effects(y, s).theta_new
    assert planning.assurance(nine, 1237, 4, analysis_prior=Flat()) == pytest.approx(0.63, abs=0.005)
    assert [round(planning.assurance_ceiling(b), 2) for b in (nine, BELIEF)] == [0.83, 0.79]
    ten_times = [planning.assurance(BELIEF, n, 4, analysis_prior=Flat()) for n in (6400, 64_000)]
    assert [round(p, 3) for p in ten_times] == [0.713, 0.766]
    assert (ten_times[1] - ten_times[0]) / (BELIEF.prob_above(0) - ten_times[0]) == pytest.approx(
        2 / 3, abs=0.05
    )
    together = posterior.random_effects(np.append(y, 0.16), np.append(s, planning.standard_error(634, 4)))
    alone = stats.norm.sf(0.2, 0.16, planning.standard_error(634, 4))
    assert alone < 0.5 < together.theta.prob_above(0.2)[-1] < nine.prob_above(0.2)
    assert together.theta_new.prob_above(0) > nine.prob_above(0)


@pytest.mark.book
def test_assurance_bends_as_the_quiz_says():
    """Power bends upwards below one half, downwards above: so an average is above it there, below it here."""
    narrow = Normal(0.2, 0.05)
    assert planning.power(0.2, 400, 4) < 0.5 < planning.power(0.8, 400, 4)
    assert planning.assurance(narrow, 400, 4, analysis_prior=Flat()) > planning.power(0.2, 400, 4)
    wide = integrate.quad(lambda x: stats.norm.pdf(x, 0.8, 0.05) * planning.power(x, 400, 4), 0.3, 1.3)[0]
    assert wide < planning.power(0.8, 400, 4)
