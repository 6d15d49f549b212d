"""`PlanningLoop`: the browser's programme is the exact engine's, and what a reader does with it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from helpers.distributions import EffectPrior
from helpers.planning import ShareOfCeiling
from helpers.widgets import PlanningLoop
from tests.widgets.hands import bring, drag, drawn, shown, trait

SETTINGS = [
    {},
    {"seed": 7, "mu": -1.0, "tau": 1.2},
    {"seed": 3, "tau": 0.0},
    {"seed": 11, "mu": 1.5, "tau": 0.05, "share": 0.97, "threshold": 0.99},
    {"seed": 12, "share": 0.5, "sigma": 8.0, "threshold": 0.6},
]


@pytest.mark.browser
@pytest.mark.parametrize("traits", SETTINGS)
def test_the_browser_runs_the_same_programme(probe, traits):
    widget = PlanningLoop(**traits)
    ours = widget.run()
    found = probe(
        """([setting]) => {
          const now = JSON.parse(setting);
          return window.engine.loop.oneProgramme(now, window.engine.loop.worldOf(now.seed));
        }""",
        {name: getattr(widget, name) for name in ("mu", "tau", "sigma", "threshold", "share", "seed")},
    )
    beliefs = found["beliefs"][1:]
    np.testing.assert_allclose([b["mean"] for b in beliefs], ours["belief_mean"], atol=2e-5)
    np.testing.assert_allclose([b["sd"] for b in beliefs], ours["belief_sd"], atol=2e-5)
    np.testing.assert_allclose([r["truth"] for r in found["rounds"]], ours["truth"], atol=1e-9)
    # A size is rounded up: where it lies on a whole number, the two may differ by a visitor.
    sizes = ours["cost"] / 2
    np.testing.assert_allclose([r["n"] for r in found["rounds"]], sizes, rtol=2e-4, atol=1)
    assert [r["shipped"] for r in found["rounds"]] == ours["decision"].tolist()


@pytest.mark.browser
def test_sizes_in_the_browser_are_the_rules(engine):
    rng = np.random.default_rng(5)
    calls, wanted = [], []
    for _ in range(200):
        belief, share = EffectPrior(rng.normal(0, 0.8), rng.uniform(0.1, 1.5)), rng.uniform(0.5, 0.97)
        threshold = rng.uniform(0.6, 0.99)
        setting = {"share": share, "sigma": 4.0, "threshold": threshold}
        calls.append([{"mean": belief.mu, "sd": belief.sigma}, setting])
        wanted.append(ShareOfCeiling(share, 4.0, threshold, 50, 20_000)(belief))
    np.testing.assert_allclose(engine("loop.sizeFor", calls), wanted, atol=1)


@pytest.mark.browser
def test_a_reader_runs_the_loop(show):
    page, seen = show(PlanningLoop())
    first = shown(page, "Belief").inner_text()
    page.get_by_role("button", name="Next round").click()
    drawn(page)
    assert trait(page, "done") == 1
    assert shown(page, "Belief").inner_text() != first
    rounds = page.get_by_role("slider", name="Rounds run")
    bring(rounds)  # it stands at the edge of the window, where a first press may be lost
    drawn(page)
    drag(page, rounds, 2000)
    drawn(page)
    assert trait(page, "done") == 8
    assert page.get_by_role("button", name="Next round").is_disabled()
    spread = float(shown(page, "Belief").inner_text().split("±")[1])
    assert spread == pytest.approx(PlanningLoop().run()["belief_sd"][-1], abs=0.0051)
    seen.assert_clean()


@pytest.mark.browser
def test_others_are_a_band_in_the_same_markets(probe):
    found = probe(
        "([s]) => window.engine.loop.manyProgrammes(JSON.parse(s), 1, 100)",
        {"mu": 0.4, "tau": 0.5, "sigma": 4.0, "threshold": 0.9, "share": 0.9},
    )
    low, middle, high = np.transpose(found["sd"])
    assert (np.diff(middle) < 0).all()
    assert (low <= middle).all()
    assert (middle <= high).all()
    last = found["mean"][-1]
    assert last[0] < 0.4 < last[2]
    assert json.dumps(found)  # finite throughout
