"""`TauPrior` in a static page and in Python: four priors, one posterior each, and studies to drop."""

import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import posterior, priors
from helpers.widgets import TauPrior
from tests.widgets.hands import bring, drag, drawn, trait

FAMILIES = {
    "Half-normal": priors.HalfNormal(1),
    "Half-Cauchy": priors.HalfCauchy(1),
    "Uniform": priors.Uniform(0, 100),
    "Gamma on 1/τ²": priors.GammaPrecision(0.001, 0.001),
}


def family(page, name):
    return page.locator(".bs-pick", has=page.get_by_text(name, exact=True))


def exact(widget, kept, prior):
    y, s = np.array(widget.effects[:kept]), np.array(widget.std_errors[:kept])
    return posterior.random_effects(y, s, priors.Normal(0, widget.mu_sd), prior)


def assert_shown(page, widget, kept, name, prior, digits=2):
    """The reading of one family is that of the exact engine in Python."""
    post = exact(widget, kept, prior)
    expect(family(page, name).locator(".bs-value")).to_have_text(f"{post.tau.mean:.{digits}f}")
    chance = post.theta_new.prob_above(0)
    chance = "over .999" if chance > 0.9995 else f"{chance:.3f}".lstrip("0")
    expect(family(page, name).locator(".bs-note")).to_have_text(f"next effect > 0: {chance}")


@pytest.mark.browser
@pytest.mark.parametrize("kept", [3, 8])
def test_each_prior_reads_as_the_exact_engine_says(show, kept):
    widget = TauPrior(kept=kept)
    page, seen = show(widget)
    for name, prior in FAMILIES.items():
        assert_shown(page, widget, kept, name, prior)
    expect(page.locator(".bs-words")).to_contain_text(f"With {kept} markets the mean of τ is")
    seen.assert_clean()


@pytest.mark.browser
def test_dropping_studies_by_keyboard_and_by_mouse(show):
    widget = TauPrior()
    page, seen = show(widget)
    rail = page.get_by_role("slider", name="markets kept")
    for key, kept in (("ArrowLeft", 7), ("Home", 2), ("ArrowRight", 3)):
        rail.press(key)
        expect(rail).to_have_attribute("aria-valuetext", f"{kept} of 8")
        assert trait(page, "kept") == kept
    assert_shown(page, widget, 3, "Half-normal", priors.HalfNormal(1))
    expect(page.locator(".bs-words")).to_contain_text("the prior does much of the talking")
    bring(rail)
    drag(page, rail, 2000)
    assert trait(page, "kept") == 8
    seen.assert_clean()


@pytest.mark.browser
def test_dragging_the_knob_changes_the_prior(show):
    widget = TauPrior(kept=3)
    page, seen = show(widget)
    knob = page.get_by_role("slider", name="Half-normal, scale")
    drag(page, knob, -100)
    scale = trait(page, "scale")
    assert 0.2 < scale < 0.5
    assert_shown(page, widget, 3, "Half-normal", priors.HalfNormal(scale))
    assert_shown(page, widget, 3, "Half-Cauchy", priors.HalfCauchy(1))
    for key, end in (("End", 100), ("Home", 0.01)):
        knob.press(key)
        assert trait(page, "scale") == end
        assert_shown(page, widget, 3, "Half-normal", priors.HalfNormal(end))
    seen.assert_clean()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "typed", "scale"),
    [
        ("Half-normal", "0.2", 0.2),
        ("Half-Cauchy", "7,5", 7.5),
        ("Uniform", "31", 31),
        ("Gamma on 1/τ²", ".02", math.sqrt(0.02)),
    ],
)
def test_every_scale_can_be_reached_by_typing_and_by_steps(show, name, typed, scale):
    """What is typed for the gamma family is its ε."""
    page, seen = show(TauPrior())
    family(page, name).click()
    knob = page.locator(".bs-prior-rail [role=slider]")
    knob.press(typed[0])
    page.locator(".bs-typed").fill(typed)
    page.keyboard.press("Enter")
    assert trait(page, "scale") == pytest.approx(scale)
    seen_on_the_way = []
    for _ in range(5):
        knob.press("ArrowRight")
        seen_on_the_way.append(trait(page, "scale"))
    ratios = np.diff(np.log([scale, *seen_on_the_way]))
    assert ((ratios > 0) & (ratios < 0.06)).all()
    seen.assert_clean()


@pytest.mark.browser
def test_a_scale_from_far_away_is_told_and_drawn_at_the_end_of_the_rail(show):
    page, seen = show(TauPrior(scale=2500.0))
    expect(page.locator(".bs-prior-rail .bs-strong")).to_have_text("2500")
    knob = page.locator(".bs-prior-rail .bs-hit").bounding_box()
    rail = page.locator(".bs-prior-rail").bounding_box()
    assert knob["x"] + knob["width"] <= rail["x"] + rail["width"] + 1
    seen.assert_clean()


def curve(page, name):
    return page.locator(f".bs-overlay-{name}").get_attribute("d")


@pytest.mark.browser
def test_four_curves_lie_over_one_another_and_only_the_chosen_one_moves_with_the_knob(show):
    page, seen = show(TauPrior(kept=3))
    assert curve(page, "faint").count("M") == 3
    assert curve(page, "strong").count("M") == 1
    names = ["Half-normal (1)", "Half-Cauchy (1)", "Uniform (100)", "Gamma (0.001)", "its prior, dashed"]
    texts = page.get_by_role("img", name="Posterior of τ under four priors").locator("text")
    assert set(names) <= set(texts.all_text_contents())
    expect(page.get_by_text(names[0], exact=True)).to_have_class(re.compile("bs-strong"))
    faint, strong, prior = (curve(page, name) for name in ("faint", "strong", "prior"))
    page.locator(".bs-prior-rail [role=slider]").press("ArrowLeft")
    drawn(page)
    assert curve(page, "faint") == faint
    assert curve(page, "strong") != strong
    assert curve(page, "prior") != prior
    family(page, "Uniform").click()
    drawn(page)
    expect(page.get_by_text(names[2], exact=True)).to_have_class(re.compile("bs-strong"))
    expect(page.get_by_text("Half-normal (1)", exact=True)).to_be_visible()
    seen.assert_clean()


@pytest.mark.browser
def test_pressing_a_family_takes_its_usual_scale(show):
    page, seen = show(TauPrior())
    family(page, "Uniform").click()
    assert (trait(page, "family"), trait(page, "scale")) == ("Uniform", 100)
    expect(page.locator(".bs-words")).to_contain_text("sure that τ is above 5.")
    family(page, "Gamma on 1/τ²").click()
    assert trait(page, "scale") == pytest.approx(math.sqrt(0.001))
    expect(page.locator(".bs-words")).to_contain_text("Gamma on 1/τ², ε 0.001:")
    expect(family(page, "Gamma on 1/τ²")).to_have_attribute("aria-pressed", "true")
    seen.assert_clean()


COUNTED = {"eight_markets": "", "eight_schools": ", τ in units of 10"}


@pytest.mark.browser
@pytest.mark.parametrize("data", COUNTED)
def test_the_gammas_spike_is_where_its_density_is_highest_and_its_unit_is_told(show, data):
    widget, counted = TauPrior(data), COUNTED[data]
    page, seen = show(widget, viewport={"width": 375, "height": 800})
    family(page, "Gamma on 1/τ²").click()
    words = page.locator(".bs-words")
    expect(words).to_contain_text(f"Gamma on 1/τ², ε 0.001{counted}: before")
    (said,) = re.findall(r"spike at ([\d.]+\d)", words.text_content())
    tau = np.geomspace(0.001, 10, 5000) * widget.unit
    prior = priors.GammaPrecision(0.001, 0.001 * widget.unit**2)
    assert float(said) == pytest.approx(tau[np.argmax(prior.pdf(tau))], rel=0.01)
    caption = page.locator(".bs-prior-rail .bs-caption")
    expect(caption).to_contain_text(f"(gamma on 1/τ²{counted})")
    box, rail = caption.bounding_box(), page.locator(".bs-prior-rail").bounding_box()
    assert rail["x"] <= box["x"]
    assert box["x"] + box["width"] <= rail["x"] + rail["width"]
    seen.assert_clean()


@pytest.mark.browser
def test_pasted_experiments_bring_their_own_scale(show):
    page, seen = show(TauPrior())
    page.get_by_role("button", name="Paste your own").click()
    page.get_by_role("textbox").fill("12 3\n5 4\n20 6")
    page.get_by_role("button", name="Draw them").click()
    expect(page.get_by_role("slider", name="experiments kept")).to_have_attribute("aria-valuetext", "3 of 3")
    assert trait(page, "unit") > 5
    assert trait(page, "scale") == trait(page, "unit")
    assert "NaN" not in page.locator(".bs-widget").inner_html()
    seen.assert_clean()


def test_the_still_picture_draws_the_same_four_curves():
    widget = TauPrior(kept=3, family="Uniform", scale=100.0)
    axes = widget.picture()
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == [
        "half-normal",
        "half-Cauchy",
        "gamma on 1/τ²",
        "uniform, chosen",
        "its prior (the shape)",
    ]
    x, y = axes.lines[3].get_data()
    post = exact(widget, 3, priors.Uniform(0, 100))
    np.testing.assert_allclose(y, post.tau.pdf(np.asarray(x)), rtol=1e-9)
    assert f"{post.tau.mean:.3g}" in widget.picture_text()
    plt.close(axes.figure)


def test_python_has_the_prior_that_the_page_shows():
    widget = TauPrior()
    assert widget.prior == priors.HalfNormal(1)
    assert widget.kept == 8
    widget.family, widget.scale = "Uniform", 100.0
    assert widget.prior == priors.Uniform(0, 100)
    widget.family, widget.scale = "GammaPrecision", math.sqrt(0.001)
    assert widget.prior.shape == pytest.approx(0.001)
    assert widget.prior.rate == pytest.approx(0.001)
    widget.dataset = "eight_schools"
    assert (widget.unit, widget.mu_sd, widget.prior) == (10, 20, priors.HalfNormal(10))
    own = TauPrior(effects=[1, 2, 3.0], std_errors=[1, 1, 1.0], unit=5.0, family="HalfCauchy")
    assert (own.prior, own.kept) == (priors.HalfCauchy(5), 3)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"kept": 1}, ValueError, "kept must be at least 2"),
        ({"scale": 0}, ValueError, "scale must be above 0"),
        ({"unit": math.inf}, ValueError, "unit must be finite"),
        ({"family": "Gamma"}, Exception, "family"),
        ({"effects": [1, 2], "std_errors": [1, 0]}, ValueError, "std_errors must be above 0"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=message):
        TauPrior(**arguments)
