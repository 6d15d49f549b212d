"""`BiasContour`: closed forms against plain sums, twins in the browser, the knob in a reader's hands."""

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.widgets import BiasContour
from tests.widgets.hands import HANDLES, drag, drawn, shown, trait

browser_test = pytest.mark.browser


def worlds(count=150, seed=23):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        unit = 10 ** rng.uniform(-3, 2)
        yield BiasContour(
            estimate=unit * rng.normal(0.5, 1),
            sigma=unit * 10 ** rng.uniform(-1, 1),
            n_per_arm=int(10 ** rng.uniform(1, 6)),
            bias_mean=unit * rng.normal(),
            bias_sd=unit * rng.choice([0.0, 0.1, 1.0]) * rng.uniform(),
            prior=rng.choice(["flat", "past"]),
            prior_mean=unit * rng.normal(),
            prior_sd=unit * 10 ** rng.uniform(-1, 1),
            bar=rng.uniform(0.5, 0.995),
        )


@pytest.mark.parametrize("prior", ["flat", "past"])
def test_the_posterior_is_that_of_a_plain_sum_over_effect_and_bias(prior):
    widget = BiasContour(bias_mean=0.25, bias_sd=0.15, prior=prior)
    effect = np.linspace(-2.5, 3.5, 1201)[:, None]
    bias = np.linspace(-0.75, 1.25, 801)
    log = -0.5 * ((widget.estimate - effect - bias) / widget.std_error) ** 2
    log = log - 0.5 * ((bias - 0.25) / 0.15) ** 2
    if prior == "past":
        log = log - 0.5 * ((effect - widget.prior_mean) / widget.prior_sd) ** 2
    mass = np.exp(log).sum(1)
    mass /= mass.sum()
    mean = mass @ effect[:, 0]
    assert widget.effect.mean == pytest.approx(mean, abs=1e-6)
    assert widget.effect.sd == pytest.approx(np.sqrt(mass @ (effect[:, 0] - mean) ** 2), abs=1e-6)


def test_at_the_tipping_bias_the_chance_is_the_bar():
    for widget in worlds():
        widget.bias_mean = widget.tipping_bias
        assert widget.effect.prob_above(0) == pytest.approx(widget.bar, abs=1e-9)


def test_visitors_buy_nothing_below_the_doubt_about_the_bias():
    sds = [BiasContour(bias_sd=0.15, n_per_arm=n).effect.sd for n in (10, 1000, 1_000_000)]
    assert sds == sorted(sds, reverse=True)
    assert 0.15 < sds[-1] < 0.1502


@browser_test
def test_the_browser_computes_what_python_does(engine):
    cases = list(worlds())

    def given(w):
        prior = {"mean": w.prior_mean, "sd": w.prior_sd} if w.prior == "past" else None
        belief = {"biasMean": w.bias_mean, "biasSd": w.bias_sd}
        return {"estimate": w.estimate, "stdError": w.std_error, **belief, "prior": prior}

    found = engine("bias.effectOf", [[given(w)] for w in cases])
    tips = engine("bias.tippingBias", [[given(w), w.bar] for w in cases])
    worth = engine("bias.worth", [[w.std_error, w.bias_sd, w.sigma] for w in cases])
    for w, effect, tip, visitors in zip(cases, found, tips, worth, strict=True):
        assert effect["mean"] == pytest.approx(w.effect.mean, rel=1e-9, abs=1e-12)
        assert effect["sd"] == pytest.approx(w.effect.sd, rel=1e-9)
        assert effect["above"] == pytest.approx(w.effect.prob_above(0), rel=1e-9, abs=1e-12)
        assert tip == pytest.approx(w.tipping_bias, rel=1e-7, abs=1e-7 * abs(w.estimate))
        assert visitors == pytest.approx(2 * w.sigma**2 / (w.std_error**2 + w.bias_sd**2), rel=1e-9)


@browser_test
def test_the_knob_goes_both_ways_and_the_conclusion_turns(show):
    page, seen = show(BiasContour())
    words = page.locator(".bs-words")
    expect(words).to_contain_text("an ordinary analysis stands")
    knob = page.locator(HANDLES).first
    drag(page, knob, 60)
    drawn(page)
    before = trait(page, "bias_mean")
    assert before > 0.05
    for _ in range(3):
        knob.press("Shift+ArrowUp")
    drawn(page)
    assert trait(page, "bias_sd") == pytest.approx(0.3)
    assert trait(page, "bias_mean") == before
    expect(knob).to_have_attribute("aria-valuetext", f"{before:.2f}, give or take 0.30")
    expect(words).to_contain_text("overturned")
    page.get_by_role("button", name="with past markets").click()
    drawn(page)
    assert trait(page, "prior") == "past"
    seen.assert_clean()


@browser_test
def test_it_shows_the_numbers_of_its_page(show):
    page, seen = show(BiasContour(bias_mean=0.25, bias_sd=0.15))
    for name, text in {
        "P(effect > 0)": ".885", "Effect": "0.30", "It tips at": "0.23", "The test is worth": "512",
    }.items():  # fmt: skip
        expect(shown(page, name)).to_have_text(text)
    seen.assert_clean()


@browser_test
@pytest.mark.parametrize("prior", ["flat", "past"])
def test_the_thick_line_passes_through_the_tipping_bias(show, prior):
    """With the knob put on the line, at any width, the gap that is drawn between them closes."""
    for sd in (0.0, 0.1, 0.3):
        widget = BiasContour(bias_sd=sd, prior=prior)
        widget.bias_mean = widget.tipping_bias
        page, _ = show(widget)
        gap = page.locator(".bs-plane-room").evaluate("line => line.getTotalLength()")
        assert gap < 0.5, sd


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bias_sd": -0.1}, "bias_sd must be at least 0"),
        ({"estimate": math.inf}, "estimate must be finite"),
        ({"sigma": 0.0}, "sigma must be above 0"),
        ({"prior_sd": -1.0}, "prior_sd must be above 0"),
        ({"bar": 1.0}, "bar does not take"),
        ({"prior": "vague"}, "prior does not take"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        BiasContour(**arguments)
