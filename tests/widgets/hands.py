"""What a reader does with the first widget of a page, and what it then holds."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


def trait(page: Page, name: str) -> Any:
    """The state of the widget under this name."""
    return page.evaluate("(name) => document.querySelector('.bs-widget').bsModel.get(name)", name)


def drag(page: Page, handle: Locator, right: float) -> None:
    """Take the handle by its middle and move it ``right`` pixels."""
    handle.scroll_into_view_if_needed()
    box = handle.locator(".bs-hit").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y, steps=8)
    page.mouse.up()
