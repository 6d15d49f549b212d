"""What a reader does with the first widget of a page, and what it then shows and holds."""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
from playwright.sync_api import CDPSession, Locator, Page

from helpers.widgets import StaticWidget

HANDLES = ".bs-handle[role=slider]"
# The middle of a handle's target, which is in view then.
GRASP = """(handle) => {
  handle.scrollIntoViewIfNeeded();
  const { x, y, width, height } = handle.querySelector(".bs-hit").getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 800}, "has_touch": True, "is_mobile": True}


def trait(page: Page, name: str) -> Any:
    """The state of the widget under this name."""
    return page.evaluate("(name) => document.querySelector('.bs-widget').bsModel.get(name)", name)


def shown(page: Page, name: str) -> Locator:
    """The number of the first reading whose name begins with ``name``."""
    return reading(page, name).locator(".bs-value")


def reading(page: Page, name: str) -> Locator:
    """The first reading whose name begins with ``name``: name, number and note."""
    named = page.locator(".bs-name", has_text=re.compile(rf"^{re.escape(name)}"))
    return page.locator(".bs-reading", has=named).first


def sides(page: Page, *parts: str) -> list[list[float]]:
    """The sides, in pixels, of the squares that each of these elements draws; those of one kind that stand
    side by side are one list.
    """
    paths = page.locator(", ".join(parts)).evaluate_all(
        """all => all.map((e, i) => [e.getAttribute("d"), i && e.parentNode === all[i - 1].parentNode
          && e.getAttribute("class") === all[i - 1].getAttribute("class")])
          .reduce((found, [d, same]) => same ? found.with(-1, found.at(-1) + d) : [...found, d], [])"""
    )
    return [[float(side) for side in re.findall(r"h([\d.e-]+)v", path)] for path in paths]


def drag(page: Page, handle: Locator, right: float, steps: int = 8) -> None:
    """Take the handle by its middle and move it ``right`` pixels, in so many steps."""
    drawn(page)
    x, y = handle.evaluate(GRASP)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y, steps=steps)
    page.mouse.up()


def swipe(page: Page, handle: Locator, right: float, down: float = 0) -> list[float]:
    """Put a finger on the middle of ``handle``, move it in steps, lift it; by how much the page scrolled."""
    bring(handle)
    left, top = page.evaluate("[scrollX, scrollY]")
    x, y = centre(handle)
    touch = finger(page)

    def send(kind: str, *parts: float) -> None:
        points = [{"x": x + right * part, "y": y + down * part} for part in parts]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0)
    for step in range(1, 6):
        send("touchMove", step / 5)
    send("touchEnd")
    drawn(page)  # only then does the handle say where it is
    now = page.evaluate("[scrollX, scrollY]")
    return [now[0] - left, now[1] - top]


@cache
def finger(page: Page) -> CDPSession:
    """What touches the page; it is the same in every test that this page serves."""
    return page.context.new_cdp_session(page)


def bring(handle: Locator) -> None:
    """Scroll as a reader would: to the middle of the window, not to its edge, where a bar may lie."""
    handle.evaluate("(element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })")


def centre(handle: Locator) -> tuple[float, float]:
    """The middle of the handle's target, where a pointer takes it."""
    box = handle.locator(".bs-hit").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def played(page: Page) -> int:
    """Press *Play*, and *Pause* after a few worlds; how many there are then."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('.bs-widget').bsModel.get('worlds') > 3")
    page.get_by_role("button", name="Pause").click()
    return int(trait(page, "worlds"))


def scattered(count: int) -> dict[str, Any]:
    """That many studies, for a widget that takes studies."""
    rng = np.random.default_rng(4)
    return {"effects": rng.normal(0, 0.4, count), "std_errors": rng.uniform(0.1, 0.5, count)}


def drawn(page: Page, frames: int = 2) -> None:
    """Wait until what was changed is drawn: the next frame draws it."""
    page.evaluate(
        """(count) => new Promise((done) => {
          const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : done());
          next(count);
        })""",
        frames,
    )


def still(markup: str) -> tuple[str, str]:
    """The picture that stands in where scripts do not run, as SVG, and its text."""
    found = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', markup)
    assert found is not None
    return base64.b64decode(found[1]).decode(), found[2]


def without_still(widget: StaticWidget) -> str:
    """Its static HTML without the picture, which a live page hides and Matplotlib is slow to draw."""
    with patch.object(widget, "picture", return_value=None):
        return widget.static_html()
