"""Directives of the page of licences, ``third-parties`` and ``data-terms``; the texts that go with the site.

``book/third_parties.toml`` declares whose files the site ships. Their licences ask that their texts travel
along: those of installed packages are copied from these when the site is built, whatever their version.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from html import escape
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util.docutils import SphinxDirective

from helpers import datasets
from helpers.authoring.sphinx.written import parsed

TABLE = "book/third_parties.toml"
_DATA = "helpers/data/README.md"


@dataclass(frozen=True)
class ThirdParty:
    """Who made some of the site's files: patterns of these, and the package or the file with the licence."""

    name: str
    purpose: str
    licence: str
    files: tuple[str, ...]
    package: str = ""
    text: str = ""

    @property
    def address(self) -> str:
        """Where below ``_static`` the text of the licence stands."""
        return self.text or f"licences/{self.package}.txt"


def third_parties(root: Path) -> list[ThirdParty]:
    """All that ``root`` declares."""
    declared = tomllib.loads((root / TABLE).read_text("utf-8"))
    return [ThirdParty(name, **facts) for name, facts in declared.items()]


def text_of(package: str) -> str:
    """The text of an installed package's licence; ``ConfigError`` where it brings none."""
    files = [
        file for file in distribution(package).files or () if file.name.startswith(("LICENSE", "LICENCE"))
    ]
    if not files:
        raise ConfigError(f"{TABLE}: the package {package!r} brings no text of its licence")
    return "\n\n".join(file.read_text("utf-8") for file in files)


class ThirdParties(SphinxDirective):
    """A row for each: what it is for, and its licence, which leads to the text."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(TABLE)
        static = "../" * self.env.docname.count("/") + "_static"
        rows = [
            f'| {it.name} | {it.purpose} | <a href="{static}/{escape(it.address)}">{it.licence}</a> |'
            for it in third_parties(Path(self.env.srcdir))
        ]
        return parsed(self, ["| What | For | Licence |", "| :-- | :-- | :-- |", *rows])


class DataTerms(SphinxDirective):
    """Each data set with its terms, its source and what to cite, as ``datasets.describe`` has them."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(_DATA)
        lines: list[str] = []
        for about in map(datasets.describe, datasets.names()):
            terms = about.licence[0].upper() + about.licence[1:]
            lines += [f"`{about.name}`", f": {terms}. Source: {about.source}. To cite: {about.citation}.", ""]
        return parsed(self, lines)


def _copy_texts(app: Sphinx, failed: Exception | None) -> None:
    declared = (Path(app.srcdir) / TABLE).exists()  # not so in the small books that tests make
    if failed is None and declared and app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        for party in third_parties(Path(app.srcdir)):
            if party.package:
                target = static / party.address
                target.parent.mkdir(exist_ok=True)
                target.write_text(text_of(party.package), "utf-8")


def connect(app: Sphinx) -> None:
    """Register the directives and what copies the texts."""
    app.add_directive("third-parties", ThirdParties)
    app.add_directive("data-terms", DataTerms)
    app.connect("build-finished", _copy_texts)
