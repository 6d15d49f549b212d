"""`SumsOfSquares`: summaries against the analysis of variance of raw rows, and every way of moving it."""

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect
from scipy import stats

from helpers import datasets
from helpers.heterogeneity import two_way_anova
from helpers.widgets import SumsOfSquares
from helpers.widgets.sums_of_squares import treatment_squares
from tests.widgets.hands import HANDLES, drag, drawn, shown, sides, trait

browser_test = pytest.mark.browser


def raw_rows(rng, segments):
    """Visitors of one experiment with arms of unequal size."""
    sizes = rng.integers(3, 30, (segments, 2))
    frames = [
        pd.DataFrame(
            {"segment": k, "treatment": arm, "y": rng.normal(k + arm * rng.normal(), 2, sizes[k, arm])}
        )
        for k in range(segments)
        for arm in (0, 1)
    ]
    return pd.concat(frames, ignore_index=True), sizes


@pytest.mark.parametrize("seed", range(20))
def test_summaries_give_the_rows_of_the_raw_analysis(seed):
    rng = np.random.default_rng(seed)
    rows, sizes = raw_rows(rng, int(rng.integers(2, 8)))
    table = two_way_anova(rows, "y", "segment", "treatment")
    means = rows.groupby(["segment", "treatment"])["y"].mean().unstack()
    residual = table.loc["Residual"]
    squares = treatment_squares(
        means[1] - means[0],
        sizes[:, 1],
        sizes[:, 0],
        np.sqrt(residual["sum_sq"] / residual["df"]),
        residual["df"],
    )
    for row, ours in {
        "treatment": (squares.treatment, squares.treatment_f, squares.treatment_p),
        "segment:treatment": (squares.interaction, squares.interaction_f, squares.interaction_p),
    }.items():
        np.testing.assert_allclose(
            ours, table.loc[row, ["sum_sq", "F", "PR(>F)"]].astype(float), rtol=1e-7, atol=1e-10
        )
    assert squares.pieces.sum() == pytest.approx(squares.interaction)
    assert squares.by_chance.sum() == pytest.approx(residual["sum_sq"] / residual["df"] * (len(sizes) - 1))


def test_the_six_segments_are_the_start():
    widget = SumsOfSquares()
    table = two_way_anova(datasets.load("segments_users"), "revenue", "segment", "treatment")
    assert widget.squares().interaction == pytest.approx(table.loc["segment:treatment", "sum_sq"], rel=1e-9)
    assert widget.squares().treatment == pytest.approx(table.loc["treatment", "sum_sq"], rel=1e-9)
    assert widget.sigma**2 * widget.residual_df == pytest.approx(table.loc["Residual", "sum_sq"], rel=1e-9)
    assert widget.residual_df == 5788


def test_moving_all_segments_together_leaves_the_interaction_alone():
    widget = SumsOfSquares()
    before = widget.squares()
    widget.effects = [d + 0.7 for d in widget.effects]
    assert widget.squares().interaction == pytest.approx(before.interaction, rel=1e-12)
    assert widget.squares().treatment > 10 * before.treatment


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"effects": [1, 2]}, "one number for each"),
        ({"effects": [1], "n_treated": [5], "n_control": [5]}, "at least 2 segments"),
        ({"effects": [1, 2], "n_treated": [5, 0], "n_control": [5, 5]}, "visitors in both arms"),
        ({"effects": [1, 2], "n_treated": [5, 5], "n_control": [5]}, "same shape"),
        ({"sigma": 0}, "sigma must be above 0"),
        ({"labels": ["one"]}, "labels must hold one name a segment, 6"),
    ],
)
def test_bad_segments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        SumsOfSquares(**arguments)


def test_own_segments_get_names():
    assert SumsOfSquares(effects=[1, 2], n_treated=[5, 6], n_control=[5, 5]).labels == [
        "Segment 1",
        "Segment 2",
    ]


@browser_test
def test_the_browser_computes_the_same(engine):
    rng = np.random.default_rng(4)
    f = [
        [float(v), int(a), int(b)]
        for v, a, b in zip(
            rng.exponential(3, 200), rng.integers(1, 12, 200), rng.integers(1, 6000, 200), strict=True
        )
    ]
    np.testing.assert_allclose(engine("anova.fSf", f), [stats.f.sf(*row) for row in f], rtol=1e-9)
    cases = []
    for k in (2, 3, 6, 20):
        sizes = rng.integers(2, 2000, (2, k)).tolist()
        cases.append(
            [rng.normal(0.2, 1, k).tolist(), *sizes, float(rng.uniform(0.1, 9)), float(np.sum(sizes) - 2 * k)]
        )
    for case, got in zip(cases, engine("anova.treatmentSquares", cases), strict=True):
        wanted = treatment_squares(*case)
        for ours, theirs in {
            "common": wanted.common, "pieces": wanted.pieces, "byChance": wanted.by_chance,
            "treatment": wanted.treatment, "interaction": wanted.interaction,
            "treatmentF": wanted.treatment_f, "interactionF": wanted.interaction_f,
            "treatmentP": wanted.treatment_p, "interactionP": wanted.interaction_p,
        }.items():  # fmt: skip
            np.testing.assert_allclose(got[ours], theirs, rtol=1e-9, atol=1e-300)


@browser_test
def test_it_starts_as_the_chapter_says(show):
    page, seen = show(SumsOfSquares())
    assert page.locator(HANDLES).count() == 13
    expect(shown(page, "Interaction")).to_have_text("F 10.41")
    expect(shown(page, "Treatment")).to_have_text("F 1.50")
    expect(page.locator(".bs-title")).to_have_text("Do the segments disagree, or is it noise?")
    expect(page.locator(".bs-plot").get_by_text("Disagreement", exact=True)).to_be_visible()
    expect(page.locator(".bs-plot").get_by_text("828, noise alone 79.5")).to_be_visible()
    seen.assert_clean()


def areas(page):
    """What the page draws: pieces, and what noise alone would make of them; then the two sums likewise."""
    return [np.square(s) for s in sides(page, ".bs-found-area", ".bs-common-area", ".bs-chance-area")]


@browser_test
def test_areas_are_in_the_proportion_of_the_sums_of_squares(show):
    page, _ = show(SumsOfSquares())
    wanted, now = SumsOfSquares().squares(), SumsOfSquares()
    pieces, by_chance, interaction, its_noise, treatment, noise = areas(page)
    scale = noise[0] / now.sigma**2
    np.testing.assert_allclose(pieces, scale * wanted.pieces, rtol=1e-6)
    np.testing.assert_allclose(by_chance, scale * wanted.by_chance, rtol=1e-6)
    np.testing.assert_allclose(interaction, [scale * wanted.interaction], rtol=1e-6)
    np.testing.assert_allclose(its_noise, 5 * noise, rtol=1e-6)
    np.testing.assert_allclose(treatment, [scale * wanted.treatment], rtol=1e-6)


@browser_test
def test_nothing_is_rescaled_under_the_hand(show):
    page, _ = show(SumsOfSquares())
    noise = areas(page)[-1]
    scale = noise[0] / SumsOfSquares().sigma ** 2
    page.get_by_role("slider", name="High-value: effect").press("Home")
    drawn(page)
    pieces, *_, after = areas(page)
    assert after == noise
    np.testing.assert_allclose(
        pieces, scale * SumsOfSquares(effects=trait(page, "effects")).squares().pieces, rtol=1e-6
    )
    page.get_by_role("slider", name="High-value: standard error").press("End")
    drawn(page)
    np.testing.assert_allclose(areas(page)[0], pieces, rtol=1e-6)
    np.testing.assert_allclose(areas(page)[-1], scale * trait(page, "sigma") ** 2, rtol=1e-6)


@browser_test
@pytest.mark.parametrize("width", [375, 900])
def test_the_common_effect_of_the_task_can_be_dragged_to(show, width):
    page, seen = show(SumsOfSquares(), viewport={"width": width, "height": 800})
    diamond = page.get_by_role("slider", name="Common effect")
    for _ in range(40):
        drag(page, diamond, 8)
        if float(diamond.get_attribute("aria-valuenow")) > 1:
            break
    assert float(diamond.get_attribute("aria-valuenow")) > 1
    diamond.press("1")
    page.keyboard.press("Enter")
    effects = trait(page, "effects")
    assert SumsOfSquares(effects=effects).squares().common == pytest.approx(1)
    low, high = (float(diamond.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    assert low < -1 < 1 < high
    seen.assert_clean()


@browser_test
def test_a_dragged_segment_and_its_reset(show):
    page, seen = show(SumsOfSquares())
    drag(page, page.get_by_role("slider", name="High-value: effect"), 100)
    effects = trait(page, "effects")
    assert effects[4] > -0.5
    assert effects[:4] == SumsOfSquares().effects[:4]
    widget = SumsOfSquares(effects=effects)
    expect(shown(page, "Interaction")).to_have_text(f"F {widget.squares().interaction_f:.2f}")
    page.get_by_role("button", name="Reset").click()
    expect(shown(page, "Interaction")).to_have_text("F 10.41")
    seen.assert_clean()


@browser_test
def test_the_diamond_moves_all_and_leaves_the_interaction(show):
    page, _ = show(SumsOfSquares())
    drag(page, page.get_by_role("slider", name="Common effect"), 60)
    moved = np.array(trait(page, "effects")) - SumsOfSquares().effects
    np.testing.assert_allclose(moved, moved[0], atol=1e-9)
    assert moved[0] > 0.1
    expect(shown(page, "Interaction")).to_have_text("F 10.41")
    expect(shown(page, "Treatment")).not_to_have_text("F 1.50")


@browser_test
@pytest.mark.parametrize("way", [-1, 1])
def test_the_end_of_any_bar_changes_the_noise_of_all(show, way):
    page, _ = show(SumsOfSquares())
    end = page.get_by_role("slider", name="Returning / mobile: standard error")
    before = page.locator(".bs-ci").first.get_attribute("d")
    drag(page, end, 12 * way)
    assert (trait(page, "sigma") > SumsOfSquares().sigma) == (way > 0)
    assert page.locator(".bs-ci").first.get_attribute("d") != before
    widget = SumsOfSquares(sigma=trait(page, "sigma"))
    expect(shown(page, "Interaction")).to_have_text(f"F {widget.squares().interaction_f:.2f}")
