"""The site's links to its PDFs, in the pages' download menus: there while they hold what the site says."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

PDFS = "borrowing-strength*.pdf"
_MENU = re.compile(
    r'(<div class="dropdown dropdown-download-buttons">.*?<ul class="dropdown-menu">)', re.DOTALL
)
_ITEM = '<li class="whole-pdf"><a class="btn btn-sm dropdown-item" href="{}">{}</a></li>'


def add(site: Path, file: str, words: str, documents: list[str]) -> int:
    """Link ``file``, which stands at the site's root, on the pages; return how many have the link now."""
    done = 0
    for document in documents:
        page = site / f"{document}.html"
        text = _without(page.read_text("utf-8"), re.escape(file))
        item = _ITEM.format("../" * document.count("/") + file, escape(words))
        menu = _MENU.search(text)
        if menu:
            text = text[: menu.end()] + item + text[menu.end() :]
            done += 1
        page.write_text(text, "utf-8")
    return done


def withdraw(site: Path) -> None:
    """Remove all PDFs and the links to them: the site is about to say something else."""
    gone = list(site.glob(PDFS))
    for file in gone:
        file.unlink()
    for page in site.rglob("*.html") if gone else ():
        text = page.read_text("utf-8")
        if (plain := _without(text, '[^"]*')) != text:
            page.write_text(plain, "utf-8")


def _without(text: str, file: str) -> str:
    return re.sub(rf'<li class="whole-pdf"><a [^>]*href="(?:\.\./)*{file}">[^<]*</a></li>', "", text)
