"""Build the site, run only what has to run, and show it."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys

from helpers.authoring import outputs, paper, stamp

ROOT = outputs.ROOT
BUILD = ROOT / "_build"
SITE = BUILD / "html"
STAMP = BUILD / "site.json"
_COMMAND = "from jupyter_book.cli.main import main; main()"  # the package has no __main__


def build() -> int:
    """Run the pages that have to run, then Jupyter Book with warnings as errors; return its exit code.

    Where the site is what its sources make, nothing is done. A failed build forgets what Sphinx had read
    (not what ran), so that a warning cannot be lost by building twice.
    """
    made_from = stamp.inputs(ROOT)
    if stamp.holds(STAMP, made_from, SITE):
        print("The site in _build/html is what its sources make: nothing to do.")
        return 0
    STAMP.unlink(missing_ok=True)
    paper.withdraw(SITE)
    failed = outputs.refresh(ROOT)
    if failed:
        print("The book is not built. Pages that failed:", *(page.relative_to(ROOT) for page in failed))
        return 1
    command = [sys.executable, "-c", _COMMAND, "build", str(ROOT), "-W", "-n", "--keep-going"]
    code = subprocess.call(command, cwd=ROOT)
    if code:
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    # What was edited meanwhile may be on the site or not.
    elif stamp.inputs(ROOT) == made_from:
        stamp.write(STAMP, made_from, SITE)
    return code


def serve(port: int) -> None:
    """Show the built site on this machine only, until interrupted.

    Raises ``FileNotFoundError`` when there is no site yet and ``OSError`` when the port is taken.
    """
    if not (SITE / "index.html").exists():
        raise FileNotFoundError("no site in _build/html yet: run `make book` first")
    handler = functools.partial(_QuietHandler, directory=str(SITE))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise OSError(f"port {port} is taken: choose another, as in `make serve PORT={port + 1}`") from error
    with server:
        print(f"The book is at http://127.0.0.1:{server.server_port}/  (Ctrl+C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing for each request."""
