"""`SmallVariant`: the browser's posterior against the exact engine, and every way of moving the figure."""

import re
from functools import cache

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.posterior import beta_binomial
from helpers.widgets import SmallVariant
from tests.tiers import rest_in_certify
from tests.widgets.hands import HANDLES, drag, drawn, shown, trait

browser_test = pytest.mark.browser

ARMS = [
    ([30, 50, 55, 60], [100, 100, 100, 100]),
    ([3, 50, 55, 60], [10, 100, 100, 100]),
    ([1, 50, 55, 60], [10, 100, 100, 100]),
    ([9, 50, 55, 60], [10, 100, 100, 100]),
    ([180, 50, 55, 60], [200, 100, 100, 100]),
    ([20, 50, 55, 60], [200, 100, 100, 100]),
    ([5, 5], [10, 10]),
    ([2, 40, 7], [30, 60, 500]),
]


@cache
def exact_posterior(arm):
    """That of one of ``ARMS``; its intervals take seconds, once."""
    return beta_binomial(*ARMS[arm])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"successes": [3, 5], "trials": [10]}, "one number for each of at least 2 variants"),
        ({"successes": [3], "trials": [10]}, "at least 2 variants"),
        ({"successes": [0, 5], "trials": [10, 10]}, "above 0 and below trials; found 0 of 10"),
        ({"successes": [3, 10], "trials": [10, 10]}, "found 10 of 10"),
        (
            {"successes": [3, 5], "trials": [10, 10], "labels": ["A"]},
            "labels must hold one name a variant, 2",
        ),
        ({"successes": [3, 5], "trials": [10, 10], "arm": 2}, "arm must be below 2"),
    ],
)
def test_bad_variants_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        SmallVariant(**arguments)


# The exact posterior of four arms takes seconds: here those that other tests need, too, and small ones.
@browser_test
@pytest.mark.parametrize("arm", rest_in_certify(range(len(ARMS)), (0, 1, 6, 7)))
def test_the_browser_computes_the_same_posterior(engine, arm):
    (y, trials), exact = ARMS[arm], exact_posterior(arm)
    (got,) = engine("betaBinomial.summary", [[y, trials]])
    assert got["meanRate"] == pytest.approx(exact.mean_rate.mean, abs=1e-9)
    low, high = exact.rates.interval(0.95)
    for k, row in enumerate(got["rows"]):
        assert [row["mean"], row["sd"]] == pytest.approx([exact.rates.mean[k], exact.rates.sd[k]], abs=1e-9)
        # Drawn from a density on a grid, which near 0 is coarse: not exact, but finer than it is shown.
        assert row["interval"] == pytest.approx([low[k], high[k]], abs=1e-4 if y[k] > 2 else 6e-4)
        assert row["density"] == pytest.approx(exact.rates.pdf(0.5)[k], abs=5e-3)


@browser_test
def test_from_a_hundred_visitors_to_ten_as_the_chapter_says(show):
    page, seen = show(SmallVariant())
    expect(shown(page, "Estimate")).to_have_text("0.323")
    handle = page.get_by_role("slider", name="A: visitors")
    drag(page, handle, -360)
    assert trait(page, "trials") == [10, 100, 100, 100]
    expect(shown(page, "Estimate")).to_have_text("0.473")
    expect(shown(page, "Pulled")).to_have_text("72\u202f%")
    widths = [np.subtract(*exact_posterior(arm).rates.interval(0.95))[1:].mean() for arm in (0, 1)]
    narrower = 100 * (1 - widths[1] / widths[0])
    expect(page.locator(".bs-words")).to_contain_text(f"{narrower:.0f}\u202f% narrower")
    assert enlarged(page) == pytest.approx(
        [1 - (b[1] - b[0]) / (a[1] - a[0]) for a, b in zip(*intervals(0, 1), strict=True)], abs=2e-3
    )
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "Estimate")).to_have_text("0.323")
    seen.assert_clean()


def intervals(*cases):
    """Those of B, C and D in some of ``ARMS``."""
    return [np.transpose(exact_posterior(case).rates.interval(0.95))[1:] for case in cases]


def enlarged(page):
    """By how much the bars of the other arms are shorter than at the start, as drawn."""
    ends = page.locator(".bs-small-width, .bs-small-start").evaluate_all(
        "els => els.map(el => { const box = el.getBBox(); return [box.x, box.x + box.width] })"
    )
    bars, starts = ends[::2], ends[1::2]
    return [1 - (end - left) / (was - left) for (left, end), (was, _) in zip(bars, starts, strict=True)]


@browser_test
@pytest.mark.parametrize("viewport", [{"width": 375, "height": 800}, {"width": 900, "height": 800}])
def test_eight_per_cent_are_seen(show, viewport):
    """A change of some per cent is millimetres wide, and has its percentage beside it."""
    page, seen = show(SmallVariant(), viewport=viewport)
    expect(page.get_by_text("as at the start", exact=True)).to_have_count(3)
    page.get_by_role("slider", name="A: visitors").press("Home")
    drawn(page)
    for change in page.locator(".bs-small-change").all():
        assert change.bounding_box()["width"] > 15
    assert page.locator(".bs-cell", has_text=re.compile(r"^\d+\u202f% narrower$")).count() == 3
    seen.assert_clean()


@browser_test
def test_what_is_said_is_sound_wherever_the_arm_stands(show):
    """Also where the largest arm decides the rate of all, and the others pull the other way."""
    for arms in (([30, 50], [100, 100]), ([60, 40, 6], [500, 60, 30])):
        page, seen = show(SmallVariant(*arms, arm=len(arms[0]) - 1))
        one = len(arms[0]) == 2
        expect(page.locator(".bs-small-title")).to_contain_text("other arm’s" if one else "other arms’")
        square = page.get_by_role("slider", name="observed rate")
        square.press("Home")
        for _ in range(9):
            drawn(page)
            text = page.locator(".bs-root").inner_text()
            assert not re.search(r"NaN|undefined|gone [\u2212-]|\b[1-9]\d\d\u202f% of the way", text), text
            assert ("The other arm " in text, "The other arms " in text) == (one, not one)
            square.press("ArrowRight")
        seen.assert_clean()


@browser_test
def test_what_the_visitors_did_is_dragged_too(show):
    page, seen = show(SmallVariant())
    assert page.locator(HANDLES).count() == 2
    drag(page, page.get_by_role("slider", name="A: observed rate"), 90)
    assert trait(page, "rates")[0] == 0.5
    expect(page.locator(".bs-words")).to_contain_text("nothing to pull")
    exact = beta_binomial([50, 50, 55, 60], [100] * 4)
    low, high = exact.rates.interval(0.95)
    expect(shown(page, "Width of the others")).to_have_text(f"{np.mean((high - low)[1:]):.3f}")
    seen.assert_clean()


@browser_test
def test_another_arm_can_be_the_small_one(show):
    page, _ = show(SmallVariant([40, 12, 33], [90, 30, 80], labels=["old", "new", "newer"], arm=1))
    handle = page.get_by_role("slider", name="new: visitors")
    handle.press("ArrowRight")
    assert trait(page, "trials") == [90, 40, 80]
