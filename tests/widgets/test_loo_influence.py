"""`LooInfluence`: each study foreseen from the others, in a static page and in Python."""

import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import comparison
from helpers.priors import HalfNormal, Normal
from helpers.widgets import LooInfluence
from tests.references import FOLDER
from tests.widgets.hands import bring, drag, drawn, reading, shown, trait

NAMES = {"partial": "Partial pooling", "complete": "Complete pooling", "none": "No pooling"}
STATE = ("effects", "std_errors", "prior_mean", "prior_sd", "tau_scale")


def state(widget):
    return {name: getattr(widget, name) for name in STATE}


def minus(value, digits=1):
    return f"{value:.{digits}f}".replace("-", "\u2212")


# The engine
@pytest.mark.browser
@pytest.mark.parametrize("pooling", NAMES)
@pytest.mark.parametrize("dataset", ["hospitals", "eight_markets", "eight_schools"])
def test_exact_scores_are_those_of_python(engine, pooling, dataset):
    widget = LooInfluence(dataset)
    found = engine("leavingOut.summary", [[state(widget), pooling, 40, 1]])[0]["exact"]
    np.testing.assert_allclose(found, widget.scores(pooling).pointwise, atol=1e-9)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["model2", "hard"])
def test_scores_from_draws_are_those_of_python(engine, name):
    ll = np.loadtxt(FOLDER / "data" / f"loo_loglik_{name}.csv", delimiter=",")
    found = engine("leavingOut.importanceScore", [[column.tolist()] for column in ll.T])
    wanted = comparison.loo(ll)
    np.testing.assert_allclose([one["score"] for one in found], wanted.pointwise, atol=1e-9)
    np.testing.assert_allclose([one["k"] for one in found], wanted.pareto_k, atol=1e-9)


@pytest.mark.browser
@pytest.mark.parametrize("pooling", NAMES)
def test_draws_are_from_the_posterior(engine, pooling):
    """Importance sampling is sound where studies say little for themselves: then the scores agree."""
    rng = np.random.default_rng(1)
    now = {
        "effects": rng.normal(0.3, 1, 12).tolist(),
        "std_errors": [1.5] * 12,
        "prior_mean": 0.2,
        "prior_sd": 0.4,
        "tau_scale": 0.3,
    }
    found = engine("leavingOut.summary", [[now, pooling, 4000, seed] for seed in (1, 2, 3)])
    total = [sum(one["sampled"]) for one in found]
    assert np.mean(total) == pytest.approx(sum(found[0]["exact"]), abs=0.03)
    assert len(set(total)) == 3
    assert max(max(one["k"]) for one in found) < 0.7


# The figure
@pytest.mark.browser
def test_three_totals_and_how_far_they_are_behind(show):
    widget = LooInfluence()
    page, seen = show(widget)
    best = widget.scores("partial").pointwise
    for pooling, name in NAMES.items():
        scores = widget.scores(pooling)
        expect(shown(page, name)).to_have_text(minus(scores.elpd))
        if pooling != "partial":
            d = best - scores.pointwise
            expect(reading(page, name).locator(".bs-note")).to_have_text(
                f"d {d.sum():.1f} behind, dse {math.sqrt(12 * d.var(ddof=1)):.1f}"
            )
    seen.assert_clean()


@pytest.mark.browser
def test_dragging_a_hospital_away(show):
    """Complete pooling pays most; without pooling no forecast moves."""
    widget = LooInfluence()
    page, seen = show(widget)
    square = page.get_by_role("slider", name="Hospital F: reported")
    bring(square)
    drag(page, square, -60)
    moved = trait(page, "effects")
    assert moved[5] < 2
    assert moved[:5] == widget.effects[:5]
    for pooling, name in NAMES.items():
        wanted = comparison.leave_one_study_out(
            moved, widget.std_errors, pooling, Normal(0, 20), HalfNormal(10)
        )
        expect(shown(page, name)).to_have_text(minus(wanted.elpd))
    reading(page, "No pooling").click()
    humps = page.locator(".bs-area").first
    drawn(page)
    before = humps.get_attribute("d")
    square.press("PageDown")
    drawn(page)
    assert humps.get_attribute("d") == before
    reading(page, "Complete pooling").click()
    drawn(page)
    before = humps.get_attribute("d")
    square.press("PageDown")
    drawn(page)
    assert humps.get_attribute("d") != before
    expect(page.locator(".bs-words")).to_contain_text("Hospital F costs most")
    seen.assert_clean()


@pytest.mark.browser
def test_the_prior_is_what_no_pooling_is_graded_for(show):
    page, seen = show(LooInfluence(pooling="none"))
    expect(page.locator(".bs-words")).to_contain_text("the prior, mean 0 and sd 20, plus noise")
    knob = page.get_by_role("slider", name="Prior, sd")
    knob.press("1")
    page.locator(".bs-typed").fill("10")
    page.keyboard.press("Enter")
    assert trait(page, "prior_sd") == 10
    expect(shown(page, "No pooling")).to_have_text("\u221243.2")
    expect(shown(page, "Partial pooling")).to_have_text("\u221229.8")
    seen.assert_clean()


@pytest.mark.browser
def test_other_draws_move_what_is_sampled_and_nothing_else(show):
    page, seen = show(LooInfluence(pooling="none"))
    words = page.locator(".bs-words").inner_text()
    cells = lambda: page.locator(".bs-cell").all_text_contents()  # noqa: E731
    before = cells()
    page.get_by_role("button", name="Other draws").click()
    drawn(page)
    after = cells()
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) >= 12
    expect(shown(page, "No pooling")).to_have_text("\u221248.1")
    assert page.locator(".bs-words").inner_text() != words
    assert re.search(r"k̂ warns of it at \d+ of 12", words)
    seen.assert_clean()


def test_python_holds_what_the_page_shows():
    widget = LooInfluence()
    assert (widget.prior_mean, widget.prior_sd, widget.tau_scale) == (0, 20, 10)
    assert round(widget.scores("partial").elpd, 2) == -29.76
    widget.dataset = "eight_markets"
    assert (widget.prior_sd, widget.tau_scale, len(widget.effects)) == (1, 1, 8)
    axes = widget.picture()
    assert [line.get_label() for line in axes.lines] == ["partial pooling", "complete pooling", "no pooling"]
    assert minus(widget.scores("none").elpd).replace("\u2212", "-") in widget.picture_text()
    plt.close(axes.figure)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"prior_sd": 0}, "prior_sd must be above 0"),
        ({"tau_scale": -1.0}, "tau_scale must be above 0"),
        ({"pooling": "half"}, "pooling"),
        ({"effects": [1, 2], "std_errors": [1, 0]}, "std_errors must be above 0"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        LooInfluence(**arguments)
