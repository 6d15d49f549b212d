"""``python -m tools.pdf [--part 2]``: print the built site, and link the PDF on the pages that it holds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from helpers.authoring import book, paper, stamp
from tests.browser.browser import launch
from tools.pdf import contents, press

TITLE = "Borrowing Strength"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print; 0: done, 2: there is no such part, or no site yet."""
    parser = argparse.ArgumentParser(prog="python -m tools.pdf", description=main.__doc__)
    parser.add_argument("--part", default="", help="the number of a part, 2 or II; else the whole book")
    options = parser.parse_args(arguments)
    if not (book.SITE / "index.html").exists():
        print("no site in _build/html yet: run `make book` first", file=sys.stderr)
        return 2
    found = contents.pages(book.SITE)
    try:
        chosen = contents.of_part(found, options.part) if options.part else found
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    words = chosen[0].part if options.part else "The whole book"
    title = f"{TITLE}. {words}" if options.part else TITLE
    file = f"borrowing-strength{'-part-' + words.split(':')[0].split()[1] if options.part else ''}.pdf"
    made_from = stamp.inputs(book.ROOT)
    is_current = stamp.holds(book.STAMP, made_from, book.SITE)
    with sync_playwright() as playwright:
        printed = press.press(launch(playwright), book.SITE, book.SITE / file, title, chosen)
    paper.add(book.SITE, file, f"{words} (PDF)", [page.document for page in chosen])
    if is_current:  # else the next `make book` would take the links for somebody's edit
        stamp.write(book.STAMP, made_from, book.SITE)
    size = (book.SITE / file).stat().st_size / 1e6
    print(f"_build/html/{file}: {printed.pages} pages, {size:.1f} MB, linked in the pages' download menus")
    return 0


if __name__ == "__main__":
    sys.exit(main())
