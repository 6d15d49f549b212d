"""`ConflictGate`: its rules against `helpers.borrowing`, and what a reader sees and moves."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.borrowing import Gate, conflict_tail, critical_estimate, predictive_estimate, update
from helpers.widgets import ConflictGate
from tests.widgets.hands import HANDLES, drag, drawn, trait

pytestmark = pytest.mark.browser
KEYS = dict(
    zip(
        ("ignore", "whole", "power", "hierarchical", "robust", "gate"),
        ("ignore the past", "pool it whole", "power prior", "hierarchical", "robust mixture", "gate"),
        strict=True,
    )
)


def cases():
    yield ConflictGate(), 0.28
    yield ConflictGate(), -1.0
    yield ConflictGate(alpha=0.03, weight=0.9, std_error=0.1, level=0.2, bar=0.8), 1.7
    yield ConflictGate(effects=[0.1, 0.5], std_errors=[0.2, 0.3], std_error=0.2), -0.4


def test_the_browser_updates_as_python_does(engine):
    given = [[widget.state(), y, widget.bar] for widget, y in cases()]
    for (widget, y), got in zip(cases(), engine("borrowing.summary", given), strict=True):
        se = widget.std_error
        for key, name in KEYS.items():
            rule = widget.rules()[name]
            prior = rule.at(y) if isinstance(rule, Gate) else rule
            post = update(prior, y, se)
            assert [got[key]["mean"], got[key]["sd"]] == pytest.approx([post.mean, post.sd], rel=1e-8), key
            assert got[key]["interval"] == pytest.approx(post.interval(0.95), rel=1e-7), key
            assert got[key]["above"] == pytest.approx(post.prob_above(0), rel=1e-7, abs=1e-13), key
            if got[key]["tail"] is not None:
                tail = conflict_tail(y, predictive_estimate(prior, se))
                assert got[key]["tail"] == pytest.approx(tail, rel=1e-6, abs=1e-13), key
            if not isinstance(rule, Gate):
                [[opens, end]] = got[key]["opens"]
                assert end is None
                assert opens == pytest.approx(critical_estimate(rule, se, widget.bar), abs=1e-8), key


def test_the_gate_opens_where_one_of_its_priors_does(engine):
    """At −.281 the pooled past may speak, and opens; below it does not, nor does the estimate alone."""
    widget = ConflictGate()
    [got] = engine("borrowing.summary", [[widget.state(), 0.0, widget.bar]])
    gate = widget.rules()["gate"]
    assert got["gate"]["opens"] == [[pytest.approx(gate.low, abs=1e-8), None]]
    # with a wider gate and a weak estimate there are two intervals: above it the estimate must do it alone
    narrow = ConflictGate(level=0.5, std_error=0.8)
    [got] = engine("borrowing.summary", [[narrow.state(), 0.0, narrow.bar]])
    gate = narrow.rules()["gate"]
    alone = critical_estimate(narrow.rules()["ignore the past"], 0.8, 0.9)
    assert gate.high < alone
    assert np.ravel(got["gate"]["opens"]).tolist()[:3] == pytest.approx([gate.low, gate.high, alone])


def test_dragging_the_estimate_changes_minds(show):
    page, seen = show(ConflictGate())
    words = page.locator(".bs-words p")
    expect(words).to_contain_text("5 of six rules open")
    square = page.locator(HANDLES).first
    drag(page, square, -150)
    drawn(page)
    assert trait(page, "new_effect") < -0.5
    square.press("Home")
    expect(words).to_contain_text("no rule opens the market")
    expect(words).to_contain_text("finds a conflict")
    seen.assert_clean()


def test_pooled_whole_a_minus_one_is_outvoted(show):
    page, seen = show(ConflictGate(new_effect=-1.0))
    expect(page.locator(".bs-words p")).to_contain_text("one rule opens the market: pooling it whole")
    expect(page.locator(".bs-plot")).to_contain_text(".986 open")
    seen.assert_clean()
