"""Markdown that a directive writes, read as if it stood on the page."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective


def parsed(directive: SphinxDirective, lines: list[str]) -> list[nodes.Node]:
    """What these lines are in the place of ``directive``."""
    holder = nodes.container()
    source = StringList(lines, source=directive.env.docname)
    directive.state.nested_parse(source, directive.content_offset, holder)
    return list(holder.children)
