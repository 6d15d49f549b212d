"""Bookmarks that say their title once: Chromium says it twice where a heading moved to the next page."""

from __future__ import annotations

import re
from pathlib import Path

from tools.pdf.reading import TITLE


def say_once(path: Path) -> int:
    """Mend the titles of a PDF that is not compressed, in place; return how many were said twice."""
    text, mended = path.read_bytes(), 0

    def once(title: re.Match[bytes]) -> bytes:
        nonlocal mended
        said = title[1] or title[2] or b""
        half = said[: len(said) // 2]
        if not half or said != 2 * half:
            return title[0]
        mended += 1
        # Blanks keep the length, or the PDF's table of places would have to be written anew.
        return title[0].replace(said, half) + b" " * len(half)

    path.write_bytes(TITLE.sub(once, text))
    return mended
