"""Solution pages show the solution alone: the marks of the gap, and the stub, stay in the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.grading.sheets import BEGIN, END, INSTEAD


def without_marks(code: str) -> str:
    """``code`` without ``# BEGIN SOLUTION``, ``# END SOLUTION`` and all from ``# INSTEAD`` to there."""
    return "\n".join(_kept(code.splitlines()))


def _kept(lines: list[str]) -> Iterator[str]:
    inside_stub = False
    for line in lines:
        mark = line.strip()
        if mark == INSTEAD:
            inside_stub = True
        elif mark == END:
            inside_stub = False
        elif mark != BEGIN and not inside_stub:
            yield line


def connect(app: Sphinx) -> None:
    """Clean the code of every page below ``solutions/``."""
    app.connect("doctree-read", _clean)


def _clean(app: Sphinx, doctree: nodes.document) -> None:
    if not app.env.docname.startswith("solutions/"):
        return
    for block in list(doctree.findall(nodes.literal_block)):
        if BEGIN in block.astext():
            attributes: dict[str, Any] = dict(block.attributes)
            code = without_marks(block.astext())
            block.replace_self(nodes.literal_block(code, code, **attributes))
