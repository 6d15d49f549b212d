"""Whatever others made of the site is named on the page of licences, and the texts travel along."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from helpers import datasets
from helpers.authoring.sphinx import licences
from helpers.authoring.sphinx.passages import PASSAGES
from helpers.authoring.sphinx.terms import SYNONYMS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "_build" / "html" / "_static"
PARTIES = licences.third_parties(ROOT)
WRITTEN = {PASSAGES, SYNONYMS, "borrowing-strength-world.js", "vendor/README.md"}
SAYS = {
    "MIT": "Permission is hereby granted, free of charge",
    "BSD": "Redistributions in binary form must reproduce the above copyright",
    "Apache": "Apache License Version 2.0",
    "ISC": "copyright notice and this permission notice appear in all copies",
    "OFL": "SIL OPEN FONT LICENSE Version 1.1",
}


def page() -> BeautifulSoup:
    return BeautifulSoup((STATIC.parent / "book" / "licences.html").read_text("utf-8"), "html.parser")


@pytest.mark.book
def test_every_file_that_the_site_ships_has_an_owner():
    shipped = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assets = {path.name for path in (ROOT / "book" / "assets").iterdir()}
    patterns = [pattern for party in PARTIES for pattern in party.files]
    texts = {party.address for party in PARTIES}
    others = shipped - assets - WRITTEN - texts
    assert [name for name in others if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in shipped)] == []


@pytest.mark.book
@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.name)
def test_each_has_its_row_whose_licence_leads_to_the_text(party: licences.ThirdParty):
    rows = [row.find_all("td") for row in page().select("article tr")]
    (link,) = [cells[2].a for cells in rows if cells and cells[0].get_text() == party.name]
    text = (STATIC.parent / "book" / link["href"]).resolve().read_text("utf-8")
    said = " ".join(text.replace("\n * ", " ").split())
    assert "Copyright" in said or party.name == "MathJax"  # Apache's text names nobody
    assert link.get_text() == party.licence
    asked = [words for name, words in SAYS.items() if name in party.licence]
    assert asked
    assert [words for words in asked if words not in said] == []


@pytest.mark.book
def test_the_terms_of_each_data_set_stand_on_the_page():
    terms = [" ".join(dt.get_text().split()) for dt in page().select("article dl dt")]
    assert terms == list(datasets.names())
    said = [" ".join(dd.get_text().split()) for dd in page().select("article dl dd")]
    for name, words in zip(terms, said, strict=True):
        assert datasets.describe(name).licence[1:] in words


def test_a_package_without_a_text_is_refused(monkeypatch: pytest.MonkeyPatch):
    assert "Redistribution" in licences.text_of("sphinx")
    monkeypatch.setattr(licences, "distribution", lambda _: type("Bare", (), {"files": []}))
    with pytest.raises(ConfigError, match="'sphinx' brings no text"):
        licences.text_of("sphinx")
