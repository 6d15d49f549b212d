"""`HamiltonianThrow`: its densities, its twin in Python, and the figure under a reader's hands."""

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import optimize

from helpers.widgets import HamiltonianThrow
from helpers.widgets.hamiltonian_throw import grad, log_density, normals, place
from tests.tiers import rest_in_certify
from tests.widgets.hands import HANDLES, drag, drawn, shown, trait

browser_test = pytest.mark.browser
SHAPES = ("valley", "round", "bend")

REPLAY = """([states]) => JSON.parse(states).map((state) => {
  const { thrown, walk } = window.engine.throwing.replay(state);
  return [thrown, walk];
})"""

GO = """([all]) => JSON.parse(all).map(([shape, x, p, size, steps]) => {
  const { throwing } = window.engine;
  const go = throwing.throwFrom(throwing.TARGETS[shape], x, p, size, steps);
  return [go.places.at(-1), go.chance, go.turn, go.lost];
})"""


@pytest.mark.parametrize("shape", SHAPES)
def test_a_density_its_slope_and_its_bend(shape):
    rng = np.random.default_rng(3)
    for x in rng.normal(0, 1, (20, 2)):
        np.testing.assert_allclose(place(shape, normals(shape, x)), x, atol=1e-12)
        slope = optimize.approx_fprime(x, lambda at: log_density(shape, at), 1e-7)
        np.testing.assert_allclose(grad(shape, x), slope, rtol=1e-4, atol=1e-4)
    corner = np.array([[0.0, 0.0], [1e-6, 0.0], [0.0, 1e-6]])
    volume = [
        abs(np.linalg.det(place(shape, z + corner)[1:] - place(shape, z + corner)[0]))
        for z in rng.normal(0, 1, (9, 2))
    ]
    np.testing.assert_allclose(volume, volume[0], rtol=1e-5)  # rings of equal density are images of circles


# The chains are the same code in every shape, and the slopes stand above: two are for `make certify`.
@pytest.mark.slow
@pytest.mark.parametrize("shape", rest_in_certify(SHAPES, {"valley"}))
def test_both_chains_visit_the_ring_as_often_as_they_should(shape):
    """Half within the dashed ring, over many seeds: z-test by seeds."""
    shares = []
    for seed in range(1, 41):
        widget = HamiltonianThrow(shape=shape, throws=100, steps=8, step_size=0.2, seed=seed)
        thrown, walk = (np.hypot(*normals(shape, chain[1:]).T) < 1.17741 for chain in widget.replay())
        shares.append([thrown.mean(), walk.mean()])
    mean, error = np.mean(shares, axis=0), np.std(shares, axis=0) / 40**0.5
    assert (np.abs(mean - 0.5) < 4 * error + 0.02).all(), (mean, error)


@browser_test
def test_the_browser_replays_what_python_does(probe):
    states = [
        {"shape": shape, "step_size": size, "steps": steps, "throws": throws, "seed": seed}
        for shape, size, steps, throws, seed in [
            ("valley", 0.15, 20, 12, 1), ("round", 0.5, 3, 30, 5),
            ("bend", 0.25, 12, 25, 2), ("valley", 0.6, 60, 3, 9),
        ]
    ]  # fmt: skip
    for state, (thrown, walk) in zip(states, probe(REPLAY, states), strict=True):
        mine = HamiltonianThrow(**state).replay()
        np.testing.assert_allclose(thrown, mine[0], atol=1e-7)
        np.testing.assert_allclose(walk, mine[1], atol=1e-7)


@browser_test
def test_a_throw_in_the_browser_is_that_of_the_samplers(probe):
    given = [
        ["valley", [-1.0, -0.5], [1.5, 0.6], 0.15, 20],
        ["bend", [0.4, -0.2], [-1.0, 0.8], 0.1, 33],
        ["valley", [0.1, 0.1], [1, 1], 0.6, 60],
    ]
    for (shape, x, p, size, steps), (end, chance, turn, lost) in zip(given, probe(GO, given), strict=True):
        places, mine = HamiltonianThrow(shape=shape, step_size=size, steps=steps).path(
            np.array(x), np.array(p)
        )
        assert chance == pytest.approx(mine, abs=1e-9)
        assert lost == (len(places) <= steps)
        np.testing.assert_allclose(end, places[-1], atol=1e-9)
        went = places[1:] - places[0]
        # The momentum of a step is recovered from its neighbours: before the turn the way out still grows.
        assert turn is None or np.hypot(*went[turn - 2]) <= np.hypot(*went[turn - 1]) + size


@browser_test
def test_the_arrow_goes_where_the_pointer_and_the_keys_take_it(show):
    page, seen = show(HamiltonianThrow())
    arrow = page.locator(HANDLES).first
    before = trait(page, "momentum_x"), trait(page, "momentum_y")
    drag(page, arrow, 40)
    drawn(page)
    assert trait(page, "momentum_x") > before[0]
    assert trait(page, "momentum_y") == before[1]
    arrow.press("ArrowUp")
    drawn(page)
    assert trait(page, "momentum_y") == pytest.approx(before[1] + 0.1)
    words = f"{trait(page, 'momentum_x'):.1f} to the right, 0.7 up"
    expect(arrow).to_have_attribute("aria-valuetext", words)
    seen.assert_clean()


@browser_test
def test_too_large_a_step_is_told(show):
    page, seen = show(HamiltonianThrow(step_size=0.6, steps=60))
    expect(shown(page, "Accepted")).to_have_text("0\u202f%")
    expect(page.get_by_text("the motion has run off", exact=False).first).to_be_visible()
    seen.assert_clean()


@browser_test
def test_throws_by_chance_are_counted_beside_the_exact_half(show):
    page, seen = show(HamiltonianThrow(throws=99))
    page.get_by_role("button", name="Throw once by chance").click()
    drawn(page)
    assert trait(page, "throws") == 100
    expect(page.get_by_text("exactly 50 %", exact=False)).to_be_visible()
    expect(page.get_by_text("independent draws", exact=False)).to_be_visible()
    seen.assert_clean()
