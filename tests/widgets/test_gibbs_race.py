"""`GibbsRace`: its two samplers against the exact density and against Python's, and what a reader sees."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import posterior, samplers
from helpers.priors import GammaPrecision, Normal
from helpers.widgets import GibbsRace
from tests.widgets.hands import drawn, reading, shown, trait

pytestmark = pytest.mark.browser
PRIORS = Normal(0, 1), GammaPrecision(1, 0.02)

RUN = """([y, s, muPrior, tauPrior, synchronous]) => Array.from({ length: 40 }, (_, seed) => {
  const { samplers } = window.engine, rng = samplers.generator(seed + 1), priors = [muPrior, tauPrior];
  const { tau } = samplers.gibbsRandomEffects(JSON.parse(y), s, 1100, rng, ...priors, { synchronous });
  return tau.slice(100).reduce((a, b) => a + b, 0) / 1000;
})"""


@pytest.fixture(scope="module")
def studies():
    race = GibbsRace()
    return np.array(race.effects), np.array(race.std_errors)


def test_right_and_wrong_settle_where_pythons_do(probe, studies):
    y, s = studies
    exact = posterior.random_effects(y, s, *PRIORS).tau.mean
    priors = [p.to_json() for p in PRIORS]
    right, wrong = (np.array(probe(RUN, y.tolist(), s.tolist(), *priors, how)) for how in (False, True))
    error = right.std(ddof=1) / 40**0.5
    assert right.mean() == pytest.approx(exact, abs=4.5 * error)
    twin = samplers.synchronous_gibbs_random_effects
    theirs = np.array(
        [twin(y, s, 1100, np.random.default_rng(i), *PRIORS)["tau"][100:].mean() for i in range(20)]
    )
    error = np.hypot(wrong.std(ddof=1) / 40**0.5, theirs.std(ddof=1) / 20**0.5)
    assert wrong.mean() == pytest.approx(theirs.mean(), abs=4.5 * error)
    assert wrong.mean() > 1.3 * exact


def test_the_readings_say_the_exact_answer_and_both_samplers(show, studies):
    page, seen = show(GibbsRace(sweeps=2000))
    post = posterior.random_effects(*studies, *PRIORS)
    assert shown(page, "Exact mean").inner_text() == f"{post.tau.mean:.3f}"
    assert f"{post.theta_new.prob_above(0):.3f}"[1:] in reading(page, "Exact mean").inner_text()
    right, wrong = (float(shown(page, name).inner_text()) for name in ("One after the other", "All at once"))
    assert abs(right - post.tau.mean) < 0.02
    assert wrong - post.tau.mean > 0.05
    assert shown(page, "R-hat").inner_text().startswith("1.0")
    seen.assert_clean()


def test_play_goes_on_and_stops_at_the_end(show):
    page, seen = show(GibbsRace(sweeps=1960))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('.bs-widget').bsModel.get('sweeps') === 2000")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.get_by_role("button", name="Other draws").click()
    drawn(page)
    assert (trait(page, "seed"), trait(page, "sweeps")) == (2, 2)
    seen.assert_clean()
