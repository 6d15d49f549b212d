"""Every widget at its defaults, at every end of every handle, at combinations of ends: no error."""

import itertools

import numpy as np
import pytest
from playwright.sync_api import expect

import helpers.widgets

pytestmark = pytest.mark.browser

NAMES = [
    name
    for name in helpers.widgets.__all__
    if isinstance(getattr(helpers.widgets, name), type) and name != "StaticWidget"
]

# Handles come and go as a drawing is rebuilt, so they are looked up anew for each corner.
VISIT = """async (corners) => {
  const root = document.querySelector(".bs-root"), wrong = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const sliders = () => [...root.querySelectorAll("[role=slider], input[type=range]")];
  const push = (el, end) => {
    if (el.matches("input")) {
      el.value = end === "Home" ? el.min : el.max;
      el.dispatchEvent(new Event("input", { bubbles: true }));
    } else el.dispatchEvent(new KeyboardEvent("keydown", { key: end, bubbles: true, cancelable: true }));
  };
  for (const corner of corners) {
    for (const [i, end] of corner) { const el = sliders()[i]; if (el) push(el, end); }
    await frame();
    const bad = root.outerHTML.match(/.{0,60}(NaN|undefined|Infinity).{0,30}/);
    if (bad) wrong.push([JSON.stringify(corner), bad[0]]);
    for (const el of root.querySelectorAll("[role=slider]")) {
      const at = ["min", "now", "max"].map((part) => Number(el.getAttribute(`aria-value${part}`)));
      if (!(at[0] <= at[1] && at[1] <= at[2])) wrong.push([JSON.stringify(corner), String(at)]);
    }
  }
  return wrong;
}"""

PRESS = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const wrong = [];
  for (let i = 0; i < 60; i++) {
    const button = [...document.querySelectorAll(".bs-root button, .bs-root input[type=checkbox]")][i];
    if (!button) break;
    button.click();
    await frame();
    const drawn = document.querySelector(".bs-root").outerHTML;
    if (/NaN|undefined|Infinity/.test(drawn)) wrong.push(button.textContent);
  }
  return wrong;
}"""


def corners(count):
    """All combinations for a few handles; else each end alone, all together, and some at random."""
    ends = ("Home", "End")
    if count <= 5:
        return [list(enumerate(corner)) for corner in itertools.product(ends, repeat=count)]
    rng = np.random.default_rng(1)
    alone = [[(i, end)] for i in range(count) for end in ends]
    mixed = [[(i, ends[bit]) for i, bit in enumerate(rng.integers(0, 2, count))] for _ in range(12)]
    return alone + [[(i, end) for i in range(count)] for end in ends] + mixed


@pytest.mark.parametrize("name", NAMES)
def test_no_error_at_the_defaults_and_every_corner(name, static_page, serve, open_page):
    folder = static_page(getattr(helpers.widgets, name)())
    page, seen = open_page(f"{serve(folder)}/index.html", viewport={"width": 375, "height": 800})
    expect(page.locator(".bs-widget[data-ready=yes] .bs-root > *").first).to_be_attached()
    count = page.locator(".bs-root [role=slider], .bs-root input[type=range]").count()
    assert count > 0
    assert page.evaluate(VISIT, [[], *corners(count)]) == []
    assert page.evaluate(PRESS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    seen.assert_clean()
