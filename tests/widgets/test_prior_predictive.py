"""`PriorPredictive`: its integral, in Python and in the browser, and what a reader moves."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import posterior
from helpers.priors import HalfNormal, Normal
from helpers.widgets import PriorPredictive
from helpers.widgets.prior_predictive import predictive
from tests.widgets.hands import HANDLES, shown, trait

CASES = [
    (1.0, 0.5, 0.2),
    (0.02, 5.0, 0.02),
    (5.0, 0.02, 0.02),
    (20.0, 10.0, 1.0),
    (0.3, 0.3, 2.0),
    (50.0, 50.0, 0.2),
]


@pytest.mark.parametrize("case", CASES)
def test_the_predictive_is_the_average_over_tau(case):
    mu_sd, tau_scale, noise = case
    next_test = predictive(0.3, *case)
    for limit in np.array([0.1, 1, 2.5]) * max(case):

        def tail(u, limit=limit):
            sd = math.sqrt(mu_sd**2 + (tau_scale * u) ** 2 + noise**2)
            return stats.norm.sf(limit, scale=sd) * stats.halfnorm.pdf(u)

        points = [0.01, 0.1, 0.5, 2.0]
        wanted = integrate.quad(tail, 0, 9, points=points, epsabs=1e-14, epsrel=1e-12, limit=400)[0]
        assert next_test.prob_above(0.3 + limit) == pytest.approx(wanted, rel=1e-9)
    assert next_test.sd == pytest.approx(math.sqrt(mu_sd**2 + tau_scale**2 + noise**2), rel=1e-12)


def test_a_study_that_says_nothing_leaves_the_prior_predictive():
    """The exact engine, given next to no data, agrees."""
    post = posterior.random_effects([0.0], [1e7], Normal(0, 1), HalfNormal(0.5)).new_estimate(0.2)
    for x in (-3, -0.5, 0.7, 2):
        assert predictive(0, 1, 0.5, 0.2).cdf(x) == pytest.approx(post.cdf(x), abs=1e-8)


@pytest.mark.browser
def test_javascript_agrees_with_python(probe):
    found = probe(
        """([cases]) => JSON.parse(cases).map(([mu_sd, tau_scale, noise]) => {
          const { predictive, beyond, equallyLikely } = window.engine.priorPredictive;
          const next = predictive({ mean: 0.3, mu_sd, tau_scale, noise });
          return [beyond(next, mu_sd), next.sd, equallyLikely(next, 0.3, 100)];
        })""",
        CASES,
    )
    for case, (share, sd, tests) in zip(CASES, found, strict=True):
        wanted = predictive(0.3, *case)
        assert share == pytest.approx(wanted.prob_above(case[0]) + wanted.cdf(-case[0]), rel=1e-10)
        assert sd == pytest.approx(wanted.sd, rel=1e-12)
        np.testing.assert_allclose(
            tests, wanted.quantile((np.arange(100) + 0.5) / 100), atol=1e-8 * wanted.sd
        )


@pytest.mark.browser
def test_smaller_priors_leave_fewer_absurd_tests(show):
    page, _ = show(PriorPredictive())
    before = PriorPredictive().share_absurd
    assert shown(page, "Absurd").inner_text().replace("\u202f", " ") == f"{100 * before:.1f} %"
    knob = page.locator(f"{HANDLES}[aria-label^='Mean μ']")
    knob.focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_timeout(100)
    now = PriorPredictive(mu_sd=trait(page, "mu_sd")).share_absurd
    assert now < 0.6 * before
    assert shown(page, "Absurd").inner_text().replace("\u202f", " ") == f"{100 * now:.1f} %"


@pytest.mark.browser
def test_the_limit_is_typed_as_a_multiple(show):
    page, _ = show(PriorPredictive())
    post = page.locator(f"{HANDLES}[aria-label^='Absurd']")
    post.focus()
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    assert trait(page, "absurd") == pytest.approx(math.log(10), abs=1e-3)


@pytest.mark.parametrize(("name", "value"), [("mu_sd", 0.0), ("tau_scale", -1.0), ("absurd", 0.0)])
def test_what_is_not_above_zero_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        PriorPredictive(**{name: value})


def test_a_story_brings_its_own_scales():
    assert PriorPredictive("hospitals").mu_sd == 20
    assert 0.17 < PriorPredictive("hospitals").share_absurd < 0.18
    assert PriorPredictive("hospitals", mu_sd=5.0).mu_sd == 5
