"""What the book holds, in the order of its sidebar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

from bs4 import BeautifulSoup

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
FIRST = "book/index"
ON_SCREEN_ONLY = {"book/execution-statistics", "book/report-an-error"}


@dataclass(frozen=True)
class Page:
    """A page of the site: its address without ``.html``, its title, the part it belongs to."""

    document: str
    title: str
    part: str


def pages(site: Path) -> list[Page]:
    """Every page that paper can serve, in its order, the first one leading."""
    soup = BeautifulSoup((site / f"{FIRST}.html").read_text("utf-8"), "html.parser")
    heading = soup.select_one("article h1")
    found, part = [Page(FIRST, heading.get_text().removesuffix("#") if heading else "", "")], ""
    for entry in soup.select("nav.bd-links p.caption, nav.bd-links li > a.reference"):
        address, mark = str(entry.get("href", "")), entry.select_one(".path-mark")
        if mark:
            mark.string = f"({mark.get_text()})"
        if entry.name == "p":
            part = entry.get_text(" ", strip=True)
        elif address and not address.startswith(("http", "#")):
            document = normpath(join("book", address)).removesuffix(".html")
            found.append(Page(document, entry.get_text(" ", strip=True), part))
    return [page for page in found if page.document not in ON_SCREEN_ONLY]


def of_part(found: list[Page], part: str) -> list[Page]:
    """The pages of one part, named by its number (2 or II); raises ``ValueError`` for another."""
    number = ROMAN[int(part) - 1] if re.fullmatch("[1-9]|10", part) else part.upper()
    chosen = [page for page in found if page.part.startswith(f"Part {number}:")]
    if not chosen:
        parts = sorted({p.part.partition(":")[0].removeprefix("Part ") for p in found if ":" in p.part})
        raise ValueError(f"PART must be the number of a part, one of {', '.join(parts)}; found {part!r}")
    return chosen
