"""`WinnersReturn`: its population and bands against `helpers.archive`, the browser's twin, the figure."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import archive
from helpers.datasets import load
from helpers.widgets import WinnersReturn
from tests.widgets.hands import drag, drawn, shown, trait

browser_test = pytest.mark.browser
OWN = "effect,se,effect again,its se\n" + "\n".join(
    f"{e},{s},{a},{s}"
    for e, s, a in zip(
        [0.31, -0.12, 0.55, 0.02, 0.9, -0.4, 0.1, 0.22, 0.75, -0.05, 0.4, 0.18, 0.61, -0.2, 0.07],
        [0.2, 0.25, 0.22, 0.15, 0.3, 0.2, 0.18, 0.21, 0.26, 0.2, 0.19, 0.17, 0.3, 0.22, 0.16],
        [0.1, -0.02, 0.35, 0.01, 0.2, -0.3, 0.15, 0.02, 0.45, -0.15, 0.3, 0.1, 0.2, -0.1, 0.0],
        strict=True,
    )
)


@pytest.fixture(scope="module")
def columns():
    table = load("headline_winners")
    return {name: table[name].to_numpy() for name in table}


def test_as_it_opens_the_bands_are_those_of_the_archive(columns):
    c = columns
    table = archive.promised_and_delivered(
        c["picked_first"], c["picked_first_se"], c["picked_second"], c["picked_second_se"],
        archive.population(c["any_first"], c["any_first_se"]),
    )  # fmt: skip
    shown_ = WinnersReturn().returns()
    names = ["raw", "promised", "delivered", "delivered_se", "gap", "gap_se", "n"]
    np.testing.assert_allclose(shown_[names].to_numpy(float), table[names].to_numpy(float), rtol=1e-12)


@pytest.mark.parametrize("tails", [0.05, 0.23, 0.4])
def test_tails_take_the_scale_that_is_likeliest_with_them(columns, tails):
    found = WinnersReturn(tails=tails).population
    drawn_ = columns["any_first"], columns["any_first_se"]
    assert found.df == 1 / tails
    for times in (0.98, 1.02):
        other = found._beside(np.log([times]))
        assert other._given(*drawn_)[0].sum() < found.log_likelihood


def test_few_tests_hide_the_bands_that_hold_too_few():
    few = WinnersReturn(arms=7, visitors=5000).returns()
    assert "top 1 %" not in few.index
    assert few.loc["all", "n"] >= 3
    assert few["n"].iloc[:-1].sum() <= few.loc["all", "n"]


# The browser's twin
@browser_test
@pytest.mark.parametrize("tails", [0.0, 0.02, 0.1, 0.23, 0.4])
def test_the_browser_finds_the_same_population_and_promises(engine, columns, tails):
    y, s = columns["any_first"], columns["any_first_se"]
    df = 1 / tails if tails else None
    family = "student_t" if tails else "normal"
    for mean in (0.0, None):
        wanted = archive.population(y[:600], s[:600], family, mean=mean, df=df)
        [got] = engine("archive.fitted", [[list(y[:600]), list(s[:600]), df or 1e300, mean]])
        assert got["scale"] == pytest.approx(wanted.scale, rel=1e-6)
        assert got["mean"] == pytest.approx(wanted.mean, abs=1e-6)
        assert got["logLikelihood"] == pytest.approx(wanted.log_likelihood, abs=1e-6)
        raw, se = columns["picked_first"][:600], columns["picked_first_se"][:600]
        [promised] = engine("archive.promised", [[list(raw), list(se), got]])
        np.testing.assert_allclose(promised, wanted.shrunken(raw, se), rtol=1e-5, atol=1e-6)


@browser_test
@pytest.mark.parametrize(
    ("own", "again"), [(OWN, True), ("\n".join(OWN.split("\n")[1:]), True), ("x", False)]
)
def test_what_was_measured_twice_is_read(engine, own, again):
    [got] = engine("archive.readAgain", [[own]])
    if not again:
        assert got is None
        return
    rows = got["readings"][0]["rows"]
    assert [(r["effect"], r["stdError"], r["again"]) for r in rows[:2]] == [
        (0.31, 0.2, 0.1),
        (-0.12, 0.25, -0.02),
    ]
    assert len(rows) == 15


@browser_test
def test_counts_and_pairs_are_left_to_the_usual_reader(engine):
    texts = ["4 123 11 139\n6 306 29 303", "0.2 0.1\n0.3 0.2", "a,0.2,0.1,0.3,0\nb,0.1,0.1,0.2,0.1", ""]
    assert engine("archive.readAgain", [[text] for text in texts]) == [None] * 4


# The figure
@browser_test
def test_the_figure_says_what_python_says(show):
    page, seen = show(WinnersReturn())
    drag(page, page.get_by_role("slider", name="Weight of the tails"), 150)
    drag(page, page.get_by_role("slider", name="Fewest arms"), 80)
    drag(page, page.get_by_role("slider", name="Fewest visitors an arm"), 80)
    state = {name: trait(page, name) for name in ("tails", "arms", "visitors")}
    assert state["tails"] > 0.05
    assert state["arms"] > 3
    assert state["visitors"] > 500
    row = WinnersReturn(**state).returns().loc["all"]
    for name, column in {"Raw": "raw", "Promised": "promised", "Delivered": "delivered"}.items():
        expect(shown(page, name).first).to_have_text(f"{row[column]:.2f}")
    seen.assert_clean()


@browser_test
def test_an_archive_of_ones_own_stays_in_the_figure(show):
    page, seen = show(WinnersReturn())
    before = page.evaluate("location.hash")
    page.get_by_role("button", name="Paste your own").click()
    page.get_by_role("textbox", name="Your archive").fill(OWN)
    expect(page.get_by_label("What was understood").locator("li")).to_have_count(15)
    page.get_by_role("button", name="Draw it").click()
    drawn(page)
    table = np.array([[float(v) for v in line.split(",")] for line in OWN.split("\n")[1:]])
    population = archive.population(table[:, 0], table[:, 1], mean=None)
    promised = population.shrunken(table[:, 0], table[:, 1]).mean()
    expect(shown(page, "Promised").first).to_have_text(f"{promised:.2f}")
    expect(shown(page, "Delivered")).to_have_text(f"{table[:, 2].mean():.2f}".replace("-", "\u2212"))
    assert page.evaluate("location.hash") == before
    text = page.locator(".bs-root").inner_text()
    assert not re.search(r"NaN|undefined", text), text
    page.get_by_role("button", name="headline tests").click()
    expect(shown(page, "Delivered")).to_have_text("0.23")
    seen.assert_clean()


@browser_test
@pytest.mark.parametrize("width", [375, 900])
def test_while_a_guess_is_asked_the_raw_lifts_stand_there_and_no_answer(show, width):
    page, seen = show(WinnersReturn(predict=True), viewport={"width": width, "height": 800})
    raw, answers = page.locator(".bs-return-raw"), page.locator(".bs-plot .bs-answer")
    assert [square.is_visible() for square in raw.all()] == [True] * 8
    assert page.locator(".bs-plot .bs-tick").first.is_visible()
    hidden = [
        mark.get_attribute("class").split()[0]
        for mark in answers.all()
        if mark.evaluate("el => getComputedStyle(el).visibility") == "hidden"
    ]
    assert len(hidden) == answers.count() == 8 * 6
    assert {"bs-return-promise", "bs-return-kept", "bs-return-error", "bs-link", "bs-cell"} == set(hidden)
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".bs-return-promise").first).to_be_visible()
    expect(page.locator(".bs-return-kept").first).to_be_visible()
    seen.assert_clean()
