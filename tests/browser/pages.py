"""Pages that serve one test after another: a new one costs twice what loading into an old one does."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, Error, Page

DESK = {"width": 1280, "height": 720}  # Playwright's own
FORGET = """() => {
  if (!location.protocol.startsWith("about")) for (const s of [localStorage, sessionStorage]) s.clear();
}"""


class Pages:
    """Contexts of one page each. Those with the same options, the size of the window aside, are one kind."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        self._kinds: dict[Page, str] = {}

    def take(self, options: dict[str, Any]) -> Page:
        """A blank page under these options, of a context that remembers nothing."""
        rest = {name: value for name, value in options.items() if name != "viewport"}
        kind = json.dumps(options if "is_mobile" in options else rest, sort_keys=True)
        free = self._free.get(kind)
        page = free.pop() if free else self._browser.new_context(**options).new_page()
        page.set_viewport_size(options.get("viewport", DESK))
        self._kinds[page] = kind
        return page

    def give_back(self, page: Page) -> None:
        """Take out of the page what a test left behind; throw it away where that cannot be done."""
        kind = self._kinds.pop(page)
        scheme = json.loads(kind).get("color_scheme", "light")
        if len(page.context.pages) == 1 and forgets(page, scheme):
            self._free.setdefault(kind, []).append(page)
        else:
            page.context.close()

    def close(self) -> None:
        """Close those that wait."""
        for page in [page for free in self._free.values() for page in free]:
            page.context.close()


def forgets(page: Page, scheme: Any) -> bool:
    """Whether everything could be taken out of the page; it is blank then, in its own colours."""
    try:
        page.unroute_all()
        page.evaluate(FORGET)
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.goto("about:blank")  # first, since what follows would lay out the old page once more
        page.emulate_media(media="null", color_scheme=scheme, forced_colors="none")
        page.mouse.move(0, 0)
    except Error:
        return False
    return True
