"""A JupyterLab of the tests' own, and how to work in one of its notebooks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

from helpers.learn import lab

TOKEN = "tests"
PATIENCE = 90_000  # milliseconds: a cold kernel on a busy machine
PANEL = ".jp-NotebookPanel:visible"  # of the notebooks that are open, the one in front


@contextmanager
def running_lab(folder: Path, settings: Path) -> Iterator[str]:
    """Serve ``folder`` as `make lab` does, in JupyterLab with settings of its own; yields the address."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *lab.options(folder),
        "--no-browser",
        f"--port={port}",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.port_retries=0",
    ]
    places = {
        name: str(settings / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    environment = {**os.environ, **lab.environment(), **places}
    log = settings / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Until the address answers; ``RuntimeError`` with the log's end where the server does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")


@dataclass
class Notebook:
    """A notebook in front; cells are found by what their source holds."""

    page: Page

    @classmethod
    def open(cls, page: Page, base: str, name: str) -> Notebook:
        page.goto(f"{base}/lab/tree/{name}?token={TOKEN}&reset")
        return cls.of(page)

    @classmethod
    def of(cls, page: Page) -> Notebook:
        """The notebook that the page is about to show."""
        page.wait_for_selector(f"{PANEL} .jp-CodeCell", timeout=PATIENCE)
        page.wait_for_selector("#jp-main-statusbar >> text=Idle", timeout=PATIENCE)
        return cls(page)

    @classmethod
    def beside(cls, page: Page, name: str) -> Notebook:
        """Open it in a JupyterLab that is open, in a tab of its own or the one where it is."""
        tab = f'.lm-TabBar-tab[title*="Path: {name}"]'
        if page.locator(tab).count():  # by its path it would come to the front at some later moment
            page.locator(tab).click()
        else:
            page.get_by_role("menuitem", name="File", exact=True).click()
            page.get_by_text("Open from Path…", exact=True).click()
            page.locator(".jp-Dialog input").fill(name)
            page.keyboard.press("Enter")
        page.locator(f"{tab}.lm-mod-current").wait_for(timeout=PATIENCE)
        page.wait_for_selector(f'{PANEL} [data-status="idle"]', timeout=PATIENCE)
        return cls.of(page)

    def cell(self, text: str) -> Locator:
        """The first code cell whose source holds ``text`` now; it stays that cell when its source changes."""
        found = self.page.locator(f"{PANEL} .jp-CodeCell").filter(
            has=self.page.locator(".cm-content", has_text=text)
        )
        found.first.scroll_into_view_if_needed()
        place = found.first.get_attribute("data-windowed-list-index")
        return self.page.locator(f'{PANEL} .jp-CodeCell[data-windowed-list-index="{place}"]')

    def run(self, text: str) -> Locator:
        """Run that cell and wait until the kernel has answered."""
        cell = self.cell(text)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.wait_until_run(cell)
        return cell

    def wait_until_run(self, cell: Locator) -> None:
        """Wait for a finished prompt, ``[3]:`` rather than ``[*]:``."""
        self.page.wait_for_timeout(150)
        handle = cell.locator(".jp-InputPrompt").element_handle()
        has_run = "p => /\\[\\d+\\]/.test(p.textContent)"
        self.page.wait_for_function(has_run, arg=handle, polling=100, timeout=PATIENCE)

    def write(self, text: str, source: str) -> None:
        """Replace the source of the cell that holds ``text`` and run it, by keyboard."""
        cell = self.cell(text)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_timeout(150)
