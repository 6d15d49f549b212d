"""Tables as pandas prints them, tidied: no bare row numbers, one row of headings, which may break."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx


def tidied(html: str) -> str:
    """The same HTML with each pandas table lacking its row numbers, and its index named in the heading."""
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.select("table.dataframe"):
        _drop_row_numbers(table)
        _name_the_index(table)
        _let_headings_break(soup, table)
    return str(soup)


def _drop_row_numbers(table: Tag) -> None:
    heads, rows = table.select("thead tr"), table.select("tbody tr")
    first = [cell.get_text() for row in [*heads, *rows] if (cell := row.find(["th", "td"]))]
    if len(heads) != 1 or first != ["", *map(str, range(len(rows)))]:
        return
    for row in table.select("tr"):
        cell = row.find("th")
        if cell:
            cell.decompose()


def _name_the_index(table: Tag) -> None:
    """pandas gives the index's name a row of its own, whose other cells are empty."""
    rows = table.select("thead tr")
    if len(rows) != 2:
        return
    above, below = (row.find_all("th") for row in rows)
    if len(above) == len(below) and not above[0].get_text() and not any(c.get_text() for c in below[1:]):
        above[0].string = below[0].get_text()
        rows[1].decompose()


def _let_headings_break(soup: BeautifulSoup, table: Tag) -> None:
    """A heading such as ``mcse_mean`` may break behind its underscore, where a telephone has no room."""
    for head in table.select("thead th"):
        *parts, last = head.get_text().split("_")
        if parts and head.string is not None:
            head.clear()
            for part in parts:
                head.extend([f"{part}_", soup.new_tag("wbr")])
            head.append(last)


def _tidy(_app: Sphinx, doctree: nodes.document) -> None:
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("format") == "html" and 'class="dataframe"' in raw.astext():
            raw.children[:] = [nodes.Text(tidied(raw.astext()))]


def connect(app: Sphinx) -> None:
    """Tidy the tables of every page."""
    app.connect("doctree-read", _tidy)
