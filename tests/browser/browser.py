"""A Chromium for the tests, wherever it is, and a page that may talk to this machine only."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, Route

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_browser() -> str | None:
    """Path of a Chromium on this machine; None leaves the choice to Playwright's own."""
    given = os.environ.get("BROWSER_PATH")
    if given:
        if not Path(given).is_file():
            raise FileNotFoundError(f"BROWSER_PATH must name a Chromium; found no file at {given}")
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in MAC_APPLICATIONS if Path(path).is_file()), None)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium."""
    return playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on localhost; yields the address, without a slash at its end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Watch:
    """What a watched page asked of other origins (all blocked) and what its console complained about."""

    external: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        assert self.external == []
        assert self.errors == []


def watch(page: Page, *origins: str) -> Watch:
    """Block and record every request of ``page`` that leaves ``origins``; collect console and page errors."""
    seen, allowed = Watch(), (*(f"{origin}/" for origin in origins), "data:", "blob:")

    def guard(route: Route) -> None:
        if route.request.url.startswith(allowed):
            route.continue_()
        else:
            seen.external.append(route.request.url)
            route.abort()

    page.route("**/*", guard)
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    return seen
