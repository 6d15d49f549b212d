"""Figures of the pages stand in them as SVG, so that they follow the theme and the reader's width."""

from __future__ import annotations

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from helpers.authoring import figures


class Drawings(SphinxPostTransform):
    """Runs after MyST-NB has chosen what to show of each output, and before images are copied."""

    default_priority = 9
    formats = ("html",)

    def run(self, **_options: object) -> None:
        for number, image in enumerate(list(self.document.findall(nodes.image))):
            path = Path(self.app.srcdir, image["uri"])
            svg = path.read_text("utf-8") if path.suffix == ".svg" and path.exists() else ""
            drawn = figures.layouts(svg)
            if drawn:
                html = figures.inline(drawn, escape(image.get("alt", ""), quote=True), f"f{number}")
                image.replace_self(nodes.raw("", html, format="html"))


def connect(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(Drawings)
