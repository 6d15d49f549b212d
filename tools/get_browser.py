"""Make sure that the browser tests have a Chromium: one installed, Playwright's, or Debian's as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.browser import find_browser


def main() -> int:
    """Return 0 when a browser is there, after getting one if need be; else say what to do."""
    if have_browser() or playwright_installs_one() or debian_installs_one():
        return 0
    print(
        "The browser tests need Chromium and none could be had. Install Chromium or Chrome, "
        "or set BROWSER_PATH to one, and run the same command again.",
        file=sys.stderr,
    )
    return 1


def have_browser() -> bool:
    """One on this machine, or one that Playwright keeps."""
    if find_browser():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


def playwright_installs_one() -> bool:
    """Playwright's own build, where its server can be reached and its libraries are there."""
    print("Getting a browser for the tests.", flush=True)
    return run([sys.executable, "-m", "playwright", "install", "chromium"]) and starts()


def debian_installs_one() -> bool:
    """Debian's package ``chromium``, for root on a Debian machine."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return run(["apt-get", "update", "-qq"]) and run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        environment,
    )


def starts() -> bool:
    """Whether Playwright's build runs here: it may be there and lack a system library."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(args=["--no-sandbox"]).close()
    except Exception as error:
        print(f"Playwright's Chromium does not start here: {str(error).splitlines()[0]}", flush=True)
        return False
    return True


def run(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Whether ``command`` succeeds; what it prints is shown only when it does not."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"`{' '.join(command[:4])}` did not work here.", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
