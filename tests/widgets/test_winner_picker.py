"""`WinnerPicker`: its rules against closed forms and simulation, the browser's twin, the figure."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import integrate, stats

from helpers.widgets import WinnerPicker
from helpers.widgets.winner_picker import RULES, pick
from tests.widgets.hands import HANDLES, drag, drawn, played, shown, trait

browser_test = pytest.mark.browser


def largest_normal(n):
    return integrate.quad(lambda x: n * x * stats.norm.pdf(x) * stats.norm.cdf(x) ** (n - 1), -9, 9)[0]


# The rules, over all worlds
@pytest.mark.parametrize("arms", [2, 8, 40])
@pytest.mark.parametrize("tau", [0.0, 0.1, 0.25, 1.0])
def test_equal_arms_in_closed_form(arms, tau):
    raw, shrunken = (pick(tau, [arms], [0.25], rule) for rule in ("largest", "shrunken"))
    lead, keep = largest_normal(arms) * np.hypot(tau, 0.25), tau**2 / (tau**2 + 0.25**2)
    assert raw.promised == pytest.approx(lead, rel=1e-9)
    assert [raw.kept, shrunken.kept, shrunken.promised] == pytest.approx([keep * lead] * 3, rel=1e-9)
    assert [raw.ships, shrunken.ships] == pytest.approx([1, 1], abs=1e-8)
    assert raw.best == pytest.approx(shrunken.best, abs=1e-8)


@pytest.mark.parametrize("tau", [0.0, 0.2, 0.9])
def test_two_equal_arms_by_the_angle_between_estimate_and_truth(tau):
    """P(both differences have the same sign) = 1/2 + arcsin(ρ)/π (Sheppard 1899)."""
    rho = tau / np.hypot(tau, 0.25)
    assert pick(tau, [2], [0.25], "largest").best == pytest.approx(0.5 + np.arcsin(rho) / np.pi, abs=1e-8)


def test_of_useless_arms_the_test_ships_as_many_as_it_allows():
    one_sided = pick(0, [10], [0.25], "significant")
    assert one_sided.ships == pytest.approx(1 - (1 - 0.05 / 20) ** 10, rel=1e-9)
    assert one_sided.kept == 0
    assert one_sided.best == pytest.approx(one_sided.ships / 10, rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tau", "counts"), [(0.25, (5, 5)), (1.0, (20, 20)), (0.1, (1, 1)), (0.4, (7, 0)), (0.25, (0, 6))]
)
def test_unequal_arms_by_simulation(tau, counts):
    rng, worlds = np.random.default_rng(1), 200_000
    s = np.repeat([0.25, 0.5], counts)
    theta = rng.normal(0, tau, (worlds, s.size))
    y, v, rows = rng.normal(theta, s), tau**2 + s**2, np.arange(worlds)
    bar = stats.norm.isf(0.025 / s.size) * s
    claims = {"largest": y, "significant": np.where(y > bar, y, -np.inf), "shrunken": y * tau**2 / v}
    for rule, claim in claims.items():
        chosen, shipped = claim.argmax(1), claim.max(1) > -np.inf
        seen = [
            shipped,
            np.where(shipped, claim.max(1), 0),
            np.where(shipped, theta[rows, chosen], 0),
            shipped & (chosen == theta.argmax(1)),
        ]
        got = pick(tau, counts, (0.25, 0.5), rule)
        for value, sample in zip((got.ships, got.promised, got.kept, got.best), seen, strict=True):
            assert abs(np.mean(sample) - value) < 5 * np.std(sample) / np.sqrt(worlds) + 1e-8


def test_the_shrunken_winner_keeps_its_promise_and_wins_most_often():
    picks = WinnerPicker(tau=0.3, arms=20).picks()
    assert picks["shrunken"].promised == pytest.approx(picks["shrunken"].kept, rel=1e-9)
    for other in ("largest", "significant"):
        assert picks["shrunken"].kept > picks[other].kept
        assert picks["shrunken"].best > picks[other].best


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.2, [5], [0.2], "best"), "unknown rule 'best'; known are 'largest'"),
        ((-0.1, [5], [0.2], "largest"), "tau must be at least 0"),
        ((0.1, [5], [0.0], "largest"), "std_errors above 0"),
        ((0.1, [1], [0.2], "largest"), "at least two arms in all"),
        ((0.1, [5, 5], [0.2], "largest"), "one number a group each"),
        ((0.1, [5], [0.2], "significant", 1.5), "level must be below 1"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        pick(*arguments)


# The browser's twin
@browser_test
def test_the_browser_computes_the_same(engine):
    cases = [(t, n, late) for t in (0.0, 0.05, 0.3, 1.0) for n in (2, 9, 40) for late in (True, False)]
    calls, wanted = [], []
    for tau, arms, late in cases:
        few = arms // 2 if late else 0
        groups = [{"count": arms - few, "s": 0.25}] + ([{"count": few, "s": 0.5}] if few else [])
        for rule in RULES:
            calls.append([tau, groups, rule, 0.05])
            result = pick(tau, (arms - few, few), (0.25, 0.5), rule)
            wanted.append([result.ships, result.promised, result.kept, result.best])
    got = [[r[k] for k in ("ships", "promised", "kept", "best")] for r in engine("winner.pick", calls)]
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9)
    numbers = [2, 3, 17, 40]
    np.testing.assert_allclose(
        engine("winner.expectedMaximum", [[n] for n in numbers]),
        [largest_normal(n) for n in numbers],
        rtol=1e-9,
    )


@browser_test
@pytest.mark.parametrize("late", [True, False])
def test_the_worlds_on_show_are_those_that_python_sees(engine, late):
    widget = WinnerPicker(tau=0.4, arms=7, late=late, seed=3, worlds=100)
    errors = [0.25 * (1 + (late and k % 2)) for k in range(7)]
    got = engine("winner.replayed", [[3, 0.4, errors]])[0]
    np.testing.assert_allclose([got["promised"], got["kept"]], widget.replay(), rtol=1e-9)


@browser_test
def test_the_bivariate_normal(engine):
    calls = [[h, k, r] for h in (-2.5, 0.0, 1.2) for k in (-1.0, 0.3, 4.0) for r in (0.0, 0.4, 0.9, 0.97)]
    wanted = [stats.multivariate_normal.cdf([h, k], [0, 0], [[1, r], [r, 1]]) for h, k, r in calls]
    np.testing.assert_allclose(engine("winner.bivariateCdf", calls), wanted, atol=1e-8)


# The figure
@browser_test
def test_dragging_both_knobs_changes_promise_and_kept(show):
    page, seen = show(WinnerPicker())
    drag(page, page.get_by_role("slider", name="τ, spread of the true effects"), 100)
    drag(page, page.get_by_role("slider", name="Number of arms"), 60)
    tau, arms = trait(page, "tau"), trait(page, "arms")
    assert 0.4 < tau < 0.7
    assert 14 < arms < 25
    picks = WinnerPicker(tau=tau, arms=arms).picks()
    expect(shown(page, "Promised")).to_have_text(f"{picks['largest'].promised:.2f}")
    expect(shown(page, "Kept")).to_have_text(f"{picks['largest'].kept:.2f}")
    expect(shown(page, "Finds the best")).to_have_text(f"{100 * picks['largest'].best:.0f}\u202f%")
    seen.assert_clean()


@browser_test
@pytest.mark.parametrize("late", [True, False])
def test_of_equal_arms_the_largest_keeps_nothing(show, late):
    page, seen = show(WinnerPicker(late=late, worlds=30))
    assert page.locator(HANDLES).count() == 2
    page.get_by_role("slider", name="τ, spread of the true effects").press("Home")
    expect(page.locator(".bs-words")).to_contain_text("keeps nothing")
    expect(page.locator(".bs-winner-outcome")).to_contain_text("and keeps nothing; all arms are equal")
    expect(page.get_by_text("all of it was luck")).to_be_visible()
    expect(shown(page, "Luck")).to_have_text("100\u202f%")
    expect(shown(page, "Finds the best")).to_have_text("–")
    text = page.locator(".bs-root").inner_text()
    assert not re.search(r"\u22120(\.0+)?(?![.\d])|NaN|keeps [\u2212-]", text), text
    seen.assert_clean()


@browser_test
def test_without_late_arms_two_rules_are_one(show):
    page, _ = show(WinnerPicker())
    page.get_by_role("checkbox").uncheck()
    expect(page.locator(".bs-words")).to_contain_text("picks the same arm")
    cells = page.locator(".bs-cell").all_text_contents()
    assert cells[2] == cells[8]  # "finds the best" of the first and the third rule
    assert cells[6] == cells[7]  # promised and kept of the third


def marks(page, name):
    """How many worlds lie in a strip: its marks are one path, the latest of them once more."""
    return page.locator(f".bs-strips {name}").first.get_attribute("d").count("M")


@browser_test
def test_another_world_drops_into_both_strips_and_changes_no_average(show):
    page, seen = show(WinnerPicker())
    before = page.locator(".bs-winner-outcome").text_content(), shown(page, "Kept").text_content()
    page.get_by_role("button", name="Another world").click()
    expect(page.locator(".bs-winner-outcome")).not_to_have_text(before[0])
    expect(shown(page, "Kept")).to_have_text(before[1])
    assert trait(page, "worlds") == marks(page, ".bs-winner-chosen") == marks(page, ".bs-winner-kept") == 2
    seen.assert_clean()


@browser_test
def test_worlds_are_played_one_by_one_and_reset_ends_the_play(show):
    page, seen = show(WinnerPicker())
    now = played(page)
    assert 3 < now < 50
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(900)
    assert trait(page, "worlds") == 1
    seen.assert_clean()


@browser_test
def test_without_motion_a_hundred_worlds_are_there_at_once_and_then_another_hundred(show):
    page, seen = show(WinnerPicker(tau=0.3), reduced_motion="reduce")
    play = page.get_by_role("button", name="Play")
    for seed in (1, 2):
        play.click()
        assert (trait(page, "seed"), trait(page, "worlds")) == (seed, 100)
        drawn(page)
        promised, kept = WinnerPicker(tau=0.3, seed=seed, worlds=100).replay()
        less = f"So far {(kept < promised).sum()} of 100 winners kept less than promised"
        expect(page.locator(".bs-winner-outcome")).to_contain_text(less)
        assert marks(page, ".bs-winner-chosen") == 100
    seen.assert_clean()


@browser_test
@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("arms", [2, 3, 40])
def test_what_is_said_is_sound_at_every_spread(show, arms, late):
    page, seen = show(WinnerPicker(arms=arms, late=late, worlds=2))
    slider = page.get_by_role("slider", name="τ, spread of the true effects")
    for tau in ("0", "0.01", "0.02", "0.3", "1"):
        slider.press(tau[0])
        page.locator(".bs-typed").fill(tau)
        page.keyboard.press("Enter")
        drawn(page)
        assert trait(page, "tau") == float(tau)
        text = page.locator(".bs-root").inner_text()
        assert not re.search(r"NaN|undefined|keeps [\u2212-]|\u22120[.]00|keeps 0[.]00", text), text
        again = re.search(r"in (.*?) of the worlds, not (.*?)\)", text)
        assert again is None or again[1] != again[2], text
    seen.assert_clean()
