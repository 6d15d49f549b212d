"""A Chromium for the tests, wherever it is, and a page that may talk to this machine only."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    WebSocket,
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # All but this machine is behind a proxy that is not there. To stop requests one by one, by a route, would
    # take them through Python and turn the browser's cache off.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1;localhost",
)
SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
WIDGETS_READY = "() => [...document.querySelectorAll('[data-widget]')].every(w => w.dataset.ready === 'yes')"
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


class Shelf:
    """Folders behind one server: that of ``address(folder)`` is the folder, on this machine."""

    def __init__(self) -> None:
        self._folders: list[Path] = []
        folders = self._folders

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # one connection for all files of a page
            disable_nagle_algorithm = True  # else what follows the headers waits 40 ms for word of them

            def translate_path(self, path: str) -> str:
                _, number, rest = (path + "/").split("/", 2)
                known = number.isdigit() and int(number) < len(folders)
                self.directory = str(folders[int(number)]) if known else os.devnull
                return super().translate_path("/" + rest.removesuffix("/"))

            def do_GET(self) -> None:
                if self.path == "/favicon.ico":  # asked for by the browser, not by a page
                    self.send_response(http.HTTPStatus.NO_CONTENT)
                    self.end_headers()
                else:
                    super().do_GET()

            def end_headers(self) -> None:
                """A page is written anew under its address; what it fetches is not, and may be kept."""
                page = urlsplit(self.path).path.endswith((".html", "/"))
                self.send_header("Cache-Control", "no-store" if page else "max-age=3600")
                super().end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def address(self, folder: Path) -> str:
        """Where the folder is served, without a slash at its end."""
        if folder not in self._folders:
            self._folders.append(folder)
        return f"http://127.0.0.1:{self._server.server_port}/{self._folders.index(folder)}"

    def __enter__(self) -> Shelf:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Watch:
    """What a watched page asked of other origins and what its console complained about."""

    external: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stop: Callable[[], None] = field(default=lambda: None, repr=False)

    def assert_clean(self) -> None:
        assert self.external == []
        assert self.errors == []


def watch(page: Page, *origins: str) -> Watch:
    """Record every request of ``page`` that leaves ``origins``; collect console and page errors.

    What leaves this machine is answered by nobody: see ``FLAGS``.
    """
    seen = Watch()
    allowed = (*(f"{origin}/" for origin in origins), "data:", "blob:")

    def ask(asked: Request | WebSocket) -> None:
        if not asked.url.startswith(allowed):
            seen.external.append(asked.url)

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def fail(error: Error) -> None:
        seen.errors.append(str(error))

    listeners = {"request": ask, "websocket": ask, "console": listen, "pageerror": fail}

    def stop() -> None:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)

    for event, listener in listeners.items():
        page.on(event, listener)
    seen.stop = stop
    return seen


def watched(page: Page, url: str) -> Watch:
    """Open ``url`` in ``page``; requests to any other origin are counted."""
    seen = watch(page, "/".join(url.split("/")[:3]) if url.startswith("http") else "file://")
    page.goto(url)
    return seen


def settle(page: Page) -> None:
    """Wait for the widgets and formulae of a page of the book."""
    page.wait_for_load_state("load")
    page.wait_for_function(WIDGETS_READY, timeout=15_000)
    page.evaluate("() => window.MathJax?.startup?.promise")
