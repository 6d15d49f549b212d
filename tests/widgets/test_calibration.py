"""`Calibration`: exact chances against enumeration, the browser's twin, and what the page keeps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import stats

from helpers.widgets import Calibration
from helpers.widgets.calibration import EXAMPLE, YOURS, count_chances, exact_interval
from tests.widgets.hands import HANDLES, drawn, reading, shown

browser_test = pytest.mark.browser
RECORDS = [[(80, True), (55, False), (100, True), (33, False)], [(50, True)] * 7, [(100, False), (60, True)]]


@pytest.mark.parametrize("chances", [[0.2], [0.9, 0.3, 0.55, 0.8], [1.0, 0.0, 0.5]])
def test_chances_of_counts_by_enumeration(chances):
    found = np.zeros(len(chances) + 1)
    for came in itertools.product([0, 1], repeat=len(chances)):
        found[sum(came)] += np.prod([p if hit else 1 - p for p, hit in zip(chances, came, strict=True)])
    assert count_chances(chances) == pytest.approx(found, abs=1e-15)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (10, 18), (3, 7), (200, 540)])
def test_the_interval_is_the_exact_one(hits, n):
    other = stats.binomtest(hits, n).proportion_ci(0.95, "exact")
    assert exact_interval(hits, n) == pytest.approx((other.low, other.high), abs=1e-9)


def test_equal_confidences_are_a_binomial():
    shown = Calibration([(70, True)] * 9 + [(70, False)] * 11, times=2)
    assert shown.tail == pytest.approx(stats.binom.cdf(18, 40, 0.7), rel=1e-9)
    modest = Calibration([(50, True)] * 9 + [(50, False)] * 2)
    assert modest.tail == pytest.approx(stats.binom.sf(8, 11, 0.5), rel=1e-9)


def test_what_a_record_of_notebooks_holds_is_taken():
    record = {
        "01.3": {"answer": "falls", "confidence": 70.0, "right": True, "options": 3},
        "19.2": {"answer": "rises", "confidence": 40.0, "right": False, "options": 3},
    }
    widget = Calibration(record)
    assert (widget.confidences, widget.outcomes, widget.whose) == ([70.0, 40.0], [1, 0], YOURS)
    assert Calibration({}).whose == Calibration().whose == EXAMPLE


@pytest.mark.parametrize("wrong", [[(170, True)], [(70, "yes")], [70], {"01.3": {"confidence": 70}}])
def test_what_is_no_prediction_is_named(wrong):
    with pytest.raises(ValueError, match="predictions must hold pairs"):
        Calibration(wrong)
    with pytest.raises(TypeError, match=r"predictions must be what .* found 7"):
        Calibration(7)


@browser_test
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("record", [None, *RECORDS])
def test_the_browser_counts_as_python_does(engine, record, times):
    widget = Calibration(record, times=times)
    given = [{"said": c / 100, "right": r} for c, r in zip(widget.confidences, widget.outcomes, strict=True)]
    [got] = engine("calibration.summarise", [[given, times]])
    row = widget.table().loc["all"]
    assert got["tail"] == pytest.approx(widget.tail, rel=1e-9)
    assert [got["all"][key] for key in ("said", "right", "n")] == pytest.approx(
        list(row[["said", "right", "n"]])
    )
    assert got["all"]["interval"] == pytest.approx(list(row[["low", "high"]]), abs=1e-8)
    assert sum(group["n"] for group in got["groups"]) == row["n"]
    tails = [Calibration(record, times=k).tail for k in range(1, 31)]
    enough = [k for k, tail in enumerate(tails, 1) if tail < 0.05]
    assert got["needed"] == (enough[0] if enough else None)


@browser_test
def test_guesses_are_counted_by_the_sign_test(engine):
    pairs = [(0.2, 0.5), (0.3, 0.4), (0.9, 0.7), (0.5, 0.5), (0.1, 0.8)]
    [got] = engine("calibration.misses", [[[{"guess": g, "truth": t} for g, t in pairs]]])
    assert (got["n"], got["low"], got["high"]) == (5, 3, 1)
    assert got["typical"] == pytest.approx(0.2)
    assert got["lopsided"] == pytest.approx(stats.binomtest(1, 4).pvalue)


KEPT = """window.borrowing = { recall: () => undefined, keep: () => {}, every: () => ({
  "01.3": { answer: ["falls", 90], verdict: "wrong" }, "05.2": { answer: ["stays", 60], verdict: "pass" },
  "TauExplorer": { guess: 0.6, truth: 0.829 }, "19.2": { answer: "damaged" }, "Other": null }) };"""


@browser_test
def test_the_readers_own_are_drawn_once_there_are_some(static_page, serve, browser):
    page = browser.new_page()
    page.add_init_script(KEPT)
    page.goto(f"{serve(static_page(Calibration()))}/index.html")
    expect(reading(page, "Right").locator(".bs-note")).to_have_text("1 of 2")
    expect(page.get_by_text("Your guesses at figures")).to_contain_text("1 too low and 0 too high")
    page.get_by_role("button", name=EXAMPLE).click()
    expect(reading(page, "Right").locator(".bs-note")).to_have_text("10 of 18")
    page.close()


@browser_test
def test_a_reader_without_predictions_is_told_where_they_come_from(show):
    page, seen = show(Calibration())
    page.get_by_role("button", name="Mine, on these pages (0)").click()
    expect(page.get_by_text("no predictions of yours in this browser yet")).to_be_visible()
    seen.assert_clean()


@browser_test
def test_repeating_the_predictions_narrows_what_chance_may_do(show):
    page, seen = show(Calibration())
    first = shown(page, "As far off").text_content()
    page.locator(HANDLES).first.press("End")
    drawn(page)
    assert first == ".099"
    expect(shown(page, "As far off")).to_have_text("< .001")
    expect(reading(page, "Right").locator(".bs-note").first).to_have_text("300 of 540")
    seen.assert_clean()
