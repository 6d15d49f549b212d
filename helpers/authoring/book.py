"""Build the site, run only what has to run, and show it."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.authoring import freshness

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "_build"
SITE = BUILD / "html"
RECORD = BUILD / "fingerprints.json"
_COMMAND = "from jupyter_book.cli.main import main; main()"  # the package has no __main__


def build() -> int:
    """Run Jupyter Book with warnings as errors; return its exit code.

    A failed build forgets what Sphinx had read (not what ran), so that a warning cannot be lost by
    building twice.
    """
    stale = freshness.stale_chapters(ROOT, RECORD)
    _forget_outputs(set(stale))
    command = [sys.executable, "-c", _COMMAND, "build", str(ROOT), "-W", "-n", "--keep-going"]
    code = subprocess.call(command, cwd=ROOT)
    if code:
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    else:
        freshness.record_fingerprints(RECORD, stale)
    return code


def _forget_outputs(documents: set[str]) -> None:
    """Drop the stored outputs of the documents named, so that they run again."""
    store = BUILD / ".jupyter_cache"
    if not documents or not store.exists():
        return
    from jupyter_cache import get_cache

    cache = get_cache(store)
    for record in cache.list_cache_records():
        path = Path(record.uri)
        document = path.relative_to(ROOT).with_suffix("").as_posix() if path.is_relative_to(ROOT) else ""
        if not document or document in documents:
            cache.remove_cache(record.pk)


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
