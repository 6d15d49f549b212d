"""`NextTest`: its chances against `helpers.planning`, and the way that a reader's own table takes to it."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import posterior
from helpers.priors import Flat, HalfCauchy, HalfNormal, Normal
from helpers.widgets import NextTest
from tests.widgets.hands import bring, drag, drawn, reading, trait


def worlds(count=25, seed=31):
    rng = np.random.default_rng(seed)
    for i in range(count):
        unit, studies = 10 ** rng.uniform(-2, 2), int(rng.integers(2, 12))
        tau_prior = (HalfNormal(unit), HalfCauchy(unit / 2))[i % 2]
        yield {
            "effects": (unit * (rng.choice([-0.5, 0, 1]) + rng.normal(size=studies))).tolist(),
            "std_errors": (unit * rng.uniform(0.1, 2, studies)).tolist(),
            "mu_prior": Normal(0, 2 * unit) if i % 3 or studies < 4 else Flat(),
            "tau_prior": tau_prior,
            "threshold": float(rng.choice([0.8, 0.95, 0.99])),
        }


def as_widget(world):
    return NextTest(**world)


def found_by(engine, world, sizes, chances):
    studies = {
        **{name: world[name] for name in ("effects", "std_errors")},
        **{name: world[name].to_json() for name in ("mu_prior", "tau_prior")},
    }
    return engine("nextTest.summary", [[studies, world["threshold"], sizes, chances]])[0]


@pytest.mark.browser
def test_chances_and_the_ceiling_are_those_of_planning(engine):
    sizes = [0.02, 0.5, 1.0, 7.0, 400.0]
    for world in worlds():
        found, widget = found_by(engine, world, sizes, []), as_widget(world)
        assert found["ceiling"] == pytest.approx(widget.ceiling, abs=1e-8)
        for size, chance in zip(sizes, found["chances"], strict=True):
            widget.size = size
            assert chance == pytest.approx(widget.chance, abs=1e-8), world


@pytest.mark.browser
def test_a_size_has_the_chance_it_was_asked_for_and_none_is_found_beyond_the_ceiling(engine):
    for world in worlds(12, seed=5):
        ceiling = as_widget(world).ceiling
        wanted = [0.6 * ceiling, 0.95 * ceiling, min(1.0, ceiling + 0.01)]
        low, high, none = found_by(engine, world, [], wanted)["sizes"]
        assert none is None
        for size, chance in ((low, wanted[0]), (high, wanted[1])):
            if size is None or not 0.01 < size < 1000:
                continue
            at = as_widget({**world, "size": size})
            assert at.chance == pytest.approx(chance, abs=1e-6)
            assert at.size_for(chance) == pytest.approx(size, rel=2e-4, abs=1e-4)


def test_a_typical_test_is_one_with_the_median_standard_error():
    widget = NextTest()
    exact = posterior.random_effects(widget.effects, widget.std_errors, widget.mu_prior, widget.tau_prior)
    se = float(np.median(widget.std_errors))
    critical = 1.6448536269514722 * se
    assert widget.chance == pytest.approx(exact.new_estimate(se).prob_above(critical), abs=1e-6)


def test_a_chance_beyond_the_ceiling_is_refused_by_name():
    with pytest.raises(ValueError, match="ceiling"):
        NextTest().size_for(0.999)


@pytest.mark.parametrize("name", ["size", "threshold"])
def test_what_cannot_be_drawn_is_refused_by_name(name):
    with pytest.raises(ValueError, match=name):
        NextTest(**{name: math.nan})


@pytest.mark.browser
def test_dragging_changes_the_chance_and_the_readings_say_what_python_says(show):
    page, seen = show(NextTest())
    knob = page.get_by_role("slider", name="Size of the next test")
    bring(knob)
    drag(page, knob, 60)
    drawn(page)
    size = trait(page, "size")
    assert size > 1.2
    chance = NextTest(size=size).chance
    expect(reading(page, "This test").locator(".bs-value")).to_have_text(f"{chance:.3f}"[1:])
    seen.assert_clean()


@pytest.mark.browser
def test_visitors_turn_sizes_into_visitors(show):
    page, seen = show(NextTest(size=2.0))
    page.get_by_label("Visitors per arm of a typical test").fill("1500")
    drawn(page)
    assert trait(page, "visitors") == 1500
    words = page.locator(".bs-words").inner_text()
    assert re.search(r"3\D000 visitors an arm", words)
    seen.assert_clean()
