"""The ``readiness`` directive: what the answers to a page's quizzes say about where to begin.

Each ``quiz`` on the page has an option ``chapter``. The script shows the chapters of the questions that were
not answered right, and the answers as one line of text, ``readiness,<date>,<1, 0 or nothing>,…``.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

_WITHOUT = (
    "The result is worked out by a script, and this browser runs none. "
    "Each question says below itself what is right."
)


class ReadinessNode(nodes.General, nodes.Element):
    """Where the result appears."""


class Readiness(SphinxDirective):
    """Ask for the result."""

    def run(self) -> list[nodes.Node]:
        return [ReadinessNode()]


def _visit(translator: Any, _node: ReadinessNode) -> None:
    translator.body.append(f'<div class="readiness"><p>{_WITHOUT}</p></div>')
    raise nodes.SkipNode


def _pass(_translator: Any, _node: nodes.Element) -> None:
    """Nothing outside the site: what would print it has no answers."""


def connect(app: Sphinx) -> None:
    """Register the directive, its node and its script."""
    app.add_node(ReadinessNode, html=(_visit, _pass), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_directive("readiness", Readiness)
    app.add_js_file("readiness.js", loading_method="defer")
