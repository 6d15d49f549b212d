"""`SampleSizePlanner`: its engine against `helpers.planning`, and every way of moving it in a static page."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import borrowing, planning
from helpers.authoring.numbers import spaced
from helpers.priors import Flat, Normal
from helpers.widgets import SampleSizePlanner
from tests.widgets.hands import PHONE, drag, shown, swipe, trait


def worlds(count=200, seed=17):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        scale = 10 ** rng.uniform(-3, 3)
        sd = scale * 10 ** rng.uniform(-1.5, 1)
        yield {
            "prior": Normal(scale * rng.choice([-1, 0, 0.5, 1, 3]), sd),
            "n": float(round(10 ** rng.uniform(0, 6))),
            "sigma": scale * 10 ** rng.uniform(-1, 2),
            "threshold": rng.choice([0.5, 0.8, 0.95, 0.975, 0.999]),
            "effect": scale * rng.normal(),
            "value": 10 ** rng.uniform(0, 7) / scale,
            "cost": 10 ** rng.uniform(-2, 1),
            "ratio": rng.choice([0.2, 1.0, 3.0]),
            "margin": scale * rng.choice([-0.5, 0.0, 0.3]),
            "ship": rng.choice([0.0, 100.0]),
        }


def as_json(prior):
    return {"mean": float(prior.mean), "sd": float(prior.sd)}


def close(got, wanted, unit=1e-3):
    return math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-9 * unit)


@pytest.mark.browser
@pytest.mark.parametrize("flat", [True, False], ids=["flat", "design"])
def test_power_and_assurance_agree_with_python(engine, flat):
    cases = list(worlds())
    for name, first in {"power": "effect", "assurance": "prior"}.items():
        calls = [
            [
                as_json(w["prior"]) if first == "prior" else w["effect"],
                w["n"], w["sigma"], w["threshold"], None if flat else as_json(w["prior"]),
                w["ratio"], w["margin"],
            ]
            for w in cases
        ]  # fmt: skip
        for w, got in zip(cases, engine(f"planning.{name}", calls), strict=True):
            analysis = Flat() if flat else w["prior"]
            test = w["sigma"], w["threshold"], analysis, w["ratio"], w["margin"]
            wanted = getattr(planning, name)(w[first], w["n"], *test)
            assert close(got, wanted), (name, w)


@pytest.mark.browser
def test_the_ceiling_and_what_the_prior_is_worth(engine):
    cases = list(worlds())
    ceilings = engine("planning.ceiling", [[as_json(w["prior"]), w["margin"]] for w in cases])
    worth = engine("planning.priorEffectiveSampleSize", [[as_json(w["prior"]), w["sigma"]] for w in cases])
    for w, top, size in zip(cases, ceilings, worth, strict=True):
        assert close(top, planning.assurance_ceiling(w["prior"], w["margin"]))
        assert close(size, borrowing.prior_effective_sample_size(w["prior"], w["sigma"]))


@pytest.mark.browser
@pytest.mark.parametrize("flat", [True, False], ids=["flat", "design"])
def test_sample_sizes_agree_with_python(engine, flat):
    cases = list(worlds(60))
    shares = np.random.default_rng(4).uniform(0.05, 0.98, len(cases))
    analyses = [None if flat else as_json(w["prior"]) for w in cases]
    tops = [planning.assurance_ceiling(w["prior"], w["margin"]) for w in cases]
    targets = [s * top for s, top in zip(shares, tops, strict=True)]
    found = engine(
        "planning.sampleSize",
        [
            [as_json(w["prior"]), t, w["sigma"], w["threshold"], a, w["ratio"], w["margin"]]
            for w, t, a in zip(cases, targets, analyses, strict=True)
        ],
    )
    best = engine(
        "planning.bestSampleSize",
        [
            [
                as_json(w["prior"]), w["sigma"], w["value"], w["cost"], w["threshold"], a,
                w["ratio"], w["margin"], w["ship"],
            ]
            for w, a in zip(cases, analyses, strict=True)
        ],
    )  # fmt: skip
    for w, target, size, plan in zip(cases, targets, found, best, strict=True):
        analysis = Flat() if flat else "design"
        test = w["threshold"], analysis, w["ratio"], w["margin"]
        arguments = w["prior"], target, w["sigma"], *test
        try:
            assert size == planning.sample_size(*arguments), w
        except ValueError:
            assert size is None
        wanted = planning.best_sample_size(w["prior"], w["sigma"], w["value"], w["cost"], *test, w["ship"])
        unit = w["ship"] + w["value"] * float(abs(w["prior"].mean) + w["prior"].sd)
        assert close(plan["gain"], wanted.gain, unit), w
        # Near the top the gain is flat to the last digit, so neighbours may tie.
        assert plan["n"] == pytest.approx(wanted.n_per_arm, rel=1e-3, abs=1), w


@pytest.mark.browser
def test_the_smallest_effect_that_is_found(engine):
    cases = list(worlds())
    shares = np.random.default_rng(4).uniform(0.05, 0.98, len(cases))
    calls = [
        [w["n"], w["sigma"], share, w["threshold"], w["ratio"], w["margin"]]
        for w, share in zip(cases, shares, strict=True)
    ]
    for w, call, got in zip(cases, calls, engine("planning.minimumDetectableEffect", calls), strict=True):
        wanted = planning.minimum_detectable_effect(*call[:4], ratio=w["ratio"], margin=w["margin"])
        assert close(got, wanted, w["sigma"])


@pytest.mark.browser
def test_where_power_and_assurance_cross(engine):
    cases = list(worlds())
    calls = [[float(w["prior"].mean), w["sigma"], w["threshold"], w["ratio"], w["margin"]] for w in cases]
    found = engine("planning.crossing", calls)
    assert engine("planning.crossing", [[0.4, 4, 0.95]])[0] == pytest.approx(541.1087, abs=1e-4)
    for w, n in zip(cases, found, strict=True):
        if w["prior"].mean <= w["margin"] or w["threshold"] == 0.5:
            assert n is None
        elif n >= 1:
            test = n, w["sigma"], w["threshold"], Flat(), w["ratio"], w["margin"]
            assert planning.power(w["prior"].mean, *test) == pytest.approx(0.5, abs=1e-9)
            assert planning.assurance(w["prior"], *test) == pytest.approx(0.5, abs=1e-9)


@pytest.mark.browser
def test_a_target_above_the_ceiling_has_no_sample_size(engine):
    prior = {"mean": 0.4, "sd": 0.5}
    assert engine("planning.sampleSize", [[prior, 0.8, 4, 0.95]]) == [None]
    assert engine("planning.sampleSize", [[prior, 0.75, 4, 0.95, None]]) == [22_666]


@pytest.mark.browser
def test_the_numbers_of_the_course_at_400_visitors(show):
    page, seen = show(SampleSizePlanner())
    wanted = {
        "Power, flat analysis": ".409", "Power, prior analyses": ".491",
        "Assurance, flat analysis": ".455", "Assurance, prior analyses": ".495",
        "Ceiling": ".788", "The prior is worth": "128", "Best n per arm": "395",
    }  # fmt: skip
    for name, text in wanted.items():
        expect(shown(page, name)).to_have_text(text)
    page.get_by_role("button", name="Go to the best n").click()
    assert trait(page, "n_per_arm") == SampleSizePlanner().best_n == 395
    seen.assert_clean()


@pytest.mark.browser
def test_unequal_arms_a_margin_and_money(show):
    test = {"ratio": 4.0, "margin": 0.2}
    money = {"value": 1e5, "cost_to_ship": 2e4}
    planner = SampleSizePlanner(n_per_arm=900, **test, **money)
    page, seen = show(planner)
    prior = planner.prior
    chance = planning.assurance(prior, 900, 4, analysis_prior=Flat(), **test)
    wanted = {
        "Assurance": f"{chance:.3f}"[1:],
        "Ceiling": f"{planning.assurance_ceiling(prior, 0.2):.3f}"[1:],
        "Visitors in all": "4\u202f500",
        "Cost": "4\u202f500",
        "Smallest effect found": f"{planning.minimum_detectable_effect(900, 4, **test):.2f}",
        "Expected gain": spaced(planning.expected_gain(prior, 900, 4, 1e5, **test, cost_to_ship=2e4)),
        "Best n per arm": spaced(planner.best_n),
    }
    for name, text in wanted.items():
        expect(shown(page, name)).to_have_text(text)
    equal = planning.assurance(prior, 2250, 4, analysis_prior=Flat(), margin=0.2)
    expect(page.locator(".bs-words")).to_contain_text(f"would make it {f'{equal:.3f}'[1:]}")
    page.get_by_role("slider", name="Control / treated").press("End")
    page.get_by_role("slider", name="Effect to exceed").press("Home")
    assert trait(page, "ratio") == 10
    assert trait(page, "margin") == pytest.approx(-0.3)
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("value", [10_000.0, 1.0])
def test_the_gain_peaks_where_the_best_n_is(show, value):
    page, seen = show(SampleSizePlanner(value=value))
    strip = page.locator(".bs-gain")
    expect(strip).to_have_attribute("aria-label", re.compile("^Expected gain against the visitors per arm, "))
    named = strip.locator(".bs-note-text")
    if value > 1:
        best = SampleSizePlanner().best_n
        gain = planning.expected_gain(Normal(0.4, 0.5), best, 4, value)
        expect(named).to_have_text(f"most: {spaced(gain)} at {best}")
    else:
        expect(named).to_have_text("no test gains")
    seen.assert_clean()


@pytest.mark.browser
def test_it_opens_with_two_curves_and_shows_the_rest_on_demand(show):
    page, seen = show(SampleSizePlanner())
    curves = """() => [...document.querySelectorAll('.bs-plot:not(.bs-gain) path')]
      .filter((path) => (path.getAttribute('d') ?? '').length > 200).length"""
    assert page.evaluate(curves) == 2
    prior = shown(page, "Assurance, prior analyses")
    expect(prior).to_be_hidden()
    expect(page.locator(".bs-title")).to_have_text("How many visitors does the next experiment need?")
    more = page.get_by_role("button", name="Let the prior analyse, too")
    more.click()
    expect(prior).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert trait(page, "detailed")
    assert page.evaluate(curves) == 4
    more.click()
    expect(prior).to_be_hidden()
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [375, 820])
@pytest.mark.parametrize("belief", [(0.4, 0.5), (3.0, 0.1), (-0.3, 0.2), (0.0, 1e-6), (0.05, 0.5)])
def test_names_of_curves_lie_within_the_plot_and_apart(show, viewport, belief):
    mean, sd = belief
    page, _ = show(
        SampleSizePlanner(prior_mean=mean, prior_sd=sd), viewport={"width": viewport, "height": 900}
    )
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.bs-plot:not(.bs-gain) .bs-note-text')]
          .filter((t) => t.textContent).map((t) => t.getBoundingClientRect())
          .map(({ x, y, right, bottom }) => [x, y, right, bottom])"""
    )
    plot = page.locator(".bs-stage").bounding_box()
    assert len(boxes) == 3
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= plot["x"]
        assert right <= plot["x"] + plot["width"]
        for other in boxes[:i]:
            apart = left >= other[2] or right <= other[0] or top >= other[3] - 3 or bottom <= other[1] + 3
            assert apart, (boxes[i], other)


@pytest.mark.browser
def test_the_knob_by_mouse_and_keyboard(show):
    page, seen = show(SampleSizePlanner())
    knob = page.get_by_role("slider", name="Visitors per arm")
    box = knob.locator(".bs-hit").bounding_box()
    drag(page, knob, 90)
    moved = trait(page, "n_per_arm")
    after = knob.locator(".bs-hit").bounding_box()
    assert moved > 1000
    assert after["x"] - box["x"] == pytest.approx(90, abs=1)  # the knob stays under the pointer
    for key, wanted in {"End": 100_000, "Home": 10, "ArrowRight": 11, "PageUp": 21, "ArrowLeft": 20}.items():
        knob.press(key)
        assert trait(page, "n_per_arm") == wanted, key
    expect(knob).to_have_attribute("aria-valuetext", "20 visitors per arm")
    seen.assert_clean()


@pytest.mark.browser
def test_a_finger_drags_the_sample_size(show):
    page, seen = show(SampleSizePlanner(), **PHONE)
    swipe(page, page.get_by_role("slider", name="Visitors per arm"), 60)
    page.wait_for_function("document.querySelector('.bs-widget').bsModel.get('n_per_arm') > 600")
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize("end", ["Home", "End"])
def test_belief_threshold_and_cost_by_keyboard(show, end):
    page, seen = show(SampleSizePlanner(), viewport={"width": 375, "height": 900})
    for name in ("Expected effect", "Its sd", "Threshold", "Cost of a visitor"):
        slider = page.get_by_role("slider", name=name)
        before = slider.get_attribute("aria-valuetext")
        slider.press("ArrowRight")
        expect(slider).not_to_have_attribute("aria-valuetext", before)
        slider.press(end)
    assert trait(page, "threshold") == {"Home": 0.5, "End": 0.99}[end]
    assert "NaN" not in page.locator(".bs-widget").inner_html()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Reset").click()
    assert trait(page, "prior_mean") == 0.4
    seen.assert_clean()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"prior_sd": 0.0}, "prior_sd must be above 0"),
        ({"prior_mean": math.inf}, "prior_mean must be finite"),
        ({"sigma": -1.0}, "sigma must be above 0"),
        ({"cost_per_visitor": 0.0}, "cost_per_visitor must be above 0"),
        ({"cost_to_ship": -1.0}, "cost_to_ship must be at least 0"),
        ({"margin": math.nan}, "margin must be finite"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        SampleSizePlanner(**arguments)
