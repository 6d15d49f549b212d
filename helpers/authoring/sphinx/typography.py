"""Small print: a true minus in front of computed numbers; no line break within a number or before its %."""

from __future__ import annotations

import re
from itertools import pairwise

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from helpers.authoring import outputs

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_NARROW = "\N{NARROW NO-BREAK SPACE}"
_PERCENT = re.compile(r"(?<=\d) %")


class Typography(SphinxPostTransform):
    """Runs after MyST-NB has pasted its numbers. Code, formulae and raw output stay as they are."""

    default_priority = 900

    def run(self, **_options: object) -> None:
        for paragraph in self.document.findall(_is_prose):
            for text in list(paragraph.findall(nodes.Text)):
                if not _inside_code(text):
                    mended = _PERCENT.sub(f"{_NARROW}%", outputs.true_minus(text.astext()))
                    mended = _THOUSANDS.sub(lambda found: found[0].replace(" ", _NARROW), mended)
                    if mended != text.astext():
                        text.parent.replace(text, nodes.Text(mended))
            _join_percent(paragraph)


def _is_prose(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.paragraph, nodes.title, nodes.entry, nodes.term))


def _inside_code(text: nodes.Text) -> bool:
    parent: nodes.Node | None = text.parent
    while parent is not None and not _is_prose(parent):
        if isinstance(parent, (nodes.literal, nodes.math, nodes.raw, nodes.literal_block)):
            return True
        parent = parent.parent
    return False


def _join_percent(paragraph: nodes.Node) -> None:
    """A pasted number and the “ %” that follows it are two nodes: join them too."""
    leaves = list(paragraph.findall(nodes.Text))
    for left, right in pairwise(leaves):
        if left.astext()[-1:].isdigit() and right.astext().startswith(" %"):
            right.parent.replace(right, nodes.Text(_NARROW + right.astext()[1:]))


def connect(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(Typography)
