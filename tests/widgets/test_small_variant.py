"""`SmallVariant`: the browser's posterior against the exact engine, and every way of moving the figure."""

from functools import cache

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.posterior import beta_binomial
from helpers.widgets import SmallVariant
from tests.widgets.hands import HANDLES, drag, shown, trait

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


@browser_test
def test_the_browser_computes_the_same_posterior(engine):
    for arm, got in enumerate(engine("betaBinomial.summary", [list(a) for a in ARMS])):
        (y, _), exact = ARMS[arm], exact_posterior(arm)
        assert got["meanRate"] == pytest.approx(exact.mean_rate.mean, abs=1e-9)
        low, high = exact.rates.interval(0.95)
        for k, row in enumerate(got["rows"]):
            assert [row["mean"], row["sd"]] == pytest.approx(
                [exact.rates.mean[k], exact.rates.sd[k]], abs=1e-9
            )
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
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "Estimate")).to_have_text("0.323")
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
