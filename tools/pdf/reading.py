"""What a PDF of Chromium's says of itself: pages, places, bookmarks. Chromium does not compress these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_PLACE = re.compile(rb"/([^\s/\[\]<>()]+)\s*\[(\d+) 0 R /XYZ")
TITLE = re.compile(rb"/Title (?:\(((?:\\.|[^\\()])*)\)|<FEFF([0-9A-F]*)>)")
_TOO_NEW = "this PDF is not laid out as Chromium does: its pages cannot be found"


@dataclass(frozen=True)
class Reading:
    """``places``: on which page (from 1) each named place stands."""

    pages: int
    places: dict[str, int]
    bookmarks: tuple[str, ...]  # their titles
    is_tagged: bool
    links: tuple[str, ...]  # the names that links inside lead to


def read(path: Path) -> Reading:
    """Read the frame of a PDF; raises ``ValueError`` where its page tree is not found."""
    objects = {int(number): body for number, body in _OBJECT.findall(path.read_bytes())}
    catalogue = next((body for body in objects.values() if b"/Type /Catalog" in body), b"")
    root = re.search(rb"/Pages (\d+) 0 R", catalogue)
    if not root:
        raise ValueError(f"{path}: {_TOO_NEW}")
    order = _leaves(objects, int(root[1]))
    number = {page: n for n, page in enumerate(order, 1)}
    dests = re.search(rb"/Dests (\d+) 0 R", catalogue)
    held = objects.get(int(dests[1]), b"") if dests else b""
    places = {_text(name): number[int(page)] for name, page in _PLACE.findall(held) if int(page) in number}
    links = [
        _text(found) for body in objects.values() for found in re.findall(rb"/Dest /([^\s/<>()]+)", body)
    ]
    return Reading(
        pages=len(order),
        places=places,
        bookmarks=tuple(
            _words(title) for body in objects.values() if b"/Parent" in body and (title := TITLE.search(body))
        ),
        is_tagged=b"/StructTreeRoot" in catalogue and b"/Marked true" in catalogue,
        links=tuple(links),
    )


def _leaves(objects: dict[int, bytes], node: int) -> list[int]:
    body = objects[node]
    kids = re.search(rb"/Kids \[(.*?)\]", body, re.DOTALL)
    if b"/Type /Pages" not in body or not kids:
        return [node]
    return [leaf for kid in re.findall(rb"(\d+) 0 R", kids[1]) for leaf in _leaves(objects, int(kid))]


def _text(name: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), name).decode("utf-8", "replace")


def _words(title: re.Match[bytes]) -> str:
    if title[2] is not None:
        return bytes.fromhex(title[2].decode()).decode("utf-16-be")
    return re.sub(rb"\\(.)", rb"\1", title[1]).decode("latin-1")
