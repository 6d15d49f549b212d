"""Solution pages show the solution alone: the marks of the gap, and the stub, stay in the source."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.grading.sheets import BEGIN, without_markers


def connect(app: Sphinx) -> None:
    """Clean the code of every page below ``solutions/``."""
    app.connect("doctree-read", _clean)


def _clean(app: Sphinx, doctree: nodes.document) -> None:
    if not app.env.docname.startswith("solutions/"):
        return
    for block in list(doctree.findall(nodes.literal_block)):
        if BEGIN in block.astext():
            attributes: dict[str, Any] = dict(block.attributes)
            code = without_markers(block.astext())
            block.replace_self(nodes.literal_block(code, code, **attributes))
