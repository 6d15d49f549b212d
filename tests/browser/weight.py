"""What a visit to a page of the built book fetches, as it would travel compressed."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.browser.browser import SITE

# Addresses of the page and of all it asked for.
FETCHED = "() => [location.href, ...performance.getEntriesByType('resource').map((file) => file.name)]"
APART = ("mathjax", "font", ".woff")  # as large on every page, and kept by the browser after the first


def weight(addresses: Iterable[str]) -> int:
    """Bytes of these files of the site, compressed; without MathJax and fonts."""
    files = {file for address in addresses if (file := _file(address)) is not None}
    return sum(
        _compressed(file)
        for file in files
        if not any(name in file.relative_to(SITE).as_posix().lower() for name in APART)
    )


@cache
def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


def _file(address: str) -> Path | None:
    """The file behind an address, below whichever folder the site is served; None of what is no file."""
    if not address.startswith("http"):
        return None
    parts = unquote(urlsplit(address).path).strip("/").split("/")
    found = [SITE.joinpath(*parts[i:]) for i in range(len(parts))]
    return next((file for file in found if file.is_file()), None)
